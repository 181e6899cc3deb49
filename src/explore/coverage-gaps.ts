/**
 * What never happened, in C's terms. The machine's code has one instruction or more for each statement, and the
 * statement once for every call that leads to it and every round of an unrolled loop; here the rounds are one again.
 */
import { waitStart, type Instr, type Program } from '../machine/index.ts';
import type { Happened } from './coverage-tally.ts';
import { onwards, routinesOf, type Routine } from './code-flow.ts';

export interface Gap {
  readonly kind: 'statement' | 'condition' | 'loop' | 'arm' | 'attempt' | 'fetch' | 'interrupt';
  readonly cpu: number | null;
  /** What enters the handler that it stands in (an interrupt's name, `bp`, `fault`); null in a task. */
  readonly handler: string | null;
  /** Key and text of the statement; an interrupt's name. */
  readonly key: string;
  readonly text: string;
  /** The inlined calls it stands in, from the outermost inwards; empty in a routine's own code. */
  readonly inside: readonly string[];
  /** What never happens, after the text: "is never executed", "is never true". */
  readonly never: string;
  /** Where it stands; null for an interrupt. */
  readonly place: Place | null;
  /** Where the calls in `inside` are made. */
  readonly calls: readonly Place[];
}

/** Offsets into a source: file 0 is the scenario, 1 the prelude. */
export interface Place {
  readonly file: number;
  readonly from: number;
  readonly to: number;
}

interface Group {
  readonly pcs: number[];
  readonly routine: Routine | null;
  readonly first: Instr;
}

/** The gaps, in the order of the code, and how many statements were executed. */
export function findGaps(
  program: Program,
  happened: Happened,
): { readonly gaps: readonly Gap[]; readonly executed: number; readonly statements: number } {
  const groups = statementsOf(program);
  const isExecuted = (group: Group) => group.pcs.some((pc) => happened.has(`pc ${pc}`));
  const gaps = groups.flatMap((group) => {
    const nevers = isExecuted(group)
      ? neverOf(program, group, happened)
      : [{ kind: 'statement', never: 'is never executed' } as const];
    return nevers.map((never) => gapAt(program, group, never));
  });
  const executed = groups.filter(isExecuted).length;
  return { gaps: [...gaps, ...interrupts(program, happened)], executed, statements: groups.length };
}

/** C's statements: instructions of one routine that come from one place by one way of calls. */
function statementsOf(program: Program): readonly Group[] {
  const routines = routinesOf(program);
  const groups = new Map<string, Group>();
  program.code.forEach((instr, pc) => {
    const routine = routines.get(pc);
    // What options leave out, and the end of a routine, which is no statement.
    if (routine === undefined || instr.op === 'jump' || instr.at.key.endsWith('end')) return;
    if (instr.op === 'halt' && instr.at.from === instr.at.to) return;
    const calls = callsOf(program, instr).map(({ file, from }) => `${file}:${from}`);
    const key = [routine?.cpu, routine?.handler, ...calls, `${instr.at.file}:${instr.at.from}`].join(' ');
    const known = groups.get(key);
    if (known) known.pcs.push(pc);
    else groups.set(key, { pcs: [pc], routine, first: instr });
  });
  return [...groups.values()];
}

type Never = Pick<Gap, 'kind' | 'never'>;

/** What a statement that is executed never does. */
function neverOf(program: Program, { pcs }: Group, happened: Happened): readonly Never[] {
  const found: Never[] = [];
  const branches = pcs.filter((pc) => program.code[pc]?.op === 'branch');
  if (branches.length > 0) found.push(...conditions(program, branches, happened));
  for (const pc of pcs) {
    const instr = program.code[pc];
    const never = (kind: Gap['kind'], words: string) => found.push({ kind, never: words });
    const waits = waitStart(instr, pc) >= 0;
    if (waits && !happened.has(`left ${pc}`)) never('loop', 'is never left');
    if (instr?.op === 'rmw' && instr.when !== undefined && !waits) {
      if (!happened.has(`succeeds ${pc}`)) never('attempt', 'never succeeds');
      if (!happened.has(`fails ${pc}`)) never('attempt', 'never fails');
    }
    if (instr?.op === 'choose') {
      instr.names.forEach((name, arm) => {
        if (!happened.has(`arm ${pc}:${arm}`)) never('arm', `never takes the arm “${name}”`);
      });
    }
    if (instr?.op !== 'execute') continue;
    for (const [words, decoded] of Object.entries(instr.decode)) {
      if (decoded.k === 'torn' || happened.has(`fetched ${pc}:${words}`)) continue;
      if (everHeld(program, instr.site, words, happened))
        never('fetch', `never executes ${wordNames(program, instr.site, words)}`);
    }
  }
  return found.filter((one, at) => found.findIndex(({ never }) => never === one.never) === at);
}

