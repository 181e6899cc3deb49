/** What the words of waiting order, each in a case that turns on it; a wake-up that is lost is a deadlock. */
import { describe, expect, test } from 'vitest';
import { verdictOf } from '../../machine/words/verdict.fixture.ts';
import type { Case } from '../../machine/words/verdict.fixture.ts';

const SC: Case = { model: 'sc' };
const X86: Case = { arch: 'x86', model: 'tso' };
const ARM: Case = {};

/** A sleeper on CPU 0 that waits for `done`; what it does to go to sleep, and what CPU 1 does to wake it. */
const sleeper = (sets: string, wakes: string) =>
  `int done; cpu 0 { for (;;) { ${sets}(TASK_UNINTERRUPTIBLE); if (READ_ONCE(done)) break; schedule(); } __set_current_state(TASK_RUNNING); } cpu 1 { WRITE_ONCE(done, 1); ${wakes} }`;

const queue = (asks: string) =>
  `DECLARE_WAIT_QUEUE_HEAD(wq); int done; cpu 0 { wait_event(wq, READ_ONCE(done)); } cpu 1 { WRITE_ONCE(done, 1); ${asks} wake_up(&wq); }`;

const published = (waits: string, ends: string, head = 'DECLARE_COMPLETION(c);') =>
  `${head} int x; cpu 0 { WRITE_ONCE(x, 1); ${ends} } cpu 1 { ${waits} int r = READ_ONCE(x); assert(r == 1, bad); }`;

const thread = (parks: string) =>
  `int x; cpu 0 { struct task_struct *k = cpu_task(1); ${parks} } cpu 1 { while (!kthread_should_stop()) { if (kthread_should_park()) kthread_parkme(); } kthread_exit(0); }`;

