import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { replay } from '../explore/index.ts';
import { createMachine, type Model } from '../machine/index.ts';
import { compileText, findStrengthenings, rewrite } from '../scenario/index.ts';
import { judgeOf, originIn, programOf } from './advised.fixture.ts';
import { within } from './limits.ts';
import { placeBefore } from './reorderings.ts';
import { findRepairs, type RepairAnswer } from './repair.ts';

const LIMITS = { ms: 60_000, repairs: 2, parts: 6 };

function repairsOf(text: string, models: readonly Model[], limits = LIMITS): Promise<RepairAnswer> {
  return findRepairs(findStrengthenings(text, ['arm64']), models, judgeOf(text), originIn(text), limits);
}

/** Each repair as what it adds, by its cost. */
async function told(text: string, models: readonly Model[]): Promise<readonly string[]> {
  const answer = await repairsOf(text, models);
  if (answer.k === 'holds' || answer.k === 'unknown') return [answer.k];
  return answer.repairs.map(
    ({ parts, cost }) =>
      `${String(cost)}: ${parts.map(({ says, inside }) => `${says} in ${inside}`).join(', ')}`,
  );
}

test('what the reader rules out is in no repair', async () => {
  const text = `${STALE} cpu 0 { WRITE_ONCE(data, 1); WRITE_ONCE(flag, 1); } cpu 1 { int r = READ_ONCE(flag); int s = READ_ONCE(data); assert(!(r && !s), stale); }`;
  const first = async (...without: readonly string[]) => {
    const menu = within(findStrengthenings(text, ['arm64']), without);
    const answer = await findRepairs(menu, ['arm'], judgeOf(text), originIn(text), LIMITS);
    return answer.k === 'repairs' ? answer.repairs[0]?.parts.map(({ says }) => says) : answer.k;
  };
  expect(await first('smp_store_release')).toEqual(['smp_wmb()', 'smp_load_acquire()']);
  expect(await first('smp_store_release', 'smp_load_acquire')).toEqual(['smp_wmb()', 'smp_rmb()']);
  expect(await first('CPU 1')).toBeUndefined();
});

test('each part comes with a run of the text with all others in which what it kills happens', async () => {
  // Words that do not run stand in the text as a reader has it, and not in what is tried.
  const text = `${STALE} cpu 0 { WRITE_ONCE(data, 1); WRITE_ONCE(flag, 1); } cpu 1 { int r = READ_ONCE(flag); int s = READ_ONCE(data); assert(!(r && !s), stale); } variant v "v" { } model arm expect violated stale`;
  const answer = await repairsOf(text, ['arm']);
  const [first] = answer.k === 'repairs' ? answer.repairs : [];
  expect(first?.kills.map((kill) => kill?.edits)).toEqual([first?.parts[1]?.edits, first?.parts[0]?.edits]);
  for (const kill of first?.kills ?? []) {
    const program = programOf(rewrite(text, kill?.edits ?? []).text, {});
    if (!program || !kill) throw new Error('does not compile');
    const { problem, end } = replay(createMachine(program, 'arm'), kill.witness ?? [], null);
    expect([problem, end, kill.bad]).toEqual([null, 'violated', ['stale']]);
  }
});

const STALE = 'scenario "s" property stale "stale" int data, flag;';

test.each([
  ['message passing', `${STALE} cpu 0 { WRITE_ONCE(data, 1); WRITE_ONCE(flag, 1); } cpu 1 { int r = READ_ONCE(flag); int s = READ_ONCE(data); assert(!(r && !s), stale); }`, 'arm', ['2: smp_store_release() in CPU 0, smp_load_acquire() in CPU 1', '3: smp_store_release() in CPU 0, smp_rmb() in CPU 1']], // prettier-ignore
  ['store buffering', 'scenario "s" property both "both" int x, y; cpu 0 { WRITE_ONCE(x, 1); int a = READ_ONCE(y); } cpu 1 { WRITE_ONCE(y, 1); int b = READ_ONCE(x); } final(cpu0.a || cpu1.b, both);', 'tso', ['8: smp_mb() in CPU 0, smp_mb() in CPU 1']], // prettier-ignore
  ['a lost wake-up', 'scenario "s" int todo; cpu 0 { __set_current_state(TASK_INTERRUPTIBLE); if (!READ_ONCE(todo)) schedule(); } cpu 1 { WRITE_ONCE(todo, 1); smp_mb(); wake_up_process(cpu_task(0)); }', 'tso', ['3: set_current_state() in CPU 0', '4: smp_mb() in CPU 0']], // prettier-ignore
  ['an instruction', 'arch arm64 scenario "s" property stale "stale" text site = { old_insn -> new_insn }; int done; cpu 0 { WRITE_ONCE(site, new_insn); caches_clean_inval_pou(&site); WRITE_ONCE(done, 1); } cpu 1 { int d = smp_load_acquire(&done); int insn = execute(site); assert(!(d && insn == old_insn), stale); }', 'arm', ['8: dsb(ish) in CPU 1, isb() in CPU 1']], // prettier-ignore
] as const)('%s', async (_, text, model, expected) => {
  expect((await told(text, [model])).slice(0, expected.length)).toEqual(expected);
});

