/** The signs of a lattice, each beside its word. */
import { shapeOf, type StateLook } from './marks.ts';

const SIGNS: readonly { readonly look: StateLook; readonly line: string | null; readonly word: string }[] = [
  { look: 'open', line: 'open', word: 'open' },
  { look: 'clear', line: 'clear', word: 'clear' },
  { look: 'turn', line: null, word: 'point of no return' },
  { look: 'doomed', line: 'doomed', word: 'doomed' },
  { look: 'broken', line: null, word: 'fails' },
  { look: 'finished', line: null, word: 'ends well' },
];

export function Legend() {
  return (
    <ul className="lattice-legend" aria-label="Signs">
      {SIGNS.map(({ look, line, word }) => (
        <li key={look}>
          <svg width={line ? 30 : 14} height="14" aria-hidden="true">
            {line && (
              <g className={`step ${line}`}>
                <path d="M1 7H30" />
                {line === 'clear' && <path className="inner" d="M1 7H30" />}
              </g>
            )}
            <path className={`state ${look}`} d={shapeOf(look, 1)(line ? 15 : 7, 7)} />
          </svg>
          {word}
        </li>
      ))}
    </ul>
  );
}
