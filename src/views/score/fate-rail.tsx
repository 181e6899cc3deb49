/** Beside the rows: whether good and bad ends can still be reached, only bad ones, or only good ones. */
import { useMemo } from 'react';
import { fateStretches, rowCentre, type Geometry, type Score } from '../../score/index.ts';

const WORD = { open: 'open', doomed: 'doomed', clear: 'clear', unknown: '' } as const;

export function FateRail({ score, geometry }: { readonly score: Score; readonly geometry: Geometry }) {
  const x = geometry.fate.x + 12;
  const worded = geometry.fate.width > 60;
  const turn = score.noReturn === null ? null : (score.rowOfStep[score.noReturn] ?? null);
  const all = useMemo(
    () => fateStretches(score.rows.map(({ step }) => score.fates[step] ?? 'unknown')),
    [score],
  );
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
