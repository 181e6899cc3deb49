/**
 * Why what must not happen never does: the circle in which something would have to come before itself, a sentence for each
 * part. A sentence about an access that the shown run makes leads to it in the score.
 */
import type { AdviceState, WhyHolds, RunNode } from '../../state/index.ts';
import { usePage, useSession } from '../context.ts';

interface WhyProps {
  readonly state: AdviceState;
  readonly node: RunNode;
}

export function WhyItHolds({ state: { whys }, node }: WhyProps) {
  const held = [...whys].filter(([, { k }]) => k !== 'happens');
  if (held.length === 0) return null;
  return (
    <section className="advice-why" aria-label="Why it holds">
      <h3>Why it holds under {node.model}</h3>
      <dl>
        {held.map(([slug, why]) => (
          <div key={slug}>
            <dt>
              <code>{slug}</code> {why.k === 'ordered' ? `cannot be: ${why.short}` : why.short}
            </dt>
            <dd>
              <Chain why={why} node={node} />
            </dd>
          </div>
        ))}
      </dl>
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
        const step = half ? stepOf(node, half) : null;
        return (
          <li key={sentence} className={step !== null && step === position ? 'now' : undefined}>
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

/** The step of the shown run in which that happens; null where it does not. */
function stepOf({ run }: RunNode, { cpu, pc, side }: WhyHolds['circle'][number]['from']): number | null {
  const at = run.steps.findIndex(({ trace: { info, reads, writes } }) =>
    side === 'read'
      ? reads.some((read) => read.cpu === cpu && read.pc === pc)
      : info.cpu === cpu && info.pc === pc && writes.length > 0,
  );
  return at < 0 ? null : at + 1;
}
