/** What if: every combination of options under every model, each a verdict; a click opens its witness. */
import { useEffect, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import {
  kernelKey,
  kernelMatrixOf,
  MATRIX_MODELS,
  matrixKey,
  settingsOf,
  type MatrixState,
  type MatrixStore,
  type RunNode,
  type Scenario,
  type Settings,
} from '../../state/index.ts';
import { usePage, useSession } from '../context.ts';
import { onDemand } from '../on-demand.tsx';
import { LitmusModels } from '../litmus/models.tsx';
import { Sign } from './cell.tsx';
import { changesOf, firstOptions, gridAxes, type CellPlace, type GridAxes } from './grid-axes.ts';
import { linkedCell } from './linked-cell.ts';
import { lessonsOf, matterWords, type Lesson } from './lessons.ts';
import { MatrixGrid } from './matrix-grid.tsx';
import { answerText, VERDICT_WORDS, type CellAnswer, type VerdictName } from './verdict.ts';
import './matrix.css';

const CellExecution = onDemand(
  'The execution',
  async () => (await import('../executions/cell-execution.tsx')).CellExecution,
  { meanwhile: 'Opening …' },
);

interface MatrixViewProps {
  readonly node: RunNode;
  readonly scenario: Scenario;
}

export function MatrixView({ node, scenario }: MatrixViewProps) {
  if (scenario.litmus) return <LitmusModels node={node} litmus={scenario.litmus} />;
  return <OfScenario key={scenario.id} node={node} scenario={scenario} />;
}

function OfScenario({ node, scenario }: MatrixViewProps) {
  const { client, session, matrix } = usePage();
  const state = useStore(matrix.store);
  const kernel = kernelMatrixOf(client);
  const kernels = useStore(kernel.store);
  const [linked] = useState(linkedCell);
  const [chosen, setChosen] = useState(() => {
    const asked = scenario.options.map(({ name }) => name).filter((name) => linked?.[name] !== undefined);
    return asked.length > 0 ? asked : firstOptions(scenario);
  });
  const [reached, setReached] = useState<CellPlace | null>(null);
  const [place, setPlace] = useState<CellPlace | null>(() => linked && { settings: linked, model: 'lkmm' });
  const shown = useMemo(() => settingsOf(scenario, node.settings), [scenario, node.settings]);
  const { model } = node;
  const instance = useInstance(shown, node);
  useEffect(() => {
    if (instance) void matrix.fill(instance, chosen);
  }, [matrix, instance, chosen]);
  const axes = useMemo(() => gridAxes(scenario, chosen), [scenario, chosen]);
  useEffect(() => {
    if (instance) void kernel.fill(instance, settingsIn(axes, instance.settings));
  }, [kernel, instance, axes]);
  useEffect(() => () => kernel.stop(), [kernel]);
  const total = axes.rows.length * axes.columns.length * 3;
  const answered = state.options.join() === chosen.join() ? state.answers : new Map<string, never>();
  const cells = new Map<string, CellAnswer>(answered);
  const judged: (CellPlace & { readonly verdict: VerdictName })[] = [];
  for (const settings of settingsIn(axes, shown)) {
    const answer = kernels.answers.get(kernelKey(settings));
    if (answer) cells.set(matrixKey(chosen, { settings, model: 'lkmm' }), answer);
    if (answer?.k === 'scenario') judged.push({ settings, model: 'lkmm', verdict: answer.verdict });
  }
  // A scenario of which the kernel's model knows nothing at all has no columns for it.
  const models = judged.length > 0 ? ([...MATRIX_MODELS, 'lkmm'] as const) : MATRIX_MODELS;
  const opened = place ? cells.get(matrixKey(chosen, place)) : undefined;
  const lessons = lessonsOf(
    shown,
    [...answered.values(), ...judged],
    [...state.switches, ...kernels.switches],
  );
  const toggle = (name: string) =>
    setChosen(
      scenario.options
        .map((option) => option.name)
        .filter((one) => (one === name ? !chosen.includes(one) : chosen.includes(one))),
    );
  return (
    <div className="matrix">
      <div className="matrix-head">
        <fieldset className="matrix-options">
          <legend className="unseen">Options of the matrix</legend>
          {scenario.options.map((option) => (
            <label key={option.name} title={option.text}>
              <input
                type="checkbox"
                checked={chosen.includes(option.name)}
                disabled={chosen.length === 1 && chosen[0] === option.name}
                onChange={() => toggle(option.name)}
              />
              <code>{option.name}</code>
            </label>
          ))}
        </fieldset>
        <Progress state={state} answered={answered.size} total={total} matrix={matrix} />
        {instance && state.status === 'stopped' && (
          <button type="button" onClick={() => matrix.again(instance, chosen)}>
            Explore the rest
          </button>
        )}
      </div>
      <p className="matrix-said">
        {reached ? (
          <Reached place={reached} shown={shown} answer={cells.get(matrixKey(chosen, reached))} />
        ) : (
          <span className="quiet">
            A click opens a cell: its shortest failing run, or this run where it holds
            {judged.length > 0 && <>; under lkmm, the Linux-kernel memory model, an execution that fails</>}.
          </span>
        )}
      </p>
      <div className="matrix-body">
        <div className="matrix-scroll">
          <MatrixGrid
            axes={axes}
            models={models}
            options={chosen}
            answers={cells}
            shown={shown}
            model={model}
            onReach={setReached}
            onOpen={(place, answer) => {
              const { settings, model } = place;
              setPlace(model === 'lkmm' ? place : null);
              if (model === 'lkmm') return;
              if (answer && 'witness' in answer && answer.witness) {
                const title = `shortest to ${answer.properties[0] ?? answer.verdict}`;
                void session.showRun(answer.witness, { kind: 'witness', title }, { settings, model });
              } else session.choose(settings, model);
            }}
          />
        </div>
        <Lessons {...{ lessons, scenario, chosen }} done={state.status === 'done'} />
      </div>
      {opened && 'execution' in opened && place && (
        <CellExecution answer={opened} options={chosen} settings={place.settings} />
      )}
    </div>
  );
}

/** Settings of all cells of one model, those that the page shows first. */
function settingsIn({ rows, columns }: GridAxes, shown: Settings): readonly Settings[] {
  const all = rows.flatMap((row) => columns.map((column) => ({ ...shown, ...row, ...column })));
  const distance = (settings: Settings) => changesOf(settings, shown).length;
  return all.sort((a, b) => distance(a) - distance(b));
}

/** The same object as long as nothing in it changes. */
function useInstance(settings: Settings, { model }: RunNode) {
  const file = useSession((state) => state.file);
  return useMemo(() => file && { id: file.id, text: file.text, settings, model }, [file, settings, model]);
}

interface ProgressProps {
  readonly state: MatrixState;
  readonly answered: number;
  readonly total: number;
  readonly matrix: MatrixStore;
}

function Progress({ state, answered, total, matrix }: ProgressProps) {
  const words =
    state.status === 'failed'
      ? `It stopped: ${state.message ?? ''}. Choose fewer options.`
      : answered === total
        ? `all ${total} explored`
        : `${answered} of ${total} explored`;
  return (
    <>
      <span className="quiet" role="status">
        {words}
      </span>
      {state.status === 'running' && (
        <button type="button" onClick={() => matrix.stop()}>
          Stop
        </button>
      )}
    </>
  );
}

interface ReachedProps {
  readonly place: CellPlace;
  readonly shown: Settings;
  readonly answer: Parameters<typeof answerText>[0];
}

function Reached({ place, shown, answer }: ReachedProps) {
  const changes = changesOf(place.settings, shown);
  return (
    <>
      <code>{place.model}</code>
      {changes.length === 0 && <span className="quiet"> options as they are</span>}
      {changes.map(({ name, value, now }) => (
        <span key={name} className="change">
          {' '}
          <code>
            {name} = <b>{value}</b>
          </code>{' '}
          <span className="quiet">not {now}</span>
        </span>
      ))}
      <span className="answer"> {answerText(answer)}</span>
    </>
  );
}

const MOST_TURNS = 5;

interface LessonsProps {
  readonly lessons: readonly Lesson[];
  readonly scenario: Scenario;
  readonly chosen: readonly string[];
  readonly done: boolean;
}

function Lessons({ lessons, scenario, chosen, done }: LessonsProps) {
  if (lessons.length === 0) return null;
  return (
    <section className="matrix-lessons" aria-label="What matters">
      <h2>What matters</h2>
      <ul>
        {lessons.map((lesson) => {
          const { models, now, turns } = lesson;
          const words = done && now !== 'bounded' ? matterWords(lesson, scenario, chosen) : null;
          return (
            <li key={models.join()}>
              <p>
                <code>{models.join(', ')}</code> <Sign verdict={now} />{' '}
                <b className={now}>{VERDICT_WORDS[now]}</b>
                <span className="quiet">
                  {turns.length === 0 ? nothingTurns(now, done) : turnsWords(now, turns.length)}
                </span>
              </p>
              <ul>
                {turns.slice(0, MOST_TURNS).map(({ changes, to }) => (
                  <li key={changes.join()}>
                    <Sign verdict={to} />{' '}
                    {changes.map((change, at) => (
                      <span key={change}>
                        {at > 0 && <span className="quiet"> with </span>}
                        <code>{change}</code>
                      </span>
                    ))}
                  </li>
                ))}
                {turns.length > MOST_TURNS && <li className="quiet">and {turns.length - MOST_TURNS} more</li>}
              </ul>
              {words && (
                <p className="matter">
                  {words.matter} <span className="quiet">{words.not}</span>
                </p>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function turnsWords(now: Lesson['now'], count: number): string {
  const what = count === 1 ? 'one smallest change' : 'any one of these';
  return now === 'holds' ? `; ${what} breaks it` : `; ${what} mends it`;
}

function nothingTurns(now: Lesson['now'], done: boolean): string {
  if (now === 'bounded') return '; too large to say';
  if (!done) return '; nothing found yet that changes it';
  return now === 'holds' ? '; nothing here breaks it' : '; nothing here mends it';
}
