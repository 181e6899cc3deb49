import { describe, expect, test } from 'vitest';
import { explore } from '../../explore/index.ts';
import { machineOf, verdictOf, type Case } from '../../machine/words/verdict.fixture.ts';
import { compileScenario } from '../index.ts';

const SC: Case = { arch: 'arm64', model: 'sc' };
const ARM: Case = { arch: 'arm64', model: 'arm' };

const HEAD = `struct dev { spinlock_t lock; struct timer_list timer; int count, stop; };
static struct dev dev;`;
const COUNTS = `${HEAD}
static void expired(struct timer_list *t) { struct dev *d = container_of(t, struct dev, timer); spin_lock(&d->lock); d->count++; spin_unlock(&d->lock); }`;
const ARMED = 'timer_setup(&dev.timer, expired, 0); mod_timer(&dev.timer, jiffies + HZ);';

describe('a timer', () => {
  test.each([
    [`cpu 0 { ${ARMED} } final(dev.count == 1, bad);`, 'holds'],
    // At any time, also before the next statement.
    [`cpu 0 { ${ARMED} int r = READ_ONCE(dev.count); assert(r == 0, bad); }`, 'violated bad'],
    [`cpu 0 { ${ARMED} int r = READ_ONCE(dev.count); assert(r == 1, bad); }`, 'violated bad'],
    // Asked for again while it is queued it expires once; when it has expired it may twice.
    [`cpu 0 { ${ARMED} int q = mod_timer(&dev.timer, jiffies); assert(q == 1, bad); }`, 'violated bad'],
    [
      `cpu 0 { local_bh_disable(); ${ARMED} int q = mod_timer(&dev.timer, jiffies); BUG_ON(!timer_pending(&dev.timer)); assert(q == 1, bad); local_bh_enable(); } final(dev.count == 1, bad);`,
      'holds',
    ],
    // Taken back it does not expire, unless it has.
    [`cpu 0 { ${ARMED} int q = timer_delete(&dev.timer); } final(dev.count + cpu0.q == 1, bad);`, 'holds'],
    [`cpu 0 { ${ARMED} int q = del_timer(&dev.timer); } final(dev.count == 1, bad);`, 'violated bad'],
    // Another CPU takes it back while its function runs: only the form that waits says that it is over.
    [
      `cpu 0 { ${ARMED} } cpu 1 { timer_delete(&dev.timer); int r = READ_ONCE(dev.count); int q = READ_ONCE(dev.count); assert(r == q, bad); }`,
      'violated bad',
    ],
  ])('%s: %s', (body, verdict) => {
    expect(verdictOf(`${COUNTS} ${body}`, SC)).toBe(verdict);
  });

  test('timer_delete_sync() waits for a function that runs', () => {
    const text = (word: string) => `${HEAD}
static void expired(struct timer_list *t) { WRITE_ONCE(dev.count, 1); WRITE_ONCE(dev.count, 2); }
cpu 0 { ${ARMED} smp_store_release(&dev.stop, 1); }
cpu 1 { while (!smp_load_acquire(&dev.stop)) cpu_relax(); ${word}(&dev.timer); int r = READ_ONCE(dev.count); assert(r != 1, bad); }`;
    expect(verdictOf(text('timer_delete_sync'), ARM)).toBe('holds');
    expect(verdictOf(text('del_timer_sync'), { arch: 'x86', model: 'tso' })).toBe('holds');
    expect(verdictOf(text('timer_delete'), SC)).toBe('violated bad');
  });

  test('what was stored before it was asked for is seen by its function, also on another CPU', () => {
    const text = `${HEAD} int data;
static void expired(struct timer_list *t) { int r = READ_ONCE(data); assert(r == 1, bad); }
cpu 0 { timer_setup(&dev.timer, expired, 0); WRITE_ONCE(data, 1); add_timer_on(&dev.timer, 1); } cpu 1 { }`;
    expect(verdictOf(text, ARM)).toBe('holds');
    const passed = text.replace(
      'WRITE_ONCE(data, 1); add_timer_on(&dev.timer, 1);',
      'add_timer_on(&dev.timer, 1); WRITE_ONCE(data, 1);',
    );
    expect(verdictOf(passed, ARM)).toBe('violated bad');
  });

  test('waiting for its function with the lock that it takes is a deadlock', () => {
    const text = (take: string, give: string) => `${COUNTS}
cpu 0 { ${ARMED} } cpu 1 { ${take}; timer_delete_sync(&dev.timer); ${give}; }`;
    expect(verdictOf(text('spin_lock(&dev.lock)', 'spin_unlock(&dev.lock)'), SC)).toBe('deadlock');
    expect(verdictOf(text('barrier()', 'barrier()'), SC)).toBe('holds');
  });

  test('the lock that its function takes is taken with bottom halves off', () => {
    const text = (take: string, give: string) =>
      `${COUNTS} cpu 0 { ${ARMED} ${take}(&dev.lock); dev.count++; ${give}(&dev.lock); }`;
    const warned = (of: string) => compileScenario(of, 'timer').diagnostics.map(({ code }) => code);
    expect(verdictOf(text('spin_lock', 'spin_unlock'), SC)).toBe('deadlock');
    expect(warned(text('spin_lock', 'spin_unlock'))).toEqual(['softirq-unsafe-lock']);
    expect(verdictOf(text('spin_lock_bh', 'spin_unlock_bh'), SC)).toBe('holds');
    expect(warned(text('spin_lock_bh', 'spin_unlock_bh'))).toEqual([]);
  });

  test('that is in what is freed is used after it', () => {
    const text = (word: string) => `struct obj { struct timer_list timer; int x; };
static void expired(struct timer_list *t) { struct obj *o = container_of(t, struct obj, timer); o->x = 1; }
cpu 0 { struct obj *o = kzalloc(sizeof(*o), GFP_KERNEL); timer_setup(&o->timer, expired, 0); mod_timer(&o->timer, jiffies); ${word}(&o->timer); kfree(o); } cpu 1 { }`;
    expect(verdictOf(text('timer_pending'), SC)).toBe('violated use-after-free');
    expect(verdictOf(text('timer_delete_sync'), ARM)).toBe('holds');
    // Its own function may free it: the kernel looks at it no more.
    const itself = text('timer_pending')
      .replace('o->x = 1;', 'kfree(o);')
      .replace('kfree(o); } cpu 1', '} cpu 1')
      .replace('timer_pending(&o->timer);', '');
    expect(verdictOf(itself, ARM)).toBe('holds');
  });

  test('that its function asks for again may do so for ever, and the run is over all the same', () => {
    const text = (more: string) => `${HEAD}
static void expired(struct timer_list *t) { WRITE_ONCE(dev.count, 1); mod_timer(t, jiffies + HZ); }
cpu 0 { ${ARMED} ${more} }`;
    const { verdict, outcomes } = explore(machineOf(text(''), SC), { states: 10_000 });
    expect([verdict, outcomes.map(({ kind }) => kind)]).toEqual(['holds', ['finished']]);
    expect(outcomes[0]?.values).toMatchObject({ 'dev.count': '1' });
    expect(verdictOf(`${text('')} final(dev.count == 1, bad);`, SC)).toBe('holds');
    // What waits for it waits as long as it takes.
    expect(verdictOf(text('while (READ_ONCE(dev.count) == 0) cpu_relax();'), SC)).toBe('holds');
  });
});

describe('mistakes', () => {
  test('an agent asks for no timer', () => {
    const { diagnostics } = compileScenario(
      `${COUNTS} cpu 0 { } agent a { mod_timer(&dev.timer, 0); }`,
      'timer',
    );
    expect(diagnostics.map(({ code }) => code)).toEqual(['agent-context']);
  });

  test('timer_delete_sync() in an interrupt is warned of by the kernel', () => {
    const text = `${COUNTS} on irq dev_irq { timer_delete_sync(&dev.timer); } cpu 0 { ${ARMED} } cpu 1 { raise(dev_irq, 0); }`;
    expect(verdictOf(text, SC)).toContain('warn-on');
  });

  test('DEFINE_TIMER() and add_timer() are known', () => {
    const text = `int count; static void expired(struct timer_list *t) { count++; } static DEFINE_TIMER(tick, expired);
cpu 0 { tick.expires = round_jiffies(jiffies + msecs_to_jiffies(10)); add_timer(&tick); } final(count == 1, bad);`;
    expect(verdictOf(text, SC)).toBe('holds');
  });
});
