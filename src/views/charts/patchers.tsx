/** How far each live change of text or of a translation has come: the patcher's chart as a track of its phases. */
import type { Program, RunNode } from '../../state/index.ts';
import { useSession } from '../context.ts';
import { textChart, translationChart } from './definitions.ts';
import { regionsAt, type Instrument, type ShownRegion } from './moments.ts';
import { wordsOf } from './region-layout.ts';
import './charts.css';

/** Where a skipped step leads; it stands apart from the track. */
const ASTRAY = 'unpredictable';

export function Patchers({ node }: { readonly node: RunNode }) {
  const position = useSession((state) => state.position);
  const tracks = instrumentsOf(node.program).flatMap((one) => regionsAt(one, node, position));
  if (tracks.length === 0) return null;
  return (
    <div className="patchers" role="group" aria-label="Phases of live changes">
      {tracks.map((one) => (
        <Track key={one.id} track={one} />
      ))}
    </div>
  );
}

function instrumentsOf({ sites, pages }: Program): readonly Instrument[] {
  return [
    ...sites.map(({ name }, index): Instrument => ({
      id: `site ${index}`,
      chart: textChart,
      read: (at) => phase('text-patcher', at.sites[index]?.patcher),
      titleOf: () => `text ${name}`,
    })),
    ...pages.map(({ name }, index): Instrument => ({
      id: `page ${index}`,
      chart: translationChart,
      read: (at) => phase('translation-patcher', at.pages[index]?.patcher),
      titleOf: () => `page ${name}`,
    })),
  ];
}

function phase(region: string, state: string | undefined) {
  return state === undefined ? null : { [region]: state };
}

const STOP = 26;
const Y = 10;

function Track({ track: { title, region, active, taken } }: { readonly track: ShownRegion }) {
  const stops = region.states.filter((state) => state !== ASTRAY);
  const x = (state: string) => 8 + stops.indexOf(state) * STOP;
  const width = 16 + stops.length * STOP + 12;
  const astray = active === ASTRAY;
  const end = width - 8;
  const place = (state: string) => (state === ASTRAY ? end : x(state));
  const words = wordsOf(active);
  const label = `${title}: ${words}${taken ? `, just now by ${taken.event} from ${wordsOf(taken.from)}` : ''}`;
  return (
    <div className="track">
      <svg width={width} height="20" role="img" aria-label={label}>
        <path className="track-line" d={`M8 ${Y}H${x(stops.at(-1) ?? '')}`} />
        {taken && <path className="track-taken" d={`M${place(taken.from)} ${Y}H${place(active)}`} />}
        {stops.map((state) => (
          <circle
            key={state}
            className={state === active ? 'stop active' : 'stop'}
            cx={x(state)}
            cy={Y}
            r={state === active ? 5 : 3}
          >
            <title>{wordsOf(state)}</title>
          </circle>
        ))}
        <path className={astray ? 'astray active' : 'astray'} d={`M${end - 4} ${Y - 4}l8 8m0 -8l-8 8`}>
          <title>unpredictable: a step was skipped</title>
        </path>
      </svg>
      <span className="track-words" aria-hidden="true">
        <span className="quiet">{title}</span> <b className={astray ? 'bad' : ''}>{words}</b>
        {taken && <span className="quiet"> by {taken.event}</span>}
      </span>
    </div>
  );
}
