/** What happens at the playhead, in a sentence, with the thread's note; also what a screen reader announces. */
import { Fragment } from 'react';
import { choiceWords, cpuName } from '../../score/index.ts';
import type { RunNode } from '../../state/index.ts';
import { useSession } from '../context.ts';
import { cpuHue } from '../hue.ts';

export function Caption({ node }: { readonly node: RunNode }) {
  const position = useSession((state) => state.position);
  const { score, program, run, source } = node;
  const about = 'about' in source ? source.about : null;
  const row = score.rows[score.rowOfStep[position] ?? 0];
  const info = run.steps[position - 1]?.trace.info;
  const facts = [
    row?.stale ? ['a stale value', row.missed].filter(Boolean).join(': ') : null,
    ...(row?.ghosts ?? []),
    score.noReturn === position && position > 0
      ? 'point of no return: every continuation fails from here'
      : null,
  ].filter(Boolean);
  return (
    <div className="caption">
      <p className="caption-line">
        {info ? (
          <>
            <span className={`who ${cpuHue(info.cpu, program.cpus[info.cpu]?.agent ?? false)}`}>
              {cpuName(program, info.cpu)}
            </span>{' '}
            <code>{choiceWords(program, info)}</code>
          </>
        ) : (
          <span className="quiet">Before the first step.</span>
        )}
        {facts.map((fact) => (
          <Fragment key={fact}>
            {' '}
            <span className="fact">{fact}</span>
          </Fragment>
        ))}
      </p>
      <p className="caption-note" title={row?.note ?? about ?? undefined}>
        {row?.note ?? (position === 0 ? about : '')}
      </p>
    </div>
  );
}

/** Apart from the caption, so that it speaks once a step. */
export function LiveRegion({ node }: { readonly node: RunNode | null }) {
  const position = useSession((state) => state.position);
  const row = node?.score.rows[node.score.rowOfStep[position] ?? 0];
  return (
    <div className="unseen" aria-live="polite" role="log">
      {row?.label ?? ''}
    </div>
  );
}
