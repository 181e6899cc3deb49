/**
 * The steps of one CPU's code: what a place waits for, what its statement does, and what issues along with it.
 *
 *   :: d_step { pc1 == 7 && <may go on> -> <access>; <what issues by itself behind it>; pc1 = 9; }
 *
 * A wait's load is enabled only with a value that ends the wait; any other loop polls.
 */
import type { Effect, Expr, Instr, Program } from '../machine/index.ts';
import type { StoreBuffer } from './promela-buffer.ts';
import { waitsForStores } from './promela-capacity.ts';
import { promelaExpr, readsCells, substitute, targetOf, type Target } from './promela-expr.ts';
import { raising, type Interrupts } from './promela-interrupts.ts';
import { keptRegisters, liveRegisters, writtenBy, type Live } from './promela-liveness.ts';
import type { Routine, Vocabulary } from './promela-names.ts';
import { Places, type Place } from './promela-places.ts';
import { choice, effectLines, when } from './promela-text.ts';
import { inMemory, wildLines } from './promela-wild.ts';

/** Instructions that one step may take along. */
const CHAIN = 60;

export interface Step {
  readonly place: number;
  readonly instr: Instr;
  readonly guards: readonly string[];
  readonly lines: readonly string[];
}

type Await = Extract<Instr, { op: 'await' }>;

/** How a step has come to an instruction. */
interface Path {
  readonly seen: ReadonlySet<number>;
  /** Registers that need not be 0. */
  readonly set: ReadonlySet<number>;
  /** A wait that is known to be over. */
  readonly ends: Await | null;
}

export class StepWriter {
  readonly steps: Step[] = [];
  readonly places = new Places();
  private readonly words: Vocabulary;
  private readonly program: Program;
  private readonly cpu: number;
  private readonly buffer: StoreBuffer | null;
  private readonly stepwise: boolean;
  private readonly interrupts: Interrupts;
  private readonly live: Live;
  private readonly kept: ReadonlySet<number>;
  private budget = CHAIN;

  constructor(words: Vocabulary, cpu: number, buffer: StoreBuffer | null, interrupts: Interrupts) {
    const { program } = words;
    const spec = program.cpus[cpu];
    this.words = words;
    this.program = program;
    this.cpu = cpu;
    this.buffer = buffer;
    this.interrupts = interrupts;
    this.live = liveRegisters(program, cpu);
    this.kept = keptRegisters(program, cpu);
    this.stepwise = (spec?.agent ?? false) || (program.issueIsStep[cpu] ?? false);
  }

  /** What issues by itself when a routine begins; `set`: registers that are not 0 then. */
  begin(routine: Routine, set: ReadonlySet<number> = new Set()): string[] {
    this.budget = CHAIN;
    return this.chain(routine, routine.entry, { seen: new Set(), set, ends: null });
  }

  /** Writes the steps of every place that can be reached. */
  finish(): void {
    for (let next = this.places.next(); next; next = this.places.next()) this.option(next);
  }

  private goto(routine: Routine, pc: number, { set }: Path): string[] {
    const number = this.places.reach(routine, pc);
    return [...this.forget(routine, set, this.live[pc]), `pc${this.cpu} = ${number};`];
  }

  /** Registers that nobody will read are 0. */
  private forget(
    routine: Routine,
    set: ReadonlySet<number>,
    live: ReadonlySet<number> | undefined,
  ): string[] {
    const dead = [...set].filter((r) => live?.has(r) !== true).sort((a, b) => a - b);
    return dead.length > 0 ? [dead.map((r) => `${this.words.register(routine, r)} = 0;`).join(' ')] : [];
  }

