/**
 * A litmus test under an axiomatic model, the kernel's or a machine's: its final states, those that can be and those that
 * cannot, and of the one that is chosen an execution as a graph. Beside it stands which hardware shows it, with the run.
 */
import { useEffect } from 'react';
import { useStore } from 'zustand';
import { axiomWords, missingWords, type Execution } from '../../axiomatic/index.ts';
import { litmusHeader } from '../../base/index.ts';
import {
  drawnModelOf,
  kernelModelOf,
  MATRIX_MODELS,
  type ExecutionModel,
  type KernelModelState,
  type KernelState,
  type RunNode,
} from '../../state/index.ts';
import { usePage, useSession } from '../context.ts';
import { modelsOf, useExecutionAddress } from './execution-address.ts';
import { ExecutionGraph } from './execution-graph.tsx';
import { cycleWords, nameOf } from './graph.ts';
import { hardwareWords, MODEL_NAMES, shownBy } from './hardware.ts';
import { OutcomeList, RACE } from './outcome-list.tsx';
import { TextForm } from './text-form.tsx';
import './executions.css';

interface ExecutionsViewProps {
  /** Null where the machines do not run the test. */
  readonly node: RunNode | null;
  /** As it is written. */
  readonly condition: string;
}

export function ExecutionsView({ node, condition }: ExecutionsViewProps) {
  const { client } = usePage();
  const text = useSession((state) => state.file?.text ?? '');
  const drawn = drawnModelOf(client);
  const wish = useStore(drawn);
  const models = modelsOf(litmusHeader(text)?.language, node !== null);
  const [first = 'lkmm'] = models;
  const under = wish.text === text && wish.under && models.includes(wish.under) ? wish.under : first;
  return (
    <>
      {models.length > 1 && (
        <div className="radios execution-models" role="radiogroup" aria-label="Executions under">
          {models.map((model) => (
            <label key={model} title={MODEL_NAMES[model]}>
              <input
                type="radio"
                name="execution-model"
                checked={model === under}
                onChange={() => drawn.setState({ text, under: model })}
              />
              {model}
            </label>
          ))}
        </div>
      )}
      <UnderModel key={under} {...{ node, condition, text, under }} isDefault={under === first} />
    </>
  );
}

interface UnderModelProps extends ExecutionsViewProps {
  readonly text: string;
  readonly under: ExecutionModel;
  /** The model that a test like this is asked under unless its reader says otherwise. */
  readonly isDefault: boolean;
}

function UnderModel({ node, condition, text, under, isDefault }: UnderModelProps) {
  const { client, modelStates } = usePage();
  const file = useSession((state) => state.file);
  const kernel = kernelModelOf(client, under);
  const state = useStore(kernel.store);
  const runs = node !== null;
  useEffect(() => {
    if (!file) return;
    kernel.want(file.text);
    kernel.wantForbidden(file.text);
    if (runs) modelStates.want(file);
  }, [kernel, modelStates, file, runs]);
  const known = state.text === text ? state : null;
  const verdict = known?.verdict;
  const picked = known ? chosenOf(known) : null;
  const asked = verdict?.k === 'judged' ? verdict.states.find((one) => one.text === picked) : undefined;
  useEffect(() => {
    if (asked) kernel.wantAllowed(text, asked);
  }, [kernel, text, asked]);
  useExecutionAddress(isDefault ? null : under, picked, known?.nth ?? 0);
  if (!verdict) return <p aria-live="polite">Looking at all executions …</p>;
  if (verdict.k !== 'judged') {
    const reason = verdict.k === 'refused' ? verdict.message : '';
    return <p>{under === 'lkmm' ? `The Linux-kernel memory model was not asked: ${reason}` : reason}</p>;
  }
  return (
    <div className="executions">
      <OutcomeList
        {...{ under, condition, verdict }}
        forbidden={known.forbidden}
        chosen={picked}
        choose={kernel.choose}
      />
      <Chosen {...{ node, picked, under }} known={known} />
    </div>
  );
}

/** What the condition asks for comes first, allowed or not. */
function chosenOf({ chosen, verdict, forbidden }: KernelModelState): string | null {
  if (verdict?.k !== 'judged') return null;
  const cannot = forbidden?.found.map(({ state }) => state) ?? [];
  if (chosen !== null) return chosen;
  const asked = [...verdict.states, ...cannot].find(({ marked }) => marked);
  if (asked) return asked.text;
  if (verdict.race) return RACE;
  // Which state is first is not known before what cannot be is.
  return forbidden ? ((cannot[0] ?? verdict.states[0])?.text ?? null) : null;
}

interface ChosenProps {
  readonly node: RunNode | null;
  readonly under: ExecutionModel;
  readonly known: KernelModelState;
  readonly picked: string | null;
}

