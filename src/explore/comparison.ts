/** Two runs beside each other, and two searches: where they part and what each has that the other has not. */
import type { ExploreResult, Outcome } from './api.ts';

/** How two runs are laid side by side: rows with a step of one, the other, or both. */
export interface AlignedRow {
  readonly a: number | null;
  readonly b: number | null;
}

export interface RunComparison {
  /** Number of steps that both runs begin with; the next one is the first difference. */
  readonly common: number;
  /** Steps by their place in each run; equal steps share a row wherever that keeps the order of both. */
  readonly rows: readonly AlignedRow[];
}

/** Beyond this product of lengths the rest behind the first difference is not aligned step by step. */
const ALIGNMENT_CELLS = 4_000_000;

export function compareRuns(a: readonly string[], b: readonly string[]): RunComparison {
  let common = 0;
  while (common < a.length && common < b.length && a[common] === b[common]) common++;
  const rows: AlignedRow[] = Array.from({ length: common }, (_, step) => ({ a: step, b: step }));
  rows.push(...alignTails(a, b, common));
  return { common, rows };
}

/** Longest common subsequence of what follows the first difference; a run's own steps come before the other's. */
function alignTails(a: readonly string[], b: readonly string[], from: number): AlignedRow[] {
  const m = a.length - from;
  const n = b.length - from;
  const rows: AlignedRow[] = [];
  let i = 0;
  let j = 0;
  if (m * n <= ALIGNMENT_CELLS) {
    const width = n + 1;
    const longest = new Int32Array((m + 1) * width);
    for (let x = m - 1; x >= 0; x--) {
      for (let y = n - 1; y >= 0; y--) {
        const same = a[from + x] === b[from + y];
        const below = longest[(x + 1) * width + y] as number;
        const beside = longest[x * width + y + 1] as number;
        longest[x * width + y] = same
          ? (longest[(x + 1) * width + y + 1] as number) + 1
          : Math.max(below, beside);
      }
    }
    while (i < m && j < n) {
      if (a[from + i] === b[from + j]) rows.push({ a: from + i++, b: from + j++ });
      else if ((longest[(i + 1) * width + j] as number) >= (longest[i * width + j + 1] as number)) {
        rows.push({ a: from + i++, b: null });
      } else rows.push({ a: null, b: from + j++ });
    }
  }
  while (i < m) rows.push({ a: from + i++, b: null });
  while (j < n) rows.push({ a: null, b: from + j++ });
  return rows;
}

export interface OutcomeComparison {
  readonly onlyA: readonly Outcome[];
  readonly onlyB: readonly Outcome[];
  /** Labels of outcomes that both have. */
  readonly both: readonly string[];
  /** False where a search stopped early, so that a missing outcome may still exist. */
  readonly complete: boolean;
}

export function compareOutcomes(a: ExploreResult, b: ExploreResult): OutcomeComparison {
  const name = ({ kind, label }: Outcome) => `${kind} ${label}`;
  const inA = new Set(a.outcomes.map(name));
  const inB = new Set(b.outcomes.map(name));
  return {
    onlyA: a.outcomes.filter((one) => !inB.has(name(one))),
    onlyB: b.outcomes.filter((one) => !inA.has(name(one))),
    both: a.outcomes.filter((one) => inB.has(name(one))).map(({ label }) => label),
    complete: a.limit === null && b.limit === null,
  };
}
