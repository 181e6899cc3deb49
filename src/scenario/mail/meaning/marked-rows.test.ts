/** Tables in the manner of drivers: calls without arguments, marks for what is freed and used, timers drawn as a column. */
import { expect, test } from 'vitest';
import { happens, read } from './table-answers.fixture.ts';

test('a timer that is waited for with the lock that its function takes', () => {
  const reading = read(`
   (Thread 1)               |      (Thread 2)
                            | foo_send()
foo_stop()                  |  mod_timer()
 spin_lock_irqsave() //(1)  |  (wait a time)
 ...                        | foo_watch()
 del_timer_sync()           |  spin_lock_irqsave() //(2)
 (wait timer to stop)       |  ...

We hold foo->lock in position (1) and wait for the timer, whose
handler needs foo->lock in position (2), for ever: a deadlock.`);
  expect(reading.cells).toHaveLength(11);
  expect(reading.asked.k).toBe('deadlock');
  expect(happens(reading)).toBe('sc tso arm');
});

test.each([
  ['a put that is marked', 'foo_put() //FREE ', 'foo-> //USE'],
  ['a put with its object', 'put_device(dev) //[1]FREE', 'dev_get_drvdata(dev) //[2]USE'],
])('what is freed and used by its marks: %s', (_, freed, used) => {
  const reading = read(`
      (cleanup routine)         |      (timer routine)
                                | foo_timeout()
foo_remove()                    |
  del_timer()                   |
  ${freed.padEnd(30)}|
                                |  ${used}`);
  expect(reading.columns.map(({ title }) => title)).toEqual(['cleanup routine', 'timer routine']);
  expect(reading.without).toBeNull();
  expect(reading.asked.slug).toBe('use-after-free');
  expect(happens(reading)).toBe('sc tso arm');
});

test('a function that is called with a member has it as a parameter of that name', () => {
  const reading = read(`
   CPU 0                        CPU 1
                                spin_lock(&sl->lock)
                                sl->tty = NULL
                                spin_unlock(&sl->lock)
   spin_lock(&sl->lock)
   chars_in_buffer(sl->tty)
     if (tty->ops->..)

The NULL pointer is dereferenced.`);
  expect(reading.source).toContain('tty = sl->tty');
  expect(reading.asked.slug).toBe('null-access');
  expect(happens(reading)).toBe('sc tso arm');
});

test('what is freed under another name than the one that is marked as used', () => {
  const reading = read(`
   CPU0                           | CPU1
   foo_detach                     | foo_timerfunc
                                  |   p->on = false;
     if (cfg->p->on)              |
     cancel_work_sync();          |
     kfree(cfg->p); // FREE       |
                                  |   schedule_work(&p->work); // USE`);
  expect(reading.source).toContain('kfree(p)');
  expect(happens(reading)).toBe('sc tso arm');
});

test('names of functions alone: what reads behind what frees, and a warning before what had to come first', () => {
  expect(
    happens(
      read(`
   CPU A                        CPU B
   open sysfs
                                device_remove_file
                                kfree
   reading attr`),
    ),
  ).toBe('sc tso arm');
  const reading = read(`
   CPU0                         | CPU1
   foo_probe                    |
                                |   foo_startup
                                |     WARN_ON()
                                |     IRQ not activated
     request_threaded_irq       |
       irq_domain_activate_irq  |`);
  expect(reading.source).toContain('WARN_ON(!READ_ONCE(irq_domain_activate_irq_done))');
  expect(reading.cells.some(({ irq }) => irq !== undefined)).toBe(false);
  expect(happens(reading)).toBe('sc tso arm');
});

test('the function of a work that is not indented, behind a remark which lock is held', () => {
  const reading = read(`
   CPU0                 CPU1
                        schedule_work()
   // Under rtnl lock
   foo_close()
   cancel_work_sync()
                        foo_timeout_work()
                        rtnl_lock()
                        // a deadlock`);
  expect(reading.asked.k).toBe('deadlock');
  expect(happens(reading)).toBe('sc tso arm');
});

