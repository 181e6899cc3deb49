/**
 * The rows of an interleaving that is read as it was drawn, made ready for the search: which instructions of its CPU a row
 * means, when it counts as done, and whether where it stands between the columns is a wish at all.
 *
 *     CPU 0                 CPU 1
 *     WRITE_ONCE(x, 1);                        done when it is visible
 *     smp_mb();                                no wish: nobody else can see when
 *                           r = READ_ONCE(x)   done when it has its value
 */
import { successors, type Instr, type Machine, type Program, type ScheduleRow } from '../machine/index.ts';
import { pcOf } from './cpu-code.ts';

/** Instructions that other CPUs can see nothing of. */
const UNSEEN: ReadonlySet<Instr['op']> = new Set<Instr['op']>([
  'let',
  'jump',
  'branch',
  'select',
  'choose',
  'fence',
  'effect',
  'mode',
  'eret',
  'halt',
  'jumpTo',
  'await',
]);

export interface DrawnRow {
  readonly index: number;
  readonly row: ScheduleRow;
  readonly cpu: number;
  /** `step`: done by a step of its kind. `effect`: when all that the statement or call does is done. `opens`: at its
   *  begin, for later rows stand inside of the call. `closes`: when its CPU leaves the call whose rows stand above. */
  readonly does: 'step' | 'effect' | 'opens' | 'closes' | 'issue';
  /** Instructions meant. */
  readonly pcs: ReadonlySet<number>;
  /** An earlier row of the column names the same instance of the statement; this one waits for another of its steps. */
  readonly again: number | null;
  /** Its place between the columns is a wish. */
  readonly wishes: boolean;
  /** Hardware does it by itself, whatever its CPU is at: a TLBI that arrives. Its place in its column is a wish, too. */
  readonly isFree: boolean;
  /** What its call gives is to be the row's number. */
  readonly checks: boolean;
}

export interface DrawnPlan {
  readonly rows: readonly DrawnRow[];
  /** Rows of each CPU, without those that name an instance again. */
  readonly columns: readonly (readonly DrawnRow[])[];
  /** Whether it is a wish that the row `above` is done before the row `below`: those of different columns; in one column
   *  those whose statements stand in the other order in the program, so that their effects must be meant. */
  isWish(above: DrawnRow, below: DrawnRow): boolean;
  /** By row: instructions from which one of it can still be issued. */
  readonly before: readonly ReadonlySet<number>[];
  readonly routines: readonly number[];
  routineOf(pc: number): number;
  /** -1 where its statements stand in several, a task and a handler. */
  routineOfRow(row: DrawnRow): number;
  /** The statement or call of a row that an instruction lies in; null where it lies in none. */
  instanceAround(row: DrawnRow, pc: number): Instance | null;
  /** Whether the row's statement or call may do more that others can see, once `pc` has issued. */
  hasMore(row: DrawnRow, pc: number): boolean;
}

/** One statement, or one call with all that is in it. */
export interface Instance {
  readonly from: number;
  /** Last instruction. */
  readonly to: number;
  /** Behind these, more that others can see may follow inside. */
  readonly more: ReadonlySet<number>;
}

