import { expect, test } from 'vitest';
import { explore, replay } from '../explore/index.ts';
import { createMachine } from '../machine/index.ts';
import { compileScenario, instantiate } from '../scenario/index.ts';
import { stuckWords } from './stuck.ts';

/** What is said of a scenario's shortest deadlock. */
function told(body: string, end = 'deadlock'): readonly string[] {
  const text = `scenario "s"\narch arm64\nproperty p "p"\n${body}\n`;
  const { scenario, diagnostics } = compileScenario(text, 's');
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  const program = scenario && instantiate(scenario, {}).program;
  if (!program) throw new Error('it does not compile');
  const machine = createMachine(program, 'sc');
  const { verdict, witness } = explore(machine, { states: 100_000 });
  expect(verdict).toBe(end);
  return stuckWords(program, replay(machine, witness ?? [], null));
}

test('two locks in two orders: each CPU waits for what the other holds', () => {
  const words = told(`lock a unfair;
lock b unfair;
cpu 0 "ab" { spin_lock(&a); spin_lock(&b); spin_unlock(&b); spin_unlock(&a); }
cpu 1 "ba" { spin_lock(&b); spin_lock(&a); spin_unlock(&a); spin_unlock(&b); }`);
  expect(words).toHaveLength(2);
  expect(words[0]).toMatch(/^CPU 0 waits for b, which CPU 1 holds since step \d+\.$/);
  expect(words[1]).toMatch(/^CPU 1 waits for a, which CPU 0 holds since step \d+\.$/);
});

test('a call to a CPU whose interrupts are off, and a lock that its own CPU holds', () => {
  const words = told(`lock a fair;
cpu 0 "caller" { spin_lock(&a); smp_call_function(true); spin_unlock(&a); }
cpu 1 "waiter" { local_irq_disable(); spin_lock(&a); spin_unlock(&a); local_irq_enable(); }`);
  expect(words.join('\n')).toMatch(
    /^CPU 0 waits in smp_call_function\(\) at while .*: csd_lock\[1\] is 1 since step \d+, by itself\.$/m,
  );
  expect(words).toContainEqual(
    expect.stringMatching(/^CPU 1 waits for a, which CPU 0 holds since step \d+\.$/),
  );
  expect(words).toContainEqual(
    expect.stringMatching(
      /^CPU 1 does not take call_function, sent in step \d+ by CPU 0: its interrupts are off\.$/,
    ),
  );
});

test('a lock taken twice, and a word that nobody writes', () => {
  expect(told('lock a fair;\ncpu 0 "one" { spin_lock(&a); spin_lock(&a); }')).toEqual([
    expect.stringMatching(/^CPU 0 waits for a, which it holds itself since step \d+\.$/),
  ]);
  expect(told('int x;\ncpu 0 "one" { while (READ_ONCE(x) == 0) cpu_relax(); }')).toEqual([
    'CPU 0 waits at while (READ_ONCE(x) == 0): x is 0 from the start.',
  ]);
});

test('locks of one word: members, readers, and a handler that waits for what its own CPU holds', () => {
  const crossed = told(`struct rq { spinlock_t lock; }; static struct rq rqs[2];
static void both(struct rq *a, struct rq *b) { spin_lock(&a->lock); spin_lock(&b->lock); spin_unlock(&b->lock); spin_unlock(&a->lock); }
cpu 0 { both(&rqs[0], &rqs[1]); }
cpu 1 { both(&rqs[1], &rqs[0]); }`);
  expect(crossed).toEqual([
    expect.stringMatching(/^CPU 0 waits for rqs\[1\]\.lock, which CPU 1 holds since step \d+\.$/),
    expect.stringMatching(/^CPU 1 waits for rqs\[0\]\.lock, which CPU 0 holds since step \d+\.$/),
  ]);
  const readers = told(`struct rw_semaphore a, b;
cpu 0 { down_read(&a); down_write(&b); up_write(&b); up_read(&a); }
cpu 1 { down_read(&b); down_write(&a); up_write(&a); up_read(&b); }`);
  expect(readers[0]).toMatch(/^CPU 0 waits for b, which CPU 1 holds since step \d+\.$/);
  const handler = told(`spinlock_t l;
on irq tick { spin_lock(&l); spin_unlock(&l); }
cpu 0 { spin_lock(&l); spin_unlock(&l); }
agent timer { raise(tick, 0); }`);
  expect(handler).toEqual([
    expect.stringMatching(/^CPU 0 waits for l, which it holds itself since step \d+\.$/),
  ]);
  const named = told(`spinlock_t l; static void my_lock(void) { spin_lock(&l); }
cpu 0 { my_lock(); }
cpu 1 { my_lock(); spin_unlock(&l); }`);
  expect(named).toEqual([expect.stringMatching(/^CPU 1 waits for l, which CPU 0 holds since step \d+\.$/)]);
});

test('a wake-up that is lost', () => {
  const words = told(`wait_queue_head_t wq;
int done;
cpu 0 "sleeper" { wait_event(wq, READ_ONCE(done)); }
cpu 1 "waker" { if (waitqueue_active(&wq)) wake_up(&wq); WRITE_ONCE(done, 1); }`);
  expect(words).toEqual([
    expect.stringMatching(
      /^CPU 0 sleeps in schedule\(\) at wait_event\(wq, READ_ONCE\(done\)\), in TASK_UNINTERRUPTIBLE since step \d+, and nobody is left to wake it\.$/,
    ),
  ]);
});

test('who sleeps in schedule() that the scenario calls itself, and who goes round without end', () => {
  expect(told('int x; cpu 0 { set_current_state(TASK_UNINTERRUPTIBLE); schedule(); }')).toEqual([
    expect.stringMatching(
      /^CPU 0 sleeps in schedule\(\), in TASK_UNINTERRUPTIBLE since step \d+, and nobody/,
    ),
  ]);
  expect(told('int x; cpu 0 { for (;;) { WRITE_ONCE(x, 1); WRITE_ONCE(x, 0); } }', 'livelock')).toEqual([
    expect.stringMatching(/^CPU 0 goes round in circles, now at WRITE_ONCE\(x, [01]\)\.$/),
  ]);
});
