/** Beside the rows: whether good and bad ends can still be reached, only bad ones, or only good ones. */
import { useMemo } from 'react';
import { rowCentre, type Geometry, type Score } from '../../score/index.ts';

const WORD = { open: 'open', doomed: 'doomed', clear: 'clear', unknown: '' } as const;

interface Stretch {
  readonly fate: keyof typeof WORD;
  readonly from: number;
  to: number;
}

export function FateRail({ score, geometry }: { readonly score: Score; readonly geometry: Geometry }) {
  const x = geometry.fate.x + 12;
  const worded = geometry.fate.width > 60;
  const turn = score.noReturn === null ? null : (score.rowOfStep[score.noReturn] ?? null);
  const all = useMemo(() => stretches(score), [score]);
  return (
    <g className="rail">
      {all.map(({ fate, from, to }) => {
        const top = geometry.tops[from] ?? 0;
        const bottom = geometry.tops[to + 1] ?? geometry.height;
        const inner = from === turn ? top + geometry.metrics.row : top + 2;
        return (
          <g key={from} className={fate}>
            {fate === 'clear' && <path d={`M${x - 1.5} ${inner}V${bottom}M${x + 1.5} ${inner}V${bottom}`} />}
            {fate !== 'clear' && <path d={`M${x} ${inner}V${bottom}`} />}
            {worded && (
              <text x={x + 12} y={rowCentre(geometry, from) + 4}>
                {from === turn ? 'no return' : WORD[fate]}
              </text>
            )}
          </g>
        );
      })}
      {turn !== null && (
        <path className="turn" d={`M${x} ${rowCentre(geometry, turn) - 7}l6 7l-6 7l-6 -7z`} />
      )}
    </g>
  );
}

function stretches(score: Score): readonly Stretch[] {
  const found: Stretch[] = [];
  for (const row of score.rows) {
    const fate = score.fates[row.step] ?? 'unknown';
    const last = found.at(-1);
    if (last?.fate === fate) last.to = row.index;
    else found.push({ fate, from: row.index, to: row.index });
  }
  return found;
}
