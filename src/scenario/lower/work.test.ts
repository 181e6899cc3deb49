import { describe, expect, test } from 'vitest';
import { verdictOf, type Case } from '../../machine/words/verdict.fixture.ts';
import { compileScenario } from '../index.ts';

const SC: Case = { arch: 'arm64', model: 'sc' };
const ARM: Case = { arch: 'arm64', model: 'arm' };
const TSO: Case = { arch: 'x86', model: 'tso' };

const HEAD = `struct dev { struct work_struct work; struct mutex lock; int event, seen, count, stop; };
static struct dev dev;`;
const COUNTS = `${HEAD}
static void dev_work(struct work_struct *w) { struct dev *d = container_of(w, struct dev, work); d->count++; }`;
const QUEUED = 'INIT_WORK(&dev.work, dev_work); schedule_work(&dev.work);';

describe('work', () => {
  test.each([
    [`cpu 0 { ${QUEUED} } final(dev.count == 1, bad);`, 'holds'],
    [`cpu 0 { ${QUEUED} int r = READ_ONCE(dev.count); assert(r == 0, bad); }`, 'violated bad'],
    // While it is in the queue it is there once; once it has begun it may be queued again.
    [
      `cpu 0 { ${QUEUED} bool q = queue_work(system_wq, &dev.work); } final(dev.count == 1 + cpu0.q, bad);`,
      'holds',
    ],
    [`cpu 0 { ${QUEUED} bool q = queue_work_on(0, system_wq, &dev.work); assert(q, bad); }`, 'violated bad'],
    [`cpu 0 { ${QUEUED} bool p = work_pending(&dev.work); assert(p, bad); }`, 'violated bad'],
    [
      `cpu 0 { ${QUEUED} flush_work(&dev.work); int r = READ_ONCE(dev.count); assert(r == 1, bad); }`,
      'holds',
    ],
    [
      `cpu 0 { ${QUEUED} bool c = cancel_work_sync(&dev.work); int r = READ_ONCE(dev.count); assert(r + c == 1, bad); }`,
      'holds',
    ],
    // Without waiting the function may still run.
    [
      `cpu 0 { ${QUEUED} bool c = cancel_work(&dev.work); int r = READ_ONCE(dev.count); assert(r + c == 1, bad); }`,
      'violated bad',
    ],
    [
      `cpu 0 { ${QUEUED} cancel_work_sync(&dev.work); schedule_work_on(0, &dev.work); flush_work(&dev.work); int r = READ_ONCE(dev.count); assert(r > 0, bad); }`,
      'holds',
    ],
  ])('%s: %s', (body, verdict) => {
    expect(verdictOf(`${COUNTS} ${body}`, SC)).toBe(verdict);
  });

  test.each([SC, TSO])('two that are due at a time are both done', (how) => {
    const text = `struct work_struct a, b; int x, y; void fa(struct work_struct *w) { WRITE_ONCE(x, 1); } void fb(struct work_struct *w) { WRITE_ONCE(y, 1); }
cpu 0 { INIT_WORK(&a, fa); INIT_WORK(&b, fb); schedule_work(&a); schedule_work(&b); flush_work(&a); } final(x == 1 && y == 1, bad);`;
    expect(verdictOf(text, how)).toBe('holds');
  });

  // The race of commit 346c09f80459: the function misses the event, and who queued it finds it queued still.
  const EVENT = `${HEAD}
static void dev_work(struct work_struct *w) { struct dev *d = container_of(w, struct dev, work); WRITE_ONCE(d->seen, READ_ONCE(d->event)); }
cpu 0 { ${QUEUED} WRITE_ONCE(dev.event, 1); schedule_work(&dev.work); } final(dev.seen == 1, bad);`;
  const UNORDERED =
    'void set_work_pool_and_clear_pending(struct work_struct *work, unsigned long data) { smp_wmb(); WRITE_ONCE(work->data, data); }';

  test('sees what was stored before it was queued, queued already or not', () => {
    expect(verdictOf(EVENT, ARM)).toBe('holds');
    expect(verdictOf(EVENT, TSO)).toBe('holds');
  });

  test('misses it without the barrier behind clearing the bit', () => {
    expect(verdictOf(`${UNORDERED} ${EVENT}`, ARM)).toBe('violated bad');
    expect(verdictOf(`${UNORDERED} ${EVENT}`, TSO)).toBe('violated bad');
    expect(verdictOf(`${UNORDERED} ${EVENT}`, SC)).toBe('holds');
  });

  test('may sleep, and has a task of its own to be woken', () => {
    const text = `${HEAD} struct completion done; DEFINE_MUTEX(m); int x;
static void dev_work(struct work_struct *w) { mutex_lock(&m); wait_for_completion(&done); x = 1; mutex_unlock(&m); }
cpu 0 { ${QUEUED} complete(&done); flush_work(&dev.work); BUG_ON(x != 1); }`;
    expect(verdictOf(text, SC)).toBe('holds');
  });

  test('that is waited for with the mutex that it takes is a deadlock', () => {
    const text = (word: string) => `${HEAD} DEFINE_MUTEX(m);
static void dev_work(struct work_struct *w) { mutex_lock(&m); dev.count++; mutex_unlock(&m); }
cpu 0 { ${QUEUED} mutex_lock(&m); ${word}(&dev.work); mutex_unlock(&m); }`;
    expect(verdictOf(text('flush_work'), SC)).toBe('deadlock');
    expect(verdictOf(text('cancel_work_sync'), SC)).toBe('deadlock');
    expect(verdictOf(text('cancel_work'), SC)).toBe('holds');
  });

  test('that queues itself goes on for ever, until it is cancelled', () => {
    const text = (more: string) => `${HEAD}
static void dev_work(struct work_struct *w) { WRITE_ONCE(dev.count, 1); schedule_work(w); }
cpu 0 { ${QUEUED} ${more} }`;
    expect(verdictOf(text(''), SC)).toBe('holds');
    const after = (word: string) =>
      text(
        `${word}(&dev.work); WRITE_ONCE(dev.count, 2); int r = READ_ONCE(dev.count); assert(r == 2, bad);`,
      );
    expect(verdictOf(after('cancel_work_sync'), SC)).toBe('holds');
    expect(verdictOf(after('flush_work'), SC)).toBe('violated bad');
  });

  test('that goes round in a circle with a timer does so once before the end, and for ever', () => {
    const text = (
      check: string,
    ) => `struct dev { struct timer_list timer; struct work_struct work; int polled, worked; };
static struct dev dev;
static void dev_work(struct work_struct *w) { WRITE_ONCE(dev.worked, 1); mod_timer(&dev.timer, jiffies); }
static void dev_poll(struct timer_list *t) { WRITE_ONCE(dev.polled, 1); schedule_work(&dev.work); }
cpu 0 { timer_setup(&dev.timer, dev_poll, 0); INIT_WORK(&dev.work, dev_work); mod_timer(&dev.timer, jiffies); } ${check}`;
    expect(verdictOf(text('final(dev.polled && dev.worked, bad);'), SC)).toBe('holds');
    // What waits for the next round gets it.
    expect(
      verdictOf(
        text(
          'cpu 1 { while (!READ_ONCE(dev.worked)) cpu_relax(); WRITE_ONCE(dev.polled, 0); while (!READ_ONCE(dev.polled)) cpu_relax(); }',
        ),
        SC,
      ),
    ).toBe('holds');
  });

  test('may free what it is in; who frees it must wait for it', () => {
    const text = (func: string, more: string) => `struct obj { struct work_struct work; int x; };
static void obj_work(struct work_struct *w) { struct obj *o = container_of(w, struct obj, work); o->x = 1; ${func} }
cpu 0 { struct obj *o = kzalloc(sizeof(*o), GFP_KERNEL); INIT_WORK(&o->work, obj_work); schedule_work(&o->work); ${more} }`;
    expect(verdictOf(text('kfree(o);', ''), ARM)).toBe('holds');
    expect(verdictOf(text('', 'kfree(o);'), SC)).toBe('violated use-after-free');
    expect(verdictOf(text('', 'cancel_work_sync(&o->work); kfree(o);'), ARM)).toBe('holds');
    expect(verdictOf(text('', 'cancel_work(&o->work); kfree(o);'), SC)).toBe('violated use-after-free');
  });

  test('is waited for where nothing sleeps only by mistake', () => {
    expect(
      verdictOf(
        `${COUNTS} cpu 0 { ${QUEUED} preempt_disable(); flush_work(&dev.work); preempt_enable(); }`,
        SC,
      ),
    ).toContain('sleeping-in-atomic');
  });

  test('is declared, and finds itself on the CPU that queues it', () => {
    const text = `int where; static void fn(struct work_struct *w) { where = smp_processor_id(); } static DECLARE_WORK(work, fn);
cpu 0 { } cpu 1 { schedule_work(&work); } final(where == 1, bad);`;
    expect(verdictOf(text, SC)).toBe('holds');
    expect(compileScenario(text, 'work').diagnostics.map(({ code }) => code)).toEqual(['unknown-property']);
  });
});

