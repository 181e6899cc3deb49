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

it('has prose below headings of CPUs that have a rule each', () => {
  const table = only(`	CPU#0				CPU#1
	-----				-----
					load the old entry
	clear the dirty bit
					write to the page by the old one
					NOT LOOKING whether the new one
					is protected, and just setting
					the dirty bit blindly, whatever it was
	flush_it()
					it is flushed now, but we have
					a page that is marked dirty and
					nobody can write to it any more
`);
  expect(table?.columns.map(({ title }) => title)).toEqual(['CPU#0', 'CPU#1']);
});

it('ends where fewer quote marks stand, and a condition goes on behind a remark inside it', () => {
  const table = only(`> CPU0				CPU1
> if (!(a & F) ||
>   // the same here
>   !b) {
> 				b = 1;

So there is no way around it, whatever
comes of it:  nobody knows.
`);
  expect(table?.rows.map(({ cells }) => cells.map(({ text }) => text).join(' | '))).toEqual([
    'if (!(a & F) || /* the same here */ !b) {',
    'b = 1;',
  ]);
});
