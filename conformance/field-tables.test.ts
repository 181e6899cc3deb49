/**
 * Tables as they are drawn in mails and comments: each is found, with its columns and the rows that say something. The
 * drawings lie beside the repository, with the counts that a person made.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findTables, type FoundCell, type FoundTable } from '../src/scenario/index.ts';
import { pathOf, tableRows } from './field-table.ts';

describe.each(tableRows())('$file', ({ file, columns, statements }) => {
  const { tables } = findTables(readFileSync(pathOf(file), 'utf8'));
  // A list in prose behind a drawing tells the same again.
  const drawings = tables.filter((table) => table.shape !== 'list');
  const counted = drawings.length > 0 ? drawings : tables;

  it('has its columns', () => {
    expect(counted[0]?.columns).toHaveLength(columns);
  });

  it('has its rows', () => {
    expect(counted.reduce((sum, table) => sum + statementRows(table), 0)).toBe(statements);
  });
});

/** Rows with code or an event: no dots, closing braces, results, remarks. */
function statementRows(table: FoundTable): number {
  return table.rows.filter((row) => row.cells.some(says)).length;
}

function says({ text, column }: FoundCell): boolean {
  if (column === null) return false;
  if (/^(?:\.+|…|[{}]+;?)$/.test(text)) return false;
  // A result, but not a call or an event that is drawn the same way.
  if (/^=+>/.test(text)) return /^=+>\s*(?:\w+\(|\[)/.test(text);
  // A remark, but not a value that was seen.
  if (/^(?:\/\/|\/\*|#)/.test(text)) return /^\S+ ?(?:true|false|NULL|\d+)\b/.test(text);
  return true;
}