describe('work of an interrupt', () => {
  const IRQ = `struct dev { struct irq_work work; call_single_data_t csd; int event, seen, called; };
static struct dev dev;
static void dev_work(struct irq_work *w) { struct dev *d = container_of(w, struct dev, work); WRITE_ONCE(d->seen, READ_ONCE(d->event)); }
static void dev_call(void *info) { struct dev *d = info; d->called++; }`;

  test('irq_work_queue() interrupts its own CPU, irq_work_sync() waits until that is over', () => {
    const text = `${IRQ} cpu 0 { init_irq_work(&dev.work, dev_work); WRITE_ONCE(dev.event, 1); irq_work_queue(&dev.work); irq_work_sync(&dev.work); int s = READ_ONCE(dev.seen); assert(s == 1, bad); BUG_ON(irq_work_is_pending(&dev.work) || irq_work_is_busy(&dev.work)); }`;
    expect(verdictOf(text, ARM)).toBe('holds');
    expect(verdictOf(text.replace('irq_work_sync(&dev.work);', '').replace(/BUG_ON.*;/, ''), SC)).toBe(
      'violated bad',
    );
  });

  test('who finds it pending relies on its barrier', () => {
    const text = (head: string) =>
      `${IRQ} ${head} cpu 0 { init_irq_work(&dev.work, dev_work); irq_work_queue_on(&dev.work, 1); WRITE_ONCE(dev.event, 1); irq_work_queue_on(&dev.work, 1); } cpu 1 { } final(dev.seen == 1, bad);`;
    expect(verdictOf(text(''), ARM)).toBe('holds');
    const unordered =
      'void irq_work_single(struct irq_work *work) { unsigned int flags = READ_ONCE(work->flags) & ~1; WRITE_ONCE(work->flags, flags); dev_work(work); atomic_cmpxchg(&work->flags, flags, flags & ~2); }';
    expect(verdictOf(text(unordered), ARM)).toBe('violated bad');
  });

  test('smp_call_function_single_async() waits for nothing, and is refused while the last one is on its way', () => {
    const text = (cpu: number) =>
      `${IRQ} cpu 0 { INIT_CSD(&dev.csd, dev_call, &dev); int e = smp_call_function_single_async(${String(cpu)}, &dev.csd); int f = smp_call_function_single_async(${String(cpu)}, &dev.csd); assert(f == 0, bad); } cpu 1 { } final(dev.called == (cpu0.f == 0 ? 2 : 1), bad);`;
    expect(verdictOf(text(1), SC)).toBe('violated bad');
    expect(verdictOf(text(1).replace('assert(f == 0, bad);', ''), ARM)).toBe('holds');
    expect(verdictOf(text(0), ARM)).toBe('holds');
  });

  test('DEFINE_IRQ_WORK() is known', () => {
    const text = `int x; static void fn(struct irq_work *w) { x = 1; } static DEFINE_IRQ_WORK(work, fn); cpu 0 { irq_work_queue(&work); } final(x == 1, bad);`;
    expect(verdictOf(text, SC)).toBe('holds');
  });
});
