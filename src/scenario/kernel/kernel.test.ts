import { expect, it } from 'vitest';
import { outcomesOf } from '../../axiomatic/index.ts';
import { compileScenario } from '../index.ts';
import { compileKernelScenario } from './compile-scenario.ts';
import { joinsOf } from './joins.ts';
import { finalsBroken } from './program.ts';

/** A reader of `d` that leaves its section early where nothing is there, and a grace period of some domain. */
const srcu = (domain: string): string => `
struct dev { struct srcu_struct ss; int x; int y; };
static struct dev d, e;
static int reader(struct dev *p)
{
    int i = srcu_read_lock(&p->ss);
    int a = READ_ONCE(p->y);
    if (!a) {
        srcu_read_unlock(&p->ss, i);
        return 0;
    }
    int b = READ_ONCE(p->x);
    srcu_read_unlock(&p->ss, i);
    return !b;
}
static void update(struct dev *p, struct srcu_struct *ss)
{
    WRITE_ONCE(p->x, 1);
    synchronize_srcu_expedited(ss);
    WRITE_ONCE(p->y, 1);
}
cpu 0 { update(&d, &${domain}); }
cpu 1 { int wrong = reader(&d); }
final(!cpu1.wrong, bad);`;

/** Violated properties and flags, or why the scenario is beyond the model. */
function judged(body: string, settings: Readonly<Record<string, string>> = {}): readonly string[] | string {
  const text = `scenario "t"\narch arm64 | x86\nproperty bad "It is bad."\n${body}`;
  const { scenario, diagnostics } = compileScenario(text, 't');
  if (scenario === null) throw new Error(diagnostics.map(({ message }) => message).join());
  const made = compileKernelScenario(scenario, settings);
  if (made.kind !== 'kernel') return made.diagnostic.message;
  const { finals, violated, flags } = outcomesOf(made.kernel, made.shown, { ms: 10_000 });
  const slugs = [
    ...violated.map(({ property }) => property),
    ...finals.flatMap((values) => finalsBroken(made, values)),
  ].map((property) => made.program.properties[property]?.slug ?? '');
  return [...new Set(slugs), ...flags].sort();
}

const message = (write: string, read: string): string => `
int data, flag, other;
struct lock_user { spinlock_t lock; int value; };
static struct lock_user a;
static void publish(int *place) { WRITE_ONCE(*place, 1); }
cpu 0 { ${write} }
cpu 1 { int seen = 0; int value = 1; ${read} }
final(!(cpu1.seen && !cpu1.value), bad);
`;
const read = 'seen = READ_ONCE(flag); smp_rmb(); value = READ_ONCE(data);';

