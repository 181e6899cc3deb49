/** What is found in a text, in a form that a test can spell out. */
import { expect } from 'vitest';
import { findTables } from './all-tables.ts';
import type { FoundTable } from './found.ts';

/** `titles: column+indent text | …`, one line a row, dots between cells of one row. */
export function drawn(table: FoundTable | undefined): string[] {
  if (!table) return [];
  const title = table.columns.map((column) => column.title).join(' / ');
  const rows = table.rows.map((row) =>
    [
      row.number ?? [],
      row.cells.map((cell) => `${cell.column ?? '*'}+${cell.indent} ${cell.text}`).join(' · '),
    ]
      .flat()
      .join(': '),
  );
  return [title, ...rows];
}

/** The only table of a text. */
export function only(text: string): FoundTable | undefined {
  const { tables } = findTables(text);
  expect(tables).toHaveLength(1);
  return tables[0];
}
