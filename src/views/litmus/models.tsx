/** All models at once: the final states of a litmus test against the models that reach them, and herd7's observation. */
import { useEffect } from 'react';
import { useStore } from 'zustand';
import {
  kernelModelOf,
  MATRIX_MODELS,
  type LitmusQuestion,
  type Model,
  type ModelAnswer,
  type Outcome,
  type RunNode,
} from '../../state/index.ts';
import { usePage, useSession } from '../context.ts';
import { openTab } from '../drawer/tabs.ts';
import { headline } from '../panels/verdict-panel.tsx';
import { KernelFlags, KernelObservation, KernelSign } from './kernel-column.tsx';
import { isConditionIn, isState, wordsOf } from './states.tsx';

interface LitmusModelsProps {
  readonly node: RunNode;
  readonly litmus: LitmusQuestion;
}

export function LitmusModels({ node, litmus }: LitmusModelsProps) {
  const page = usePage();
  const { modelStates, session } = page;
  const file = useSession((state) => state.file);
  const { answers } = useStore(modelStates.store);
  useEffect(() => {
    if (file) modelStates.want(file);
  }, [modelStates, file]);
  const kernel = kernelModelOf(page.client);
  const known = useStore(kernel.store);
  const isKernels = litmus.language === 'C';
  useEffect(() => {
    if (file && isKernels) kernel.want(file.text);
  }, [kernel, file, isKernels]);
  const verdict = known.text === file?.text ? known.verdict : null;
  const reached = MATRIX_MODELS.map((model) => outcomesOf(answers[model]).filter(isState));
  const states = new Map<string, { readonly bad: boolean; readonly marked: boolean }>();
  const isBad = (marked: boolean) =>
    litmus.quantifier !== null && marked === (litmus.quantifier !== 'forall');
  if (isKernels && verdict?.k === 'judged')
    for (const { text, marked } of verdict.states) states.set(text, { bad: isBad(marked), marked });
  for (const one of reached.flat())
    states.set(wordsOf(one, node.program), { bad: one.bad, marked: isConditionIn(one, litmus) });
  const open = (outcome: Outcome, model: Model, words: string) =>
    void session.showRun(
      outcome.witness,
      { kind: 'witness', title: `shortest to ${words}` },
      { settings: {}, model },
    );
  const draw = (words: string) => {
    kernel.choose(words);
    openTab(page, 'advice');
  };
  return (
    <div className="matrix litmus-models">
      <p className="matrix-said quiet">
        A sign opens the shortest run to that state under that model
        {isKernels && <>; under lkmm, the Linux-kernel memory model, an execution that ends so</>}.
      </p>
      <div className="matrix-scroll" tabIndex={0} role="group" aria-label="Final states by memory model">
        <table>
          <thead>
            <tr>
              <th scope="col">{litmus.condition || 'State'}</th>
              {MATRIX_MODELS.map((model) => (
                <th key={model} scope="col" className={model === node.model ? 'here' : ''}>
                  {model}
                </th>
              ))}
              {isKernels && <th scope="col">lkmm</th>}
            </tr>
          </thead>
          <tbody>
            <tr className="observation">
              <th scope="row">Observation</th>
              {MATRIX_MODELS.map((model) => (
                <Observation key={model} answer={answers[model]} litmus={litmus} />
              ))}
              {isKernels && <KernelObservation verdict={verdict} litmus={litmus} />}
            </tr>
            {[...states]
              .sort(([a], [b]) => (a < b ? -1 : 1))
              .map(([words, state]) => (
                <tr key={words} className={state.bad ? 'bad' : ''}>
                  <th scope="row">
                    {state.marked ? '*>' : ':>'}
                    {words}
                  </th>
                  {MATRIX_MODELS.map((model, nth) => {
                    const found = reached[nth]?.find((one) => wordsOf(one, node.program) === words);
                    return (
                      <td key={model}>
                        {found ? (
                          <button
                            type="button"
                            aria-label={`${words} under ${model}: open the shortest run, ${found.witness.length} steps`}
                            onClick={() => open(found, model, words)}
                          >
                            {found.bad ? '✕' : '●'}
                          </button>
                        ) : (
                          <span className="quiet" aria-label={`${words} not under ${model}`}>
                            {isKnown(answers[model]) ? '–' : '…'}
                          </span>
                        )}
                      </td>
                    );
                  })}
                  {isKernels && <KernelSign {...{ words, verdict, draw }} bad={state.bad} />}
                </tr>
              ))}
            {isKernels && <KernelFlags verdict={verdict} draw={draw} />}
          </tbody>
        </table>
      </div>
    </div>
  );
}

function Observation({
  answer,
  litmus,
}: {
  readonly answer: ModelAnswer | undefined;
  readonly litmus: LitmusQuestion;
}) {
  if (!answer || answer === 'asked') return <td className="quiet">…</td>;
  if ('message' in answer) return <td title={answer.message}>not explored</td>;
  const { word, rest, tone } = headline({ status: 'done', result: answer }, litmus);
  return (
    <td className={tone} title={rest}>
      {word}
    </td>
  );
}

function isKnown(answer: ModelAnswer | undefined): boolean {
  return typeof answer === 'object';
}

function outcomesOf(answer: ModelAnswer | undefined): readonly Outcome[] {
  return typeof answer === 'object' && 'outcomes' in answer ? answer.outcomes : [];
}
