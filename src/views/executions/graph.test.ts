/** What is drawn of an execution and how keys lead through it, on message passing with and without its second fence. */
import { expect, test } from 'vitest';
import { executionsOf, type Execution } from '../../axiomatic/index.ts';
import { compileKernelLitmus } from '../../scenario/index.ts';
import { arrowsOf, arrowWords, cycleWords, eventWords } from './graph.ts';
import { layOut } from './layout.ts';
import { startOf, walk, type Place } from './walk.ts';

const MP = (fence: string) => `C MP
{ }
P0(int *x, int *y)
{
	WRITE_ONCE(*x, 1);
	smp_wmb();
	WRITE_ONCE(*y, 1);
}
P1(int *x, int *y)
{
	int r0 = READ_ONCE(*y);
	${fence}
	int r1 = READ_ONCE(*x);
}
exists (1:r0=1 /\\ 1:r1=0)
`;

function executionOf(text: string, which: 'allowed' | 'forbidden'): Execution {
  const compiled = compileKernelLitmus(text);
  if (compiled.kind !== 'test') throw new Error(compiled.diagnostic.message);
  const where = compiled.test.condition;
  const question = { values: null, where, which, most: 1, ms: 5000 };
  const [execution] = executionsOf(compiled.kernel, compiled.shown, question).executions;
  if (!execution) throw new Error('there is no such execution');
  return execution;
}

const inShort = (execution: Execution) =>
  arrowsOf(execution).map(({ name, from, to, heavy }) => `${heavy ? '!' : ''}${name} ${from} ${to}`);

test('the cycle is heavy, link by link, and no link is drawn twice', () => {
  const forbidden = executionOf(MP('smp_rmb();'), 'forbidden');
  // 0 W x, 1 wmb, 2 W y, 3 R y, 4 rmb, 5 R x; 6 and 7 the initial writes.
  const arrows = inShort(forbidden);
  expect(arrows.filter((one) => one.startsWith('!')).sort()).toEqual([
    '!fre 5 0',
    '!rfe 2 3',
    '!rmb 3 5',
    '!wmb 0 2',
  ]);
  expect(arrows.filter((one) => !one.startsWith('!')).sort()).toEqual(['co 6 0', 'co 7 2', 'rf 6 5']);
  expect(cycleWords(forbidden)).toMatch(/^P1 R\[once\] y=1 –rmb→ P1 R\[once\] x=0 –prop→ P1 R\[once\] y=1$/);
  const rmb = arrowsOf(forbidden).find(({ name }) => name === 'rmb');
  expect(rmb && arrowWords(forbidden, rmb)).toMatch(
    /^rmb, part of the cycle: P1 R\[once\] y=1 → P1 R\[once\] x=0, by P1 F\[rmb\]\. smp_rmb\(\) stands between/,
  );
});

test('an allowed execution has no cycle; an event says where it stands', () => {
  const allowed = executionOf(MP(''), 'allowed');
  expect(inShort(allowed).sort()).toEqual(['co 5 0', 'co 6 2', 'fr 4 0', 'rf 2 3', 'rf 5 4', 'wmb 0 2']);
  expect(cycleWords(allowed)).toBeNull();
  expect(eventWords(allowed, 4)).toBe('P1 R[once] x=0, 2 of 2 in program order: int r1 = READ_ONCE(*x)');
  expect(eventWords(allowed, 5)).toBe('initial x=0, before everything.');
});

test('a read that the next CPU’s first write overtakes has its fr', () => {
  const text = `C SB
{ }
P0(int *x, int *y)
{
	WRITE_ONCE(*x, 1);
	int r0 = READ_ONCE(*y);
}
P1(int *x, int *y)
{
	WRITE_ONCE(*y, 1);
	int r0 = READ_ONCE(*x);
}
exists (0:r0=0 /\\ 1:r0=0)
`;
  expect(inShort(executionOf(text, 'allowed'))).toEqual(expect.arrayContaining(['fr 1 2', 'fr 3 0']));
});

test('an arrow in one row goes below what stands between its ends', () => {
  const text = `C t
{ }
P0(int *x) { WRITE_ONCE(*x, 1); }
P1(int *y) { WRITE_ONCE(*y, 1); }
P2(int *x) { int r0 = READ_ONCE(*x); }
exists (2:r0=1)
`;
  const execution = executionOf(text, 'allowed');
  const { arrows, spots } = layOut(execution, arrowsOf(execution));
  const rf = arrows.find(({ arrow }) => arrow.name === 'rf');
  const heights = (rf?.path.match(/-?[\d.]+/g) ?? []).filter((_, nth) => nth % 2 === 1).map(Number);
  expect(heights[0]).toBe(spots[0]?.y);
  expect(Math.min(heights[1] ?? 0, heights[2] ?? 0)).toBeGreaterThan(heights[0] ?? 0);
});

test('an arrow says what it is part of', () => {
  const forbidden = executionOf(MP('smp_rmb();'), 'forbidden');
  const wmb = arrowsOf(forbidden).find(({ name }) => name === 'wmb');
  expect(wmb?.within).toBe('prop');
  expect(wmb && arrowWords(forbidden, wmb)).toContain('It is part of prop. The first must have reached');
});

test('keys lead from event to event and along the arrows', () => {
  const forbidden = executionOf(MP('smp_rmb();'), 'forbidden');
  const layout = layOut(forbidden, arrowsOf(forbidden));
  const go = (place: Place, ...keys: readonly string[]) =>
    keys.reduce<Place | null>((at, key) => at && walk(at, key, layout), place);
  const nameAt = (place: Place | null) =>
    place?.k === 'arrow' ? layout.arrows[place.nth]?.arrow.name : place?.id;
  expect(startOf(layout)).toEqual({ k: 'event', id: 3 });
  const start: Place = { k: 'event', id: 0 };
  expect(nameAt(go(start, 'ArrowDown'))).toBe(1);
  expect(nameAt(go(start, 'ArrowDown', 'ArrowDown', 'ArrowRight'))).toBe(5);
  expect(go(start, 'ArrowDown', 'ArrowDown', 'ArrowDown')).toBeNull();
  expect(nameAt(go(start, 'Enter'))).toBe('wmb');
  expect(nameAt(go(start, 'Enter', 'ArrowDown'))).toBe(2);
  expect(nameAt(go(start, 'Enter', 'ArrowRight'))).toBe('fre');
  expect(nameAt(go(start, 'Enter', 'ArrowRight', 'ArrowUp'))).toBe(5);
  expect(nameAt(go(start, 'Enter', 'ArrowRight', 'Escape'))).toBe(0);
});

test('arrows stay within the drawing; their names lie on no event’s words and not on each other', () => {
  const forbidden = executionOf(MP('smp_rmb();'), 'forbidden');
  const { arrows, spots, width } = layOut(forbidden, arrowsOf(forbidden));
  for (const { path } of arrows) {
    const across = (path.match(/-?[\d.]+/g) ?? []).filter((_, nth) => nth % 2 === 0).map(Number);
    expect(across).toHaveLength(4);
    expect(Math.min(...across)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...across)).toBeLessThanOrEqual(width);
  }
  const names = arrows.map(({ name }) => name);
  for (const { x, y } of names)
    for (const spot of spots)
      expect(x < spot.x - 6 || x > spot.x + spot.width || Math.abs(y - spot.y) > 10).toBe(true);
  names.forEach((one, nth) => {
    for (const other of names.slice(nth + 1))
      expect(Math.abs(one.x - other.x) > 10 || Math.abs(one.y - other.y) > 10).toBe(true);
  });
});
