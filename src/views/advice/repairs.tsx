/** What would repair a scenario that fails, cheapest first; each becomes a text of the reader's own in one click. */
import {
  namesOf,
  type Advice,
  type AdviceModel,
  type AdviceState,
  type Repair,
  type RepairAnswer,
  type RunNode,
  type Scenario,
} from '../../state/index.ts';
import { usePage } from '../context.ts';
import { begin } from '../gallery/own-deeds.ts';
import { changedLines } from './changed-lines.ts';

interface RepairsProps {
  readonly state: AdviceState;
  readonly advice: Advice;
  readonly scenario: Scenario;
  readonly node: RunNode;
}

/** Under the model that is shown, and under the kernel's own where it fails there. */
export function Repairs(props: RepairsProps) {
  const { repair, kernelRepair, status } = props.state;
  return (
    <>
      {repair === null && (status === 'running' || status === 'done') && (
        <p className="quiet">Looking for what would repair it …</p>
      )}
      {repair && <RepairsUnder {...props} repair={repair} model={props.node.model} />}
      {kernelRepair && <RepairsUnder {...props} repair={kernelRepair} model="lkmm" />}
    </>
  );
}

interface RepairsUnderProps extends RepairsProps {
  readonly repair: RepairAnswer;
  readonly model: AdviceModel;
}

function RepairsUnder({ state, advice, scenario, node, repair, model }: RepairsUnderProps) {
  const { without } = state;
  if (repair.k === 'holds') return null;
  if (repair.k === 'unknown') return <p>What would repair it is not known: {repair.reason}.</p>;
  return (
    <section
      className="advice-repairs"
      aria-label={`What would repair it${model === 'lkmm' ? ' under lkmm' : ''}`}
    >
      <h3>What would repair it under {model}</h3>
      {repair.k === 'not ordering' && (
        <p>
          This is not an ordering bug: under sc it fails as well ({repair.bad.join(', ')}), so no barrier can
          help.
        </p>
      )}
      <Limits without={without} advice={advice} />
      {repair.repairs.length === 0 && (
        <p>
          {repair.k === 'not ordering'
            ? `Nothing else that was tried, one change or two at once, does either: no statement moved, none of its locks taken or kept longer, no wait for others, no interrupts off. What may be missing is a lock that it does not have, or one atomic operation instead of two.${repair.complete ? '' : ' The time was over before all pairs were tried.'}`
            : `No set of barriers, acquires and releases was found that does${without.length > 0 ? ' without them' : ''}.`}
        </p>
      )}
      <ol>
        {repair.repairs.map((one) => (
          <RepairItem
            key={one.parts.map(({ says, from }) => `${says} ${String(from)}`).join()}
            {...{ advice, scenario, node, without }}
            repair={one}
          />
        ))}
      </ol>
      {repair.k === 'repairs' && !repair.complete && (
        <p className="quiet">
          {repair.repairs.length > 0
            ? 'There may be others: the time was over before all was tried.'
            : `The time was over before all was tried: a set that does costs ${String(repair.above)} or more, for all that are cheaper fail.`}
        </p>
      )}
    </section>
  );
}

interface LimitsProps {
  readonly without: readonly string[];
  readonly advice: Advice;
}

/** What the reader rules out; each can be allowed again. */
function Limits({ without, advice }: LimitsProps) {
  if (without.length === 0) return null;
  return (
    <p>
      Without{' '}
      {without.map((name) => (
        <button
          key={name}
          type="button"
          aria-label={`Allow ${name} again`}
          onClick={() => void advice.limit(without.filter((one) => one !== name))}
        >
          {name} ×
        </button>
      ))}
    </p>
  );
}

interface RepairItemProps extends LimitsProps {
  readonly repair: Repair;
  readonly node: RunNode;
  readonly scenario: Scenario;
}

function RepairItem({ repair, advice, scenario, node, without }: RepairItemProps) {
  const page = usePage();
  const adopt = async () => {
    await begin(page, `${scenario.title}, repaired`, await advice.made(scenario.text, repair), node);
  };
  return (
    <li>
      <ul>
        {repair.parts.map((part) => (
          <li key={`${part.says} ${String(part.from)}`}>
            <code>{part.says}</code>
            <span className="quiet"> in {part.inside}</span>{' '}
            {namesOf(part).map((name, nth) => (
              <button
                key={name}
                type="button"
                className="rule-out"
                title={`Look for repairs without ${name}`}
                onClick={() => void advice.limit([...without, name])}
              >
                {nth === 0 ? 'not' : 'not in'} {name}
              </button>
            ))}
          </li>
        ))}
      </ul>
      <button type="button" onClick={() => void adopt()}>
        Make it mine
      </button>
      <pre className="advice-patch" aria-label="What it changes">
        {changedLines(scenario.text, repair.edits).map((place) =>
          place.map(({ sign, text, line }, nth) => (
            <span key={`${String(line)} ${text} ${String(nth)}`} className={SIGNS[sign]}>
              {`${String(line ?? '').padStart(4)} ${sign} ${text}\n`}
            </span>
          )),
        )}
      </pre>
    </li>
  );
}

const SIGNS = { '+': 'added', '-': 'gone', ' ': 'quiet' } as const;
