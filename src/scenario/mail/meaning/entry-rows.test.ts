/** An entry of a page table that is looked up without a lock and changed meanwhile. */
import { expect, test } from 'vitest';
import { happens, read } from './table-answers.fixture.ts';

const drawn = (change: string, back: string) => `
   CPU 0                             CPU 1
   walk()
                                     maybe_pinned(page) == false
     pte_t pte = walk_get_pte(p)
     pte_access_permitted(pte)
     try_grab_head()
                                     ${change}
                                     ${back}
`;

test('is one word that ends without write access, while who looked it up has it with', () => {
  const reading = read(drawn('pte = pte_wrprotect(pte)', 'set_pte_at();'));
  expect(reading.cells.map(({ statement }) => statement)).toContain('entry = READ_ONCE(table_entry)');
  expect(reading.asked.text).toContain('table_entry == READ_ONLY');
  expect(reading.cells.filter(({ isUnknown }) => isUnknown)).toEqual([]);
  expect(happens(reading)).toBe('sc tso arm');
});

test('is empty in the end where it is cleared', () => {
  expect(read(drawn('ptep_clear_flush(p)', 'free_it();')).asked.text).toContain('table_entry == NONE');
});

test('is none where nobody changes it', () => {
  expect(read(drawn('x = 1;', 'y = 1;')).source).not.toContain('table_entry');
});
