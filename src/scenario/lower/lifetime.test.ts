/** Objects that come and go, and what a pointer to them may do when. */
import { describe, expect, test } from 'vitest';
import { verdictOf, type Case } from '../../machine/words/verdict.fixture.ts';

const FOO = 'struct foo { int a; struct foo *next; };';
const X86: Case = { arch: 'x86', model: 'tso' };

describe('what is freed is gone', () => {
  test.each<[string, string, string]>([
    [
      'nobody looks',
      'holds',
      'cpu 0 { struct foo *p = kvmalloc(sizeof(*p), GFP_KERNEL); p->a = 1; kvfree(p); }',
    ],
    [
      'reading behind it',
      'violated use-after-free',
      'cpu 0 { struct foo *p = kvzalloc(sizeof(struct foo), GFP_KERNEL); kfree(p); int r = p->a; }',
    ],
    [
      'writing behind it',
      'violated use-after-free',
      'struct foo x; cpu 0 { struct foo *p = &x; kfree(p); p->next = NULL; }',
    ],
    [
      'an atomic behind it',
      'violated use-after-free',
      'struct foo x; cpu 0 { kfree(&x); atomic_inc(&x.a); }',
    ],
    [
      'through a pointer to a member',
      'violated use-after-free',
      'struct foo x; cpu 0 { int *p = &x.a; kfree(container_of(p, struct foo, a)); *p = 1; }',
    ],
    [
      'by another CPU, between its look and its use',
      'violated use-after-free',
      'struct foo x; struct foo *gp = &x; cpu 0 { struct foo *p = xchg(&gp, NULL); kfree(p); } cpu 1 { struct foo *p = READ_ONCE(gp); if (p) p->a = 1; }',
    ],
    [
      'the pointer that is loaded through itself',
      'violated use-after-free',
      'struct foo x, y; cpu 0 { x.next = &y; struct foo *p = &x; kfree(&y); p = p->next; p = p->next; }',
    ],
    [
      'another object is not',
      'holds',
      'struct foo x, y; cpu 0 { struct foo *p = &x; struct foo *q = &y; kfree(p); q->a = 1; int r = y.a; }',
    ],
    [
      'an element of an array',
      'violated use-after-free',
      'struct foo x[2]; cpu 0 { int i = READ_ONCE(x[0].a) + 1; kfree(&x[1]); x[i].a = 2; }',
    ],
    [
      'its neighbour is there',
      'holds',
      'struct foo x[2]; cpu 0 { kfree(&x[1]); int i = READ_ONCE(x[0].a); x[i].a = 2; }',
    ],
    ['twice', 'violated double-free', 'struct foo x; cpu 0 { kfree(&x); } cpu 1 { kfree(&x); }'],
    ['a part', 'violated bad-free', 'struct foo x; cpu 0 { kfree(&x.next); }'],
    [
      'NULL is let be',
      'holds',
      'struct foo x; struct foo *gp; cpu 0 { kfree(NULL); kfree(READ_ONCE(gp)); kfree(&x); }',
    ],
    [
      'a rule may have the name of the scenario',
      'violated gone',
      'property gone "It is gone." rule use-after-free\nstruct foo x; cpu 0 { kfree(&x); x.a = 1; }',
    ],
  ])('%s: %s', (_, verdict, code) => {
    expect(verdictOf(`${FOO} ${code}`)).toBe(verdict);
  });
});

/** CPU 0 uses the object, says that it has, CPU 1 frees it then. */
const handOver = (done: string) =>
  `${FOO} struct foo x; int done; cpu 0 { int r = x.a; ${done}; } cpu 1 { while (!READ_ONCE(done)) cpu_relax(); kfree(&x); }`;

test('a use that may come after the word that it is over', () => {
  expect(verdictOf(handOver('WRITE_ONCE(done, 1)'))).toBe('violated use-after-free');
  expect(verdictOf(handOver('smp_store_release(&done, 1)'))).toBe('holds');
  expect(verdictOf(handOver('WRITE_ONCE(done, 1)'), X86)).toBe('holds');
});

test('all that came before is done when the object is gone', () => {
  const own = `${FOO} struct foo x; cpu 0 { x.a = 1; x.next = &x; kfree(&x); }`;
  expect(verdictOf(own)).toBe('holds');
  expect(verdictOf(own, X86)).toBe('holds');
});

test('what is allocated holds garbage until it is stored to, also for who gets the pointer early', () => {
  const publish = (alloc: string, store: string) =>
    `${FOO} struct foo *gp; cpu 0 { struct foo *p = ${alloc}(sizeof(*p), GFP_KERNEL); ${store}; }
     cpu 1 { struct foo *p = READ_ONCE(gp); if (p) { int r = p->a; assert(r == 0, bad); } }`;
  expect(verdictOf(publish('kzalloc', 'smp_store_release(&gp, p)'))).toBe('holds');
  expect(verdictOf(publish('kzalloc', 'WRITE_ONCE(gp, p)'))).toBe('violated bad');
  expect(verdictOf(publish('kmalloc', 'smp_store_release(&gp, p)'))).toBe('violated bad');
});

test('a place that is passed again allocates again, until there is no more', () => {
  const twice = (rounds: number) =>
    `${FOO} int same, none; cpu 0 { struct foo *last = NULL; for (int i = 0; i < ${String(rounds)}; i++) {
       struct foo *p = kmalloc(sizeof(*p), GFP_KERNEL); if (p == last) same = 1; if (!p) none = 1; last = p; } }
     final(!same && !none, bad);`;
  expect(verdictOf(twice(4))).toBe('holds');
  expect(verdictOf(twice(5))).toBe('violated bad');
});
