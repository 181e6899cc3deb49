/** Which of the scenario's orderings are needed, under each model, and what would repair it where it fails. */
import { useEffect, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import {
  ADVICE_MODELS,
  createAdvice,
  settingsOf,
  type Advice,
  type AdviceState,
  type Needed,
  type Ordering,
  type Repair,
  type RunNode,
  type Scenario,
} from '../../state/index.ts';
import { usePage, useSession } from '../context.ts';
import { begin } from '../gallery/own-deeds.ts';
import './advice.css';

interface AdviceViewProps {
  readonly node: RunNode;
  readonly scenario: Scenario;
}

export function AdviceView({ node, scenario }: AdviceViewProps) {
  const { client } = usePage();
  const [advice] = useState(() => createAdvice(client));
  const state = useStore(advice.store);
  const file = useSession((now) => now.file);
  const settings = useMemo(() => settingsOf(scenario, node.settings), [scenario, node.settings]);
  const { model } = node;
  const instance = useMemo(
    () => file && { id: file.id, text: file.text, settings, model },
    [file, settings, model],
  );
  const arches = scenario.options.find(({ name }) => name === 'arch')?.values.join() ?? scenario.arch;
  useEffect(() => {
    if (instance && !scenario.litmus) void advice.ask(instance, arches.split(','));
    return advice.stop;
  }, [advice, instance, arches, scenario.litmus]);
  if (scenario.litmus)
    return <p className="quiet">Advice is given about scenarios; this is a litmus test.</p>;
  return (
    <div className="advice">
      <div className="advice-head">
        <p aria-live="polite">{statusWords(state, model)}</p>
        {state.status === 'running' && (
          <button type="button" onClick={advice.stop}>
            Stop
          </button>
        )}
        {state.status === 'stopped' && instance && (
          <button type="button" onClick={() => void advice.ask(instance, arches.split(','))}>
            Ask again
          </button>
        )}
      </div>
      <div className="advice-body">
        <Repairs state={state} advice={advice} scenario={scenario} node={node} />
        <Needs state={state} text={scenario.text} />
      </div>
    </div>
  );
}

function statusWords({ status, orderings, needs, repair, message }: AdviceState, model: string): string {
  switch (status) {
    case 'failed':
      return message ?? 'It could not be found out.';
    case 'stopped':
      return 'Stopped; what is below is what was found.';
    case 'running':
      return orderings === null
        ? 'Looking for what orders something …'
        : `Each is taken out and weakened, and all interleavings searched: ${String(needs.length)} of ${String(orderings.length * ADVICE_MODELS.length)} …`;
    default:
      return repair === null || repair.k === 'holds'
        ? 'What happens without each barrier, acquire, release and mask, under these options.'
        : `It fails under ${model} as it is: without an ordering only what fails besides is shown.`;
  }
}

function Needs({ state, text }: { readonly state: AdviceState; readonly text: string }) {
  const { orderings, needs, together, status } = state;
  if (orderings === null) return null;
  const shown = orderings.filter((ordering) =>
    needs.some((needed) => needed.ordering === ordering && needed.need !== 'absent'),
  );
  if (shown.length === 0)
    return (
      <p className="quiet">
        {status === 'running' ? '' : 'There is no ordering in the code that runs under these options.'}
      </p>
    );
  return (
    <div className="advice-scroll">
      <table className="advice-needs">
        <caption className="unseen">Which orderings are needed, by model</caption>
        <thead>
          <tr>
            <th scope="col">Ordering</th>
            {ADVICE_MODELS.map((model) => (
              <th key={model} scope="col">
                {model}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((ordering) => (
            <tr key={`${String(ordering.file)} ${String(ordering.from)} ${ordering.text}`}>
              <th scope="row">
                <code>{ordering.text}</code>
                <span className="quiet">{placeWords(ordering, text)}</span>
              </th>
              {ADVICE_MODELS.map((model) => (
                <NeedCell
                  key={model}
                  needed={needs.find((one) => one.ordering === ordering && one.model === model)}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {together.map(({ orderings: members, model, because }) => (
        <p key={`${model} ${members.map(({ from }) => from).join()}`}>
          Under {model} each can go, but not all: {because.join(', ')} without{' '}
          {members.map((one, nth) => (
            <span key={one.from}>
              {nth > 0 && ' and '}
              <code>{one.text}</code>
              {placeWords(one, text)}
            </span>
          ))}
          .
        </p>
      ))}
    </div>
  );
}

function placeWords({ file, from, inside }: Ordering, text: string): string {
  return file === 0 ? ` line ${String(text.slice(0, from).split('\n').length)}, ${inside}` : ` ${inside}`;
}

function NeedCell({ needed }: { readonly needed: Needed | undefined }) {
  if (!needed) return <td className="quiet">…</td>;
  const [weakest] = needed.ordering.forms;
  switch (needed.need) {
    case 'needed':
      return (
        <td className="advice-needed">
          <b>needed</b> {needed.because.join(', ')}
          <Enough says={needed.enough} />
        </td>
      );
    case 'seen':
      return (
        <td title={needed.because.join('; ')}>
          another result is possible
          <Enough says={needed.enough} />
        </td>
      );
    case 'no effect':
      return (
        <td className="quiet">
          {weakest && weakest.says !== null ? <Enough says={weakest.says} /> : 'no effect'}
        </td>
      );
    case 'absent':
      return <td className="quiet">nothing to order</td>;
    case 'unknown':
      return <td className="quiet">not known: {needed.reason}</td>;
  }
}

function Enough({ says }: { readonly says: string | null }) {
  if (says === null) return null;
  return (
    <span className="advice-enough">
      <code title={says}>{says.replace(/\(.*/, '()')}</code> would do
    </span>
  );
}

interface RepairsProps {
  readonly state: AdviceState;
  readonly advice: Advice;
  readonly scenario: Scenario;
  readonly node: RunNode;
}

function Repairs({ state: { repair, status }, advice, scenario, node }: RepairsProps) {
  const { model } = node;
  if (repair === null)
    return status === 'running' ? <p className="quiet">Looking for what would repair it …</p> : null;
  if (repair.k === 'holds') return <p className="quiet">Nothing to repair under {model}: it holds.</p>;
  if (repair.k === 'unknown') return <p>What would repair it is not known: {repair.reason}.</p>;
  return (
    <section className="advice-repairs" aria-label="What would repair it">
      <h3>What would repair it under {model}</h3>
      {repair.k === 'not ordering' && (
        <p>
          This is not an ordering bug: under sc it fails as well ({repair.bad.join(', ')}), so no barrier can
          help.
        </p>
      )}
      {repair.repairs.length === 0 && (
        <p>
          {repair.k === 'not ordering'
            ? 'No single statement that is moved, and no interrupt held off, does either.'
            : 'No set of barriers, acquires and releases was found that does.'}
        </p>
      )}
      <ol>
        {repair.repairs.map((one) => (
          <RepairItem
            key={one.parts.map(({ says, from }) => `${says} ${String(from)}`).join()}
            {...{ advice, scenario, node }}
            repair={one}
          />
        ))}
      </ol>
      {repair.k === 'repairs' && !repair.complete && <p className="quiet">There may be others.</p>}
    </section>
  );
}

interface RepairItemProps {
  readonly repair: Repair;
  readonly advice: Advice;
  readonly node: RunNode;
  readonly scenario: Scenario;
}

function RepairItem({ repair, advice, scenario, node }: RepairItemProps) {
  const page = usePage();
  const adopt = async () => {
    await begin(page, `${scenario.title}, repaired`, await advice.made(scenario.text, repair), node);
  };
  return (
    <li>
      <ul>
        {repair.parts.map((part) => (
          <li key={`${part.says} ${String(part.from)}`}>
            <code>{part.says}</code>{' '}
            {part.keeps === 'none' ? '' : part.excludes === null && part.file === 0 ? 'before' : 'in'}{' '}
            {part.keeps !== 'none' && part.file === 0 && <code>{lineAt(scenario.text, part.from)}</code>}
            <span className="quiet"> {part.inside}</span>
          </li>
        ))}
      </ul>
      <button type="button" onClick={() => void adopt()}>
        Make it mine
      </button>
    </li>
  );
}

/** The line that stands there. */
function lineAt(text: string, at: number): string {
  const begin = text.lastIndexOf('\n', at - 1) + 1;
  const end = text.indexOf('\n', at);
  return text
    .slice(begin, end < 0 ? text.length : end)
    .replace(/\/\/.*$/, '')
    .trim();
}
