/** Columns of interrupts are on the CPU that they interrupt. */
import { expect, test } from 'vitest';
import { happens, read } from './table-answers.fixture.ts';

const LOCKS = `
CPU 0                    CPU 0 (irq)              CPU 1
spin_lock(&l);
                                                  x = 1;
                         spin_lock(&l);
                         *** deadlock`;

test('who waits in an interrupt for what its own CPU holds waits for ever', () => {
  const reading = read(LOCKS);
  expect(reading.columns.map(({ title }) => title)).toEqual(['CPU 0', 'CPU 1']);
  expect(reading.source).toContain('on irq irq_0 cpu 0');
  expect(happens(reading)).toBe('sc tso arm');
  const own = read(LOCKS, { 'column:1': 'a CPU of its own' });
  expect(own.columns).toHaveLength(3);
  expect(happens(own)).toBe('nowhere');
});

test('softirqs stay away where bottom halves are off', () => {
  const drawn = (lock: string) => `
process context                    softirq

${lock}(&dev->lock);
                                   <softirq>
                                   spin_lock(&dev->lock);
                                   *deadlock*`;
  expect(happens(read(drawn('spin_lock   ')))).toBe('sc tso arm');
  expect(happens(read(drawn('spin_lock_bh')))).toBe('nowhere');
});

test('an interrupt sees what its CPU has stored, and what it finds is asked', () => {
  const drawn = (found: number) => `
 task (a section)                         | same CPU, IRQ
 x = 1;                                   |
                                          | r0 = x;  // ${String(found)}
                                          | y = 1;
 r1 = y;  // 0                            |`;
  const reading = read(drawn(1));
  expect(reading.cells.find(({ irq }) => irq !== undefined)).toMatchObject({ cpu: 0, irq: 'irq_0' });
  expect(happens(read(drawn(0)))).toBe('nowhere');
  expect(happens(read(drawn(1).replace('y;  // 0', 'y;  // 1')))).toBe('sc tso arm');
});

test('where it is not said whose interrupts they are both can be chosen', () => {
  const drawn = `
CPU 0                    softirq                  CPU 1
x = 1;
                         r = x;  // 1
                                                  y = 1;`;
  const whole = read(drawn).inferences.find(({ key }) => key === 'column:1');
  expect(whole?.taken).toBe('a CPU of its own');
  expect(whole?.choices).toHaveLength(3);
  expect(read(drawn, { 'column:1': whole?.choices[1] ?? '' }).source).toContain('on softirq softirq_1 cpu 1');
});

test('who is overtaken in the middle of an interrupt is on another CPU', () => {
  const reading = read(`
 task context                     | timer interrupt
 gone()                           |
   timer_delete(&d->t)            |
                                  | expires()
   kfree(d)                       |
                                  |   d->hits++
`);
  expect(reading.columns).toHaveLength(2);
  expect(reading.asked.slug).toBe('use-after-free');
  expect(happens(reading)).toBe('sc tso arm');
});
