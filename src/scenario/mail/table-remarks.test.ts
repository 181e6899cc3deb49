/** Remarks, dashes and prose that stand in a table or end it. */
import { expect, it } from 'vitest';
import { only } from './drawn.fixture.ts';

it('has a remark of several lines in its left column, and goes on below it', () => {
  const table = only(`	CPU A				CPU B
begin_it
				x = 1;
check_it
/*
 * We cannot see it,
 * whatever it is
 */
if (x)
	y = 1;
				/* it may be used */
BUG_ON(!y);
`);
  expect(table?.rows.at(-1)?.cells.map(({ text }) => text)).toEqual(['BUG_ON(!y);']);
});

it('goes on below rows that begin with dashes as a patch does, and ends where prose has two spaces behind a full stop', () => {
  const table = only(`KJ(kthread)	TASK1(write)
wait A
--- stuck
		wait B
		--- stuck

 At that point it goes on to use what it had
 before it was changed by all of them.  it did not
 tell the others of that at all.
`);
  expect(table?.rows).toHaveLength(4);
});
