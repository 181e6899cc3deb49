/** The tables that a mail has, where there is more than one: each with where it stands and what is said before it. */
import { useStore } from 'zustand';
import { safeLine } from '../../base/index.ts';
import type { FoundTable, MailDesk } from '../../state/index.ts';
import { listKeys } from '../behaviors/list-keys.ts';

export function TableList({ desk }: { readonly desk: MailDesk }) {
  const { found, chosen } = useStore(desk.store);
  const tables = found?.tables ?? [];
  if (tables.length < 2) return null;
  return (
    <nav className="mail-tables" aria-label="Tables in the mail" onKeyDown={listKeys}>
      <ul>
        {tables.map((table, index) => (
          <li key={table.number}>
            <button
              type="button"
              aria-current={index === chosen ? 'true' : undefined}
              onClick={() => void desk.choose(index)}
            >
              Table {table.number}: {titlesOf(table)}{' '}
              <span className="quiet">
                line {table.place.line}, {table.rows.length} rows
              </span>
              <span className="mail-before quiet">{endOf(table.before)}</span>
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function titlesOf({ columns, shape }: FoundTable): string {
  if (shape === 'single') return 'one column';
  return columns.map(({ title }) => safeLine(title) || '(no heading)').join(' | ');
}

/** The last sentence before a table is mostly about it. */
function endOf(before: string): string {
  const text = safeLine(before);
  const sentence = /(?:^|[.!?]\s)([^.!?]*[.!?:]?)$/.exec(text)?.[1] ?? text;
  return sentence.length > 90 ? `… ${sentence.slice(-88)}` : sentence;
}