  /** What issues by itself from a place on, up to the next step. */
  private chain(routine: Routine, pc: number, path: Path): string[] {
    const instr = this.program.code[pc];
    if (!instr || path.seen.has(pc) || this.budget <= 0) return this.goto(routine, pc, path);
    if (instr.op === 'halt' && routine.irq === null)
      return [...this.forget(routine, path.set, this.kept), `pc${this.cpu} = 0;`];
    const when = this.eagerWhen(instr);
    if (when === null) return this.goto(routine, pc, path);
    this.budget--;
    // What else happens in a step is told; how values get about inside it is not.
    const told = ['store', 'fence', 'effect', 'mode'].includes(instr.op);
    const lines = [
      ...(told ? [this.words.statement(instr.at)] : []),
      ...this.local(routine, pc, instr, { ...path, seen: new Set([...path.seen, pc]) }),
    ];
    return when === '' ? lines : choice(when, lines, this.goto(routine, pc, path));
  }

  /** Under which condition an instruction issues with what comes before it: always ('') or never (null) for most. */
  private eagerWhen(instr: Instr): string | null {
    const { buffer, stepwise } = this;
    const issuing = buffer?.issuing.join(' && ') ?? '';
    switch (instr.op) {
      case 'let':
      case 'select':
      case 'jump':
      case 'branch':
      case 'await':
        return '';
      case 'fence': {
        const effects = instr.then ?? [];
        const nothing = effects.length === 0;
        const step = stepwise || !effects.every(isLocal);
        if (buffer === null || !waitsForStores(instr.kind)) return nothing || !step ? '' : null;
        if (stepwise) return null;
        // With nothing to wait for its effects are a moment of their own.
        return [...buffer.issuing, ...(step ? [buffer.filled] : [])].join(' && ');
      }
      case 'store':
        return buffer !== null && !stepwise && buffer.capacity.enough ? issuing : null;
      case 'mode':
        return !stepwise || (this.interrupts.mode(instr).length === 0 && (instr.then ?? []).length === 0)
          ? ''
          : null;
      case 'effect':
        return !stepwise && instr.effects.every(isLocal) ? '' : null;
      default:
        return null;
    }
  }

  /** An instruction that has nothing to wait for, and what comes after it. */
  private local(routine: Routine, pc: number, instr: Instr, path: Path): string[] {
    const names = this.words.names(routine);
    const expr = (e: Expr) => promelaExpr(e, names);
    const on = (to = pc + 1) => this.chain(routine, to, written(path, instr));
    switch (instr.op) {
      case 'let':
        return [`${names.reg(instr.dst)} = ${expr(instr.value)};`, ...on()];
      case 'select': {
        const value: Expr = { k: 'cond', c: instr.cond, a: instr.a, b: instr.b };
        return [`${names.reg(instr.dst)} = ${expr(value)};`, ...on()];
      }
      case 'jump':
        return on(instr.to);
      case 'branch':
        return choice(expr(instr.cond), on(instr.to), on());
      case 'await':
        if (instr === path.ends) return on();
        return choice(expr(instr.cond), on(), this.goto(routine, instr.from, path));
      case 'fence':
        return [...(this.buffer?.fence(routine, pc, instr) ?? this.effects(routine, instr.then)), ...on()];
      case 'mode':
        return [...this.interrupts.mode(instr), ...this.effects(routine, instr.then), ...on()];
      case 'effect':
        return [...this.effects(routine, instr.effects), ...on()];
      case 'store':
        return [...this.store(routine, pc, instr), ...on()];
      default:
        return this.goto(routine, pc, path);
    }
  }

