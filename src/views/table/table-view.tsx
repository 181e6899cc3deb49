/** The score as a plain table: the same rows in words, for those who read with ears or fingers, and for copying. */
import { useEffect, useRef } from 'react';
import type { Row } from '../../score/index.ts';
import type { RunNode } from '../../state/index.ts';
import { useShownScore } from '../score/shown-score.ts';
import { usePage, useSession } from '../context.ts';

function isNow({ kind, since, step }: Row, position: number): boolean {
  return kind === 'step' && since <= position && position <= step;
}

export function TableView({ node }: { readonly node: RunNode }) {
  const { session } = usePage();
  const position = useSession((state) => state.position);
  const { rows, parts, lanes } = useShownScore(node);
  const view = useRef<HTMLDivElement>(null);
  useEffect(() => {
    view.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
  }, [position]);
  const written = new Map<number, string[]>();
  for (const lane of lanes)
    for (const change of lane.changes)
      written.set(change.row, [...(written.get(change.row) ?? []), `${lane.name} = ${change.value}`]);
  return (
    <div ref={view} className="table-view">
      <table className="plain-table">
        <caption className="unseen">The interleaving as a table</caption>
        <thead>
          <tr>
            {['Step', 'Who', 'Statement', 'What happens', 'Memory', 'Note'].map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(1).map((row) => (
            <tr
              key={row.index}
              className={isNow(row, position) ? 'now' : ''}
              aria-current={isNow(row, position) ? 'step' : undefined}
            >
              <th scope="row">
                {row.kind === 'step' ? (
                  <button
                    type="button"
                    aria-label={`Go to step ${row.step}`}
                    onClick={() => session.goTo(row.step)}
                  >
                    {row.step}
                  </button>
                ) : (
                  <span className="unseen">not counted</span>
                )}
              </th>
              <td>{parts[row.part ?? 0]?.name}</td>
              <td>
                <code>{row.text}</code>
              </td>
              <td>
                {[
                  row.result === null ? null : `value ${row.result}`,
                  row.detail,
                  row.missed ?? (row.stale ? 'stale' : null),
                  row.replaced === null ? null : `replaced in step ${row.replaced} before an earlier read`,
                  row.violation,
                  ...row.facts.map(({ words }) => words),
                ]
                  .filter(Boolean)
                  .join(', ')}
              </td>
              <td>{written.get(row.index)?.join(', ')}</td>
              <td>{row.note}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
