/** Words that may sleep do so nowhere that must not: under a spinlock, in a reader of RCU, with interrupts off; under SRCU they may. */
import { expect, test } from 'vitest';
import { verdictOf } from '../../machine/words/verdict.fixture.ts';

const HEAD =
  'DEFINE_SPINLOCK(l); DEFINE_MUTEX(m); DEFINE_SRCU(ss); struct percpu_rw_semaphore ps; struct work_struct w; struct timer_list t; struct napi_struct napi; struct page page; wait_queue_head_t wq; void *p; int x, y;';

const PLACES = [
  ['spin_lock(&l);', 'spin_unlock(&l);'],
  ['rcu_read_lock();', 'rcu_read_unlock();'],
  ['local_irq_disable();', 'local_irq_enable();'],
] as const;

const verdict = (before: string, code: string, after: string) =>
  verdictOf(`${HEAD} cpu 0 { ${before} ${code} ${after} }`, { model: 'sc' });

test.each([
  'p = kmalloc(sizeof(int), GFP_KERNEL);',
  'p = kzalloc(sizeof(int), GFP_NOFS);',
  'percpu_down_read(&ps); percpu_up_read(&ps);',
  'wait_event(wq, true);',
  'rcu_barrier();',
  'cancel_work_sync(&w);',
  'synchronize_irq(1);',
  'disable_irq(1);',
  'napi_disable(&napi);',
  'copy_from_user(&x, &y, sizeof(x));',
  'lock_page(&page);',
])('%s may', (code) => {
  for (const [before, after] of PLACES)
    expect([before, verdict(before, code, after)]).toEqual([before, 'violated sleeping-in-atomic']);
  expect(verdict('int idx = srcu_read_lock(&ss);', code, 'srcu_read_unlock(&ss, idx);')).toBe('holds');
});

test.each([
  'p = kmalloc(sizeof(int), GFP_ATOMIC | __GFP_ZERO);',
  'if (mutex_trylock(&m)) mutex_unlock(&m);',
  'timer_delete_sync(&t);',
  'disable_irq_nosync(1);',
  'udelay(1);',
])('%s does not', (code) => {
  for (const [before, after] of PLACES)
    expect([before, verdict(before, code, after)]).toEqual([before, 'holds']);
});
