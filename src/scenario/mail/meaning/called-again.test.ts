/** What calls do whose code is drawn elsewhere, or follows from what is asked of their result. */
import { expect, test } from 'vitest';
import { happens, read } from './table-answers.fixture.ts';

test('a call whose inside is drawn once does the same where it stands again', () => {
  const reading = read(`
    CPU 0                    CPU 1
    drop_one(item);
      kfree(item);
                             drop_one(item);   <-- again`);
  expect(reading.asked).toMatchObject({ k: 'rule', slug: 'double-free' });
  expect(happens(reading)).toBe('sc tso arm');
});

test('a call that branches may go another way the second time', () => {
  const reading = read(`
    CPU 0                    CPU 1
    drop_one(item);
      if (last)
        kfree(item);
                             drop_one(item);`);
  expect(reading.asked.slug).not.toBe('double-free');
});

const READERS = (barrier: string) => `
    reader                   writer
    WRITE_ONCE(users, 1);    WRITE_ONCE(closed, 1);
    ${barrier.padEnd(24)} ${barrier}
    if (READ_ONCE(closed))   n = sum_up(users);
        goto slow;           if (n == 0)
    /* in */                     /* in */`;

test('what an unknown function finds none of it has read', () => {
  const reading = read(READERS('smp_mb();'));
  expect(reading.source).toContain('n = READ_ONCE(users)');
  expect(reading.inferences.map(({ text }) => text)).toContain('sum_up() taken as READ_ONCE(users)');
  expect(happens(reading)).toBe('nowhere');
  expect(happens(read(READERS('')))).toBe('tso arm');
});

test('the barriers between a guest and its device are barriers without their argument', () => {
  const reading = read(`
    guest                    device
    WRITE_ONCE(x, 1);
    virtio_wmb();
    WRITE_ONCE(y, 1);
                             r1 = READ_ONCE(y);  // 1
                             virtio_rmb(weak);
                             r2 = READ_ONCE(x);  // 0`);
  expect(reading.source).toContain('smp_wmb();');
  expect(happens(reading)).toBe('nowhere');
  expect(happens(reading, { wmb: 'off' })).toBe('arm');
});
