/** All interleavings as one picture, beside it the same under one other option: what a barrier closes can be seen. */
import { useEffect, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import {
  LATTICE_NODES,
  latticeKey,
  settingsOf,
  type Model,
  type RunNode,
  type Scenario,
  type Settings,
} from '../../state/index.ts';
import { usePage, useSession } from '../context.ts';
import { LatticePicture } from './lattice-picture.tsx';
import { Legend } from './legend.tsx';
import './lattice.css';

interface LatticeViewProps {
  readonly node: RunNode;
  readonly scenario: Scenario;
}

interface Under {
  readonly settings: Settings;
  readonly model: Model;
}

export function LatticeView({ node, scenario }: LatticeViewProps) {
  const [beside, setBeside] = useState('');
  const base = settingsOf(scenario, node.settings);
  const [name = '', value = ''] = beside.split('\n');
  const other: Under | null =
    beside === ''
      ? null
      : name === 'model'
        ? { settings: base, model: value as Model }
        : { settings: { ...base, [name]: value }, model: node.model };
  const title = name === 'model' ? node.model : name ? `${name} = ${base[name] ?? ''}` : 'All interleavings.';
  return (
    <div className="lattice">
      <div className="lattice-tools">
        <Legend />
        <label className="field">
          <span className="field-label">Beside it</span>
          <select value={beside} onChange={(event) => setBeside(event.target.value)}>
            <option value="">nothing</option>
            {scenario.options.flatMap((option) =>
              option.values
                .filter((one) => one !== base[option.name])
                .map((one) => (
                  <option key={`${option.name} ${one}`} value={`${option.name}\n${one}`}>
                    {option.name} = {one}
                  </option>
                )),
            )}
            {(['sc', 'tso', 'arm'] as const)
              .filter((model) => model !== node.model)
              .map((model) => (
                <option key={model} value={`model\n${model}`}>
                  model {model}
                </option>
              ))}
          </select>
        </label>
      </div>
      <div className={other ? 'lattice-figures two' : 'lattice-figures'}>
        <OneLattice node={node} under={{ settings: node.settings, model: node.model }} title={title} own />
        {other && (
          <OneLattice
            node={node}
            under={other}
            title={name === 'model' ? value : `${name} = ${value}`}
            own={false}
          />
        )}
      </div>
    </div>
  );
}

interface OneLatticeProps {
  readonly node: RunNode;
  readonly under: Under;
  readonly title: string;
  /** It is the one of the page's own options. */
  readonly own: boolean;
}

const NO_NAMES: readonly string[] = [];

/** What the score calls each position's step. */
function namesOf({ score }: RunNode): readonly string[] {
  return score.rowOfStep.map((row) => {
    const { text = '', result = null } = score.rows[row] ?? {};
    return result === null ? text : `${text} → ${result}`;
  });
}

function OneLattice({ node, under, title, own }: OneLatticeProps) {
  const { session, lattices } = usePage();
  const file = useSession((state) => state.file);
  const position = useSession((state) => state.position);
  const instance = file && { id: file.id, text: file.text, settings: under.settings, model: under.model };
  const key = instance ? latticeKey(instance) : '';
  const entry = useStore(lattices.store, (state) => state.entries[key]);
  useEffect(() => {
    const { file: now } = session.store.getState();
    if (now) void lattices.want({ id: now.id, text: now.text, settings: under.settings, model: under.model });
    // The key says all that matters of the settings.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [key, lattices, session]);
  const run = useMemo(() => node.run.steps.map((step) => step.key), [node.run]);
  const names = useMemo(() => namesOf(node), [node]);

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
        {new Intl.NumberFormat('en').format(entry.states)} states are too many to be drawn; up to{' '}
        {new Intl.NumberFormat('en').format(LATTICE_NODES)} are. Choose a stronger memory model or set an
        option that leaves less to chance.
        {node.model !== 'sc' && (
          <>
            <br />
            <button type="button" onClick={() => session.setModel('sc')}>
              Draw it under sc
            </button>
          </>
        )}
      </p>
    );
  return (
    <LatticePicture
      lattice={entry.lattice}
      program={node.program}
      title={title}
      run={run}
      names={own ? names : NO_NAMES}
      position={own ? position : -1}
      onGo={(way) => {
        if (own && way.shared === way.keys.length) session.goTo(way.shared);
        else
          void session.showRun(way.keys, { kind: 'hand', title: 'through the lattice' }, under, way.shared);
      }}
    />
  );
}
