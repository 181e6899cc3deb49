/**
 * Why what must not happen never does: the circle in which something would have to come before itself, a sentence for each
 * part, and the same as arrows on the score. A sentence about an access that the shown run makes leads to it there.
 */
import { useState } from 'react';
import type { AdviceState, RunNode, WhyHolds } from '../../state/index.ts';
import { usePage, useSession } from '../context.ts';
import { CircleArrows } from './circle-arrows.tsx';
import { stepOf } from './drawn-circle.ts';

interface WhyProps {
  readonly state: AdviceState;
  readonly node: RunNode;
}

export function WhyItHolds({ state: { whys }, node }: WhyProps) {
  const [chosen, setChosen] = useState<string | null | undefined>(undefined);
  const held = [...whys].filter(([, { k }]) => k !== 'happens');
  const [first] = held.flatMap(([slug, { circle }]) => (circle.length > 0 ? [slug] : []));
  const drawn = chosen === undefined ? (first ?? null) : chosen;
  const shown = drawn === null ? undefined : whys.get(drawn);
  if (held.length === 0) return null;
  return (
    <section className="advice-why" aria-label="Why it holds">
      <h3>Why it holds under {node.model}</h3>
      <dl>
        {held.map(([slug, why]) => (
          <div key={slug}>
            <dt>
              <code>{slug}</code> {why.k === 'ordered' ? `cannot be: ${why.short}` : why.short}
              {why.circle.length > 0 && (
                <label>
                  <input
                    type="checkbox"
                    checked={slug === drawn}
                    onChange={({ target }) => setChosen(target.checked ? slug : null)}
                  />{' '}
                  on the score, as far as the run goes
                </label>
              )}
            </dt>
            <dd>
              <Chain why={why} node={node} />
            </dd>
          </div>
        ))}
      </dl>
      {shown && shown.circle.length > 0 && <CircleArrows node={node} why={shown} />}
    </section>
  );
}

function Chain({ why: { chain, circle }, node }: { readonly why: WhyHolds; readonly node: RunNode }) {
  const { session } = usePage();
  const position = useSession((state) => state.position);
  if (chain.length === 0) return null;
  return (
    <ol>
      {chain.map((sentence, nth) => {
        const half = circle[nth]?.from;
        const step = half ? stepOf(node.run, half) : null;
        return (
          <li key={sentence} className={step !== null && step === position ? 'now' : undefined}>
            {half && <span className="advice-nth">{nth + 1}</span>}
            {step === null ? (
              sentence
            ) : (
              <button type="button" title={`To step ${step}`} onClick={() => session.goTo(step)}>
                {sentence}
              </button>
            )}
          </li>
        );
      })}
    </ol>
  );
}
