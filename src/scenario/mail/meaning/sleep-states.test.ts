/** Who sleeps and is not woken: by values, by a state that no row sets, by what the words say. */
import { expect, test } from 'vitest';
import { happens, read } from './table-answers.fixture.ts';

const SIDE_BY_SIDE = (barrier: string) => `
    sleeper                          waker
    WRITE_ONCE(asleep, 1);           WRITE_ONCE(todo, 1);
    ${barrier.padEnd(32)} ${barrier}
    if (!READ_ONCE(todo))            if (READ_ONCE(asleep))
        schedule();                      wake_up_process(tsk);`;

test('a bare schedule() sleeps in a state that was set before the column has looked', () => {
  const reading = read(SIDE_BY_SIDE(''));
  expect(reading.asked.k).toBe('deadlock');
  expect(happens(reading)).toBe('tso arm');
  expect(happens(read(SIDE_BY_SIDE('smp_mb();')))).toBe('nowhere');
  expect(reading.inferences.map(({ text }) => text)).toContain(
    'the state of the task that calls schedule() taken as set before it looks whether to sleep',
  );
});

test('a wake-up that is drawn between the look and the sleep comes before the state is set', () => {
  const reading = read(`
    sleeper                          waker
    if (!READ_ONCE(todo))
                                     WRITE_ONCE(todo, 1);
                                     wake_up_process(tsk);
    schedule();`);
  expect(happens(reading)).toBe('sc tso arm');
});

test('that neither sees what the other stores is said of both conditions', () => {
  const reading = read(`${SIDE_BY_SIDE('')}\n\nNeither side sees the other's write, so nothing is done.`);
  expect(reading.asked.k).toBe('values');
  expect(reading.source).toContain('final(!(cpu1.r0 == 0 && cpu0.r0 != 0)');
  expect(happens(reading)).toBe('tso arm');
});

test('a comparison of values behind a comparison tells both sides, and a sleeper that nobody saw is a lost wake-up', () => {
  const reading = read(`
    producer                         consumer
                                     if (put == got)     // 3 == 3
    WRITE_ONCE(put, 4);
    if (READ_ONCE(state) & WAITING)  // no
                                     WRITE_ONCE(state, WAITING);
                                     schedule();`);
  expect(reading.source).toContain('static int put = 3;');
  expect(reading.source).toContain('static int got = 3;');
  expect(reading.asked.slug).toBe('lost-wake-up');
  expect(happens(reading)).toBe('sc tso arm');
  const unlike = read(`
    CPU 0                            CPU 1
    if (put > got)     // 1 > 5, no
                                     WRITE_ONCE(put, 9);`);
  expect(unlike.source).toContain('cpu0.r0 == 0');
});

test('a lost wake-up in prose: what was compared, who was not there, who sleeps for ever', () => {
  const reading = read(`
    1) taker: box->in == box->out, so it goes to sleep
    2) giver: box->in++
    3) giver: waitqueue_active(&box->wq) is false, no wake-up
    4) taker: prepare_to_wait(&box->wq)
    5) taker: schedule(), sleeps forever`);
  expect(reading.asked).toMatchObject({ k: 'values', slug: 'lost-wake-up' });
  expect(reading.source).toContain('final(!(cpu0.r1 != 0 && cpu1.r3 == 0), lost-wake-up)');
  expect(reading.inferences.map(({ key }) => key)).not.toContain('harm:deadlock');
  expect(happens(reading)).toBe('sc tso arm');
});
