/** Who said what in the thread, whether it is so, and where to see it. */
import { useStore } from 'zustand';
import type { CatalogueEntry, Scenario, Target } from '../../state/index.ts';
import { usePage } from '../context.ts';
import { openScenario } from '../deeds.ts';
import { Panel } from './panel.tsx';

const TRUTH = { true: 'true', false: 'false', partly: 'partly true' } as const;

export function ClaimsPanel({ scenario }: { readonly scenario: Scenario }) {
  const page = usePage();
  const { entries } = useStore(page.catalogue.store);
  if (scenario.claims.length === 0) return null;
  const show = ({ id, target }: Exhibit) => {
    const { session } = page;
    const { file } = session.store.getState();
    if (id !== scenario.id) void openScenario(page, id, target);
    else if (target.variant) session.chooseVariant(target.variant);
    else if (file) void session.open(file, target);
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
              {claim.shownBy.map((id) => {
                const found = exhibit(id, scenario, entries);
                return (
                  found && (
                    <button
                      key={id}
                      type="button"
                      className="id"
                      title={found.title}
                      onClick={() => show(found)}
                    >
                      {id}
                      {found.verdict && <span className={`expect ${found.verdict}`}> {found.verdict}</span>}
                    </button>
                  )
                );
              })}
            </p>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** What shows a claim: a variant with what the machine says of it, or an interleaving. */
interface Exhibit {
  /** Its scenario: this one, or another of the same thread. */
  readonly id: string;
  readonly target: Target;
  readonly title: string;
  readonly verdict: string | null;
}

function exhibit(
  name: string,
  scenario: Scenario,
  entries: readonly Pick<CatalogueEntry, 'id' | 'variants' | 'interleavings'>[],
): Exhibit | null {
  for (const { id, variants, interleavings } of [scenario, ...entries]) {
    const variant = variants.find((one) => one.id === name);
    if (variant) return { id, target: { variant: name }, title: variant.title, verdict: variant.expect };
    const run = interleavings.find((one) => one.id === name);
    if (run) return { id, target: { interleaving: name }, title: run.title, verdict: null };
  }
  return null;
}
