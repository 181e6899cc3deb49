/** Two runs' rows beside each other, each with what sets it apart. */
import type { Row, Score } from '../../score/index.ts';
import type { Alignment } from '../../state/index.ts';

export type Relation = 'same' | 'value' | 'left' | 'right';

export interface PairedRow {
  readonly left: Row | null;
  readonly right: Row | null;
  /** `value`: the same step with another result. */
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
  const first = paired.findIndex(({ relation }) => relation !== 'same');
  return { rows: paired, first: first < 0 ? paired.length : first };
}

function rowOf(score: Score, step: number | null): Row | null {
  return step === null ? null : (score.rows[score.rowOfStep[step + 1] ?? 0] ?? null);
}

function relate(left: Row | null, right: Row | null): Relation {
  if (!right) return 'left';
  if (!left) return 'right';
  return left.result === right.result && left.violation === right.violation ? 'same' : 'value';
}