/** What the threads and commits came to, or what is cheaper and shown to hold; the variant that fails, and a cheapest repair. */
test.each([
  ['classics/independent-reads', 'iriw.plain', '2: smp_load_acquire() in CPU 2, smp_load_acquire() in CPU 3'],
  [
    'classics/seqlock',
    'seqlock.no-write-begin',
    '2: smp_store_release() in CPU 0, smp_store_release() in CPU 0',
  ],
  ['classics/seqlock', 'seqlock.no-write-end', '1: smp_store_release() in CPU 0'],
  ['classics/seqlock', 'seqlock.no-read-begin', '1: smp_load_acquire() in CPU 1'],
  [
    'classics/seqlock',
    'seqlock.no-read-retry',
    '2: smp_load_acquire() in CPU 1, smp_load_acquire() in CPU 1',
  ],
  ['task-isolation/kick', '001.D.no-entry-mb', '4: smp_mb() in CPU 1'],
  [
    'early-isb/eqs-exit',
    '004.posted',
    '8: mb() in rcu_dynticks_eqs_exit(), instr_sync() in rcu_dynticks_eqs_exit()',
  ],
  ['pause-bbm/local', '000.B.local-no-dsb-tlbi', '5: dsb(ish) in CPU 0'],
  ['pause-bbm/local', '000.B.local-no-dsb', '5: dsb(ish) in CPU 0'],
  ['pause-bbm/local', '000.B.local-no-isb', '3: isb() in CPU 0'],
  ['field/rcuwait', 'rcuwait.loads', '3: smp_mb() instead of smp_rmb() in percpu_up_read()'],
  ['field/rwsem-acquire', 'rwsem-acquire.plain', '1: smp_load_acquire() in down_read_failed()'],
  ['field/dma-desc', 'dma-desc.no-take', '1: smp_load_acquire() in refill()'],
  ['field/switch-mm', 'switch-mm.sender-off', '4: smp_mb() in clear_and_flush()'],
])('%s, %s', async (file, id, expected) => {
  const source = readFileSync(`scenarios/${file}.smp`, 'utf8');
  const { scenario } = compileText(source, file);
  const variant = scenario?.variants.find((one) => one.id === id);
  if (!scenario || !variant) throw new Error(id);
  const arches = scenario.options.find(({ name }) => name === 'arch')?.values ?? [scenario.arch];
  const answer = await findRepairs(
    findStrengthenings(source, arches),
    [variant.model],
    judgeOf(source, variant.settings),
    originIn(source),
    { ...LIMITS, repairs: 1 },
  );
  const [cheapest] = answer.k === 'repairs' ? answer.repairs : [];
  const parts = cheapest?.parts.map(({ says, inside }) => `${says} in ${inside}`).join(', ');
  expect(`${String(cheapest?.cost)}: ${String(parts)}`).toBe(expected);
});

test('what was not tried to the end is not said to be no matter of barriers', async () => {
  // In order an old instruction may be fetched all the same.
  const text = 'arch arm64 scenario "s" property stale "stale" text site = { old_insn -> new_insn }; int done; cpu 0 { WRITE_ONCE(site, new_insn); caches_clean_inval_pou(&site); WRITE_ONCE(done, 1); } cpu 1 { int d = smp_load_acquire(&done); int insn = execute(site); assert(!(d && insn == old_insn), stale); }'; // prettier-ignore
  expect(await repairsOf(text, ['arm'], { ...LIMITS, ms: 0 })).toEqual({ k: 'repairs', repairs: [], complete: false, above: 0 }); // prettier-ignore
});

