/** Where no ordering forbids a row, the one rule that does. */
import { expect, test } from 'vitest';
import type { Model } from '../machine/index.ts';
import { compileText, instantiate } from '../scenario/index.ts';
import { finish } from './never.ts';
import { whyRefused } from './why-refused.ts';

function rule(code: string, rows: string, arch = 'arm64', model: Model = 'arm'): string | null {
  const { scenario, diagnostics } = compileText(
    `scenario "s"\narch ${arch}\n${code}\nvariant v "v" { } model ${model} expect holds\ninterleaving i "rows" by "test" of v drawn { ${rows} }\n`,
    's',
  );
  const program = scenario && instantiate(scenario, {}).program;
  const [interleaving] = scenario?.interleavings ?? [];
  if (!program || !interleaving) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return finish(whyRefused(program, model, interleaving)).rule;
}

test('what a CPU reads of one location is never older than what it knows of it', () => {
  const code = 'int x;\ncpu 0 { WRITE_ONCE(x, 1); }\ncpu 1 { int a = READ_ONCE(x); int b = READ_ONCE(x); }';
  expect(rule(code, '1: "a = READ_ONCE(x)" value = 1; 1: "b = READ_ONCE(x)" value = 0;')).toBe(
    'One location: CPU 1 has read x in line 1, and what it reads there afterwards is never older.',
  );
  const own = 'int x;\ncpu 0 { WRITE_ONCE(x, 1); int a = READ_ONCE(x); }';
  expect(rule(own, '0: WRITE_ONCE(x, 1); 0: "a = READ_ONCE(x)" value = 0;')).toContain(
    'has stored to x in line 1',
  );
});

test('a store waits for what it rests on, and what nobody stores nobody reads', () => {
  const code = `int x, y;
cpu 0 { int a = READ_ONCE(x); if (a) WRITE_ONCE(y, 1); }
cpu 1 { int b = READ_ONCE(y); if (b) WRITE_ONCE(x, 1); }`;
  const rows =
    '0: "a = READ_ONCE(x)" value = 1; 0: WRITE_ONCE(y, 1); 1: "b = READ_ONCE(y)" value = 1; 1: WRITE_ONCE(x, 1);';
  expect(rule(code, rows)).toMatch(
    /^The store of 1 to x in line 4 stands behind a branch on what is read in line 3/,
  );
  expect(rule(code, '0: "a = READ_ONCE(x)" value = 7;')).toBe(
    'Nothing stores 7 to x, and it does not begin with it.',
  );
});

test('an interrupt that is masked says by what', () => {
  const code = `int x;
cpu 0 { raise(tick, 1); }
cpu 1 { local_irq_disable(); WRITE_ONCE(x, 1); int a = READ_ONCE(x); }
on irq tick { WRITE_ONCE(x, 2); }`;
  const rows =
    '1: local_irq_disable(); 0: "raise(tick, 1)"; 1: WRITE_ONCE(x, 1); 1: irq tick; 1: "a = READ_ONCE(x)" value = 2;';
  expect(rule(code, rows)).toBe(
    'local_irq_disable() in line 1 keeps interrupts from CPU 1 until they are on again.',
  );
});

test('atomics, attempts at a lock that is free, and what a handler undoes', () => {
  const both = 'int v;\ncpu 0 { int a = xchg(&v, 1); }\ncpu 1 { int b = xchg(&v, 1); }';
  expect(rule(both, '0: "a = xchg(&v, 1)" value = 0; 1: "b = xchg(&v, 1)" value = 0;')).toBe(
    'An atomic reads and stores v in one step: of line 1 and line 2 one finds what the other has left.',
  );
  const lock = 'spinlock_t l; int x;\ncpu 0 { int t = spin_trylock(&l); }\ncpu 1 { WRITE_ONCE(x, 1); }';
  expect(rule(lock, '0: "t = spin_trylock(&l)" value = false;')).toBe(
    'spin_trylock() fails only while somebody holds l, and nobody else ever takes it.',
  );
  const handler = `int x;
cpu 0 { int a = READ_ONCE(x); int b = READ_ONCE(x); }
cpu 1 { raise(tick, 0); }
on irq tick cpu 0 { WRITE_ONCE(x, 1); WRITE_ONCE(x, 0); }`;
  expect(rule(handler, '0: "a = READ_ONCE(x)" value = 1;')).toMatch(
    /^WRITE_ONCE\(x, 1\) stands in an interrupt of CPU 0 itself, which stores to x again before it returns/,
  );
  // With another reader, or with the second store gone, it can be.
  expect(rule(handler.replace(' WRITE_ONCE(x, 0);', ''), '0: "a = READ_ONCE(x)" value = 1;')).toBeNull();
});