/** The conditions of a statement: that of an `if` or a loop, or those inside an expression. */
function conditions(program: Program, pcs: readonly number[], happened: Happened): readonly Never[] {
  const text = program.code[pcs[0] ?? -1]?.at.text ?? '';
  const construct = /^(if|while) \(/.exec(text)?.[1];
  // Rounds of `for_each_cpu` are unrolled; what is never executed in them is said of the statements.
  if (text.startsWith('for_each')) return [];
  if (!construct) {
    const decided = pcs.every(
      (pc) => went(program, happened, [pc], pc + 1) && went(program, happened, [pc], to(program, pc)),
    );
    return decided ? [] : [{ kind: 'condition', never: 'always decides a condition in it the same way' }];
  }
  const rounds = new Map<string, number[]>();
  for (const pc of pcs) {
    const key = program.code[pc]?.at.key.replace(/~\d+$/, '') ?? '';
    rounds.set(key, [...(rounds.get(key) ?? []), pc]);
  }
  const answers = [...rounds.values()].map((round) => conditionOf(program, happened, round));
  const { isDo = false } = answers[0] ?? {};
  const holds = answers.some((one) => one.holds);
  const fails = answers.some((one) => one.fails);
  if (holds && fails) return [];
  if (construct === 'if') return [{ kind: 'condition', never: `is never ${holds ? 'false' : 'true'}` }];
  if (!holds) return [{ kind: 'loop', never: isDo ? 'is never repeated' : 'is never entered' }];
  const left = answers.some((one) => one.left);
  return [{ kind: 'loop', never: left ? 'is never false; the loop is left otherwise' : 'is never left' }];
}

/**
 * Whether a condition ever held and ever failed. Lowering puts the way on which it holds behind its last branch, the
 * other one at that branch's target; of a `do` loop it is the other way round, and the target lies above. A condition
 * with `&&` or `||` has several branches, which all lead to these two places.
 */
function conditionOf(program: Program, happened: Happened, round: readonly number[]) {
  const first = Math.min(...round);
  const last = Math.max(...round);
  const target = to(program, last);
  const isDo = target <= first;
  const [head, end] = isDo ? [target, last + 1] : [first, target];
  const jumpsOut = program.code.some(
    (instr, pc) =>
      pc >= head &&
      pc < end &&
      instr.op === 'jump' &&
      happened.has(`pc ${pc}`) &&
      (instr.to < head || instr.to >= end),
  );
  // Both ways lead to the same place where the body is empty or left out by options.
  const same = onwards(program, target) === onwards(program, last + 1);
  return {
    isDo,
    holds: same || went(program, happened, round, isDo ? target : last + 1),
    fails: same || went(program, happened, round, isDo ? last + 1 : target),
    left: jumpsOut,
  };
}

function to(program: Program, pc: number): number {
  const instr = program.code[pc];
  return instr?.op === 'branch' ? instr.to : -1;
}

/** Some branch of those at `pcs` went to a place. */
function went(program: Program, happened: Happened, pcs: readonly number[], place: number): boolean {
  const wanted = onwards(program, place);
  return pcs.some((pc) =>
    [pc + 1, to(program, pc)].some(
      (next) => onwards(program, next) === wanted && happened.has(`way ${pc}:${next}`),
    ),
  );
}

/** Memory has held each of the words in some run. */
function everHeld({ sites, cells }: Program, site: number, words: string, happened: Happened): boolean {
  return words.split(',').every((word, nth) => {
    const cell = sites[site]?.cells[nth] ?? -1;
    return cells[cell]?.init === Number(word) || happened.has(`wrote ${cell}:${word}`);
  });
}

/** What the words of a site are called, joined by commas in the decode table. */
function wordNames({ sites, cells }: Program, site: number, words: string): string {
  const names = words.split(',').map((word, nth) => {
    const cell = cells[sites[site]?.cells[nth] ?? -1];
    return cell?.values?.[Number(word)] ?? word;
  });
  return names.join(' ');
}

function callsOf({ scopes }: Program, { at }: Instr): readonly (Place & { readonly name: string })[] {
  return at.scope.flatMap((index) => scopes[index] ?? []);
}

function gapAt(program: Program, { first, routine }: Group, { kind, never }: Never): Gap {
  const { key, text, file, from, to } = first.at;
  const calls = callsOf(program, first);
  return {
    kind,
    cpu: routine?.cpu ?? null,
    handler: routine?.handler ?? null,
    key,
    text,
    inside: calls.map(({ name }) => name),
    never,
    place: { file, from, to },
    calls: calls.map(({ file, from, to }) => ({ file, from, to })),
  };
}

function interrupts({ cpus, irqs }: Program, happened: Happened): readonly Gap[] {
  return cpus.flatMap(({ irqHandlers }, cpu) =>
    irqHandlers.flatMap((handler, irq): Gap[] => {
      if (handler === null || happened.has(`taken ${cpu}:${irq}`)) return [];
      const name = irqs[irq]?.name ?? String(irq);
      const never = happened.has(`raised ${cpu}:${irq}`) ? 'is raised but never taken' : 'is never raised';
      const nowhere = { handler: null, inside: [], place: null, calls: [] };
      return [{ kind: 'interrupt', cpu, key: name, text: name, never, ...nowhere }];
    }),
  );
}
