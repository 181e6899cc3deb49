/** Queues of works, delayed works, hrtimers and tasklets: what is called later, and what waits for it. */
import { describe, expect, test } from 'vitest';
import { verdictOf, type Case } from '../../machine/words/verdict.fixture.ts';

const SC: Case = { model: 'sc' };
const TSO: Case = { arch: 'x86', model: 'tso' };

/** Two works: the first writes, the second looks. */
const two = (
  makes: string,
  then: string,
  seen = 'assert(r == 1, bad);',
) => `struct workqueue_struct *wq; struct work_struct a, b; int n;
void fa(struct work_struct *w) { WRITE_ONCE(n, 1); } void fb(struct work_struct *w) { int r = READ_ONCE(n); ${seen} }
cpu 0 { wq = ${makes}; INIT_WORK(&a, fa); INIT_WORK(&b, fb); queue_work(wq, &a); queue_work(wq, &b); ${then} }`;

const delayed = (
  code: string,
) => `DECLARE_DELAYED_WORK(d, fn); int n; void fn(struct work_struct *w) { struct delayed_work *dw = to_delayed_work(w); WRITE_ONCE(n, n + 1); BUG_ON(dw != &d); }
cpu 0 { ${code} }`;

const hr = (
  code: string,
  gives = 'HRTIMER_NORESTART',
) => `struct hrtimer t; int n; enum hrtimer_restart fn(struct hrtimer *timer) { WRITE_ONCE(n, n + 1); return ${gives}; }
cpu 0 { hrtimer_setup(&t, fn, CLOCK_MONOTONIC, HRTIMER_MODE_REL); ${code} } cpu 1 { }`;

const tasklet = (
  code: string,
  other = '',
) => `DECLARE_TASKLET(t, fn); int n, x; void fn(struct tasklet_struct *s) { WRITE_ONCE(n, READ_ONCE(x) + 1); }
cpu 0 { ${code} } cpu 1 { ${other} }`;

describe('queues of works', () => {
  test.each<[string, string, string, ...Case[]]>([
    ['works of a queue run beside each other', 'violated bad', two('alloc_workqueue("q", WQ_UNBOUND, 0)', ''), SC], // prettier-ignore
    ['those of an ordered one in their order', 'holds', two('alloc_ordered_workqueue("q", 0)', ''), SC, TSO],
    ['one that is taken out lets the next go', 'holds', two('create_singlethread_workqueue("q")', 'cancel_work_sync(&a); flush_work(&b);', ''), SC], // prettier-ignore
    ['one in the middle too', 'holds', two('alloc_ordered_workqueue("q", 0)', 'bool c = cancel_work_sync(&b); flush_workqueue(wq); int r = READ_ONCE(n); assert(r == 1, bad);', ''), SC], // prettier-ignore
    ['flush_workqueue() waits for all of them', 'holds', two('create_workqueue("q")', 'flush_workqueue(wq); int r = READ_ONCE(n); assert(r == 1, bad);', ''), SC, TSO], // prettier-ignore
    ['not for those of another', 'violated bad', two('create_workqueue("q")', 'struct workqueue_struct *other = alloc_workqueue("p", 0, 0); flush_workqueue(other); int r = READ_ONCE(n); assert(r == 1, bad);', ''), SC], // prettier-ignore
    ['nor for one that is queued meanwhile', 'holds', 'struct workqueue_struct *wq; struct work_struct a; int n; void fa(struct work_struct *w) { WRITE_ONCE(n, 1); queue_work(wq, w); } cpu 0 { wq = alloc_workqueue("q", 0, 0); INIT_WORK(&a, fa); queue_work(wq, &a); flush_workqueue(wq); int r = READ_ONCE(n); assert(r == 1, bad); }', SC], // prettier-ignore
    ['a queue that is gone is empty', 'holds', two('alloc_workqueue("q", 0, 0)', 'destroy_workqueue(wq); int r = READ_ONCE(n); assert(r == 1, bad);', ''), SC], // prettier-ignore
    ['and not to be used', 'violated use-after-free', two('alloc_workqueue("q", 0, 0)', 'destroy_workqueue(wq); queue_work(wq, &a);', ''), SC], // prettier-ignore
    ['a delayed work comes later', 'holds', `${delayed('schedule_delayed_work(&d, HZ);')} final(n == 1, bad);`, SC, TSO], // prettier-ignore
    ['at any time', 'violated bad', delayed('queue_delayed_work(system_wq, &d, 1); int r = READ_ONCE(n); assert(r == 0, bad);'), SC], // prettier-ignore
    ['where it is asked for it is not asked for again', 'holds', delayed('bool p = queue_delayed_work(system_wq, &d, 1); bool q = schedule_delayed_work_on(0, &d, 0); bool r = delayed_work_pending(&d); assert(p, bad);'), SC], // prettier-ignore
    ['it is flushed', 'holds', delayed('INIT_DELAYED_WORK(&d, fn); schedule_delayed_work(&d, 9); flush_delayed_work(&d); int r = READ_ONCE(n); assert(r == 1, bad);'), SC], // prettier-ignore
    ['taken off with its function', 'holds', delayed('schedule_delayed_work(&d, 9); bool c = cancel_delayed_work_sync(&d); int r = READ_ONCE(n); assert(r + c == 1, bad);'), SC, TSO], // prettier-ignore
    ['or without', 'violated bad', delayed('schedule_delayed_work(&d, 9); bool c = cancel_delayed_work(&d); int r = READ_ONCE(n); assert(r + c == 1, bad);'), SC], // prettier-ignore
    ['asked for anew', 'holds', `${delayed('schedule_delayed_work(&d, 9); bool m = mod_delayed_work(system_wq, &d, 0);')} final(n == 2 - cpu0.m, bad);`, SC], // prettier-ignore
    ['a timer that is taken off alone leaves it asked for', 'violated bad', `${delayed('schedule_delayed_work(&d, 9); timer_delete_sync(&d.timer); schedule_delayed_work(&d, 0);')} final(n > 0, bad);`, SC], // prettier-ignore
  ])('%s: %s', (_, verdict, text, ...how) => {
    expect(how.map((one) => verdictOf(text, one))).toEqual(how.map(() => verdict));
  });
});

