import { expect, test } from 'vitest';
import { findOrderings } from '../scenario/index.ts';
import { programOf } from './advised.fixture.ts';
import { dependenciesIn } from './dependency-needs.ts';
import { kernelDependencies, type JudgeLoose } from './kernel-dependencies.ts';
import { judgedByKernel, KernelVersions } from './kernel-versions.ts';
import { findNeeds } from './needs.ts';
import { finish } from './never.ts';

async function told(text: string) {
  const versions = new KernelVersions(text, {});
  const judge: JudgeLoose = (edits, loose) =>
    Promise.resolve(judgedByKernel(finish(versions.judge(edits, { ms: 20_000 }, loose))));
  const program = programOf(text, {});
  if (!program) throw new Error('does not compile');
  const orderings = findOrderings(text).filter(({ is }) => is !== 'marked');
  const { needs } = await findNeeds(orderings, ['lkmm'] as const, (edits) => judge(edits, []));
  const spare = needs.flatMap(({ need, ordering }) => (need === 'no effect' ? [ordering] : []));
  const found = await kernelDependencies(dependenciesIn(program, text), spare, judge);
  return {
    needs: found.needs.map(({ ordering, need }) => [ordering.text, need]),
    together: found.together.map(({ orderings: set, because }) => [
      ...set.map((one) => one.text),
      ...because,
    ]),
  };
}

const PUBLISHED =
  'scenario "s" property bad "bad"\nint a, b, *gp = &b; cpu 0 { WRITE_ONCE(a, 1); smp_store_release(&gp, &a); }\ncpu 1 {\nint *p = rcu_dereference(gp);\n';
const READ = 'int v = READ_ONCE(*p);\n} final(!(cpu1.p == &a && !cpu1.v), bad);';

test('an address that the kernel’s model keeps in order, alone and beside a barrier', async () => {
  expect(await told(PUBLISHED + READ)).toEqual({
    needs: [['the address dependency from line 4 to line 5 (rcu_dereference)', 'needed']],
    together: [],
  });
  expect(await told(`${PUBLISHED}smp_rmb();\n${READ}`)).toEqual({
    needs: [['the address dependency from line 4 to line 6 (rcu_dereference)', 'no effect']],
    together: [['the address dependency from line 4 to line 6 (rcu_dereference)', 'smp_rmb()', 'bad']],
  });
});

test('branches and values that lead to stores', async () => {
  const text = (first: string) =>
    `scenario "s" property bad "bad"\nint x, y; cpu 0 {\nint r = READ_ONCE(x);\n${first}\n}\ncpu 1 {\nint s = smp_load_acquire(&y);\nWRITE_ONCE(x, 1); }\nfinal(!(cpu0.r && cpu1.s), bad);`;
  expect((await told(text('if (r) WRITE_ONCE(y, 1);'))).needs).toEqual([
    ['the control dependency from line 3 to line 4 (READ_ONCE)', 'needed'],
  ]);
  expect((await told(text('WRITE_ONCE(y, 1 + (r ^ r));'))).needs).toEqual([
    ['the data dependency from line 3 to line 4 (READ_ONCE)', 'needed'],
  ]);
});

test('a circle in which one side stores what it read, and the other if it read something', async () => {
  const text =
    'scenario "s" property bad "bad"\nint x, y; cpu 0 {\nint r = READ_ONCE(x);\nWRITE_ONCE(y, r);\n}\ncpu 1 {\nint s = READ_ONCE(y);\nif (s) WRITE_ONCE(x, 1); }\nfinal(!(cpu0.r && cpu1.s), bad);';
  expect((await told(text)).needs).toEqual([
    ['the data dependency from line 3 to line 4 (READ_ONCE)', 'needed'],
    ['the control dependency from line 7 to line 8 (READ_ONCE)', 'needed'],
  ]);
});
