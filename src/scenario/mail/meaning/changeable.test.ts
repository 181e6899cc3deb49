/** What was taken so can be said otherwise: the claim, types, pointers, beginnings. */
import { expect, test } from 'vitest';
import { happens, read } from './table-answers.fixture.ts';

const DRAWN = `
CPU 0                    CPU 1
spin_lock(&q->lock);
q->n = 3;
x = 1;
kfree(q);
                         r = x;  // 1
                         q->n = 4;`;

test('the claim can be another one', () => {
  const whole = read(DRAWN);
  const claim = whole.inferences.find(({ key }) => key === 'claim');
  expect(claim?.taken).toBe('a use after free');
  expect(happens(whole)).toBe('sc tso arm');
  const values = read(DRAWN, { claim: 'what its rows find' });
  expect(values.asked).toMatchObject({ k: 'values' });
  expect(values.source).toContain('cpu1.r == 1');
  expect(read(DRAWN, { claim: 'a deadlock' }).asked.k).toBe('deadlock');
  expect(read(DRAWN, { claim: 'nothing' }).asked.k).toBe('nothing');
});

test('numbers have the types that the reader gives them', () => {
  expect(
    read(DRAWN)
      .inferences.filter(({ key }) => key.startsWith('type:'))
      .map(({ key }) => key),
  ).toEqual(['type:x', 'type:q.n']);
  const told = read(DRAWN, { 'type:x': 'unsigned long', 'type:q.n': 'u8', 'type:r': 'spinlock_t' });
  expect(told.source).toContain('static unsigned long x;');
  expect(told.source).toContain('u8 n;');
});

test('a pointer that stands for one object can be a variable, and begin with NULL or an object', () => {
  const whole = read(DRAWN);
  expect(whole.source).toContain('#define q (&q_object)');
  const pointer = whole.inferences.find(({ key }) => key === 'pointer:q');
  expect(pointer?.choices).toContain('a shared pointer');
  const told = read(DRAWN, { 'pointer:q': 'a shared pointer' });
  expect(told.source).toContain('static struct q *q = &q_object;');
  expect(happens(told)).toBe('sc tso arm');
  const loaded = `
CPU 0                    CPU 1
p = READ_ONCE(head);  // NULL
                         WRITE_ONCE(head, &item);`;
  expect(read(loaded, { 'begin:head': 'an object' }).source).toContain('*head = &head_object;');
  expect(happens(read(loaded))).toBe('sc tso arm');
});
