/** Two runs side by side, aligned: the one on the page at the left, a chosen one at the right. */
import { useEffect, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import type { OtherRun, Outcome, OutcomeComparison, RunNode, Scenario } from '../../state/index.ts';
import { usePage, useSession } from '../context.ts';
import { AlignedRuns } from './aligned-runs.tsx';
import { pairRows } from './aligned-rows.ts';
import { candidatesFor, differenceWords, firstCandidate, type CandidateGroup } from './candidates.ts';
import './compare.css';

interface CompareViewProps {
  readonly node: RunNode;
  readonly scenario: Scenario;
}

export function CompareView({ node, scenario }: CompareViewProps) {
  const { session, comparison } = usePage();
  const tree = useSession((state) => state.tree);
  const file = useSession((state) => state.file);
  const exploration = useSession((state) => state.exploration);
  const { status, other, alignment, aligned, outcomes, message } = useStore(comparison.store);
  const groups = useMemo(
    () => candidatesFor(node, tree, scenario, exploration),
    [node, tree, scenario, exploration],
  );
  const [wanted, setWanted] = useState<string | null>(null);
  const all = groups.flatMap(({ candidates }) => candidates);
  const candidate = all.find(({ id }) => id === wanted) ?? firstCandidate(node, scenario, groups);
  const chosen = candidate?.id ?? '';
  const { nodes } = tree;
  const { run } = node;
  useEffect(() => {
    if (file && exploration.status === 'done') void comparison.beside(file, node, candidate, nodes);
    // The candidate is new with every render; its id and the run on the page say when to ask again.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [comparison, file, run, chosen, exploration.status]);

  if (exploration.status !== 'done')
    return (
      <p className="quiet">What there is to compare with is known when every interleaving is explored …</p>
    );
  if (!candidate)
    return <p>There is only one run. Take another choice, and the two stand side by side here.</p>;
  const current = status === 'ready' && other?.candidate.id === chosen && aligned === run ? other : null;
  return (
    <div className="compare">
      <div className="compare-head">
        <p>
          <span className="field-label">This run</span> <b>{node.source.title}</b>{' '}
          <span className="quiet">
            {node.model}, {endWords(run.end)}
          </span>
        </p>
        <div className="compare-other">
          <label className="field">
            <span className="field-label">beside</span>
            <Choice groups={groups} value={chosen} onChange={setWanted} />
          </label>
          {current && (
            <button type="button" onClick={() => openOther(current)}>
              Open this run
            </button>
          )}
          {current && <OtherWords node={node} scenario={scenario} other={current} />}
        </div>
      </div>
      {status === 'failed' && <p>This could not be compared: {message}. Choose another run.</p>}
      {current && alignment && (
        <>
          <OutcomeWords
            same={differenceWords(scenario, node, current.candidate).length === 0}
            outcomes={outcomes}
          />
          <AlignedRuns paired={pairRows(alignment, node.score, current.score)} left={node} right={current} />
        </>
      )}
    </div>
  );

  function openOther({ candidate: { settings, model, title, run: source }, run: played }: OtherRun) {
    if ('node' in source) session.visit(source.node);
    else if ('name' in source && file) void session.open(file, { interleaving: source.name });
    else
      void session.showRun(
        played.steps.map((step) => step.key),
        { kind: 'witness', title },
        { settings, model },
      );
  }
}

interface ChoiceProps {
  readonly groups: readonly CandidateGroup[];
  readonly value: string;
  readonly onChange: (id: string) => void;
}

function Choice({ groups, value, onChange }: ChoiceProps) {
  return (
    <select aria-label="Run to compare with" value={value} onChange={(event) => onChange(event.target.value)}>
      {groups.map(({ title, candidates }) => (
        <optgroup key={title} label={title}>
          {candidates.map((one) => (
            <option key={one.id} value={one.id}>
              {one.title}
            </option>
          ))}
        </optgroup>
      ))}
    </select>
  );
}

interface OtherWordsProps {
  readonly node: RunNode;
  readonly scenario: Scenario;
  readonly other: OtherRun;
}

function OtherWords({ node, scenario, other }: OtherWordsProps) {
  const words = differenceWords(scenario, node, other.candidate);
  return (
    <span className="quiet">
      {words.length > 0 ? `${words.join(', ')}; ` : ''}
      {other.instead
        ? `too little of this run is possible there, so this is its shortest one; `
        : other.dropped > 0 &&
          `${other.dropped} ${other.dropped === 1 ? 'effect' : 'effects'} of this run not possible there; `}
      {other.run.problem
        ? `not possible from step ${other.run.problem.step + 1} on`
        : endWords(other.run.end)}
    </span>
  );
}

function endWords(end: RunNode['run']['end']): string {
  if (end === 'open') return 'not over yet';
  return end === 'impossible' ? 'not possible to its end' : end;
}

interface OutcomeWordsProps {
  /** Both runs stand under the same options. */
  readonly same: boolean;
  readonly outcomes: OutcomeComparison | null;
}

/** What can end differently, where the options differ. */
function OutcomeWords({ same, outcomes }: OutcomeWordsProps) {
  if (same) return null;
  if (!outcomes) return <p className="compare-outcomes quiet">Comparing what they can end in …</p>;
  const { onlyA, onlyB, both, complete } = outcomes;
  return (
    <>
      <dl className="compare-outcomes">
        <div>
          <dt>Only here it can end in</dt>
          <dd>{labels(onlyA)}</dd>
        </div>
        <div>
          <dt>Only there</dt>
          <dd>{labels(onlyB)}</dd>
        </div>
        <div>
          <dt>In both</dt>
          <dd>{both.length > 0 ? both.join('; ') : <span className="quiet">nothing</span>}</dd>
        </div>
      </dl>
      {!complete && <p className="quiet">Not everything was explored: what is missing may still exist.</p>}
    </>
  );
}

function labels(outcomes: readonly Outcome[]) {
  if (outcomes.length === 0) return <span className="quiet">nothing else</span>;
  return outcomes.map(({ label, bad }, nth) => (
    <span key={label}>
      {nth > 0 && '; '}
      <code className={bad ? 'bad' : ''}>{bad ? `✕ ${label}` : label}</code>
    </span>
  ));
}
