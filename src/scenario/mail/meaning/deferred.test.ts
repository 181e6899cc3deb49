/** What is called later, and what is freed later: works, timers, callbacks, pages. */
import { expect, test } from 'vitest';
import { happens, read } from './table-answers.fixture.ts';

test.each([
  [
    'a work that is cancelled may still run',
    `
      CPU0                         kworker
      cancel_work(&d->work)
                                   d_work_fn()
      kfree(d)
                                     d->count++`,
    'sc tso arm',
  ],
  [
    'who cancels it and waits has waited',
    `
      CPU0                         kworker
      cancel_work_sync(&d->work)
                                   d_work_fn()
      kfree(d)
                                     d->count++`,
    'nowhere',
  ],
  [
    'a queue that is flushed is the only work that the table shows',
    `
      CPU 0                        CPU 1
                                   d_work_fn(&d->work)
                                     if (READ_ONCE(d->up)) // true
      WRITE_ONCE(d->up, 0);
      flush_workqueue(wq);
      kfree(d);
                                       d->x = 1;  // UAF`,
    'nowhere',
  ],
  [
    'a timer expires where its function is drawn',
    `
      CPU0                         CPU1
                                   <SOFTIRQ>
                                   sk_timer_fn()
      timer_delete(&sk->timer)
      kfree(sk)
                                     sk->state = 1`,
    'sc tso arm',
  ],
  [
    'one that is waited for has expired',
    `
      CPU0                         CPU1
                                   <SOFTIRQ>
                                   sk_timer_fn()
      hrtimer_cancel(&sk->timer)
      kfree(sk)
                                     sk->state = 1`,
    'nowhere',
  ],
  [
    'a callback frees what it is called with, and waits for readers',
    `
      CPU 0                        CPU 1
      rcu_read_lock();
      p = rcu_dereference(gp);
                                   rcu_assign_pointer(gp, NULL);
                                   call_rcu(&p->rcu, free_cb);
      p->x = 1;   // UAF
      rcu_read_unlock();`,
    'nowhere',
  ],
  [
    'who does not say that it reads is not waited for',
    `
      CPU 0                        CPU 1
      p = rcu_dereference(gp);
                                   rcu_assign_pointer(gp, NULL);
                                   kfree_rcu(p, rcu);
      p->x = 1;   // UAF`,
    'sc tso arm',
  ],
  [
    'a page that is freed before the flush is found by who has its translation',
    `
      CPU 0                        CPU 1
      access(va)   [fills the TLB]
                                   pte_clear(va)
                                   free_page(page)
                                   flush_tlb_page(va)
      access(va)   // use after free`,
    'sc tso arm',
  ],
  [
    'one that is freed behind the flush is not',
    `
      CPU 0                        CPU 1
      access(va)   [fills the TLB]
                                   pte_clear(va)
                                   flush_tlb_page(va)
                                   free_page(page)
      access(va)   // use after free`,
    'nowhere',
  ],
  [
    'a buffer that is freed is not an array',
    `
      CPU 0                        CPU 1
                                   b = dev->buf;
      kfree(dev->buf);
                                   dev->buf[0] = 1;`,
    'sc tso arm',
  ],
])('%s', (_, text, where) => {
  expect(happens(read(text))).toBe(where);
});

test('a reader may take a function for one of its own, and a name for one that says nothing', () => {
  const work = `
      CPU0                         kworker
      cancel_work_sync(&d->work)
                                   d_work_fn()
      kfree(d)
                                     d->count++`;
  expect(happens(read(work, { 'deferred:d_work_fn': 'a function of its own' }))).toBe('sc tso arm');
  const named = `
      CPU 0                        CPU 1
      set_pending();
                                   if (READ_ONCE(pending)) // 0`;
  expect(read(named).without).toBeNull();
  expect(read(named, { 'call:set_pending()': 'not known' }).without).toContain('line 3');
});

test('a call whose inside is drawn is the author’s own, whatever the kernel calls so', () => {
  const reading = read(`
      CPU 0                        CPU 1: worker
      queue_work(&w)
        WRITE_ONCE(a, 1);
        r0 = READ_ONCE(b);  // 0
                                   WRITE_ONCE(b, 1);
                                   r1 = READ_ONCE(a);  // 0`);
  expect(happens(reading)).toBe('tso arm');
});
