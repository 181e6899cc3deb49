/** Who waits exclusively, for a futex, for a page's lock; callbacks of a domain of SRCU. */
import { expect, test } from 'vitest';
import { verdictOf, type Case } from '../../machine/words/verdict.fixture.ts';

const SC: Case = { model: 'sc' };
const X86: Case = { arch: 'x86', model: 'tso' };

/** Two sleep exclusively, the second behind the first; CPU 2 wakes. */
const sleepers = (wakes: string) => `DECLARE_WAIT_QUEUE_HEAD(wq); int first, second, x;
void waits(void) { DEFINE_WAIT(w); prepare_to_wait_exclusive(&wq, &w, TASK_UNINTERRUPTIBLE); }
cpu 0 rests { waits(); WRITE_ONCE(first, 1); schedule(); DEFINE_WAIT(w); finish_wait(&wq, &w); WRITE_ONCE(x, x + 1); }
cpu 1 rests { while (!READ_ONCE(first)) cpu_relax(); waits(); WRITE_ONCE(second, 1); schedule(); WRITE_ONCE(x, x + 2); }
cpu 2 { while (!READ_ONCE(second)) cpu_relax(); ${wakes} }`;

const futex = (wakes: string) =>
  `u32 f; cpu 0 { int r = futex_wait(&f, 0); assert(r == 0 || r == -EWOULDBLOCK, bad); } cpu 1 { WRITE_ONCE(f, 1); ${wakes} }`;

const locked = (takes: string, gives: string) =>
  `struct page page; struct folio folio; int x; void f(void) { ${takes} int r = x; x = r + 1; ${gives} } cpu 0 { f(); } cpu 1 { f(); } final(x == 2, bad);`;

const SRCU = (
  then: string,
  reads = 'srcu_read_lock(&ss)',
  ends = 'srcu_read_unlock(&ss, i);',
) => `struct obj { int x; struct rcu_head rcu; }; struct srcu_struct ss; struct obj *gp; int freed;
void free_obj(struct rcu_head *head) { kfree(container_of(head, struct obj, rcu)); WRITE_ONCE(freed, 1); }
cpu 0 { struct obj *o = kzalloc(sizeof(*o), GFP_KERNEL); rcu_assign_pointer(gp, o); WRITE_ONCE(gp, NULL); call_srcu(&ss, &o->rcu, free_obj); ${then} }
cpu 1 { int i = ${reads}; struct obj *o = rcu_dereference(gp); if (o) READ_ONCE(o->x); ${ends} }`;

test.each<[string, string, string, ...Case[]]>([
  [
    'wake_up() wakes the first of them alone',
    'holds',
    `${sleepers('wake_up(&wq);')} final(x == 1, bad);`,
    SC,
  ],
  [
    'wake_up_all() all',
    'holds',
    `${sleepers('wake_up_all(&wq);')} final(x == 3 || x == 2 || x == 1, bad);`,
    SC,
  ],
  ['not one of them', 'violated bad', `${sleepers('wake_up_all(&wq);')} final(x == 1, bad);`, SC],
  ['wake_up_nr() so many', 'violated bad', `${sleepers('wake_up_nr(&wq, 2);')} final(x == 1, bad);`, SC],
  ['each one more', 'violated bad', `${sleepers('wake_up(&wq); wake_up(&wq);')} final(x == 1, bad);`, SC],
  ['the uninterruptible stay for others', 'holds', `${sleepers('wake_up_interruptible_nr(&wq, 2);')} final(x == 0, bad);`, SC], // prettier-ignore
  ['who waits for a condition does so, too', 'holds', 'DECLARE_WAIT_QUEUE_HEAD(wq); int n; cpu 0 { int r = wait_event_interruptible_exclusive(wq, READ_ONCE(n)); assert(r == 0, bad); } cpu 1 { wait_event_killable_exclusive(wq, READ_ONCE(n)); } cpu 2 { WRITE_ONCE(n, 1); wake_up(&wq); wake_up(&wq); }', SC], // prettier-ignore
  ['one wake-up for two is one too few', 'deadlock', 'DECLARE_WAIT_QUEUE_HEAD(wq); int n; cpu 0 { wait_event_killable_exclusive(wq, READ_ONCE(n)); } cpu 1 { wait_event_killable_exclusive(wq, READ_ONCE(n)); } cpu 2 { WRITE_ONCE(n, 1); wake_up(&wq); }', SC], // prettier-ignore

  ['a futex: whoever changes the word and wakes is not missed', 'holds', futex('futex_wake(&f, 1);'), SC, X86, {}], // prettier-ignore
  ['who does not wake is', 'deadlock', futex(''), SC],
  ['who wakes before he changes the word, too', 'deadlock', 'u32 f; cpu 0 { futex_wait(&f, 0); } cpu 1 { futex_wake(&f, 1); WRITE_ONCE(f, 1); }', SC], // prettier-ignore
  ['another word wakes nobody', 'deadlock', `u32 g; ${futex('futex_wake(&g, 1);')}`, SC],
  ['it tells how many', 'holds', 'u32 f; cpu 0 { int r = futex_wait(&f, 1); int w = futex_wake(&f, 1); assert(r == -EWOULDBLOCK && w == 0, bad); }', SC], // prettier-ignore

  ['a page’s lock', 'holds', locked('lock_page(&page);', 'unlock_page(&page);'), SC, X86, {}],
  ['that is tried', 'holds', locked('while (!trylock_page(&page)) wait_on_page_locked(&page);', 'unlock_page(&page);'), SC], // prettier-ignore
  ['a folio’s', 'holds', locked('folio_lock(&folio);', 'folio_unlock(&folio);'), SC, {}],
  ['that is tried, too', 'holds', locked('while (!folio_trylock(&folio)) folio_wait_locked(&folio);', 'BUG_ON(!folio_test_locked(&folio)); folio_unlock(&folio);'), SC], // prettier-ignore
  ['given back by who has it not', 'violated bug-on', 'struct page page; cpu 0 { int r = PageLocked(&page); unlock_page(&page); }', SC], // prettier-ignore

  ['call_srcu() waits for the readers of its domain', 'holds', SRCU(''), SC, X86],
  ['not for those of RCU', 'violated use-after-free', SRCU('', '0; rcu_read_lock()', 'rcu_read_unlock();').replace('int i = 0; rcu_read_lock();', 'int i = 0; rcu_read_lock();'), SC], // prettier-ignore
  ['srcu_barrier() waits for it', 'holds', SRCU('srcu_barrier(&ss); int r = READ_ONCE(freed); assert(r == 1, bad); cleanup_srcu_struct(&ss);'), SC], // prettier-ignore
  ['rcu_barrier() does not', 'violated bad', SRCU('rcu_barrier(); int r = READ_ONCE(freed); assert(r == 1, bad);'), SC], // prettier-ignore
])('%s: %s', (_, verdict, text, ...how) => {
  expect(how.map((one) => verdictOf(text, one))).toEqual(how.map(() => verdict));
});
