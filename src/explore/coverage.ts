/**
 * What no interleaving ever does: statements never executed, branches never taken (or always), arms never chosen,
 * interrupts never taken. Runs that are squashed do not count. Only of a complete search may `never` be said.
 *
 * A statement issues in a step of its own or along with another step of its CPU, so every kind of step has to be looked
 * at once. Steps are alike when the same choice changes the same words behind the cells in the same way: a few
 * thousand kinds stand for all steps, and only those are traced.
 */
import { SQUASHED, type Instr, type Machine, type Program } from '../machine/index.ts';
import { VOID } from './components.ts';
import type { Graph } from './search.ts';

export interface Gap {
  readonly kind: 'statement' | 'branch' | 'arm' | 'interrupt';
  readonly cpu: number | null;
  /** Key and text of the statement; an interrupt's name. */
  readonly key: string;
  readonly text: string;
  /** The inlined calls it stands in, from the outermost inwards; empty in a CPU's own code. */
  readonly inside: readonly string[];
  /** What never happens, after the text: "is never executed", "never chooses …". */
  readonly never: string;
}

export interface Coverage {
  readonly gaps: readonly Gap[];
  /** Statements executed in some run, and all there are. */
  readonly executed: number;
  readonly statements: number;
  /** False where the search stopped early: gaps may then be filled by what was not explored. */
  readonly complete: boolean;
}

const STATES_A_SLICE = 500;

/** Finds the gaps of an explored graph; `flags` are those of its components. */
export function* findCoverage(graph: Graph, flags: Uint8Array): Generator<void, Coverage> {
  const { machine, store, expanded } = graph;
  const tally = new Tally(machine);
  const source = new Int32Array(machine.width + 1);
  const target = new Int32Array(machine.width + 1);
  const seen = new Set<string>();
  const skip = machine.cellWords;
  for (let state = 0; state < expanded; state++) {
    if (state % STATES_A_SLICE === 0) yield;
    if (((flags[state] as number) & VOID) !== 0) continue;
    store.load(state, source);
    const count = machine.enabled(source, 0);
    const choices = machine.choices.slice(0, count);
    for (const choice of choices) {
      if (machine.step(source, 0, choice, target, 0) === SQUASHED) continue;
      let kind = String(choice);
      for (let word = skip; word < machine.width; word++) {
        if (source[word] !== target[word]) kind += ` ${word}:${source[word] ?? 0}>${target[word] ?? 0}`;
      }
      if (seen.has(kind)) continue;
      target[machine.width] = 0;
      const to = store.find(target);
      // A step into a squashed future does not exist; an ended state is stored under its property and does.
      if (to >= 0 && ((flags[to] as number) & VOID) !== 0) continue;
      seen.add(kind);
      tally.step(source, choice, target);
    }
  }
  return tally.coverage(graph.limit === null);
}

class Tally {
  private readonly machine: Machine;
  private readonly executed = new Set<number>();
  /** `pc:arm`, arm 0 for taken, 1 for not taken; for `choose` the arm's number. */
  private readonly arms = new Set<string>();
  private readonly taken = new Set<string>();

  constructor(machine: Machine) {
    this.machine = machine;
    const start = new Int32Array(machine.width);
    machine.initial(start, 0);
    // What issues before the first step is not traced: it is what lies between a CPU's entry and where it stands.
    machine.decode(start, 0).cpus.forEach(({ frames, finished }, cpu) => {
      const entry = machine.program.cpus[cpu]?.entry ?? 0;
      let at = frames[0]?.pc ?? entry;
      if (finished && at <= entry)
        at = machine.program.code.findIndex(({ op }, pc) => pc >= entry && op === 'halt');
      for (let pc = entry; pc < at; pc++) this.executed.add(pc);
    });
  }

  step(source: Int32Array, choice: number, target: Int32Array): void {
    const { machine } = this;
    const { code } = machine.program;
    const { issued, info, taken } = machine.trace(source, 0, choice, target, 0);
    if (taken) this.taken.add(`${taken.cpu}:${taken.irq}`);
    const last = issued.at(-1);
    const after = last && machine.decode(target, 0).cpus[last.cpu]?.frames.at(-1)?.pc;
    issued.forEach(({ pc, cpu }, nth) => {
      this.executed.add(pc);
      const instr = code[pc];
      if (instr?.op === 'choose' && info.pc === pc) this.arms.add(`${pc}:${info.alternative ?? 0}`);
      if (instr?.op !== 'branch') return;
      const next = issued.slice(nth + 1).find((one) => one.cpu === cpu)?.pc ?? after;
      if (next !== undefined) this.branched(pc, instr.to, next);
    });
    const instr = info.pc === null ? undefined : code[info.pc];
    if (info.kind === 'predict' && info.pc !== null && instr?.op === 'branch') {
      this.executed.add(info.pc);
      this.arms.add(`${info.pc}:${info.alternative ?? 0}`);
    }
  }

