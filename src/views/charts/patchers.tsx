/** How far each live change of text or of a translation has come: its phases along the run, and the protocol's chart. */
import { useId, useMemo, useState } from 'react';
import type { Program, RunNode } from '../../state/index.ts';
import { usePage, useSession } from '../context.ts';
import { textCause, translationCause } from './causes.ts';
import { wordsOf } from './drawn.ts';
import { regionsAt, type Instrument } from './moments.ts';
import { phasesOf, type Phase } from './phases.ts';
import { RegionDrawing } from './region-drawing.tsx';
import { textChart, translationChart } from './statecharts.generated.ts';
import './charts.css';

export function Patchers({ node, large = false }: { readonly node: RunNode; readonly large?: boolean }) {
  const instruments = useMemo(() => instrumentsOf(node.program), [node.program]);
  const tracks = useMemo(
    () => instruments.map((one) => ({ one, phases: phasesOf(one, node) })),
    [instruments, node],
  );
  const firstMoving = tracks.findIndex(({ phases }) => phases.length > 1);
  if (tracks.length === 0) return null;
  return (
    <div className="patchers" role="group" aria-label="Phases of live changes">
      {tracks.map(({ one, phases }, nth) => (
        <Patcher
          key={one.id}
          node={node}
          instrument={one}
          phases={phases}
          shown={large || nth === firstMoving}
          large={large}
        />
      ))}
    </div>
  );
}

function instrumentsOf({ sites, pages }: Program): readonly Instrument[] {
  return [
    ...sites.map((site, index): Instrument => ({
      id: `site ${index}`,
      chart: textChart,
      read: (at) => phase('text-patcher', at.sites[index]?.patcher),
      titleOf: () => `text ${site.name}`,
      cause: textCause(site, index),
    })),
    ...pages.map((page, index): Instrument => ({
      id: `page ${index}`,
      chart: translationChart,
      read: (at) => phase('translation-patcher', at.pages[index]?.patcher),
      titleOf: () => `page ${page.name}`,
      cause: translationCause(page, index),
    })),
  ];
}

function phase(region: string, state: string | undefined) {
  return state === undefined || state === '' ? null : { [region]: state };
}

interface PatcherProps {
  readonly node: RunNode;
  readonly instrument: Instrument;
  readonly phases: readonly Phase[];
  /** Its chart is open to begin with. */
  readonly shown: boolean;
  readonly large: boolean;
}

function Patcher({ node, instrument, phases, shown, large }: PatcherProps) {
  const id = useId();
  const position = useSession((state) => state.position);
  const [opened, setOpened] = useState<boolean | null>(null);
  const open = opened ?? shown;
  const [now] = regionsAt(instrument, node, position);
  if (!now) return null;
  const { title, region, active, taken } = now;
  return (
    <div className="patcher">
      <div className="charts-head">
        <span>
          {title} <b className={active === ASTRAY ? 'bad' : ''}>{wordsOf(active)}</b>
        </span>
        <button type="button" aria-expanded={open} aria-controls={id} onClick={() => setOpened(!open)}>
          <span className="fold" aria-hidden="true" />
          Statechart
        </button>
      </div>
      <Track title={title} phases={phases} steps={node.run.steps.length} position={position} />
      <div id={id} hidden={!open} className="charts-regions">
        <RegionDrawing {...{ region, title, active, taken, large }} moment={taken ? position : 0} />
      </div>
    </div>
  );
}

/** Where a skipped step leads. */
const ASTRAY = 'unpredictable';

interface TrackProps {
  readonly title: string;
  readonly phases: readonly Phase[];
  readonly steps: number;
  readonly position: number;
}

/** The run from left to right, cut where the phase changes; a phase's button goes to its first step. */
function Track({ title, phases, steps, position }: TrackProps) {
  const { session } = usePage();
  return (
    <ol className="track" aria-label={`${title} along the run`}>
      {phases.map(({ state, from, to, event }) => {
        const here = from <= position && position <= to;
        const words = `${wordsOf(state)}${event ? ` by ${event}` : ''}`;
        return (
          <li key={from} style={{ flexGrow: to - from + 1 }}>
            <button
              type="button"
              className={[
                'track-phase',
                state === ASTRAY ? 'astray' : '',
                here ? 'here' : from > position ? 'ahead' : '',
              ].join(' ')}
              aria-current={here ? 'step' : undefined}
              aria-label={`${words}, ${from === to ? `step ${from}` : `steps ${from} to ${to}`}`}
              title={`${words}, from step ${from}`}
              onClick={() => session.goTo(from)}
            >
              {wordsOf(state)}
            </button>
          </li>
        );
      })}
      <li
        className="track-now"
        aria-hidden="true"
        style={{ left: `${((position + 0.5) / (steps + 1)) * 100}%` }}
      />
    </ol>
  );
}
