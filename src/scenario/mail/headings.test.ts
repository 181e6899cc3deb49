/** What is taken for the headings of a table. */
import { expect, it } from 'vitest';
import { drawn, only } from './drawn.fixture.ts';

it('a function with arguments heads a column, and a paragraph with steps of both sides is still the table', () => {
  const found = only(`Bad:

  enable_it()                    look_at(p)
    p->on = 1;
    UNLOCK p->lock

    LOCK p->lock                 smp_rmb();
    UNLOCK p->lock
    STORE p->state = GONE        LOAD p->on
`);
  expect(drawn(found)).toEqual([
    'enable_it() / look_at(p)',
    '0+0 p->on = 1;',
    '0+0 UNLOCK p->lock',
    '0+0 LOCK p->lock · 1+0 smp_rmb();',
    '0+0 UNLOCK p->lock',
    '0+0 STORE p->state = GONE · 1+0 LOAD p->on',
  ]);
});

it('steps that are counted across the columns, below words that may be anything', () => {
  const found = only(`writeback:                              shrink:
  [1] a = first(list)
  [2] spin_lock(&list->lock)
                                        [3] lock_it(a)
                                        [4] spin_lock(&list->lock)
                                            (spins)
  [5] lock_it(a)
      (waits for [3])
`);
  expect(drawn(found)).toEqual([
    'writeback / shrink',
    '1: 0+0 a = first(list)',
    '2: 0+0 spin_lock(&list->lock)',
    '3: 1+0 lock_it(a)',
    '4: 1+0 spin_lock(&list->lock)',
    '1+4 (spins)',
    '5: 0+0 lock_it(a)',
    '0+4 (waits for [3])',
  ]);
});

it('code beside code, line by line, below two words', () => {
  const found = only(`  tell_them                             poll
    smp_mb()                              add_wait(file, &wq)
    if (is_active(&wq))                   smp_mb()
       wake_up(&wq)                       if (s->length)
`);
  expect(drawn(found)[0]).toBe('tell_them / poll');
});

it('a CPU beside words that end like a heading', () => {
  const found = only(`a kthread:                           CPU 1:
  WRITE_ONCE(d->sleeps, 1);            WRITE_ONCE(d->cb, 1);
  if (!READ_ONCE(d->cb))               if (READ_ONCE(d->sleeps))
          schedule();                          wake_up_process(t);
`);
  expect(drawn(found)[0]).toBe('a kthread / CPU 1');
});

it('roles in brackets above strokes', () => {
  const found = only(` (task context)              | (softirq context)
 gone()                      |
   timer_delete(&d->t)       |
                             | expires()
   kfree(d)                  |
                             |   d->hits++
`);
  expect(drawn(found)[0]).toBe('task context / softirq context');
});

it('a function that is told in words begins no prose where what it does stands below, a little further in', () => {
  const found = only(`pending_side()                       waking_side()
  STORE p->queued = 1                  LOAD p->state
  UNLOCK rq->lock

__pick() (go to task \'p\')
  LOCK rq->lock                        smp_rmb();
  UNLOCK rq->lock

[task p]
  STORE p->state = SLEEPS              LOAD p->queued

Pairs with the lock of the run queue.
`);
  expect(found?.rows).toHaveLength(7);
  expect(found?.after).toBe('Pairs with the lock of the run queue.');
});