export function planRows(machine: Machine, rows: readonly ScheduleRow[]): DrawnPlan {
  const { program } = machine;
  const known = rows.map(({ cpu, keys }) => new Set(keys.map((key) => pcOf(program, cpu, key) ?? -1)));
  const before = known.map((pcs) => leadingTo(program, pcs));
  const again: (number | null)[] = [];
  const drawn = rows.map((row, index): DrawnRow => {
    const pcs = known[index] ?? new Set();
    const column = rows.map((_, nth) => nth).filter((nth) => rows[nth]?.cpu === row.cpu);
    const inside = (inner: number, outer: ReadonlySet<number>) => {
      const own = known[inner] ?? new Set();
      return own.size > 0 && own.size < outer.size && [...own].every((pc) => outer.has(pc));
    };
    const place = column.indexOf(index);
    const next = column[place + 1];
    const above = column.slice(0, place);
    const same = above.findLast((nth) => [...(known[nth] ?? [])].some((pc) => pcs.has(pc)));
    // All rows that speak of one instance, by the first of them.
    const root = same === undefined ? undefined : (again[same] ?? same);
    const others = above.filter((nth) => nth === root || (root !== undefined && again[nth] === root));
    // An interrupt runs what it runs anew; what an unsaid row is about is all over by then.
    const isInterrupted = (from: number, to: number) =>
      rows[from]?.unsaid === true &&
      column.some((nth) => nth > from && nth < to && rows[nth]?.kind === 'irq');
    const isAgain =
      same !== undefined &&
      root !== undefined &&
      !isInterrupted(root, index) &&
      others.every((nth) => namesAgain(rows[nth], row)) &&
      isPart(program, pcs, known[same]);
    again[index] = isAgain && row.kind !== 'arrive' ? root : null;
    const later = column.slice(place + 1);
    const isIssue =
      row.kind === 'issue' &&
      later.some((nth) => {
        const other = rows[nth];
        return (
          other && namesAgain(row, other) && !isInterrupted(index, nth) && isPart(program, known[nth], pcs)
        );
      });
    const isFree = row.kind === 'arrive';
    const checks = row.kind === 'value' && row.number !== undefined && row.results !== undefined;
    const does = (): DrawnRow['does'] => {
      if (checks) return 'effect';
      if (row.kind !== 'issue') return 'step';
      if (again[index] !== null) return 'effect';
      if (isIssue || row.unsaid !== true) return row.outcome ? 'effect' : 'issue';
      if (next !== undefined && inside(next, pcs)) return 'opens';
      return above.some((nth) => inside(nth, pcs)) ? 'closes' : 'effect';
    };
    const kind = does();
    const isWished =
      row.keys.length === 0 || [...pcs].some((pc) => isSeen(program, pc) || isNoted(program, pc));
    return {
      index,
      row,
      cpu: row.cpu,
      does: kind,
      pcs,
      again: again[index] ?? null,
      isFree,
      checks,
      wishes: isWished && (kind === 'step' || kind === 'effect') && row.kind !== 'predict',
    };
  });
  const routines = routinesOf(program);
  const routineOf = (pc: number) => routines.findLastIndex((start) => start <= pc);
  const ofRow = drawn.map(({ pcs }) => {
    const own = new Set([...pcs].map(routineOf));
    return own.size === 1 ? ([...own][0] ?? -1) : -1;
  });
  const columns = program.cpus.map((_, cpu) => {
    const column = drawn.filter((one) => one.cpu === cpu && one.again === null && !one.isFree);
    return inProgramOrder(column, before, program, (row) => ofRow[row.index] ?? -1);
  });
  const swapped = (above: DrawnRow, below: DrawnRow) => {
    const column = columns[above.cpu] ?? [];
    const [first, second] = [column.indexOf(below), column.indexOf(above)];
    return first >= 0 && first < second;
  };
  // A task and what interrupts it.
  const apart = (above: DrawnRow, below: DrawnRow) => {
    const [a = -1, b = -1] = [ofRow[above.index], ofRow[below.index]];
    return a >= 0 && b >= 0 && a !== b;
  };
  const instances = drawn.map((one) => instancesOf(program, one));
  const around = ({ index }: DrawnRow, pc: number) =>
    (instances[index] ?? []).find(({ from, to }) => pc >= from && pc <= to) ?? null;
  return {
    routines,
    routineOf,
    routineOfRow: ({ index }) => ofRow[index] ?? -1,
    instanceAround: around,
    hasMore: (row, pc) => around(row, pc)?.more.has(pc) ?? false,
    rows: drawn,
    columns,
    before,
    isWish: (above, below) =>
      above.wishes &&
      (above.cpu !== below.cpu ||
        above.isFree ||
        below.isFree ||
        swapped(above, below) ||
        apart(above, below)),
  };
}

/** Where tasks and handlers begin, in the order of the code. */
function routinesOf({ cpus }: Program): readonly number[] {
  const starts = cpus.flatMap(({ entry, irqHandlers, bpHandler, faultHandler }) => [
    entry,
    ...[...irqHandlers, bpHandler, faultHandler].flatMap((handler) => handler?.entry ?? []),
  ]);
  return [...new Set(starts)].sort((a, b) => a - b);
}

/** The program has `above` behind `below`, and not before it. */
function isLater(above: DrawnRow, below: DrawnRow, before: DrawnPlan['before']): boolean {
  const leads = (from: DrawnRow, to: DrawnRow) =>
    [...from.pcs].some((pc) => before[to.index]?.has(pc) ?? false);
  if ([...below.pcs].some((pc) => above.pcs.has(pc))) return false;
  return leads(below, above) && !leads(above, below);
}

/** Rows that are drawn behind statements which the program has behind them come before those; not past an interrupt, behind
 *  which the same statements may stand in a handler, nor past the end of a handler or what is drawn once before: what is
 *  left or begun anew runs again. */
function inProgramOrder(
  column: readonly DrawnRow[],
  before: DrawnPlan['before'],
  { code }: Program,
  routineOf: (row: DrawnRow) => number,
): readonly DrawnRow[] {
  const sorted: DrawnRow[] = [];
  let from = 0;
  for (const row of column) {
    const isSame = (one: DrawnRow) =>
      one.pcs.size === row.pcs.size && [...row.pcs].every((pc) => one.pcs.has(pc));
    if (row.pcs.size > 0 && sorted.some((one, nth) => nth >= from && isSame(one))) from = sorted.length;
    const routine = routineOf(row);
    const at = sorted.findIndex(
      (above, nth) =>
        nth >= from && routine >= 0 && routineOf(above) === routine && isLater(above, row, before),
    );
    sorted.splice(at < 0 ? sorted.length : at, 0, row);
    if ([...row.pcs].every((pc) => code[pc]?.op === 'eret')) from = sorted.length;
  }
  return sorted;
}

