/** All interleavings as one picture, beside it the same under one other option: what a barrier closes can be seen. */
import { useEffect, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import {
  latticeKey,
  MAPPED_STATES,
  type LatticeAxes,
  type LatticeEntry,
  type Model,
  type RunNode,
  type Scenario,
  type Settings,
} from '../../state/index.ts';
import { usePage, useSession } from '../context.ts';
import { namesOf } from './axis-steps.ts';
import { flipsOf, tellingFlip, type Under } from './beside.ts';
import { LatticeChoices, type Drawn } from './lattice-choices.tsx';
import { LatticePicture } from './lattice-picture.tsx';
import { Legend } from './legend.tsx';
import { extentOf, type Extent } from './map-layout.ts';
import { MapPicture } from './map-picture.tsx';
import { holeWords, totalsOf } from './map-wording.ts';
import './lattice.css';

interface LatticeViewProps {
  readonly node: RunNode;
  readonly scenario: Scenario;
}

/** More states are first shown as a map; each of them can still be drawn on request. */
const READABLE = 120;

export function LatticeView(props: LatticeViewProps) {
  return <OfScenario key={props.scenario.id} {...props} />;
}

function OfScenario({ node, scenario }: LatticeViewProps) {
  const flips = useMemo(() => flipsOf(scenario, node), [scenario, node]);
  const telling = useMemo(() => tellingFlip(scenario, node, flips), [scenario, node, flips]);
  const [chosen, setChosen] = useState<string | null>(null);
  const [wanted, setWanted] = useState<Drawn | null>(null);
  const [axes, setAxes] = useState<LatticeAxes>(null);
  const id = chosen ?? telling?.id ?? '';
  const other = flips.find((one) => one.id === id) ?? null;
  const own = useLattice(node, axes);
  const there = useLattice(own?.status === 'ready' ? other : null, axes ?? mapOf(own)?.axes ?? null);
  const mine = mapOf(own);
  const others = other ? mapOf(there) : null;
  const extent = useMemo(() => extentOf([mine, others].flatMap((map) => map ?? [])), [mine, others]);
  const drawn: Drawn = latticeOf(own)
    ? (wanted ?? (sizeOf(own) > READABLE ? 'progress' : 'states'))
    : 'progress';
  return (
    <div className="lattice">
      <div className="lattice-tools">
        <Legend map={drawn === 'progress'} />
        <LatticeChoices
          {...{ flips, drawn }}
          beside={other?.id ?? ''}
          drawable={latticeOf(own) !== null}
          program={node.program}
          map={mine}
          onBeside={setChosen}
          onDrawn={setWanted}
          onAxes={setAxes}
        />
      </div>
      {mine && others && other && (
        <p className="lattice-hole">{holeWords(totalsOf(mine), other.own, totalsOf(others), other.title)}</p>
      )}
      <div className={other ? 'lattice-figures two' : 'lattice-figures'}>
        <OneLattice
          {...{ node, extent, drawn }}
          entry={own}
          under={node}
          title={other?.own ?? 'All interleavings.'}
          own
        />
        {other && (
          <OneLattice
            {...{ node, extent, drawn }}
            entry={there}
            under={other}
            title={other.title}
            own={false}
          />
        )}
      </div>
    </div>
  );
}

const latticeOf = (entry: LatticeEntry | undefined) => (entry?.status === 'ready' ? entry.lattice : null);
const mapOf = (entry: LatticeEntry | undefined) => (entry?.status === 'ready' ? entry.map : null);
const sizeOf = (entry: LatticeEntry | undefined) => (entry?.status === 'ready' ? entry.states : 0);

/** The lattice of the page's scenario under these options, asked for when it is not there; none under null. */
function useLattice(
  under: { readonly settings: Settings; readonly model: Model } | null,
  axes: LatticeAxes,
): LatticeEntry | undefined {
  const { lattices } = usePage();
  const file = useSession((state) => state.file);
  const instance = file &&
    under && { id: file.id, text: file.text, settings: under.settings, model: under.model };
  const key = instance ? latticeKey(instance, axes) : '';
  useEffect(() => {
    if (instance) void lattices.want(instance, axes);
    // The key says all that matters of instance and axes.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [key, lattices]);
  return useStore(lattices.store, (state) => state.entries[key]);
}

interface OneLatticeProps {
  readonly node: RunNode;
  readonly entry: LatticeEntry | undefined;
  readonly under: Pick<Under, 'settings' | 'model'>;
  readonly title: string;
  readonly drawn: Drawn;
  readonly extent: Extent;
  /** It is the one of the page's own options. */
  readonly own: boolean;
}

const NO_NAMES: readonly string[] = [];
const number = new Intl.NumberFormat('en');

function OneLattice({ node, entry, under, title, drawn, extent, own }: OneLatticeProps) {
  const { session } = usePage();
  const position = useSession((state) => state.position);
  const run = useMemo(() => node.run.steps.map((step) => step.key), [node.run]);
  const names = useMemo(() => (own ? namesOf(node) : NO_NAMES), [node, own]);
  const go = (keys: readonly string[]) => {
    const differs = keys.findIndex((key, nth) => key !== run[nth]);
    if (own && differs < 0) session.goTo(keys.length);
    else
      void session.showRun(
        keys,
        { kind: 'hand', title: 'through the lattice' },
        under,
        differs < 0 ? keys.length : differs,
      );
  };
  if (!entry || entry.status === 'running')
    return <p className="quiet lattice-empty">Exploring every interleaving …</p>;
  if (entry.status === 'failed')
    return (
      <p className="lattice-empty">
        This could not be computed: {entry.message}. Choose another option, or open the view again.
      </p>
    );
  if (entry.status === 'large')
    return (
      <p className="lattice-empty">
        {number.format(entry.states)} states are too many for a picture; up to {number.format(MAPPED_STATES)}{' '}
        are counted. Choose a stronger memory model or set an option that leaves less to chance.
        {own && node.model !== 'sc' && (
          <>
            <br />
            <button type="button" onClick={() => session.setModel('sc')}>
              Draw it under sc
            </button>
          </>
        )}
      </p>
    );
  if (drawn === 'progress' || !entry.lattice)
    return (
      <MapPicture {...{ node, title, extent }} map={entry.map} position={own ? position : -1} onGo={go} />
    );
  return (
    <LatticePicture
      {...{ title, run, names }}
      lattice={entry.lattice}
      program={node.program}
      position={own ? position : -1}
      onGo={(way) => {
        if (own && way.shared === way.keys.length) session.goTo(way.shared);
        else
          void session.showRun(way.keys, { kind: 'hand', title: 'through the lattice' }, under, way.shared);
      }}
    />
  );
}