test('a remark of several lines in a left column ends no table', () => {
  const reading = read(`
   CPU0                            CPU1
   x = 1
   /*
    * nobody has
    * looked yet
    */
                                   r = x
   y = 1`);
  expect(reading.cells.map(({ line }) => line)).toEqual([3, 4, 8, 9]);
});

test.each([
  ['a call that says what it frees', 'put(id) -> frees id', 'again(dev, id)'],
  [
    'a function that is named alone, before a cry',
    'foo_destroy',
    'spin_lock(&log->cil->lock)\n     <KABOOM>',
  ],
])('what goes away in words: %s', (_, freed, used) => {
  const reading = read(`
     CPU 0                      CPU 1
     foo_work
                                ${freed}
     ${used}`);
  expect(reading.asked.slug).toBe('use-after-free');
  expect(happens(reading)).toBe('sc tso arm');
});

test('who sets a timer is not what the timer runs', () => {
  const reading = read(`
   (Thread 1)               |      (Thread 2)
                            | _set_timer()
foo_stop()                  |  mod_timer()
 spin_lock_bh()             |  (wait a time)
 del_timer_sync()           | foo_timeout_handler()
                            |  spin_lock_bh()

The text speaks of a deadlock.`);
  expect(happens(reading)).toBe('sc tso arm');
});

test('a word of the kernel with a pointer alone, and a bracket that was forgotten', () => {
  const reading = read(`
    CPU1                        CPU2
                                if (!hrtimer_queued(timer))
                                  hrtimer_start(timer);
    WARN_ON(hrtimer_queued(timer)`);
  expect(reading.source).toContain('WARN_ON(hrtimer_is_queued(&timer))');
  expect(happens(reading)).toBe('sc tso arm');
});

test('a brace below its head, and the parameter that a literal is given as', () => {
  const reading = read(`
    CPU0                        CPU1
    foo_set(true)
    {
      if (p->on == enable)
        return 0;
                                foo_set(false)
                                {
                                  if (p->on == enable)
                                    return 0;
      p->on = enable;`);
  expect(reading.without).toBeNull();
  expect(reading.source).toMatch(/enable = true;[^]*enable = false;/);
});

test('a lock that is given back twice was taken again in between', () => {
  const reading = read(`
    CPU0                        CPU1
    mutex_lock(&m);
    r = x;
    mutex_unlock(&m);
                                mutex_lock(&m);
                                x = 1;
                                mutex_unlock(&m);
    s = x;                      // 1
    mutex_unlock(&m);`);
  expect(reading.source?.match(/mutex_lock/g)).toHaveLength(3);
  expect(happens(reading)).toBe('sc tso arm');
});

test('two who wait for one that goes on hang nobody, and a word of a timer may have no brackets', () => {
  const waiting = read(`
    CPU 1                        CPU 2                      CPU 3
    read_lock(&l); // get it
                                                            write_lock_irq(&l); // wait for it
                                 read_lock(&l); // cannot get it`);
  expect(waiting.asked.k).toBe('nothing');
  const bare = read(`
   (Thread 1)                  |      (Thread 2)
foo_start                      |
 mod_timer                     |
 (wait a time)                 |
 foo_timeout                   |  foo_stop
    kfree(fw) //(1)            |
                               |    kfree(fw) //(2)`);
  expect(bare.without).toBeNull();
  expect(bare.asked.slug).toBe('double-free');
  expect(happens(bare)).toBe('sc tso arm');
});

test('bytes that are copied from what was freed', () => {
  const reading = read(`
      CPU0                         CPU1
      foo_remove()
        kfree(priv->buf)
                                   foo_handler()
                                     memcpy(priv->buf, ...)`);
  expect(reading.asked.slug).toBe('use-after-free');
  expect(happens(reading)).toBe('sc tso arm');
});

test('a flag that a function is given, and that another column has not seen any more', () => {
  const reading = read(`
      CPU0                         CPU1
      clear(WANT_STOP)
                                   leaves the loop, no WANT_STOP
      bind(CPU2)                   BUG_ON(not there yet)`);
  expect(reading.without).toBeNull();
  expect(reading.source).toContain('WRITE_ONCE(want_stop, 0)');
  expect(happens(reading)).toBe('sc tso arm');
});
