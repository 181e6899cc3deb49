/**
 * What a run did under other options and cannot do under these: rows in pencil below its end, the first with the reason.
 */
import type { Program } from '../machine/index.ts';
import type { LostRow, Row, Score } from './score.ts';
import { cpuName } from './wording.ts';

/** The rows of a score that no step of another run repeats, from step `from` on; `why` is said on the first. */
export function lostRows(
  score: Score,
  from: number,
  repeated: ReadonlySet<number>,
  why: string,
): readonly LostRow[] {
  return score.rows
    .filter(({ kind, step }) => kind === 'step' && step >= from && !repeated.has(step))
    .map(({ part, text, result, detail, voice, stepKind, pc }, nth) => ({
      cpu: score.parts[part ?? 0]?.cpu ?? 0,
      text,
      result,
      detail,
      voice,
      stepKind,
      pc,
      note: nth === 0 ? why : null,
    }));
}

/** Those rows as rows of a score of `steps` steps, from row `first` on. */
export function drawLost(
  program: Program,
  lost: readonly LostRow[],
  partOf: ReadonlyMap<number, number>,
  first: number,
  steps: number,
): readonly Row[] {
  return lost.map(({ cpu, ...row }, nth): Row => {
    const what = [row.text, row.detail, row.result === null ? null : `value ${row.result}`]
      .filter(Boolean)
      .join(', ');
    return {
      ...row,
      index: first + nth,
      kind: 'lost',
      step: steps,
      part: partOf.get(cpu) ?? 0,
      mark: nth === 0 ? 'refused' : 'point',
      track: 0,
      plain: null,
      stale: false,
      missed: null,
      replaced: null,
      call: null,
      folds: 0,
      since: steps,
      violation: null,
      ghosts: [],
      facts: [],
      label: `Not possible here, ${cpuName(program, cpu)}: ${what}${row.note === null ? '' : `; ${row.note}`}`,
    };
  });
}

/** The score without such rows: what leaves the page tells only what happens. */
export function withoutLost(score: Score): Score {
  return { ...score, rows: score.rows.filter(({ kind }) => kind !== 'lost') };
}