  /** The steps that start at a place. */
  private option({ number: place, routine, pc }: Place): void {
    const instr = this.program.code[pc];
    if (!instr || instr.op === 'halt') return;
    const { buffer, words } = this;
    const names = words.names(routine);
    const begun: Path = { seen: new Set(), set: this.live[pc] ?? new Set(), ends: null };
    const chain = (to = pc + 1, ends: Await | null = null) =>
      this.chain(routine, to, { ...written(begun, instr), ends });
    const step = (guards: readonly string[], lines: () => string[]) => {
      this.budget = CHAIN;
      this.steps.push({ place, instr, guards, lines: lines() });
    };
    switch (instr.op) {
      case 'load': {
        const from = targetOf(instr.addr, names, this.program.cells.length);
        const value = buffer ? buffer.loaded(from.index, inMemory(from)) : inMemory(from);
        const wait = this.waitOf(pc, instr.dst);
        const ready = wait ? [promelaExpr(wait.cond, { ...names, old: value })] : [];
        step([...(buffer?.loading(instr.acquire === 'rcsc') ?? []), ...ready], () => [
          `${names.reg(instr.dst)} = ${value};`,
          ...this.effects(routine, instr.then),
          ...wildLines(this.program, from),
          ...chain(pc + 1, wait?.end ?? null),
        ]);
        break;
      }
      case 'rmw': {
        const at = targetOf(instr.addr, names, this.program.cells.length);
        const wait = instr.dst === null ? null : this.waitOf(pc, instr.dst);
        const until = wait?.cond ?? (instr.waits === true ? instr.when : undefined);
        const ready = until ? [promelaExpr(until, { ...names, old: inMemory(at) })] : [];
        const write = this.write(at, promelaExpr(instr.value, names));
        step([...(buffer ? [buffer.empty] : []), ...ready], () => [
          `old = ${inMemory(at)};`,
          ...(instr.when ? when(promelaExpr(instr.when, names), write) : write),
          `${instr.dst === null ? '' : `${names.reg(instr.dst)} = old; `}old = 0;`,
          ...this.effects(routine, instr.then),
          ...wildLines(this.program, at),
          ...chain(pc + 1, wait?.end ?? null),
        ]);
        break;
      }
      case 'store':
        step(buffer?.storing ?? [], () => [...this.store(routine, pc, instr), ...chain()]);
        break;
      case 'choose':
        for (const to of instr.to) step([], () => chain(to));
        break;
      case 'raise':
        step(buffer ? [buffer.empty] : [], () => [
          ...raising(this.words, routine, instr),
          ...this.effects(routine, instr.then),
          ...chain(),
        ]);
        break;
      case 'eret':
        step([], () => [
          ...this.effects(routine, instr.then),
          ...this.forget(routine, begun.set, undefined),
          ...this.interrupts.leave(routine),
        ]);
        break;
      case 'fence':
        step(buffer?.issuing ?? [], () => this.local(routine, pc, instr, begun));
        break;
      default:
        step([], () => this.local(routine, pc, instr, begun));
    }
  }

  /** The wait whose only access is the load or atomic at `pc`, its condition said with `old` for what is loaded. */
  private waitOf(pc: number, dst: number): { readonly end: Await; readonly cond: Expr } | null {
    const { code } = this.program;
    const held = new Map<number, Expr>([[dst, { k: 'old' }]]);
    for (let next = pc + 1; ; next++) {
      const instr = code[next];
      if (instr?.op === 'let') held.set(instr.dst, substitute(instr.value, held));
      else if (instr?.op !== 'await') return null;
      else if (instr.from > pc || code.slice(instr.from, pc).some(({ op }) => op !== 'let')) return null;
      else return { end: instr, cond: substitute(instr.cond, held) };
    }
  }

  private store(routine: Routine, pc: number, instr: Extract<Instr, { op: 'store' }>): string[] {
    if (this.buffer) return this.buffer.store(routine, pc, instr);
    const names = this.words.names(routine);
    const at = targetOf(instr.addr, names, this.program.cells.length);
    return [
      ...this.write(at, promelaExpr(instr.value, names)),
      ...this.effects(routine, instr.then),
      ...wildLines(this.program, at),
    ];
  }

  private write({ index, name }: Target, value: string): string[] {
    return name === null ? when(`CELL(${index})`, [`mem[${index}] = ${value};`]) : [`${name} = ${value};`];
  }

  private effects(routine: Routine, effects: readonly Effect[] | undefined): string[] {
    return effectLines(effects, this.words.names(routine));
  }
}

/** The path behind an instruction. */
function written(path: Path, instr: Instr): Path {
  const dst = writtenBy(instr);
  return dst === null ? path : { ...path, set: new Set([...path.set, dst]) };
}

/** Looks at nothing that anyone else could change. */
function isLocal(effect: Effect): boolean {
  return effect.k === 'assert' && !readsCells(effect.cond);
}
