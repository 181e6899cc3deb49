/** The final states under an axiomatic model: those that can be, those that cannot with what forbids them, races. */
import type { ExecutionModel, KernelExecutions, KernelState, KernelVerdict } from '../../state/index.ts';
import { listKeys } from '../behaviors/list-keys.ts';

/** Stands for the execution that races, which is no state of its own. */
export const RACE = 'data-race';

/** More would hold the page up. */
const DRAWN = 200;

interface OutcomeListProps {
  readonly under: ExecutionModel;
  /** As it is written. */
  readonly condition: string;
  readonly verdict: Extract<KernelVerdict, { readonly k: 'judged' }>;
  readonly forbidden: KernelExecutions | null;
  readonly chosen: string | null;
  readonly choose: (words: string) => void;
}

export function OutcomeList({ under, condition, verdict, forbidden, chosen, choose }: OutcomeListProps) {
  const { states, race, flags } = verdict;
  const asked = states.filter(({ marked }) => marked);
  // Those that the condition asks for are told whatever is left out.
  const shown =
    states.length > DRAWN ? [...asked, ...states.filter(({ marked }) => !marked)].slice(0, DRAWN) : states;
  const item = (state: KernelState, note: string) => (
    <li key={state.text}>
      <button type="button" aria-pressed={state.text === chosen} onClick={() => choose(state.text)}>
        <span className="mono">
          {state.marked ? '*>' : ':>'}
          {state.text}
        </span>
        {note && <span className="quiet">{note}</span>}
      </button>
    </li>
  );
  return (
    <div className="execution-list" onKeyDown={listKeys}>
      <p>
        <b>{verdict.asks ? verdict.verdict : 'No condition'}</b> under {under}
        {condition && (
          <>
            : <code>{condition}</code>
          </>
        )}
      </p>
      {race && (
        <ul>
          <li>
            <button type="button" aria-pressed={chosen === RACE} onClick={() => choose(RACE)}>
              <span className="bad">Flag {flags.join(', ')}</span>
            </button>
          </li>
        </ul>
      )}
      <h3>Can be</h3>
      <ul aria-label="Allowed final states">{shown.map((state) => item(state, ''))}</ul>
      {states.length > shown.length && <p className="quiet">and {states.length - shown.length} more</p>}
      <h3>Cannot be</h3>
      {forbidden === null && <p className="quiet">Looking for them …</p>}
      {forbidden?.found.length === 0 && (
        <p className="quiet">
          {forbidden.cut
            ? 'None was found in the time that there is.'
            : 'None that an axiom with a cycle forbids.'}
        </p>
      )}
      <ul aria-label="Forbidden final states">
        {forbidden?.found.map(({ state, execution }) => item(state, execution.forbidden?.axiom ?? ''))}
      </ul>
    </div>
  );
}
