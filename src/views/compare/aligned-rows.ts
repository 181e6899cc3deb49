/** Two runs' rows beside each other, each with what sets it apart. */
import type { Row, Score } from '../../score/index.ts';
import type { Alignment } from '../../state/index.ts';

export type Relation = 'same' | 'value' | 'left' | 'right';

export interface PairedRow {
  readonly left: Row | null;
  readonly right: Row | null;
  /** `value`: the same step with another result, or the same statement done otherwise. */
  readonly relation: Relation;
}

export interface PairedRows {
  readonly rows: readonly PairedRow[];
  /** Index of the first row in which the runs differ; the number of rows where they do not. */
  readonly first: number;
}

export function pairRows({ rows }: Alignment, a: Score, b: Score): PairedRows {
  const paired = rows.map(({ a: left, b: right }): PairedRow => {
    const [one, two] = [rowOf(a, left), rowOf(b, right)];
    return { left: one, right: two, relation: relate(one, two) };
  });
  const joined = joinOtherwise(paired);
  const first = joined.findIndex(({ relation }) => relation !== 'same');
  return { rows: joined, first: first < 0 ? joined.length : first };
}

/** The same statement that goes another way on each side (it executes other bytes) is one row that differs. */
function joinOtherwise(rows: readonly PairedRow[]): readonly PairedRow[] {
  return rows.flatMap((row, nth) => {
    const [before, next, afterNext] = [rows[nth - 1], rows[nth + 1], rows[nth + 2]];
    if (isOtherwise(before, row) && rows[nth - 2]?.relation !== 'left' && next?.relation !== 'right')
      return [];
    if (isOtherwise(row, next) && before?.relation !== 'left' && afterNext?.relation !== 'right')
      return [{ left: row.left, right: next?.right ?? null, relation: 'value' as const }];
    return [row];
  });
}

function isOtherwise(left: PairedRow | undefined, right: PairedRow | undefined): boolean {
  return (
    left?.relation === 'left' &&
    right?.relation === 'right' &&
    left.left?.text === right.right?.text &&
    left.left?.part === right.right?.part
  );
}

function rowOf(score: Score, step: number | null): Row | null {
  return step === null ? null : (score.rows[score.rowOfStep[step + 1] ?? 0] ?? null);
}

function relate(left: Row | null, right: Row | null): Relation {
  if (!right) return 'left';
  if (!left) return 'right';
  return left.result === right.result && left.violation === right.violation ? 'same' : 'value';
}