test('what fails in order is no matter of barriers', async () => {
  const text = 'scenario "s" property lost "lost" int x; cpu 0 { int a = READ_ONCE(x); WRITE_ONCE(x, a + 1); } cpu 1 { int b = READ_ONCE(x); WRITE_ONCE(x, b + 1); } final(x == 2, lost);'; // prettier-ignore
  expect(await repairsOf(text, ['arm'])).toEqual({
    k: 'not ordering',
    bad: ['lost'],
    repairs: [],
    complete: true,
  });
});

test('two statements in the other order, where that is what is wrong', async () => {
  const text = 'scenario "s" property torn "torn" int ready, data; cpu 0 { WRITE_ONCE(ready, 1); WRITE_ONCE(data, 1); } cpu 1 { int r = smp_load_acquire(&ready); int d = READ_ONCE(data); assert(!(r && !d), torn); }'; // prettier-ignore
  const answer = await repairsOf(text, ['sc', 'tso']);
  expect(answer.k === 'not ordering' && answer.repairs.map(({ parts }) => parts[0]?.says)).toEqual([
    '`WRITE_ONCE(data, 1)` before `WRITE_ONCE(ready, 1)`',
  ]);
});

test.each([
  ['one statement past two', 'int a, b, ready; cpu 0 { WRITE_ONCE(ready, 1); WRITE_ONCE(a, 1); WRITE_ONCE(b, 1); } cpu 1 { if (READ_ONCE(ready)) assert(READ_ONCE(a) + READ_ONCE(b) == 2, bad); }', ['`WRITE_ONCE(ready, 1)` behind `WRITE_ONCE(b, 1)`']], // prettier-ignore
  ['two places', 'int a, b, one, two; cpu 0 { WRITE_ONCE(one, 1); WRITE_ONCE(a, 1); } cpu 1 { WRITE_ONCE(two, 1); WRITE_ONCE(b, 1); } cpu 2 { if (READ_ONCE(one)) assert(READ_ONCE(a), bad); if (READ_ONCE(two)) assert(READ_ONCE(b), bad); }', ['`WRITE_ONCE(a, 1)` before `WRITE_ONCE(one, 1)`, `WRITE_ONCE(b, 1)` before `WRITE_ONCE(two, 1)`']], // prettier-ignore
  ['work that is asked for too early', 'int ready; struct work_struct w; static void fn(struct work_struct *work) { assert(READ_ONCE(ready), bad); } cpu 0 { INIT_WORK(&w, fn); schedule_work(&w); WRITE_ONCE(ready, 1); } cpu 1 { }', ['`WRITE_ONCE(ready, 1)` before `schedule_work(&w)`', '`WRITE_ONCE(ready, 1)` before `INIT_WORK(&w, fn)`']], // prettier-ignore
  ['a lock that an interrupt takes', 'spinlock_t l; int n; static void add(void) { spin_lock(&l); n++; spin_unlock(&l); } on irq tick cpu 0 { add(); } cpu 0 { spin_lock(&l); n++; spin_unlock(&l); } cpu 1 { raise(tick, 0); }', ['`spin_lock_irq(&l)`', 'interrupts off from `spin_lock(&l)` to `spin_unlock(&l)`']], // prettier-ignore
])('where order alone does not help: %s', async (_, code, expected) => {
  const answer = await repairsOf(`scenario "s" arch arm64 property bad "bad" ${code}`, ['sc']);
  const repairs = answer.k === 'not ordering' ? answer.repairs : [];
  expect(repairs.map(({ parts }) => parts.map(({ says }) => says).join(', '))).toEqual(expected);
});

test('what replaces an access stands where that stood', async () => {
  // A run that shows what a release does not keep asks for a barrier in its place as well.
  const text = `scenario "s" arch arm64 property bad "bad" int seq, a, b;
    cpu 0 { WRITE_ONCE(seq, 1); WRITE_ONCE(a, 1); WRITE_ONCE(b, 1); }
    cpu 1 { int x = READ_ONCE(a), y = READ_ONCE(b); smp_rmb(); int s = READ_ONCE(seq); assert(!(x || y) || s, bad); }`;
  expect(await told(text, ['arm'])).toEqual(['2: smp_store_release() in CPU 0, smp_store_release() in CPU 0', '2: smp_wmb() in CPU 0']); // prettier-ignore
});

