/** Why the rows of an interleaving cannot be: the chain of orderings in which something would have to come before itself. */
import { pcOf, playSchedule, type Run, type Schedule } from '../explore/index.ts';
import { createMachine, type Machine, type Model, type Program } from '../machine/index.ts';
import { whyNever, type DrawnEffects, type Look, type Never } from './never.ts';
import { neverWords, type NeverWords } from './never-words.ts';
import { ruleOf } from './refused-rule.ts';

export interface Refusal extends NeverWords {
  readonly never: Never;
  /** The rule that forbids it where no ordering does, as a sentence; null where none is known. */
  readonly rule: string | null;
}

/** What may be spent: milliseconds, after which no version is begun, and steps tried for each. */
interface RefusalBudget {
  readonly ms: number;
  readonly effort: number;
}

const BUDGET: RefusalBudget = { ms: 6000, effort: 40_000 };

/** `lineOf`: what the line of a row is called, counted from 1 without it. Rows that are read by their effects are to happen
 *  in that order; where one must be refused, that one is asked about. */
export function* whyRefused(
  program: Program,
  model: Model,
  schedule: Schedule,
  lineOf: (row: number) => number = (row) => row + 1,
  { ms, effort }: RefusalBudget = BUDGET,
): Generator<void, Refusal> {
  const { impossibleAt, reading = 'effects' } = schedule;
  const rows = impossibleAt === null ? schedule.rows : schedule.rows.slice(0, impossibleAt + 1);
  const isDrawn = reading === 'drawn' && impossibleAt === null;
  const asked: Schedule = { ...schedule, rows, impossibleAt: null, reading: 'drawn' };
  const look: Look = function* (machine) {
    yield;
    return played(machine, asked, isDrawn, effort);
  };
  const pcs = rows.map(({ cpu, keys }) => new Set(keys.flatMap((key) => pcOf(program, cpu, key) ?? [])));
  const drawn: DrawnEffects = (run) =>
    isDrawn
      ? []
      : rows.flatMap(({ cpu }, row) =>
          [...(pcs[row] ?? [])].map((pc) => ({ cpu, pc, at: run.drawn?.stepOf[row] ?? -1 })),
        );
  const never = yield* whyNever(program, model, look, { drawn, ms });
  const isShared = (line: number, cpu: number) =>
    rows.some((one, nth) => one.cpu !== cpu && lineOf(nth) === line);
  // Of several the row that means the fewest instructions.
  const row = (cpu: number, pc: number) => {
    const around = [...rows.keys()].filter((nth) => rows[nth]?.cpu === cpu && pcs[nth]?.has(pc));
    const size = (nth: number) => pcs[nth]?.size ?? 0;
    const [best] = around.sort((a, b) => size(a) - size(b) || a - b);
    return best === undefined ? null : { line: lineOf(best), isShared: isShared(lineOf(best), cpu) };
  };
  const nearest =
    never.k === 'whatever' ? playSchedule(createMachine(program, model), asked, null, effort) : null;
  const rule = nearest && ruleOf(program, rows, nearest, lineOf);
  return { never, rule, ...neverWords(program, model, never, { row, line: () => null }) };
}

function played(
  machine: Machine,
  schedule: Schedule,
  isDrawn: boolean,
  effort: number,
): Run | null | undefined {
  const run = playSchedule(machine, schedule, null, effort);
  const isSo = run.problem === null && (isDrawn || run.drawn?.broken.length === 0);
  if (isSo) return run;
  return run.drawn?.bounded ? undefined : null;
}