const CASES: readonly (readonly [what: string, verdict: string, text: string, ...how: readonly Case[]])[] = [
  ['set_current_state() is a full barrier before the condition', 'holds', sleeper('set_current_state', 'wake_up_process(cpu_task(0));'), SC, X86, ARM], // prettier-ignore
  ['without it the wake-up is lost', 'deadlock', sleeper('__set_current_state', 'wake_up_process(cpu_task(0));'), X86, ARM], // prettier-ignore
  ['though not where nothing is reordered', 'holds', sleeper('__set_current_state', 'wake_up_process(cpu_task(0));'), SC], // prettier-ignore
  ['nobody wakes', 'deadlock', sleeper('set_current_state', ''), SC, X86, ARM],
  ['wake_up_state() of another state wakes nobody', 'deadlock', sleeper('set_current_state', 'wake_up_state(cpu_task(0), TASK_INTERRUPTIBLE);'), SC], // prettier-ignore
  ['the state is set before the condition is looked at', 'deadlock', 'int done; cpu 0 { if (!READ_ONCE(done)) { set_current_state(TASK_INTERRUPTIBLE); schedule(); } } cpu 1 { WRITE_ONCE(done, 1); wake_up_process(cpu_task(0)); }', SC], // prettier-ignore
  ['a task that is preempted does not go to sleep', 'holds', 'int done; cpu 0 { set_current_state(TASK_INTERRUPTIBLE); preempt_schedule(); if (!READ_ONCE(done)) cond_resched(); __set_current_state(TASK_RUNNING); }', SC], // prettier-ignore
  ['what came before the wake-up is seen behind it', 'holds', 'int x; cpu 0 { set_current_state(TASK_UNINTERRUPTIBLE); schedule(); int r = READ_ONCE(x); assert(r == 1, bad); } cpu 1 { WRITE_ONCE(x, 1); while (!wake_up_process(cpu_task(0))) cpu_relax(); }', X86, ARM], // prettier-ignore
  ['one of two wakes', 'holds', 'cpu 0 { set_current_state(TASK_UNINTERRUPTIBLE); } cpu 1 { int a = wake_up_process(cpu_task(0)); } cpu 2 { int b = wake_up_process(cpu_task(0)); } final(!(cpu1.a && cpu2.b), bad);', SC], // prettier-ignore
  ['schedule_timeout() needs nobody', 'holds', 'int x; cpu 0 { set_current_state(TASK_INTERRUPTIBLE); int r = schedule_timeout(5); assert(r == 0, bad); }', ARM], // prettier-ignore
  ['a task does not sleep with a spinlock held', 'violated sleeping-in-atomic', 'spinlock_t l; cpu 0 { spin_lock(&l); schedule(); spin_unlock(&l); }', SC], // prettier-ignore
  ['a late wake-up writes over the next state', 'deadlock', 'int n; cpu 0 { set_current_state(TASK_INTERRUPTIBLE); __set_current_state(TASK_RUNNING); __set_current_state(TASK_DEAD); WRITE_ONCE(n, 1); } cpu 1 { wake_up_process(cpu_task(0)); int s = READ_ONCE(n); while (s && READ_ONCE(cpu_tasks[0].__state) != TASK_DEAD) cpu_relax(); }', SC], // prettier-ignore
  ['not over one that set_special_state() sets', 'holds', 'int n; cpu 0 { set_current_state(TASK_INTERRUPTIBLE); __set_current_state(TASK_RUNNING); set_special_state(TASK_DEAD); WRITE_ONCE(n, 1); } cpu 1 { wake_up_process(cpu_task(0)); int s = READ_ONCE(n); while (s && READ_ONCE(cpu_tasks[0].__state) != TASK_DEAD) cpu_relax(); }', SC], // prettier-ignore

  ['wait_event() and wake_up()', 'holds', queue(''), SC, X86, ARM],
  ['waitqueue_active() is no barrier', 'deadlock', queue('if (waitqueue_active(&wq))'), X86, ARM],
  ['wq_has_sleeper() is one', 'holds', queue('if (wq_has_sleeper(&wq))'), SC, X86, ARM],
  ['a wake-up before the condition is lost', 'deadlock', 'wait_queue_head_t wq; int done; cpu 0 { init_waitqueue_head(&wq); smp_store_release(&done, 1); wait_event(wq, READ_ONCE(done) == 2); } cpu 1 { smp_cond_load_acquire(&done, VAL); wake_up_all(&wq); WRITE_ONCE(done, 2); }', SC], // prettier-ignore
  ['wake_up_interruptible() leaves the uninterruptible asleep', 'deadlock', 'DECLARE_WAIT_QUEUE_HEAD(wq); int done; cpu 0 { wait_event(wq, READ_ONCE(done)); } cpu 1 { WRITE_ONCE(done, 1); wake_up_interruptible_all(&wq); }', SC], // prettier-ignore
  ['and wakes the interruptible', 'holds', 'DECLARE_WAIT_QUEUE_HEAD(wq); int done; cpu 0 { int r = wait_event_interruptible(wq, READ_ONCE(done)); assert(r == 0, bad); } cpu 1 { WRITE_ONCE(done, 1); wake_up_interruptible(&wq); }', SC, X86], // prettier-ignore
  ['wake_up() leaves the killable and the idle to others', 'deadlock', 'DECLARE_WAIT_QUEUE_HEAD(wq); int done; cpu 0 { wait_event_idle(wq, READ_ONCE(done)); } cpu 1 { WRITE_ONCE(done, 1); wake_up_interruptible(&wq); }', SC], // prettier-ignore
  ['wait_event_killable() is uninterruptible to them', 'holds', 'DECLARE_WAIT_QUEUE_HEAD(wq); int done; cpu 0 { wait_event_killable(wq, READ_ONCE(done)); } cpu 1 { WRITE_ONCE(done, 1); wake_up(&wq); }', SC], // prettier-ignore
  ['spelt out', 'holds', 'DECLARE_WAIT_QUEUE_HEAD(wq); int done; cpu 0 { DEFINE_WAIT(wait); for (;;) { prepare_to_wait(&wq, &wait, TASK_INTERRUPTIBLE); if (READ_ONCE(done)) break; schedule(); } finish_wait(&wq, &wait); } cpu 1 { WRITE_ONCE(done, 1); wake_up(&wq); }', SC], // prettier-ignore
  ['wait_event_lock_irq() asks with the lock held', 'holds', 'struct dev { spinlock_t lock; wait_queue_head_t wq; int n; }; struct dev d; cpu 0 { struct dev *p = &d; spin_lock_irq(&p->lock); wait_event_lock_irq(p->wq, p->n > 0, p->lock); p->n--; spin_unlock_irq(&p->lock); } cpu 1 { spin_lock(&d.lock); d.n++; wake_up(&d.wq); spin_unlock(&d.lock); } final(d.n == 0, bad);', SC], // prettier-ignore
  ['wake_up_bit() is no barrier', 'deadlock', 'int w = 1; cpu 0 { wait_on_bit(&w, 0, TASK_UNINTERRUPTIBLE); } cpu 1 { clear_bit_unlock(0, &w); wake_up_bit(&w, 0); }', ARM], // prettier-ignore
  ['clear_and_wake_up_bit() has one', 'holds', 'int w = 1; cpu 0 { wait_on_bit(&w, 0, TASK_UNINTERRUPTIBLE); } cpu 1 { clear_and_wake_up_bit(0, &w); }', SC, X86], // prettier-ignore

  ['wait_event_timeout() needs nobody', 'holds', 'DECLARE_WAIT_QUEUE_HEAD(wq); int done; cpu 0 { long r = wait_event_timeout(wq, READ_ONCE(done), 5); assert(r == 0, bad); } cpu 1 { }', SC, ARM], // prettier-ignore
  ['it gives 0 only where the condition does not hold', 'holds', 'DECLARE_WAIT_QUEUE_HEAD(wq); int done; cpu 0 { long r = wait_event_timeout(wq, READ_ONCE(done), 5); assert(r == 0 || r == 1 || r == 5, bad); if (r) BUG_ON(!READ_ONCE(done)); } cpu 1 { WRITE_ONCE(done, 1); wake_up(&wq); }', SC], // prettier-ignore
  ['it may be too early', 'violated bad', 'DECLARE_WAIT_QUEUE_HEAD(wq); int done; cpu 0 { long r = wait_event_interruptible_timeout(wq, READ_ONCE(done), 5); assert(r != 0, bad); } cpu 1 { WRITE_ONCE(done, 1); wake_up(&wq); }', SC], // prettier-ignore
  ['a signal comes where the option says so', 'violated bad', 'option signals_come = on | off DECLARE_WAIT_QUEUE_HEAD(wq); int done; cpu 0 { int r = wait_event_interruptible(wq, READ_ONCE(done)); assert(r != -ERESTARTSYS, bad); } cpu 1 { WRITE_ONCE(done, 1); wake_up(&wq); }', SC], // prettier-ignore
  ['and wakes the killable, off the queue', 'holds', 'option signals_come = on | off DECLARE_WAIT_QUEUE_HEAD(wq); int done; cpu 0 { int r = wait_event_killable(wq, READ_ONCE(done)); BUG_ON(r && waitqueue_active(&wq)); } cpu 1 { WRITE_ONCE(done, 1); wake_up(&wq); }', SC], // prettier-ignore
  ['wait_for_completion_timeout() needs nobody', 'holds', 'DECLARE_COMPLETION(c); cpu 0 { unsigned long r = wait_for_completion_timeout(&c, 5); assert(r == 0, bad); }', SC], // prettier-ignore
  ['and takes what it gets in time', 'holds', 'DECLARE_COMPLETION(c); cpu 0 { unsigned long r = wait_for_completion_timeout(&c, 5); bool left = try_wait_for_completion(&c); assert(!(r && left), bad); } cpu 1 { complete(&c); }', SC], // prettier-ignore
  ['schedule_timeout_interruptible() and its like need nobody', 'holds', 'cpu 0 { long a = schedule_timeout_interruptible(1); long b = schedule_timeout_uninterruptible(1); long c = schedule_timeout_killable(1); assert(a + b + c == 0, bad); }', SC], // prettier-ignore

  ['wait_for_completion() sees what came before complete()', 'holds', published('wait_for_completion(&c);', 'complete(&c);'), SC, X86, ARM], // prettier-ignore
  ['so do complete_all() and completion_done()', 'holds', published('while (!completion_done(&c)) cpu_relax();', 'complete_all(&c);'), SC, ARM], // prettier-ignore
  ['try_wait_for_completion()', 'holds', published('while (!try_wait_for_completion(&c)) cpu_relax();', 'complete(&c);'), SC, ARM], // prettier-ignore
  ['one complete() is for one', 'deadlock', 'DECLARE_COMPLETION(c); cpu 0 { complete(&c); } cpu 1 { wait_for_completion(&c); wait_for_completion_interruptible(&c); }', SC], // prettier-ignore
  ['complete_all() for all', 'holds', 'struct completion c; cpu 0 { init_completion(&c); complete_all(&c); wait_for_completion_killable(&c); wait_for_completion(&c); }', SC], // prettier-ignore
  ['reinit_completion() takes it back', 'deadlock', 'DECLARE_COMPLETION(c); cpu 0 { complete(&c); reinit_completion(&c); wait_for_completion(&c); }', SC], // prettier-ignore

  ['kthread_park() waits until the thread has parked', 'holds', 'int x; cpu 0 { kthread_park(cpu_task(1)); WRITE_ONCE(x, 1); kthread_unpark(cpu_task(1)); } cpu 1 { while (!kthread_should_park()) cpu_relax(); int r = READ_ONCE(x); assert(r == 0, bad); kthread_parkme(); }', SC], // prettier-ignore
  ['kthread_unpark() lets it go on', 'holds', 'int x; cpu 0 { kthread_park(cpu_task(1)); kthread_unpark(cpu_task(1)); } cpu 1 { while (!kthread_should_park()) cpu_relax(); kthread_parkme(); }', SC], // prettier-ignore
  ['kthread_stop() waits for the end of the thread', 'holds', thread('WRITE_ONCE(x, 1); kthread_stop(k);'), SC], // prettier-ignore
  ['also of one that is parked', 'holds', thread('kthread_park(k); kthread_stop(k);'), SC],
];

