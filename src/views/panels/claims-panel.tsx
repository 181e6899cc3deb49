/** Who said what in the thread, whether it is so, and where to see it. */
import type { Scenario } from '../../state/index.ts';
import { usePage } from '../context.ts';
import { Panel } from './panel.tsx';

const TRUTH = { true: 'true', false: 'false', partly: 'partly true' } as const;

export function ClaimsPanel({ scenario }: { readonly scenario: Scenario }) {
  const { session } = usePage();
  if (scenario.claims.length === 0) return null;
  const show = (id: string) => {
    const { file } = session.store.getState();
    const interleaving = scenario.interleavings.some((one) => one.id === id);
    if (!file) return;
    if (interleaving) void session.open(file, { interleaving: id });
    else session.chooseVariant(id);
  };
  return (
    <Panel name="claims" title="Claims" summary={`${scenario.claims.length} in the thread`}>
      <ul className="claims">
        {scenario.claims.map((claim) => (
          <li key={claim.id}>
            <p>
              <span className="by">{claim.by}</span> {claim.text}
            </p>
            <p className="shown">
              {claim.truth && <span className={`truth ${claim.truth}`}>{TRUTH[claim.truth]}</span>}
              {claim.shownBy.map((id) => (
                <button key={id} type="button" className="id" onClick={() => show(id)}>
                  {id}
                  {verdictOf(scenario, id)}
                </button>
              ))}
            </p>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** What the machine says of a variant, beside its id. */
function verdictOf(scenario: Scenario, id: string) {
  const verdict = scenario.variants.find((one) => one.id === id)?.expect;
  return verdict && <span className={`expect ${verdict}`}> {verdict}</span>;
}
