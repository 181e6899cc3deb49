/** Which of the scenario's orderings are needed, under each model, and what would repair it where it fails. */
import { useStore } from 'zustand';
import {
  ADVICE_MODELS,
  type Advice,
  type AdviceState,
  type RunNode,
  type Scenario,
} from '../../state/index.ts';
import { ExecutionsView } from '../executions/executions-view.tsx';
import { useAdvice } from './asked-advice.ts';
import { NeedsTable } from './needs-table.tsx';
import { Repairs } from './repairs.tsx';
import { WhyItHolds } from './why-it-holds.tsx';
import './advice.css';

interface AdviceViewProps {
  readonly node: RunNode;
  readonly scenario: Scenario;
}

export function AdviceView({ node, scenario }: AdviceViewProps) {
  const { advice, state, ask } = useAdvice(node, scenario, true);
  const { model } = node;
  const isBusy = state.status === 'running' || state.isRepairing;
  if (scenario.litmus) return <ExecutionsView node={node} condition={scenario.litmus.condition} />;
  return (
    <div className="advice">
      <div className="advice-head">
        <p aria-live="polite">{statusWords(state, model)}</p>
        {(isBusy || state.status === 'stopped' || state.status === 'failed') && (
          <button type="button" onClick={isBusy ? advice.stop : ask}>
            {isBusy ? 'Stop' : 'Ask again'}
          </button>
        )}
        <Elsewhere advice={advice} />
      </div>
      <Repairs state={state} advice={advice} scenario={scenario} node={node} />
      <WhyItHolds state={state} node={node} />
      <NeedsTable state={state} text={scenario.text} />
    </div>
  );
}

/** Where else the answers may stand. */
function Elsewhere({ advice: { wishes } }: { readonly advice: Advice }) {
  const { margin, mail } = useStore(wishes);
  return (
    <>
      <label>
        <input
          type="checkbox"
          checked={margin}
          onChange={({ target }) => wishes.setState({ margin: target.checked })}
        />{' '}
        beside the code
      </label>
      <label>
        <input
          type="checkbox"
          checked={mail}
          onChange={({ target }) => wishes.setState({ mail: target.checked })}
        />{' '}
        in the mail
      </label>
    </>
  );
}

function statusWords({ status, orderings, needs, repair, message }: AdviceState, model: string): string {
  switch (status) {
    case 'failed':
      return message ?? 'It could not be found out.';
    case 'stopped':
      return 'Stopped; what is below is what was found.';
    case 'idle':
    case 'running':
      return orderings === null
        ? 'Looking for what orders something …'
        : `Each is taken out and weakened, and all interleavings searched: ${String(needs.length)} of ${String(orderings.length * ADVICE_MODELS.length)} …`;
    case 'done':
      return repair?.k === 'holds'
        ? `It holds under ${model}, so there is nothing to repair.`
        : `It fails under ${model} as it is: without an ordering only what fails besides is shown.`;
  }
}
