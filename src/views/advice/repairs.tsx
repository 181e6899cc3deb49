/** What would repair a scenario that fails, cheapest first; each becomes a text of the reader's own in one click. */
import { useRef } from 'react';
import {
  namesOf,
  type Advice,
  type AdviceModel,
  type AdviceState,
  type Kill,
  type Repair,
  type RepairAnswer,
  type RunNode,
  type Scenario,
} from '../../state/index.ts';
import { usePage, useSession } from '../context.ts';
import { begin } from '../gallery/own-deeds.ts';
import { changedLines } from './changed-lines.ts';

interface RepairsProps {
  readonly state: AdviceState;
  readonly advice: Advice;
  readonly scenario: Scenario;
  readonly node: RunNode;
}

/** Under the model that is shown, and under the kernel's own where it fails there. */
export function Repairs({ state, advice, scenario, node }: RepairsProps) {
  const { repair, kernelRepair, isRepairing, without } = state;
  const limits = useRef<HTMLDivElement>(null);
  // The button that was pressed goes away with what it stood in.
  const limit = (names: readonly string[]) => {
    limits.current?.focus();
    void advice.limit(names);
  };
  const props = { scenario, node, without, limit, made: advice.made };
  return (
    <>
      <div
        ref={limits}
        tabIndex={-1}
        className="advice-limits"
        role="group"
        aria-label="What repairs do without"
      >
        <Limits {...props} />
      </div>
      {repair === null && isRepairing && <p className="quiet">Looking for what would repair it …</p>}
      {repair && <RepairsUnder {...props} repair={repair} model={node.model} />}
      {kernelRepair && <RepairsUnder {...props} repair={kernelRepair} model="lkmm" />}
    </>
  );
}

interface LimitsProps {
  /** What the reader rules out; each can be allowed again. */
  readonly without: readonly string[];
  readonly limit: (names: readonly string[]) => void;
}

interface OfScenario extends LimitsProps {
  readonly scenario: Scenario;
  readonly node: RunNode;
  readonly made: Advice['made'];
}

interface RepairsUnderProps extends OfScenario {
  readonly repair: RepairAnswer;
  readonly model: AdviceModel;
}

function RepairsUnder({ repair, model, ...of }: RepairsUnderProps) {
  const { without } = of;
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
            {...of}
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

function Limits({ without, limit }: LimitsProps) {
  if (without.length === 0) return null;
  return (
    <p>
      Without{' '}
      {without.map((name) => (
        <button
          key={name}
          type="button"
          aria-label={`Allow ${name} again`}
          onClick={() => limit(without.filter((one) => one !== name))}
        >
          {name} ×
        </button>
      ))}
    </p>
  );
}

function RepairItem({ repair, ...of }: OfScenario & { readonly repair: Repair }) {
  const { scenario, node, without, limit, made } = of;
  const page = usePage();
  const adopt = async () => {
    await begin(page, `${scenario.title}, repaired`, await made(scenario.text, repair), node);
  };
  return (
    <li>
      <ul>
        {repair.parts.map((part, at) => (
          <li key={`${part.says} ${String(part.from)}`}>
            <code>{part.says}</code>
            <span className="quiet"> in {part.inside}</span>{' '}
            <Killed {...of} kill={repair.kills[at] ?? null} says={part.says} />{' '}
            {namesOf(part).map((name, nth) => (
              <button
                key={name}
                type="button"
                className="rule-out"
                title={`Look for repairs without ${name}`}
                onClick={() => limit([...without, name])}
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

interface KilledProps extends OfScenario {
  readonly kill: Kill | null;
  readonly says: string;
}

/** What this part alone keeps from happening; a click opens that run, where there are runs. */
function Killed({ kill, says, scenario, node, made }: KilledProps) {
  const { session } = usePage();
  const id = useSession(({ file }) => file?.id ?? '');
  if (!kill) return null;
  const { model, bad, witness, edits } = kill;
  const words = `without it: ${bad.join(', ')}`;
  if (!witness || model === 'lkmm') return <span className="quiet">{words}</span>;
  const title = `without ${says}`;
  const { settings } = node;
  const show = async () => {
    if (edits.length === 0) {
      await session.showRun(witness, { kind: 'witness', title }, { settings, model });
      return;
    }
    const text = await made(scenario.text, kill);
    const view = { settings, model, keys: witness, step: witness.length, title };
    await session.open({ id: `${id}, ${title}`, text, bundled: false }, { view });
  };
  return (
    <button
      type="button"
      className="killed"
      title={`Open the run in which that happens, ${witness.length} steps, on the score`}
      onClick={() => void show()}
    >
      {words}
    </button>
  );
}

const SIGNS = { '+': 'added', '-': 'gone', ' ': 'quiet' } as const;
