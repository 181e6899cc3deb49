/** The final states of a litmus test as herd7 lists them, `*>` where the condition holds; each opens the shortest run to it. */
import { stateText, valuesOfOutcome } from '../../scenario/index.ts';
import type { ExploreResult, LitmusQuestion, Outcome, Program } from '../../state/index.ts';
import { useNode, usePage, useSession } from '../context.ts';
import { useLinkedExecution } from '../executions/execution-address.ts';
import './litmus.css';

/** More would hold the page up. */
const DRAWN = 200;

export function LitmusStates({ result }: { readonly result: ExploreResult }) {
  const { session } = usePage();
  const node = useNode();
  useLinkedExecution(useSession((state) => state.file?.text));
  const litmus = useSession((state) => state.scenario?.litmus);
  if (!node || !litmus) return null;
  const states = inOrder(result.outcomes, node.program);
  const others = result.outcomes.filter((one) => !isState(one));
  return (
    <div className="outcomes litmus-states">
      <h3>
        States <span className="quiet">interleavings that end so</span>
      </h3>
      <ul>
        {[...others, ...states].slice(0, DRAWN).map((outcome) => (
          <li key={`${outcome.kind} ${outcome.label}`}>
            <button
              type="button"
              title={`Open the shortest run that ends so, ${outcome.witness.length} steps`}
              onClick={() => session.showOutcome(outcome)}
            >
              <span className={outcome.bad ? 'label bad' : 'label'}>
                {isState(outcome) ? markOf(outcome, litmus) : '✕ '}
                {wordsOf(outcome, node.program)}
              </span>
              <span className="finals">
                {outcome.interleavings === null ? '–' : countWords(outcome.interleavings)}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {states.length > DRAWN && <p className="quiet">and {states.length - DRAWN} more</p>}
      {litmus.quantifier !== null && (
        <p className="quiet litmus-legend">
          <code>*&gt;</code> the condition holds
        </p>
      )}
    </div>
  );
}

/** It ends in a final state, and not stuck or in a violation of the machine's own rules. */
export function isState({ values }: Outcome): boolean {
  return Object.keys(values).length > 0;
}

/** Whether the condition holds in a final state. */
export function isConditionIn({ bad }: Outcome, { quantifier }: LitmusQuestion): boolean {
  return quantifier !== null && bad === (quantifier !== 'forall');
}

/** As herd7 writes it, without the mark. */
export function wordsOf(outcome: Outcome, program: Program): string {
  if (!isState(outcome)) return outcome.label;
  return stateText(program, valuesOfOutcome(program, outcome.values));
}

function markOf(outcome: Outcome, litmus: LitmusQuestion): string {
  return isConditionIn(outcome, litmus) ? '*>' : ':>';
}

/** herd7's order: by the values. */
function inOrder(outcomes: readonly Outcome[], program: Program): readonly Outcome[] {
  const states = outcomes.filter(isState).map((outcome) => ({
    outcome,
    values: valuesOfOutcome(program, outcome.values),
  }));
  return states
    .sort((a, b) => {
      const at = a.values.findIndex((value, nth) => value !== b.values[nth]);
      return at < 0 ? 0 : (a.values[at] ?? 0) - (b.values[at] ?? 0);
    })
    .map(({ outcome }) => outcome);
}

function countWords(count: string): string {
  return count.length > 9 ? `${count[0] ?? ''}e${count.length - 1}` : Number(count).toLocaleString('en');
}
