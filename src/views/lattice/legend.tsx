/** The signs of a lattice, each beside its word and, where one rests on it, what the word means. */
import { shapeOf, type StateLook } from './marks.ts';

interface Sign {
  readonly look: StateLook;
  readonly line: string | null;
  readonly word: string;
  readonly about: string;
}

const SIGNS: readonly Sign[] = [
  { look: 'open', line: 'open', word: 'open', about: 'can still end either way' },
  { look: 'clear', line: 'clear', word: 'clear', about: 'no continuation fails' },
  {
    look: 'turn',
    line: null,
    word: 'point of no return',
    about: 'doomed, and a step before it was still open',
  },
  { look: 'doomed', line: 'doomed', word: 'doomed', about: 'every continuation fails' },
  { look: 'broken', line: null, word: 'fails', about: 'a property is violated here, or nothing goes on' },
  { look: 'finished', line: null, word: 'ends well', about: 'the run is over and nothing is wrong' },
];

/** For a map, fates are fills instead of lines. */
export function Legend({ map }: { readonly map: boolean }) {
  return (
    <ul className="lattice-legend" aria-label="Signs">
      {SIGNS.map(({ look, line, word, about }) => (
        <li key={look} title={about}>
          {map && line ? <Fill look={look} /> : <Mark look={look} line={line} />}
          {word}
        </li>
      ))}
    </ul>
  );
}

function Fill({ look }: Pick<Sign, 'look'>) {
  return (
    <svg width="16" height="14" aria-hidden="true" className={`share ${look}`}>
      <path d="M0.5 1h15v12h-15Z" />
      {look === 'doomed' && (
        <path className="cell-hatch" d="M0.5 7L6.5 1M0.5 13L12.5 1M6.5 13L15.5 4M12.5 13L15.5 10" />
      )}
    </svg>
  );
}

function Mark({ look, line }: Pick<Sign, 'look' | 'line'>) {
  return (
    <svg width={line ? 30 : 14} height="14" aria-hidden="true">
      {line && (
        <g className={`step ${line}`}>
          <path d="M1 7H30" />
          {line === 'clear' && <path className="inner" d="M1 7H30" />}
        </g>
      )}
      <path className={`state ${look}`} d={shapeOf(look, 1)(line ? 15 : 7, 7)} />
    </svg>
  );
}