test('an interrupt that nobody sends, a condition that is decided, and bytes that were fetched newer', () => {
  const sent = `int x;
cpu 0 { int z = READ_ONCE(x); if (z) raise(tick, 1); }
cpu 1 { WRITE_ONCE(x, 0); }
on irq tick cpu 1 { WRITE_ONCE(x, 2); }`;
  expect(rule(sent, '1: irq tick;')).toBe(
    'tick comes of raise(tick, 1) alone, which is not reached before this line.',
  );
  const decided = 'int x;\ncpu 0 { int a = READ_ONCE(x); if (a == 0) WRITE_ONCE(x, 1); }';
  expect(rule(decided, '0: "if (a == 0)" not taken;')).toBe(
    'With what the rows have read, the condition holds, in whatever order.',
  );
  const text = `text site { b0, tail } = { old_insn -> new_insn };
cpu 0 { WRITE_ONCE(site.b0, INT3); text_poke_sync(); WRITE_ONCE(site.tail, new_insn); text_poke_sync(); WRITE_ONCE(site.b0, new_insn); }
cpu 1 { local_irq_enable(); int i = execute(site); int j = execute(site); }
on bp { }`;
  const rows = (first: string) =>
    `1: "i = execute(site)" fetch = "${first}"; 1: "j = execute(site)" fetch = "old_insn new_insn";`;
  expect(rule(text, rows('new_insn new_insn'), 'x86', 'tso')).toBe(
    'Fetches are coherent: CPU 1 has executed new_insn new_insn in line 1, and what it fetches of site after that is never older.',
  );
});

test('a grace period is named where it holds a callback', () => {
  const code = `struct foo { int a; struct rcu_head rcu; };
struct foo f0 = { 1 };
struct foo *gp = &f0;
static void cb(struct rcu_head *h) { WRITE_ONCE(f0.a, 0); }
cpu 0 { WRITE_ONCE(gp, NULL); call_rcu(&f0.rcu, cb); }
cpu 1 { rcu_read_lock(); struct foo *p = rcu_dereference(gp); if (p) { int v = READ_ONCE(p->a); } rcu_read_unlock(); }`;
  const rows = '1: "p = rcu_dereference(gp)" value = &f0; 1: "v = READ_ONCE(p->a)" value = 0;';
  const { scenario } = compileText(
    `scenario "s"\narch arm64\n${code}\nvariant v "v" { } model tso expect holds\ninterleaving i "rows" by "test" of v drawn { ${rows} }\n`,
    's',
  );
  const program = scenario && instantiate(scenario, {}).program;
  const [interleaving] = scenario?.interleavings ?? [];
  if (!program || !interleaving) throw new Error('it does not compile');
  expect(finish(whyRefused(program, 'tso', interleaving)).short).toMatch(/wait for a grace period/);
});

test('who waits for a timer is named, not what the kernel does on its way', () => {
  const code = `struct d { struct timer_list timer; int count; };
static void fn(struct timer_list *timer);
struct d o = { .timer = { .function = fn } };
static void fn(struct timer_list *timer) { o.count = 1; }
cpu 0 { add_timer_on(&o.timer, 1); timer_delete_sync(&o.timer); int a = READ_ONCE(o.count); int b = READ_ONCE(o.count); }
cpu 1 { }`;
  const { scenario, diagnostics } = compileText(
    `scenario "s"\narch arm64\n${code}\nvariant v "v" { } model sc expect holds\ninterleaving i "rows" by "test" of v drawn { 0: "a = READ_ONCE(o.count)" value = 0; 0: "b = READ_ONCE(o.count)" value = 1; }\n`,
    's',
  );
  const program = scenario && instantiate(scenario, {}).program;
  const [interleaving] = scenario?.interleavings ?? [];
  if (!program || !interleaving) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  expect(finish(whyRefused(program, 'sc', interleaving)).short).toMatch(
    /timer_delete_sync\(&o\.timer\) forbids? it$/,
  );
});
