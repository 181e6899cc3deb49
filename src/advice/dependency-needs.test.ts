import { expect, test } from 'vitest';
import { programOf } from './advised.fixture.ts';
import { dependencyNeeds, underModels } from './dependency-needs.ts';
import { finish } from './never.ts';

/** Each dependency with what comes of it where there is none. */
function needsOf(code: string): readonly (readonly string[])[] {
  const text = `scenario "s" arch arm64 property bad "bad"\n${code}`;
  const program = programOf(text, {});
  if (!program) throw new Error('does not compile');
  return finish(dependencyNeeds(program, text, { states: 50_000 })).needs.map(
    ({ ordering, need, because }) => [ordering.text, [need, ...because].join(' ')],
  );
}

/** Each statement of a CPU on a line of its own. */
function lines(...statements: readonly string[]): string {
  return statements.join('\n');
}

const PUBLISHED = 'int a, b, *gp = &b; cpu 0 { WRITE_ONCE(a, 1); smp_store_release(&gp, &a); }\ncpu 1 {\n';

test.each([
  ['an address', lines(`${PUBLISHED}int *p = rcu_dereference(gp);`, 'int v = READ_ONCE(*p);', 'assert(p == &b || v, bad); }'), [['the address dependency from line 4 to line 5 (rcu_dereference)', 'needed bad']]],
  ['an index', lines('int a[2], i; cpu 0 { WRITE_ONCE(a[1], 1); smp_wmb(); WRITE_ONCE(i, 1); }', 'cpu 1 {', 'int n = READ_ONCE(i);', 'int v = READ_ONCE(a[n]);', 'assert(!n || v, bad); }'), [['the address dependency from line 4 to line 5 (READ_ONCE)', 'needed bad']]],
  ['a barrier besides', lines(`${PUBLISHED}int *p = rcu_dereference(gp);`, 'smp_rmb();', 'int v = READ_ONCE(*p);', 'assert(p == &b || v, bad); }'), [['the address dependency from line 4 to line 6 (rcu_dereference)', 'no effect']]],
  ['a branch and a value', lines('int x, y; cpu 0 {', 'int r = READ_ONCE(x);', 'if (r)', '  WRITE_ONCE(y, 1); }', 'cpu 1 {', 'int s = READ_ONCE(y);', 'WRITE_ONCE(x, s); }', 'final(!(cpu0.r && cpu1.s), bad);'), [['the control dependency from line 3 to line 5 (READ_ONCE)', 'needed bad'], ['the data dependency from line 7 to line 8 (READ_ONCE)', 'needed bad']]],
  ['a wait, asserted on the way', lines('int x, y; cpu 0 { int r = READ_ONCE(x); smp_store_release(&y, 1); assert(!r, bad); }', 'cpu 1 {', 'while (!READ_ONCE(y)) cpu_relax();', 'WRITE_ONCE(x, 1); }'), [['the control dependency from line 4 to line 5 (READ_ONCE)', 'needed bad']]],
  ['a branch that is never taken', lines('int x, y; cpu 0 {', 'int r = READ_ONCE(x);', 'if (r == 5)', '  WRITE_ONCE(y, 1); }', 'cpu 1 { assert(!READ_ONCE(y), bad); WRITE_ONCE(x, 1); }'), [['the control dependency from line 3 to line 5 (READ_ONCE)', 'no effect']]],
  ['what acquires anyway', lines('int x, y; cpu 0 {', 'int r = smp_load_acquire(&x);', 'if (r) WRITE_ONCE(y, 1); }', 'cpu 1 { }'), []],
] as const)('%s', (_, code, expected) => {
  expect(needsOf(code)).toEqual(expected);
}); // prettier-ignore

test('other models keep it in any case', () => {
  const text = `scenario "s" arch arm64 property bad "bad" ${PUBLISHED} int *p = READ_ONCE(gp); int v = READ_ONCE(*p); assert(p == &b || v, bad); }`;
  const program = programOf(text, {});
  if (!program) throw new Error('does not compile');
  const { needs: found } = finish(dependencyNeeds(program, text, { states: 50_000 }));
  const needs = underModels(found, ['tso', 'arm']);
  expect(needs.map(({ model, need }) => [model, need])).toEqual([
    ['tso', 'absent'],
    ['arm', 'needed'],
  ]);
});

test('a dependency and a barrier that do the same can each go, and not both', () => {
  const text = `scenario "s" arch arm64 property bad "bad"\n${PUBLISHED}int *p = rcu_dereference(gp);\nsmp_rmb();\nint v = READ_ONCE(*p);\nassert(p == &b || v, bad); }`;
  const program = programOf(text, {});
  if (!program) throw new Error('does not compile');
  const { together } = finish(dependencyNeeds(program, text, { states: 50_000 }));
  expect(together.map(({ orderings, because }) => [...orderings.map((one) => one.text), ...because])).toEqual(
    [['the address dependency from line 4 to line 6 (rcu_dereference)', 'smp_rmb()', 'bad']],
  );
});