/** Are these all those instructions of the other row that can take the step meant? */
function isPart(
  { code }: Program,
  part: ReadonlySet<number> = new Set(),
  whole: ReadonlySet<number> = new Set(),
): boolean {
  const ops = new Set([...part].map((pc) => code[pc]?.op));
  return (
    [...part].every((pc) => whole.has(pc)) && [...whole].every((pc) => part.has(pc) || !ops.has(code[pc]?.op))
  );
}

/** Does a row, further down, speak of another step of what an earlier one names? Behind a row that only begins something one
 *  that says no step is about all of it. */
function namesAgain(first: ScheduleRow | undefined, { kind, unsaid }: ScheduleRow): boolean {
  if (!first || kind === 'irq') return false;
  if (kind === 'issue') return unsaid === true && first.kind === 'issue' && first.unsaid !== true;
  return kind !== first.kind;
}

export function isAccess({ code }: Program, pc: number): boolean {
  const instr = code[pc];
  return instr !== undefined && !UNSEEN.has(instr.op);
}

/** An access, or something that may fail. */
export function isSeen(program: Program, pc: number): boolean {
  const instr = program.code[pc];
  const fails =
    instr?.op === 'effect' && instr.silent !== true && instr.effects.some(({ k }) => k === 'assert');
  return fails || isAccess(program, pc);
}

/** No access, but others wait for it, or it for them: `rcu_read_lock()`, `synchronize_rcu()`. */
function isNoted({ code }: Program, pc: number): boolean {
  const instr = code[pc];
  return (instr?.op === 'effect' && instr.timing !== undefined) || instr?.op === 'await';
}

/** Instructions from which one of `pcs` can be issued in the same routine, these included. */
function leadingTo({ code }: Program, pcs: ReadonlySet<number>): ReadonlySet<number> {
  const before = new Map<number, number[]>();
  code.forEach((instr, pc) => {
    for (const next of successors(instr, pc)) before.set(next, [...(before.get(next) ?? []), pc]);
  });
  const found = new Set<number>();
  const todo = [...pcs];
  for (let pc = todo.pop(); pc !== undefined; pc = todo.pop())
    for (const one of before.get(pc) ?? [])
      if (!found.has(one)) {
        found.add(one);
        todo.push(one);
      }
  return found;
}

function instancesOf(program: Program, { pcs }: DrawnRow): readonly Instance[] {
  const groups = new Map<string, number[]>();
  const own = [...pcs].filter((pc) => pc >= 0).sort((a, b) => a - b);
  const texts = new Set(own.map((pc) => program.code[pc]?.at.text));
  const ops = new Set(own.map((pc) => program.code[pc]?.op));
  const scopes = scopesWithin(program, pcs, ops);
  for (const pc of own) {
    const at = program.code[pc]?.at;
    const base = at?.key.replace(/[a-z]*(~\d+)?$/, '') ?? '';
    const scope = texts.size === 1 ? undefined : at?.scope.find((one) => scopes.has(one));
    const group = scope === undefined ? `s ${base}` : `c ${scope}`;
    groups.set(group, [...(groups.get(group) ?? []), pc]);
  }
  return [...groups.values()].map((group) => {
    const from = Math.min(...group);
    const to = Math.max(...group);
    return { from, to, more: aheadOfAccess(program, group, from, to) };
  });
}

/** Calls all of whose instructions of the row's kinds the row names. */
function scopesWithin(
  program: Program,
  pcs: ReadonlySet<number>,
  ops: ReadonlySet<Instr['op'] | undefined>,
): ReadonlySet<number> {
  const whole = new Set<number>();
  for (const pc of pcs) for (const scope of program.code[pc]?.at.scope ?? []) whole.add(scope);
  program.code.forEach(({ op, at }, pc) => {
    if (ops.has(op) && !pcs.has(pc)) for (const scope of at.scope) whole.delete(scope);
  });
  return whole;
}

function aheadOfAccess(
  program: Program,
  group: readonly number[],
  from: number,
  to: number,
): ReadonlySet<number> {
  const found = new Set<number>();
  let size = -1;
  while (found.size > size) {
    size = found.size;
    for (let pc = from; pc <= to; pc++) {
      const instr = program.code[pc];
      const next = instr ? successors(instr, pc) : [];
      if (next.some((one) => found.has(one) || (group.includes(one) && isAccess(program, one))))
        found.add(pc);
    }
  }
  return found;
}
