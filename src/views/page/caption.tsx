/**
 * What happens at the playhead, in a sentence, with the thread's note. It keeps its height; what does not fit can be opened
 * and then lies over the foot of the score.
 */
import { Fragment, useLayoutEffect, useRef, useState } from 'react';
import { choiceWords, cpuName, type Row } from '../../score/index.ts';
import type { RunNode } from '../../state/index.ts';
import { useSession } from '../context.ts';
import { cpuHue } from '../hue.ts';
import { Words } from '../words/words.tsx';
import { useShownScore } from '../score/shown-score.ts';

export function Caption({ node }: { readonly node: RunNode }) {
  const position = useSession((state) => state.position);
  const [open, setOpen] = useState(false);
  const text = useRef<HTMLDivElement>(null);
  const cut = useCut(text, position, open);
  const { score, program, run, source } = node;
  const about = 'about' in source ? source.about : null;
  const row = useRowAt(node, position);
  const info = row?.folds ? undefined : run.steps[position - 1]?.trace.info;
  const part = score.parts[row?.part ?? 0];
  const facts = [
    row?.stale ? ['a stale value', row.missed].filter(Boolean).join(': ') : null,
    ...(row?.ghosts ?? []),
    score.noReturn === position && position > 0
      ? 'point of no return: every continuation fails from here'
      : null,
    ...(row?.facts ?? []).map(({ words }) => words),
  ].filter(Boolean);
  return (
    <div className={`caption ${open ? 'open' : ''}`}>
      <div ref={text} className="caption-text">
        <p className="caption-line">
          {info ? (
            <>
              <span className={`who ${cpuHue(info.cpu, program.cpus[info.cpu]?.agent ?? false)}`}>
                {cpuName(program, info.cpu)}
              </span>{' '}
              <code>
                <Words text={choiceWords(program, info)} />
              </code>
            </>
          ) : row?.folds ? (
            <>
              <span className={`who ${cpuHue(part?.cpu ?? 0, part?.agent ?? false)}`}>{part?.name}</span>{' '}
              <code>
                <Words text={`${row.text}, ${row.detail ?? ''}`} />
              </code>
            </>
          ) : (
            <span className="quiet">Before the first step.</span>
          )}
          {facts.map((fact) => (
            <Fragment key={fact}>
              {' '}
              <span className="fact">
                <Words text={fact ?? ''} />
              </span>
            </Fragment>
          ))}
        </p>
        <p className="caption-note">
          <Words text={row?.note ?? (position === 0 ? (about ?? '') : '')} />
        </p>
      </div>
      {(cut || open) && (
        <button type="button" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? 'less' : 'more'}
        </button>
      )}
    </div>
  );
}

/** Whether a line of the closed caption does not fit. */
function useCut(text: React.RefObject<HTMLDivElement | null>, position: number, open: boolean): boolean {
  const [cut, setCut] = useState(false);
  useLayoutEffect(() => {
    const target = text.current;
    if (!target || open) return undefined;
    const measure = () =>
      setCut([...target.children].some((line) => line.scrollWidth > line.clientWidth + 1));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(target);
    return () => observer.disconnect();
  }, [text, position, open]);
  return cut;
}

/** Apart from the caption, so that it speaks once a step. */
export function LiveRegion({ node }: { readonly node: RunNode | null }) {
  return (
    <div className="unseen" aria-live="polite" role="log">
      {node && <RowLabel node={node} />}
    </div>
  );
}

function RowLabel({ node }: { readonly node: RunNode }) {
  const position = useSession((state) => state.position);
  return useRowAt(node, position)?.label ?? '';
}

/** The row at a position; of a folded call, once the position is at its end. Within it each step speaks for itself. */
function useRowAt(node: RunNode, position: number): Row | undefined {
  const score = useShownScore(node);
  const row = score.rows[score.rowOfStep[position] ?? 0];
  return row?.step === position ? row : node.score.rows[node.score.rowOfStep[position] ?? 0];
}
