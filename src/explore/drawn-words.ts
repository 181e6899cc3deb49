/** What is to be said of a drawn interleaving, in sentences that name its lines. */
import type { Machine, ScheduleRow, StepTrace } from '../machine/index.ts';
import type { DrawnTold } from './api.ts';
import type { BrokenWish, MissedRow } from './drawn-progress.ts';
import { cpuLabel } from './labels.ts';
import { isAccess } from './drawn-rows.ts';
import { pcOf } from './cpu-code.ts';
import { whyRowNot } from './why-not.ts';

/** What a row's line is called: `line 3`. */
export type LineOf = (row: number) => number;

export interface DrawnStory {
  readonly machine: Machine;
  readonly rows: readonly ScheduleRow[];
  readonly told: Omit<DrawnTold, 'words'>;
  /** The steps of the run that was found, and the state before each and behind the last. */
  readonly traces: readonly StepTrace[];
  readonly states: readonly Int32Array[];
}

const SHOWN = 3;

/** One clause without a full stop: "happens as drawn under arm". */
export function drawnWords(story: DrawnStory, lineOf: LineOf = (row) => row + 1): string {
  const { machine, rows, told } = story;
  const { model } = machine;
  const [missed] = told.missed;
  if (missed) return `cannot happen under ${model}: ${missedWords(story, missed, lineOf)}`;
  if (told.bounded) return `was not found under ${model} within the limit of the search`;
  const after = told.after.length === 0 ? '' : `; ${afterWords(story, lineOf)}`;
  if (told.broken.length === 0) return `happens as drawn under ${model}${after}`;
  const clauses = clausesOf(machine, rows, told.broken, lineOf);
  const more = clauses.length - SHOWN;
  const said = clauses.slice(0, SHOWN).join(', and ') + (more > 0 ? `, and ${more} more` : '');
  const ending = isReordered(rows, told) ? ': that is the reordering' : '';
  return `happens under ${model}, but ${said}${ending}${after}`;
}

/** Rows that the run does not come to: it has failed before, or is over without them. */
function afterWords({ machine, told, traces }: DrawnStory, lineOf: LineOf): string {
  const isMany = told.after.length > 1;
  const named = lines(told.after.map(lineOf));
  const last = traces.at(-1)?.violated ?? null;
  // What is looked at in the end fails there, and nothing stands behind it.
  const isFinal = last !== null && machine.program.finals.some(({ property }) => property === last);
  if (isFinal) return `it does not come to ${named}`;
  return `${named} ${isMany ? 'stand' : 'stands'} behind the failure`;
}

/** Whether a column's own rows have changed places. */
function isReordered(rows: readonly ScheduleRow[], { stepOf }: Pick<DrawnTold, 'stepOf'>): boolean {
  return rows.some(({ cpu }, row) =>
    rows.some((other, later) => {
      const [a, b] = [stepOf[row] ?? -1, stepOf[later] ?? -1];
      return later > row && other.cpu === cpu && a >= 0 && b >= 0 && b < a;
    }),
  );
}

/** By row that came too early: before which ones. */
function clausesOf(
  machine: Machine,
  rows: readonly ScheduleRow[],
  broken: readonly BrokenWish[],
  lineOf: LineOf,
): readonly string[] {
  const groups = new Map<
    string,
    { readonly below: number; readonly above: number[]; readonly does: string }
  >();
  // What two others lead to needs no words of its own.
  const isImplied = ({ above, below }: BrokenWish) =>
    broken.some(
      (one) => one.below === below && broken.some((two) => two.below === one.above && two.above === above),
    );
  for (const { above, below } of broken.filter((one) => !isImplied(one))) {
    const does = doesWords(machine, rows[above]);
    const group = groups.get(`${below} ${does}`) ?? { below, above: [], does };
    group.above.push(above);
    groups.set(`${below} ${does}`, group);
  }
  return [...groups.values()].map(({ below, above, does }) => {
    const verb = above.length > 1 ? plural(does) : does;
    return `line ${lineOf(below)} ${doesWords(machine, rows[below])} before ${lines(above.map(lineOf))} ${verb}`;
  });
}

function lines(numbers: readonly number[]): string {
  if (numbers.length === 1) return `line ${numbers[0] ?? 0}`;
  return `lines ${numbers.slice(0, -1).join(', ')} and ${numbers.at(-1) ?? 0}`;
}

function plural(does: string): string {
  if (does === 'takes its value') return 'take theirs';
  return does.replace(/^is /, 'are ').replace(/^acts$/, 'act');
}

