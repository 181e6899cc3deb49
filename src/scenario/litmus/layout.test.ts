import { expect, it } from 'vitest';
import { PTE_BITS, pteValue } from '../../base/index.ts';
import { Layout } from './layout.ts';

it('gives a page an entry that maps it to itself', () => {
  const layout = new Layout();
  const y = layout.cell('y');
  const page = layout.pages[layout.page('x')];
  expect(y).toBe(0);
  expect(page).toEqual({ name: 'x', cell: 1, pte: 2 });
  expect(layout.cells()[2]?.init).toBe(pteValue(1, true, PTE_BITS.young | PTE_BITS.write));
  expect(layout.page('x')).toBe(0);
});

it('keeps the elements of an array side by side', () => {
  const layout = new Layout();
  expect(layout.array('a', 3)).toBe(0);
  expect(layout.cells().map(({ name }) => name)).toEqual(['a', 'a[1]', 'a[2]']);
  expect(layout.cell('a[2]')).toBe(2);
});
