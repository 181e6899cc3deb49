/**
 * A whole run on one line: who moves at each step, what stands out, and the fate. Computed once for a run; a row that
 * stands out for several reasons is shown for the gravest.
 */
import type { Fate } from '../explore/index.ts';
import type { Row, Score } from './score.ts';

export interface Overview {
  readonly steps: number;
  readonly ticks: readonly OverviewTick[];
  readonly signs: readonly OverviewSign[];
  readonly fates: readonly FateStretch[];
}

export interface OverviewTick {
  readonly step: number;
  readonly part: number;
  readonly voice: Row['voice'];
}

export type SignKind = 'violation' | 'no-return' | 'stale' | 'interrupt';

export interface OverviewSign {
  readonly step: number;
  readonly kind: SignKind;
}

/** Rows, or steps, that share a fate. */
export interface FateStretch {
  readonly fate: Fate;
  readonly from: number;
  readonly to: number;
}

export function overviewOf(score: Score): Overview {
  const moves = score.rows.filter((row) => row.kind === 'step');
  return {
    steps: score.steps,
    ticks: moves.flatMap(({ step, part, voice }) => (part === null ? [] : [{ step, part, voice }])),
    signs: moves.flatMap((row) => {
      const kind = signOf(row, score.noReturn);
      return kind === null ? [] : [{ step: row.step, kind }];
    }),
    fates: fateStretches(score.fates),
  };
}

function signOf(row: Row, noReturn: number | null): SignKind | null {
  if (row.violation !== null) return 'violation';
  if (row.step === noReturn) return 'no-return';
  if (row.stale) return 'stale';
  return row.mark === 'irq' ? 'interrupt' : null;
}

export function fateStretches(fates: readonly Fate[]): readonly FateStretch[] {
  const found: FateStretch[] = [];
  fates.forEach((fate, index) => {
    const last = found.at(-1);
    if (last?.fate === fate) found[found.length - 1] = { ...last, to: index };
    else found.push({ fate, from: index, to: index });
  });
  return found;
}
