/** Manners of drawing: where locks are given back, who does what, how memory begins, what stands in brackets. */
import { expect, test } from 'vitest';
import { happens, read } from './table-answers.fixture.ts';

test.each([
  [
    'what an arm of a branch gives back is given back once',
    `
  CPU0                               CPU1
                                     if (test_bit(SIGNALED, &f->flags)) -> false
  spin_lock(&f->lock);
  set_bit(SIGNALED, &f->flags);
  if (!READ_ONCE(f->cb)) // empty
  spin_unlock(&f->lock);
                                     spin_lock(&f->lock);
                                     WRITE_ONCE(f->cb, 1);
                                     spin_unlock(&f->lock);`,
    'sc tso arm',
  ],
  [
    'an address at the start, a barrier in brackets, a value by its address',
    `
        CPU 1                   CPU 2
        ===============         ===============
        { B == 2, C == 3, P == &C }
        B = 4;
        <write barrier>
        WRITE_ONCE(P, &B);
                                Q = READ_ONCE(P);    // &B
                                D = *Q;              // 2`,
    'nowhere',
  ],
  [
    'the same without the barrier',
    `
        CPU 1                   CPU 2
        ===============         ===============
        { B == 2, C == 3, P == &C }
        B = 4;
        WRITE_ONCE(P, &B);
                                Q = READ_ONCE(P);    // &B
                                D = *Q;              // 2`,
    'arm',
  ],
  [
    'headings of any words with a rule each, and code beside each other',
    `
 vcpu thread                           requester
 ===========                           =========
 vcpu->mode = 1;                       vcpu->requests = 1;
 smp_mb();                             smp_mb();
 r0 = vcpu->requests;  /* 0 */         r1 = vcpu->mode;   /* 0 */`,
    'nowhere',
  ],
])('%s', (_, text, where) => {
  expect(happens(read(text))).toBe(where);
});

test('a function before a colon says who does it', () => {
  const { cells } = read(`
CPU 0: tryget(): if (atomic_inc_not_zero(&c->refs)) // succeeds
CPU 1: if (atomic_dec_and_test(&c->refs)) // true
CPU 1:     kfree(c);
CPU 0:     c->id = 1;`);
  expect(cells[0]?.statement).toBe('if (atomic_inc_not_zero(&c->refs))');
});