const rcuwait = (mb: string) =>
  `struct rcuwait w; int done; cpu 0 { rcuwait_wait_event(&w, READ_ONCE(done), TASK_UNINTERRUPTIBLE); } cpu 1 { WRITE_ONCE(done, 1); ${mb} }`;

const MORE: typeof CASES = [
  ['rcuwait_wake_up() is a full barrier before it looks for a waiter', 'holds', rcuwait('rcuwait_wake_up(&w);'), SC, X86, ARM], // prettier-ignore
  ['without it the waiter is missed', 'deadlock', rcuwait('struct task_struct *t = rcu_dereference(w.task); if (t) wake_up_process(t);'), X86, ARM], // prettier-ignore
  ['swait_active() is no barrier', 'deadlock', 'DECLARE_SWAIT_QUEUE_HEAD(q); int done; cpu 0 { swait_event_exclusive(q, READ_ONCE(done)); } cpu 1 { WRITE_ONCE(done, 1); if (swait_active(&q)) swake_up_all(&q); }', X86, ARM], // prettier-ignore
  ['swq_has_sleeper() is one', 'holds', 'struct swait_queue_head q; int done; cpu 0 { swait_event_exclusive(q, READ_ONCE(done)); } cpu 1 { WRITE_ONCE(done, 1); if (swq_has_sleeper(&q)) swake_up_one(&q); }', SC, X86, ARM], // prettier-ignore
  ['who sleeps is woken by an interrupt of its own CPU', 'holds', 'on irq kick { wake_up_process(current); } cpu 0 { set_current_state(TASK_INTERRUPTIBLE); schedule(); } cpu 1 { while (READ_ONCE(cpu_tasks[0].__state) != TASK_INTERRUPTIBLE) cpu_relax(); raise(kick, 0); }', SC], // prettier-ignore
];

describe.each(
  [...CASES, ...MORE].flatMap(([what, verdict, text, ...how]) =>
    how.map((one) => ({ what, verdict, text, one, model: one.model ?? 'arm' })),
  ),
)(
  // prettier-ignore
  '$what',
  ({ verdict, text, one, model }) => {
    test(`${model}: ${verdict}`, () => {
      expect(verdictOf(text, one)).toBe(verdict);
    });
  },
);