  coverage(complete: boolean): Coverage {
    const { program } = this.machine;
    const gaps: Gap[] = [];
    const owners = codeOwners(program);
    const byKey = new Map<string, { pc: number; instr: Instr; executed: boolean }>();
    program.code.forEach((instr, pc) => {
      if (instr.op === 'jump' || instr.op === 'halt') return;
      const known = byKey.get(instr.at.key);
      if (known) known.executed ||= this.executed.has(pc);
      else byKey.set(instr.at.key, { pc, instr, executed: this.executed.has(pc) });
    });
    for (const { pc, instr, executed } of byKey.values()) {
      if (executed) continue;
      gaps.push(gapAt(program, instr, owners[pc] ?? null, 'statement', 'is never executed'));
    }
    program.code.forEach((instr, pc) => {
      if (!this.executed.has(pc)) return;
      const gap = (kind: Gap['kind'], never: string) =>
        gaps.push(gapAt(program, instr, owners[pc] ?? null, kind, never));
      if (instr.op === 'branch' && this.onwards(instr.to) !== this.onwards(pc + 1)) {
        if (!this.arms.has(`${pc}:0`)) gap('branch', 'never takes the branch');
        if (!this.arms.has(`${pc}:1`)) gap('branch', 'always takes the branch');
      }
      if (instr.op !== 'choose') return;
      instr.names.forEach((name, arm) => {
        if (!this.arms.has(`${pc}:${arm}`)) gap('arm', `never chooses ${name}`);
      });
    });
    program.cpus.forEach(({ irqHandlers }, cpu) => {
      irqHandlers.forEach((handler, irq) => {
        const name = program.irqs[irq]?.name ?? String(irq);
        if (handler === null || this.taken.has(`${cpu}:${irq}`)) return;
        gaps.push({ kind: 'interrupt', cpu, key: name, text: name, inside: [], never: 'is never taken' });
      });
    });
    const statements = [...byKey.values()];
    const executed = statements.filter((one) => one.executed).length;
    return { gaps, executed, statements: statements.length, complete };
  }

  private branched(pc: number, to: number, next: number): void {
    const there = this.onwards(next);
    if (there === this.onwards(to)) this.arms.add(`${pc}:0`);
    if (there === this.onwards(pc + 1)) this.arms.add(`${pc}:1`);
  }

  /** Where a place in the code leads without doing anything. */
  private onwards(pc: number): number {
    const { code } = this.machine.program;
    let at = pc;
    for (let nth = 0; nth < code.length; nth++) {
      const instr = code[at];
      if (instr?.op !== 'jump') break;
      at = instr.to;
    }
    return at;
  }
}

function gapAt(
  { scopes }: Program,
  { at }: Instr,
  cpu: number | null,
  kind: Gap['kind'],
  never: string,
): Gap {
  const inside = at.scope.map((scope) => scopes[scope]?.name ?? '');
  return { kind, cpu, key: at.key, text: at.text, inside, never };
}

/** The CPU that each instruction belongs to, by following the code from every entry; null where several share it. */
function codeOwners(program: Program): (number | null)[] {
  const owners: (number | null | undefined)[] = program.code.map(() => undefined);
  program.cpus.forEach(({ entry, irqHandlers, bpHandler, faultHandler }, cpu) => {
    const todo = [
      entry,
      ...[...irqHandlers, bpHandler, faultHandler].flatMap((handler) => handler?.entry ?? []),
    ];
    const seen = new Set<number>();
    for (let pc = todo.pop(); pc !== undefined; pc = todo.pop()) {
      const instr = program.code[pc];
      if (!instr || seen.has(pc)) continue;
      seen.add(pc);
      owners[pc] = owners[pc] === undefined ? cpu : null;
      todo.push(...targetsOf(instr, pc));
    }
  });
  return owners.map((owner) => owner ?? null);
}

function targetsOf(instr: Instr, pc: number): number[] {
  switch (instr.op) {
    case 'jump':
      return [instr.to];
    case 'branch':
      return [instr.to, pc + 1];
    case 'jumpTo':
      return Object.values(instr.targets);
    case 'choose':
      return [...instr.to];
    case 'halt':
    case 'eret':
      return [];
    case 'execute':
      return [...Object.values(instr.decode).flatMap((one) => (one.k === 'jump' ? [one.to] : [])), pc + 1];
    default:
      return [pc + 1];
  }
}