test('a barrier in a macro stays on its line', async () => {
  const text = `scenario "s"
property stale "stale" int data, flag;
#define publish(x) do { WRITE_ONCE(flag, x); } while (0)
cpu 0 { WRITE_ONCE(data, 1); publish(1); }
cpu 1 { int r = smp_load_acquire(&flag); int s = READ_ONCE(data); assert(!r || s, stale); }`;
  expect(await told(text, ['arm'])).toEqual(['1: smp_store_release() in CPU 0', '2: smp_wmb() in CPU 0']);
});

const LOCKED =
  'spinlock_t l; int open = 1; property closed "closed" cpu 0 { spin_lock(&l); WRITE_ONCE(open, 0); spin_unlock(&l); }';
const USE = 'int a = READ_ONCE(open); int b = READ_ONCE(open); assert(a == b, closed);';

test.each([
  // prettier-ignore
  ['a lock that the others take', `${LOCKED} cpu 1 { if (1) { ${USE} } }`, ['`spin_lock(&l)` around `if (1) …`']],
  ['a lock that is taken too late', `${LOCKED} cpu 1 { int a; int b; a = READ_ONCE(open); spin_lock(&l); b = READ_ONCE(open); spin_unlock(&l); assert(a == b, closed); }`, ['`spin_lock(&l)` before `a = READ_ONCE(open)`']], // prettier-ignore
  ['a lock that is dropped too early', `${LOCKED} cpu 1 { int a; int b; spin_lock(&l); a = READ_ONCE(open); spin_unlock(&l); b = READ_ONCE(open); assert(a == b, closed); }`, ['`spin_unlock(&l)` behind `b = READ_ONCE(open)`']], // prettier-ignore
  ['a wait for readers', 'struct foo { int a; }; struct foo *gp; property p "p" cpu 0 { rcu_assign_pointer(gp, kzalloc(sizeof(struct foo), GFP_KERNEL)); struct foo *old = gp; rcu_assign_pointer(gp, NULL); kfree(old); } cpu 1 { rcu_read_lock(); struct foo *p = rcu_dereference(gp); if (p) READ_ONCE(p->a); rcu_read_unlock(); }', ['`synchronize_rcu()` before `kfree(old)`']], // prettier-ignore
])('%s', async (_, text, expected) => {
  const answer = await repairsOf(`scenario "s" arch arm64 ${text}`, ['sc']);
  expect(answer.k === 'not ordering' && answer.repairs.map(({ parts }) => parts[0]?.says)).toEqual(expected);
});

test('what holds needs nothing', async () => {
  expect(await told('scenario "s" property p "p" int x; cpu 0 { x = 1; } cpu 1 { assert(x < 2, p); }', ['arm'])).toEqual(['holds']); // prettier-ignore
});

test('the changed text is the text with the changes, and knows where all came from', () => {
  const text = 'scenario "s" int x; cpu 0 { WRITE_ONCE(x, 1); kick_all_cpus_sync(); } cpu 1 { }';
  const { orderings } = findStrengthenings(text, ['arm64']);
  const own = orderings.find(({ says, file }) => says === 'smp_mb()' && file === 0);
  const theirs = orderings.find(
    ({ says, inside }) => says === 'smp_mb()' && inside === 'kick_all_cpus_sync()',
  );
  if (!own || !theirs) throw new Error('nothing to insert');
  const made = rewrite(text, [...own.edits, ...theirs.edits]);
  const before = (word: string) => placeBefore(made.pieces, { file: 0, at: made.text.indexOf(word) });
  expect(made.text).toContain('cpu 0 { smp_mb();\nWRITE_ONCE(x, 1);');
  expect(made.text).toMatch(/\n\nvoid kick_all_cpus_sync\(void\)\n\{/);
  expect(before('WRITE_ONCE')).toEqual({ file: 0, at: text.indexOf('WRITE_ONCE') });
  expect(before('smp_mb')).toBeNull();
  expect(before('preempt_enable')?.file).toBe(1);
});

test('a barrier that is too weak becomes a stronger one', async () => {
  const text = 'scenario "s" property both "both" int x, y; cpu 0 { WRITE_ONCE(x, 1); smp_wmb(); int a = READ_ONCE(y); } cpu 1 { WRITE_ONCE(y, 1); smp_mb(); int b = READ_ONCE(x); } final(cpu0.a || cpu1.b, both);'; // prettier-ignore
  expect((await told(text, ['tso']))[0]).toBe('3: smp_mb() instead of smp_wmb() in CPU 0');
});
