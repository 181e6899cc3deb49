/** Every way a run can end, as bars; each opens the shortest run that ends so. Of thousands the first are drawn. */
import { useState } from 'react';
import type { ExploreResult, Outcome } from '../../state/index.ts';
import { usePage } from '../context.ts';

/** More are drawn when asked for, so many each time: a list of thousands would hold the page up. */
const DRAWN = 24;
const MORE = 200;

export function Outcomes({ result }: { readonly result: ExploreResult }) {
  const { session } = usePage();
  const [drawn, setDrawn] = useState({ of: result, count: DRAWN });
  const count = drawn.of === result ? drawn.count : DRAWN;
  const rest = result.outcomes.length - count;
  const most = Math.max(1, ...result.outcomes.map((outcome) => outcome.finals));
  // Areas of the bars would mislead; roots keep one final state visible beside a thousand.
  const width = (finals: number) => 100 * Math.sqrt(finals / most);
  const telling = tellingNames(result.outcomes);
  if (result.outcomes.length === 0) return null;
  return (
    <div className="outcomes">
      <h3>
        Outcomes <span className="quiet">final states</span>
      </h3>
      <ul>
        {result.outcomes.slice(0, count).map((outcome) => (
          <li key={outcome.label}>
            <button
              type="button"
              onClick={() => session.showOutcome(outcome)}
              title={`${outcome.label}: open the shortest run that ends so, ${outcome.witness.length} steps`}
            >
              <span className={outcome.bad ? 'label bad' : 'label'}>{words(outcome, telling)}</span>
              <span className="bar" aria-hidden="true">
                <span className={outcome.bad ? 'bad' : ''} style={{ width: `${width(outcome.finals)}%` }} />
              </span>
              <span className="finals">{outcome.finals}</span>
            </button>
          </li>
        ))}
      </ul>
      {rest > 0 && (
        <p>
          <span className="quiet">and {rest.toLocaleString('en')} more </span>
          <button type="button" onClick={() => setDrawn({ of: result, count: count + MORE })}>
            Show {Math.min(rest, MORE)}
          </button>
        </p>
      )}
    </div>
  );
}

/** The observed names that tell finished outcomes apart; the rest would only repeat itself. */
function tellingNames(outcomes: readonly Outcome[]): ReadonlySet<string> {
  const finished = outcomes.filter((outcome) => outcome.kind === 'finished');
  const names = Object.keys(finished[0]?.values ?? {});
  return new Set(names.filter((name) => new Set(finished.map((outcome) => outcome.values[name])).size > 1));
}

function words(outcome: Outcome, telling: ReadonlySet<string>): string {
  if (outcome.kind !== 'finished') return outcome.bad ? `✕ ${outcome.label}` : outcome.label;
  const values = Object.entries(outcome.values).filter(([name]) => telling.has(name));
  return values.length === 0 ? 'finished' : values.map(([name, value]) => `${name} = ${value}`).join(', ');
}
