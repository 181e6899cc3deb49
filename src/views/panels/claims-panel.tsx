/** Who said what in the thread, whether it is so, and where to see it. */
import { useState } from 'react';
import { useStore } from 'zustand';
import { variantOf, type CatalogueEntry, type Scenario, type Target } from '../../state/index.ts';
import { useNode, usePage } from '../context.ts';
import { openScenario } from '../deeds.ts';
import { Words } from '../words/words.tsx';
import { Panel } from './panel.tsx';

const TRUTH = { true: 'true', false: 'false', partly: 'partly true' } as const;

export function ClaimsPanel({ scenario }: { readonly scenario: Scenario }) {
  const page = usePage();
  const { entries } = useStore(page.catalogue.store);
  const node = useNode();
  const [all, setAll] = useState(false);
  const { claims } = scenario;
  if (claims.length === 0) return null;
  const shown = node && (node.source.kind === 'interleaving' ? node.source.name : null);
  const variant = node && variantOf(scenario, node.settings, node.model);
  // What this run shows comes first, then what this variant shows; the rest is a click away.
  const nearness = ({ shownBy }: Claim) =>
    shown !== null && shownBy.includes(shown) ? 0 : variant !== null && shownBy.includes(variant) ? 1 : 2;
  const sorted = [...claims].sort((a, b) => nearness(a) - nearness(b));
  const listed = all || claims.length <= SHORT ? sorted : sorted.slice(0, FEW);
  const show = ({ id, target }: Exhibit) => {
    const { session } = page;
    const { file } = session.store.getState();
    if (id !== scenario.id) void openScenario(page, id, target);
    else if (target.variant) session.chooseVariant(target.variant);
    else if (file) void session.open(file, target);
  };
  return (
    <Panel name="claims" title="Claims" summary={tally(claims)}>
      <ul className="claims">
        {listed.map((claim) => (
          <li key={claim.id}>
            <p>
              {claim.truth && <span className={`truth ${claim.truth}`}>{TRUTH[claim.truth]}</span>}{' '}
              <span className="by">{claim.by}</span> <Words text={claim.text} />
            </p>
            <p className="shown">
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
      {listed.length < claims.length && (
        <button type="button" className="more" aria-expanded={false} onClick={() => setAll(true)}>
          Show all {claims.length} claims
        </button>
      )}
    </Panel>
  );
}

type Claim = Scenario['claims'][number];

/** A list of so many is shown whole, of a longer one the first few until the others are asked for. */
const SHORT = 5;
const FEW = 3;

/** "14 in the thread: 9 true, 3 partly, 2 false". */
function tally(claims: readonly Claim[]): string {
  const counts = (['true', 'partly', 'false'] as const).flatMap((truth) => {
    const count = claims.filter((claim) => claim.truth === truth).length;
    return count > 0 ? [`${count} ${truth}`] : [];
  });
  return [`${claims.length} in the thread`, counts.join(', ')].filter(Boolean).join(': ');
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
