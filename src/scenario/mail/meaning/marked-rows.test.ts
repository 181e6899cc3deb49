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