function doesWords({ program }: Machine, row: ScheduleRow | undefined): string {
  if (!row) return 'is done';
  if (row.kind === 'irq') return 'is taken';
  if (row.kind === 'value') return 'takes its value';
  if (row.kind === 'visible') return 'is visible';
  const ops = new Set(
    row.keys.flatMap((key) => {
      const pc = pcOf(program, row.cpu, key);
      return pc !== null && isAccess(program, pc) ? (program.code[pc]?.op ?? []) : [];
    }),
  );
  if (ops.size > 1 && ops.has('store') && [...ops].every((op) => op === 'store' || op === 'load'))
    return 'is visible';
  if (ops.size !== 1) return 'is done';
  return ops.has('load') ? 'takes its value' : ops.has('store') ? 'is visible' : 'is done';
}

/** Why a row does not happen as it is drawn, and what holds it while it still could. */
export function missedWords(
  story: DrawnStory,
  { row, got, step }: MissedRow,
  lineOf: LineOf = (one) => one + 1,
): string {
  const { machine, rows, states, traces } = story;
  const drawn = rows[row];
  const line = `line ${lineOf(row)}`;
  if (!drawn) return `${line} is not there`;
  const { program } = machine;
  if (got === null) {
    const state = states[Math.min(step, states.length - 1)];
    const reason = state ? whyRowNot(machine, state, drawn) : '';
    return `${line} is never reached${reason ? `: ${reason.replace(/\.$/, '')}` : ''}`;
  }
  if (drawn.outcome) return `in ${line} ${got}`;
  const wanted = drawn.what ?? '';
  if (drawn.results)
    return `${line} gives ${got}, not ${wanted}${heldWords(story, { row, got, step }, lineOf)}`;
  if (drawn.kind !== 'value')
    return wanted === ''
      ? `${line} only does “${got}”`
      : `${line} is only possible as “${got}”, not ${wanted}`;
  const read = traces[step - 1]?.reads.find(({ cpu }) => cpu === drawn.cpu);
  const isWanted = (value: number, cell: number) =>
    value === drawn.number || (program.cells[cell]?.values?.[value] ?? String(value)) === wanted;
  const at =
    read &&
    traces
      .slice(0, step - 1)
      .findLastIndex(({ writes }) => writes.some((w) => w.cell === read.cell && isWanted(w.before, w.cell)));
  const said = `${line} can only take ${got}, not ${wanted}`;
  if (!read || at === undefined || at < 0) return said;
  return `${said}${overtaken(story, at, drawn, lineOf)}`;
}

/** Who replaced the wanted value, and what held the reader until then. */
function overtaken(
  { machine, rows, told, traces, states }: DrawnStory,
  at: number,
  drawn: ScheduleRow,
  lineOf: LineOf,
): string {
  const by = traces[at]?.info;
  const state = states[at];
  if (!by || !state) return '';
  const { code } = machine.program;
  const writer = rows.findIndex((_, nth) => told.stepOf[nth] === at + 1 && rows[nth]?.cpu === by.cpu);
  const text = by.pc === null ? '' : (code[by.pc]?.at.text ?? '');
  const what = writer >= 0 ? `line ${lineOf(writer)}` : `${cpuLabel(machine.program, by.cpu)}’s ${text}`;
  return `: ${what} is visible before it${whileHeld(machine, state, drawn)}`;
}

/** What the reader's CPU is at, or what its statement waits for, while it could still take the value; nothing where it
 *  could have taken it, and other rows are what keeps it from that. */
function whileHeld(machine: Machine, state: Int32Array, row: ScheduleRow): string {
  const reason = whyRowNot(machine, state, row).replace(/\.$/, '');
  const place = /^(.*?) cannot do .*? now: it is at ([^]*)$/.exec(reason);
  if (reason.includes('is only possible as')) return '';
  return place ? `, and by then ${place[1] ?? ''} is still at ${place[2] ?? ''}` : `, and by then ${reason}`;
}

function heldWords(story: DrawnStory, { row, got, step }: MissedRow, lineOf: LineOf): string {
  const { machine, rows, traces } = story;
  const drawn = rows[row];
  const ranges = drawn?.results ?? [];
  const inside = (pc: number) => ranges.some(({ from, to }) => pc >= from && pc < to);
  const at = traces
    .slice(0, step)
    .findLastIndex(({ reads }) => reads.some(({ cpu, pc }) => cpu === drawn?.cpu && inside(pc)));
  const read = traces[at]?.reads.find(({ cpu, pc }) => cpu === drawn?.cpu && inside(pc));
  if (!read || !drawn) return '';
  const { cells } = machine.program;
  const value = cells[read.cell]?.values?.[read.value] ?? String(read.value);
  const changed = traces
    .slice(0, at)
    .findLastIndex(({ writes }) => writes.some(({ cell }) => cell === read.cell));
  const name = cells[read.cell]?.name ?? '';
  // Of a single load the value is what it gives.
  const found = value === got ? '' : `, for it reads ${value} from ${name}`;
  return changed < 0 ? found : `${found}${overtaken(story, changed, drawn, lineOf)}`;
}
