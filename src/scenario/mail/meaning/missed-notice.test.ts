/** Tables whose text says that somebody is never told. */
import { expect, it } from 'vitest';
import { happens, read } from './table-answers.fixture.ts';

const KICK = (text: string) => `${text}

   asks                             runs
   ----                             ----
                                    v->mode = INSIDE;
                                    if (v->requests)      /* 0 */
   v->requests = 1;                     goto out;
   if (v->mode == INSIDE)           enter_guest();
       kick_it();
`;

it('what is lost nobody was told, though the rows alone say that somebody was', () => {
  const lost = read(KICK('A request may get lost:'));
  expect(happens(lost)).toBe('tso arm');
  // What stands in a branch that is not taken cannot matter.
  expect(lost.without).toBeNull();
  const plain = read(KICK('This is how it runs:'));
  expect(happens(plain)).toBe('sc tso arm');
  expect(plain.without).not.toBeNull();
});

it('objects are put on lists by their entries, each column counts for itself, and both sides look too early', () => {
  const reading = read(`Both find nothing, and the request hangs.

  CPU 0                                CPU 1
  ------------------------------------------------------
  1. set_bit(AGAIN, &q->flags)         1. list_add(rq, &q->list)
  2. if (!list_empty(&q->list))        2. if (test_bit(AGAIN, &q->flags))
  3.     run_it()                      3.     run_it()
`);
  expect(reading.source).toContain('list_add(&rq->entry, &q->list);');
  // A locked set_bit() orders on x86, list_add() nowhere.
  expect(happens(reading)).toBe('tso arm');
});

it('who looks at a list and then sleeps has found it empty', () => {
  const reading = read(`   poll                                  callback
   if (list_empty(&ep->ready))
                                         list_add_tail(&item->link, &ep->ready)
                                         if (waitqueue_active(&ep->wq))  -> false
   __add_wait_queue(&ep->wq, &wait)
   schedule_timeout(MAX)
`);
  expect(reading.asked.slug).toBe('lost-wake-up');
  expect(reading.asked.text).toContain('CPU 0: r0 != 0');
  expect(happens(reading)).toBe('sc tso arm');
});

it('who is found and woken is not said to have been missed', () => {
  const reading = read(`A lost wake-up:

CPU 0                       CPU 1
WRITE_ONCE(waiting, 1);
                            WRITE_ONCE(done, 1);
                            if (READ_ONCE(waiting))
if (!READ_ONCE(done))
  schedule();
                              wake_up();
`);
  expect(reading.asked.text).not.toContain('nobody to wake');
});