describe('hrtimers and tasklets', () => {
  test.each<[string, string, string, ...Case[]]>([
    ['an hrtimer expires once', 'holds', `${hr('hrtimer_start(&t, 1, HRTIMER_MODE_REL);')} final(n == 1, bad);`, SC, TSO, {}], // prettier-ignore
    ['in an interrupt', 'violated bad', hr('hrtimer_start(&t, 1, HRTIMER_MODE_REL); int r = READ_ONCE(n); assert(r == 0, bad);'), SC], // prettier-ignore
    ['not while they are masked', 'holds', hr('local_irq_disable(); hrtimer_start(&t, 1, HRTIMER_MODE_REL); int r = READ_ONCE(n); assert(r == 0, bad); local_irq_enable();'), SC], // prettier-ignore
    ['hrtimer_cancel() waits for its function', 'holds', hr('hrtimer_start(&t, 1, HRTIMER_MODE_REL); int c = hrtimer_cancel(&t); int r = READ_ONCE(n); assert(r + c == 1, bad);'), SC], // prettier-ignore
    ['also elsewhere', 'holds', hr('hrtimer_start(&t, 1, HRTIMER_MODE_REL);').replace('cpu 1 { }', 'cpu 1 { int c = hrtimer_cancel(&t); int r = READ_ONCE(n); smp_mb(); int s = READ_ONCE(n); assert(!c || r == 0, bad); }'), SC], // prettier-ignore
    ['who only tries is told that it runs', 'violated bad', hr('hrtimer_start(&t, 1, HRTIMER_MODE_REL);').replace('cpu 1 { }', 'cpu 1 { int c = hrtimer_try_to_cancel(&t); int a = hrtimer_active(&t) + hrtimer_is_queued(&t) + hrtimer_callback_running(&t); assert(c != -1, bad); }'), SC], // prettier-ignore
    ['one that restarts may come again', 'violated bad', hr('hrtimer_start(&t, 1, HRTIMER_MODE_REL); int r = READ_ONCE(n); assert(r < 2, bad);', 'n < 2 ? HRTIMER_RESTART : HRTIMER_NORESTART').replace('return', 'hrtimer_forward_now(timer, 1); hrtimer_forward(timer, 0, 1); return'), SC], // prettier-ignore
    ['with a lock that it takes held, cancelling waits for ever', 'deadlock', 'struct hrtimer t; spinlock_t l; enum hrtimer_restart fn(struct hrtimer *timer) { spin_lock(&l); spin_unlock(&l); return HRTIMER_NORESTART; } cpu 0 { hrtimer_init(&t, CLOCK_REALTIME, HRTIMER_MODE_ABS); t.function = fn; hrtimer_start(&t, 1, HRTIMER_MODE_ABS); } cpu 1 { spin_lock(&l); hrtimer_cancel(&t); spin_unlock(&l); }', SC], // prettier-ignore

    [
      'a tasklet runs once',
      'holds',
      `${tasklet('tasklet_setup(&t, fn); tasklet_schedule(&t);')} final(n == 1, bad);`,
      SC,
      TSO,
    ],
    ['scheduled again before it has begun it does, too', 'holds', `${tasklet('local_bh_disable(); tasklet_schedule(&t); WRITE_ONCE(x, 1); tasklet_hi_schedule(&t); local_bh_enable();')} final(n == 2, bad);`, SC, TSO], // prettier-ignore
    ['what is stored before is seen, scheduled already or not', 'holds', `${tasklet('tasklet_schedule(&t); WRITE_ONCE(x, 1); tasklet_schedule(&t);')} final(n == 2, bad);`, {}, TSO], // prettier-ignore
    ['tasklet_kill() waits for it', 'holds', tasklet('tasklet_schedule(&t); tasklet_kill(&t); int r = READ_ONCE(n); assert(r == 1, bad);'), SC], // prettier-ignore
    ['tasklet_disable() waits until it does not run', 'holds', tasklet('tasklet_schedule(&t);', 'tasklet_disable(&t); int r = READ_ONCE(n); smp_mb(); int s = READ_ONCE(n); assert(r == s, bad); tasklet_enable(&t);'), SC], // prettier-ignore
    ['tasklet_disable_nosync() does not', 'violated bad', tasklet('tasklet_schedule(&t);', 'tasklet_disable_nosync(&t); int r = READ_ONCE(n); smp_mb(); int s = READ_ONCE(n); assert(r == s, bad); tasklet_enable(&t);'), SC], // prettier-ignore
    ['when it is enabled it runs', 'holds', `${tasklet('tasklet_disable(&t); tasklet_schedule(&t); int r = READ_ONCE(n); assert(r == 0, bad); tasklet_enable(&t);')} final(n == 1, bad);`, SC], // prettier-ignore
  ])('%s: %s', (_, verdict, text, ...how) => {
    expect(how.map((one) => verdictOf(text, one))).toEqual(how.map(() => verdict));
  });
});
