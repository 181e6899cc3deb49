/** Who waits, who wakes, and what is queued of which nobody draws what it does. */
import { expect, test } from 'vitest';
import { happens, read } from './table-answers.fixture.ts';

test('a waker that looks whether anybody waits may miss who looks whether there is anything to wait for', () => {
  const text = (word: string) => `
    CPU 0                                   CPU 1
    ${word}_inc(&urb->reject);              ${word}_dec(&urb->count);
    wait_event(wq,
        atomic_read(&urb->count) == 0);
                                            if (atomic_read(&urb->reject))
                                                wake_up(&wq);`;
  const reading = read(text('atomic'));
  expect(reading.asked.k).toBe('deadlock');
  expect(happens(reading)).toBe('arm');
});

test('a value that is said not to be seen yet is told behind a branch too', () => {
  const reading = read(`
    CPU 0                                   CPU 1
    WRITE_ONCE(v->mode, GUEST);
                                            pi_set_on(p)
    r = pi_test_on(p)  (0)
                                            if (v->mode == GUEST)  (not yet seen)`);
  expect(happens(reading)).toBe('tso arm');
});

test('a work of which nobody draws the function does nothing', () => {
  const reading = read(`
    CPU 0                       CPU 1
    dev->up = 0;
    cancel_work_sync(&dev->work);
                                if (dev->up) // true
                                  queue_work(dev->wq, &dev->work);
    kfree(dev);`);
  expect(reading.source).toContain('work_of_others');
  expect(happens(reading)).toBe('sc tso arm');
});

test('a function that is queued by its own name is the function of a work, and the one completion is what is waited for', () => {
  const reading = read(`
    CPU0                 CPU1                     CPU2
    ----                 ----                     ----
                         schedule_work(foo_func)
                                                  foo_func()
                                                    set_ok(1)
                         complete(&test_done)
    wait_for_completion(...)
    get_ok()   // 0`);
  expect(reading.source).toContain('wait_for_completion(&test_done)');
  expect(happens(reading)).toBe('sc tso arm');
});

test('a value that must not be there is told with its mark, and values stand right beside what finds them', () => {
  const reading = read(`
    CPU 0                                   CPU 1
    set_bit(INVALID, &n->flags)
    smp_wmb()
    n->valid = 0
                                            v = n->valid      // 0
                                            smp_rmb()
                                            test_bit(INVALID, &n->flags)  // 0 <- must not happen`);
  expect(happens(reading)).toBe('nowhere');
  const beside = read(`
    thread A                      thread B
    v = f->version
                                  f->version = 6
    if (v < f->version)          (true)`);
  expect(beside.source).toContain('cpu0.r0 != 0');
});

test('a lock by its own function is the mutex of that name', () => {
  const reading = read(`
    CPU 0                                   CPU 1
    group_lock()
                                            mutex_lock(&other)
    mutex_lock(&other)
                                            mutex_lock(&group_mutex)`);
  expect(reading.asked.k).toBe('deadlock');
  expect(happens(reading)).toBe('sc tso arm');
});
