/** Locks whose inside is drawn, and how what is stored last ends. */
import { expect, test } from 'vitest';
import { completedSource } from '../../index.ts';
import { happens, read } from './table-answers.fixture.ts';

const DRAWN = `
CPU0                    CPU1
m->who = A
                        slow_lock(m)
                        lock(m->inner)
                          w = m->who & ~BITS;
fast_unlock(m)
cmpxchg(m->who, A, NULL)
 ===> worked (m->who = NULL)
                          m->who = w
                           ==> m->who = A`;

test('the call is the name of what follows, and takes nothing', () => {
  const reading = read(DRAWN);
  expect(reading.source).not.toMatch(/slow_lock\(m\);|&m->slow_lock|fast_unlock\(m\);/);
  expect(reading.asked.text).toContain('m->who == A');
  expect(happens(reading)).toBe('sc tso arm');
});

test('a row of which a value is told and that only stores is a row of the interleaving without it', () => {
  const source = completedSource(read(DRAWN), { sc: true, tso: true, arm: true });
  expect(source).toContain('    1: "m->who = w";');
  expect(source).toContain('ends violated as-drawn');
});