it.each<readonly [string, readonly string[], string]>([
  ['a barrier too few', ['bad'], message('WRITE_ONCE(data, 1); publish(&flag);', read)],
  ['barriers on both sides, in functions', [], message('publish(&data); smp_wmb(); publish(&flag);', read)],
  ['plain accesses race', ['bad', 'data-race'], message('data = 1; publish(&flag);', read)],
  [
    'a release publishes a plain store',
    [],
    message(
      'data = 1; smp_store_release(&flag, 1);',
      'seen = smp_load_acquire(&flag); if (seen) value = data;',
    ),
  ],
  [
    'a wait is a constraint',
    [],
    message(
      'data = 1; smp_store_release(&flag, 1);',
      'while (!smp_load_acquire(&flag)) cpu_relax(); seen = 1; value = data;',
    ),
  ],
  [
    'a lock orders what is under it',
    [],
    message(
      'spin_lock(&a.lock); data = 1; flag = 1; spin_unlock(&a.lock);',
      'spin_lock(&a.lock); seen = flag; value = data; spin_unlock(&a.lock);',
    ),
  ],
  [
    'a grace period is one',
    [],
    message(
      'WRITE_ONCE(data, 1); synchronize_rcu(); WRITE_ONCE(flag, 1);',
      'rcu_read_lock(); seen = READ_ONCE(flag); value = READ_ONCE(data); rcu_read_unlock();',
    ),
  ],
  [
    'a barrier alone is none',
    ['bad'],
    message(
      'WRITE_ONCE(data, 1); smp_mb(); WRITE_ONCE(flag, 1);',
      'rcu_read_lock(); seen = READ_ONCE(flag); value = READ_ONCE(data); rcu_read_unlock();',
    ),
  ],
  ['an assertion fails', ['warn-on'], message('WRITE_ONCE(flag, 1);', 'WARN_ON(READ_ONCE(flag));')],
  [
    'a control dependency ends with its if',
    ['bad'],
    `
int x, y, z;
cpu 0 { int r = READ_ONCE(x); if (r) WRITE_ONCE(z, 1); WRITE_ONCE(y, 1); }
cpu 1 { int r = READ_ONCE(y); smp_mb(); WRITE_ONCE(x, 1); }
final(!(cpu0.r && cpu1.r), bad);`,
  ],
  [
    'and holds in its arm',
    [],
    `
int x, y;
cpu 0 { int r = READ_ONCE(x); if (r) { cpu_relax(); WRITE_ONCE(y, 1); } }
cpu 1 { int r = READ_ONCE(y); smp_mb(); WRITE_ONCE(x, 1); }
final(!(cpu0.r && cpu1.r), bad);`,
  ],
  [
    'SRCU: a grace period waits for the sections of its domain, whichever way they are left',
    [],
    srcu('d.ss'),
  ],
  ['SRCU: not for those of another one', ['bad'], srcu('e.ss')],
  [
    'data_race() on one side: nobody is told',
    [],
    `
int x;
cpu 0 { x = 1; }
cpu 1 { int r = data_race(x); }`,
  ],
  [
    'what is inside is a plain access in all else: a dependency on it orders nothing',
    ['bad'],
    `
int x, y;
cpu 0 { int r = data_race(x); WRITE_ONCE(y, 1 + (r & 0)); }
cpu 1 { int s = READ_ONCE(y); smp_mb(); WRITE_ONCE(x, 1); }
final(!(cpu0.r && cpu1.s), bad);`,
  ],
  [
    'barrier() parts plain from marked',
    [],
    `
int x;
cpu 0 { x = 1; barrier(); WRITE_ONCE(x, 2); }
cpu 1 { }`,
  ],
  [
    'which are mixed without it',
    ['mixed-accesses'],
    `
int x;
cpu 0 { x = 1; WRITE_ONCE(x, 2); }
cpu 1 { }`,
  ],
])('%s: %j', (_, expected, body) => {
  expect(judged(body)).toEqual(expected);
});

it('takes arm64 of two architectures, and x86 gives the same', () => {
  const body = message('publish(&data); smp_wmb(); publish(&flag);', read);
  expect(judged(body, { arch: 'x86' })).toEqual(judged(body));
});

it('refuses what the model does not speak of, and says what', () => {
  expect(judged('int x;\nagent device { WRITE_ONCE(x, 1); }\ncpu 0 { WRITE_ONCE(x, 2); }')).toContain(
    'agent',
  );
  expect(judged('int x;\ninvariant(x < 2, bad);\ncpu 0 { WRITE_ONCE(x, 1); }\ncpu 1 { }')).toContain('final');
});

it('finds where the ways of a branch meet', () => {
  // 0: branch 3 · 1: · 2: jump 4 · 3: · 4:
  expect(joinsOf([[1, 3], [2], [4], [4], [5]])[0]).toBe(4);
  // A way that leaves for good meets the other at the end.
  expect(joinsOf([[1, 2], [4], [3], [4]])[0]).toBe(4);
  // A loop's condition meets behind the loop.
  expect(joinsOf([[1, 3], [2], [0], [4]])[0]).toBe(3);
});

it.each([
  ['call_srcu(&ss, &head, done);', 'call_srcu(&ss, &head, done)'],
  ['call_rcu(&head, done);', 'call_rcu(&head, done)'],
  ['srcu_barrier(&ss);', 'srcu_barrier(&ss)'],
])(
  'a callback is beyond the model, which has none, and the refusal names its line: %s',
  (statement, told) => {
    const text = `scenario "t"
arch arm64 | x86
property bad "It is bad."
static int x;
struct rcu_head head;
DEFINE_STATIC_SRCU(ss);
static void done(struct rcu_head *which) { WRITE_ONCE(x, 1); }
cpu 0 { WRITE_ONCE(x, 2); ${statement} }
cpu 1 { int seen = READ_ONCE(x); }
final(cpu1.seen != 3, bad);`;
    const { scenario } = compileScenario(text, 't');
    if (scenario === null) throw new Error('it does not compile');
    const made = compileKernelScenario(scenario, {});
    const diagnostic = made.kind === 'beyond' ? made.diagnostic : null;
    expect(text.slice(diagnostic?.from, diagnostic?.to)).toBe(told);
    expect(diagnostic?.message).toContain(`(\`${told}\`)`);
  },
);
