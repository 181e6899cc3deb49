/** How the lattice is drawn: beside what, each state or by progress, and whose progress. */
import { cpuName } from '../../score/index.ts';
import type { LatticeAxes, Program, ProgressMap } from '../../state/index.ts';
import type { Under } from './beside.ts';

export type Drawn = 'states' | 'progress';

const WAYS: readonly { readonly drawn: Drawn; readonly word: string; readonly about: string }[] = [
  { drawn: 'states', word: 'each state', about: 'Every state a sign, every step a line' },
  { drawn: 'progress', word: 'by progress', about: 'States counted by how far two CPUs have come' },
];

interface LatticeChoicesProps {
  readonly flips: readonly Under[];
  readonly beside: string;
  readonly drawn: Drawn;
  /** There are few enough states to draw each. */
  readonly drawable: boolean;
  readonly program: Program;
  readonly map: ProgressMap | null;
  readonly onBeside: (id: string) => void;
  readonly onDrawn: (drawn: Drawn) => void;
  readonly onAxes: (axes: LatticeAxes) => void;
}

export function LatticeChoices(props: LatticeChoicesProps) {
  const { flips, beside, drawn, drawable, program, map, onBeside, onDrawn, onAxes } = props;
  return (
    <div className="lattice-choices">
      {drawable && (
        <div className="radios" role="radiogroup" aria-label="Drawn">
          {WAYS.map((one) => (
            <label key={one.drawn} title={one.about}>
              <input
                type="radio"
                name="lattice-drawn"
                checked={one.drawn === drawn}
                onChange={() => onDrawn(one.drawn)}
              />
              {one.word}
            </label>
          ))}
        </div>
      )}
      {drawn === 'progress' && map && map.movers.length > 2 && (
        <label className="field">
          <span className="field-label">Progress of</span>
          <select
            value={map.axes.join(' ')}
            onChange={(event) => {
              const [across = 0, down = 0] = event.target.value.split(' ').map(Number);
              onAxes([across, down]);
            }}
          >
            {pairsOf(map).map(([across, down]) => (
              <option key={`${across} ${down}`} value={`${across} ${down}`}>
                {cpuName(program, across)} × {cpuName(program, down)}
              </option>
            ))}
          </select>
        </label>
      )}
      <label className="field">
        <span className="field-label">Beside it</span>
        <select value={beside} onChange={(event) => onBeside(event.target.value)}>
          <option value="">nothing</option>
          {flips.map(({ id, title }) => (
            <option key={id} value={id}>
              {title}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}

/** Each pair of CPUs that move, the one shown as it is shown. */
function pairsOf({ movers, axes }: ProgressMap): readonly (readonly [number, number])[] {
  return movers.flatMap((a, nth) =>
    movers.slice(nth + 1).map((b) => (axes.includes(a) && axes.includes(b) ? axes : ([a, b] as const))),
  );
}