function Chosen({ node, under, known, picked }: ChosenProps) {
  const { client } = usePage();
  const kernel = kernelModelOf(client, under);
  const { verdict, forbidden, allowed, nth } = known;
  if (verdict?.k !== 'judged' || picked === null) return <p className="quiet">Looking at executions …</p>;
  if (picked === RACE && verdict.race)
    return <Drawn {...{ node, under }} title="a data race" execution={verdict.race} words={null} isAllowed />;
  const state = verdict.states.find(({ text }) => text === picked);
  if (state) {
    const found = allowed.get(state.text);
    const execution = found?.found[nth]?.execution;
    if (!found) return <p className="quiet">Looking at its executions …</p>;
    if (!execution) return <p>No execution of it was found in the time that there is.</p>;
    return (
      <Drawn {...{ node, under }} title={state.text} execution={execution} words={state.text} isAllowed>
        <Several
          count={found.found.length}
          cut={found.cut}
          nth={nth}
          go={(at) => kernel.choose(picked, at)}
        />
      </Drawn>
    );
  }
  const cannot = forbidden?.found.find((one) => one.state.text === picked);
  if (!forbidden) return <p className="quiet">Looking for what forbids it …</p>;
  if (!cannot)
    return (
      <div className="execution-side">
        <p className="execution-state mono">{picked}</p>
        <p>
          {forbidden.cut
            ? `${MODEL_NAMES[under]} forbids it; no execution to show was found in the time that there is.`
            : 'Nothing leads to it, so there is no graph to draw: whatever each read takes and however the writes to one location follow each other, it does not end so.'}
        </p>
      </div>
    );
  return (
    <Drawn
      {...{ node, under }}
      title={picked}
      execution={cannot.execution}
      words={picked}
      isAllowed={false}
    />
  );
}

interface DrawnProps {
  readonly node: RunNode | null;
  readonly under: ExecutionModel;
  readonly title: string;
  readonly execution: Execution;
  /** Of the final state, where the graph is of one. */
  readonly words: KernelState['text'] | null;
  readonly isAllowed: boolean;
  readonly children?: React.ReactNode;
}

export function Drawn({ node, under, title, execution, words, isAllowed, children }: DrawnProps) {
  const { forbidden, races } = execution;
  return (
    <div className="execution-side">
      <div className="execution-said">
        <p className="execution-state mono">{words ?? title}</p>
        {forbidden && (
          <p>
            {MODEL_NAMES[under]} forbids it by <b>{forbidden.axiom}</b>: {cycleWords(execution)}.{' '}
            {axiomWords[forbidden.axiom]}
          </p>
        )}
        {races.map(({ first, second, missing }) => (
          <p key={`${first} ${second}`}>
            <b>Data race</b>: {nameOf(execution, first)} and {nameOf(execution, second)}.{' '}
            {missingWords[missing]}
          </p>
        ))}
        {words !== null && node && <Hardware {...{ node, under, words, isAllowed }} />}
        {children}
      </div>
      <ExecutionGraph key={title} execution={execution} title={title} />
      <TextForm execution={execution} />
    </div>
  );
}

interface HardwareProps {
  readonly node: RunNode;
  readonly under: ExecutionModel;
  readonly words: string;
  readonly isAllowed: boolean;
}

function Hardware({ node, under, words, isAllowed }: HardwareProps) {
  const { modelStates, session } = usePage();
  const { answers } = useStore(modelStates.store);
  const language = useSession((state) => state.scenario?.litmus?.language);
  // Those that the language is for, strongest first.
  const models = MATRIX_MODELS.filter((model) => modelsOf(language, true).includes(model));
  const found = shownBy(words, answers, node.program, models);
  return (
    <p className="execution-hardware">
      {hardwareWords(found, isAllowed, under, language === 'C')}
      {found.shown.map(({ model, outcome }) => (
        <button
          key={model}
          type="button"
          onClick={() =>
            void session.showRun(
              outcome.witness,
              { kind: 'witness', title: `shortest to ${words}` },
              { settings: {}, model },
            )
          }
        >
          Open the run under {model}
        </button>
      ))}
    </p>
  );
}

interface SeveralProps {
  readonly count: number;
  readonly cut: boolean;
  readonly nth: number;
  readonly go: (nth: number) => void;
}

function Several({ count, cut, nth, go }: SeveralProps) {
  if (count < 2) return null;
  return (
    <p className="execution-several">
      <button type="button" disabled={nth === 0} onClick={() => go(nth - 1)}>
        Previous
      </button>
      execution {nth + 1} of {count}
      {cut && ' or more'}
      <button type="button" disabled={nth === count - 1} onClick={() => go(nth + 1)}>
        Next
      </button>
    </p>
  );
}
