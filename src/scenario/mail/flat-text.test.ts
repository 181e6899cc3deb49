import { describe, expect, test } from 'vitest';
import { findTables } from './all-tables.ts';

/** What a page's script does with a mail: every run of white space is one space. */
function flat(text: string): string {
  return `${text} ${'Nothing else is said here, and at length. '.repeat(40)}`.replace(/\s+/g, ' ');
}

const TWO = `On Mon, Ann Other <ann@example.org> wrote: > > Why? > Because of this:

  local cpu                    remote cpu
  send ipi
                               enters handler
                               sets parked
  sees parked
  clear_entry()
  dsb(); tlbi(); dsb();
  sets released
                               sees released
                               exits handler

My reading of it is another one.`;

const CHAIN = `On Mon, Ann wrote: >> I followed a path: >>
>> copy_range(dst, src) >>
>> ret = copy_one(dst, src); >>
>> set_entry(ptep, entry); // saved for later >>
>> // ret is 0 >>
>> value = get_entry(ptep); // not seen yet >>
>> What is your take on this?`;

describe('a text that has lost its line breaks', () => {
  test('two headings: a cell for each verb and call, in the column that answers', () => {
    const [table, ...more] = findTables(flat(TWO)).tables;
    expect(more).toEqual([]);
    expect(table?.columns.map(({ title }) => title)).toEqual(['local cpu', 'remote cpu']);
    const cells = table?.rows.map(({ cells: [cell] }) => `${cell?.column ?? ''} ${cell?.text ?? ''}`);
    expect(cells).toEqual([
      '0 send ipi',
      '1 enters handler',
      '1 sets parked',
      '0 sees parked',
      '0 clear_entry()',
      '0 dsb(); tlbi(); dsb();',
      '0 sets released',
      '1 sees released',
      '1 exits handler',
    ]);
    expect(table?.before).toContain('Ann Other wrote:');
  });

  test('quoted code: a line for each mark', () => {
    const [table] = findTables(flat(CHAIN)).tables;
    expect(table?.shape).toBe('single');
    expect(table?.rows.map(({ cells: [cell] }) => cell?.text)).toEqual([
      'copy_range(dst, src)',
      'ret = copy_one(dst, src);',
      'set_entry(ptep, entry); // saved for later',
      '// ret is 0',
      'value = get_entry(ptep); // not seen yet',
    ]);
  });

  test('is none that has its lines, nor one without a table', () => {
    expect(findTables('They say: local cpu remote cpu send ipi sees it\n').tables).toEqual([]);
    expect(findTables(flat('Nothing to see.')).tables).toEqual([]);
  });
});
