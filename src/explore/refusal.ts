/** Why a row of a written interleaving is refused, as its author asks: not "not yet", but what happens instead. */
import type { Machine, ScheduleRow } from '../machine/index.ts';
import { findWays, stagesOf, strictStage, type Effort, type Stage, type Way } from './fill.ts';
import { whyRowNot } from './why-not.ts';

/** A sentence. What the row could be instead comes first, then what holds its statement once it has issued. */
export function whyRefused(machine: Machine, state: Int32Array, row: ScheduleRow, effort: Effort): string {
  const ways = (wanted: ScheduleRow, stage: Stage): readonly Way[] =>
    [...findWays(machine, state, wanted, stage, effort).values()].flat();
  const strict = strictStage(row);
  const { what, ...any } = row;
  if (what !== undefined) {
    const instead = ways(any, strict);
    if (instead.length > 0) return onlyThese(machine, row, what, instead);
  }
  if (row.kind === 'fault') {
    const [calm = strict] = stagesOf(row);
    const done = (['value', 'visible'] as const).flatMap((kind) => ways({ ...any, kind }, calm));
    const text = statement(machine, row, done);
    if (text) return `CPU ${row.cpu}: ${text} cannot fault here, for its walk finds a translation.`;
  }
  const [issued] = row.kind === 'issue' ? [] : ways({ ...any, kind: 'issue' }, strict);
  return whyRowNot(machine, issued?.state ?? state, row);
}

/** The same of a row that should be possible, but cannot be reached as it is written: with a value that it cannot take,
 *  what it takes instead once everything that may be filled in before it is. */
export function whyNotPlayed(machine: Machine, state: Int32Array, row: ScheduleRow, effort: Effort): string {
  const { what, ...any } = row;
  if (what !== undefined)
    for (const stage of stagesOf(row)) {
      const instead = [...findWays(machine, state, any, stage, effort).values()].flat();
      if (instead.length > 0) return onlyThese(machine, row, what, instead);
    }
  return whyRowNot(machine, state, row);
}

/** A row that is possible, but not with the value, arm or version that it names. */
function onlyThese(machine: Machine, row: ScheduleRow, what: string, ways: readonly Way[]): string {
  const { cells } = machine.program;
  const seen = ways.map(({ steps }) => {
    const trace = steps.at(-1)?.trace;
    const read = row.kind === 'value' ? trace?.reads.find(({ pc }) => pc === trace.info.pc) : undefined;
    return read ? (cells[read.cell]?.values?.[read.value] ?? String(read.value)) : (trace?.info.words ?? '');
  });
  const only = [...new Set(seen)].join(' or ');
  const text = statement(machine, row, ways) ?? 'this';
  return row.kind === 'value'
    ? `CPU ${row.cpu}: ${text} can only take ${only} here, not ${what}.`
    : `CPU ${row.cpu}: here ${text} is only possible as “${only}”, not ${what}.`;
}

function statement(machine: Machine, row: ScheduleRow, ways: readonly Way[]): string | null {
  const pc = ways[0]?.steps.at(-1)?.trace.info.pc;
  return pc === undefined || pc === null ? null : (machine.program.code[pc]?.at.text ?? null);
}
