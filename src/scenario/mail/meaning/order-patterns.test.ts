/** Patterns of ordered accesses, as comments in the source draw them: without headings, by the words of tasks and functions. */
import { describe, expect, it } from 'vitest';
import { happens, read } from './table-answers.fixture.ts';

const flags = { mb: 'off' };

describe('patterns', () => {
  it('of marked accesses have no headings, and each side its own name for the record', () => {
    const reading = read(` * Order of slot->mode and slot->full:
 *
 *   [S] slot->mode = ASLEEP      [S] peer->full = 1
 *       MB                           MB
 *   [L] slot->full             [RmW] slot->mode = AWAKE
 *
 * Pairs with the kick.
`);
    expect(reading.cells.map(({ statement }) => statement).slice(0, 6)).toEqual([
      'WRITE_ONCE(slot->mode, ASLEEP)',
      'WRITE_ONCE(slot->full, 1)',
      'smp_mb()',
      'smp_mb()',
      'r0 = READ_ONCE(slot->full)',
      'r0 = xchg(&slot->mode, AWAKE)',
    ]);
    expect(reading.inferences.map(({ text }) => text)).toContain(
      '`peer` taken as the other side’s name for what `slot` points to',
    );
    expect([happens(reading), happens(reading, flags)]).toEqual(['nowhere', 'tso arm']);
  });

  it('of writes and reads name their places in brackets', () => {
    const reading = read(`which comes to:

      A = B = 0

      w[A]=1          w[B]=1
      MB              MB
      r[B]=b          r[A]=a

so that a==0 && b==0 cannot be.
`);
    expect(reading.asked.text).toContain('a == 0');
    expect([happens(reading), happens(reading, flags)]).toEqual(['nowhere', 'tso arm']);
  });

  it('go on over lines that name what runs next, set in below functions', () => {
    const reading = read(`	 * enlist()				rouse()
	 *   STORE j->listed = 1		  LOAD j->mood
	 *   UNLOCK bed->lock
	 *
	 * lay_down() (of job 'j')
	 *   LOCK bed->lock			  smp_rmb();
	 *   smp_mb__after_spinlock();
	 *   UNLOCK bed->lock
	 *
	 * [job j]
	 *   STORE j->mood = TIRED		  LOAD j->listed
	 *
	 * Pairs with the LOCK in lay_down().
`);
    expect(reading.asked.text).toContain('r0 == TIRED, CPU 1: r1 == 0');
    expect([happens(reading), happens(reading, { rmb: 'off' })]).toEqual(['nowhere', 'arm']);
  });

  it('of tasks are about the state that a heading sets, and about flags', () => {
    const reading = read(`     * __set_current_state(@state)		poke()
     *					  set_tsk_thread_flag(t, TIF_SIGPENDING)
     *   smp_mb()				  smp_mb()
     *   if (signal_pending())			  if (t->state & @state)
`);
    expect(reading.cells[0]?.statement).toBe('WRITE_ONCE(t->state, TASK_INTERRUPTIBLE)');
    expect([happens(reading), happens(reading, flags)]).toEqual(['nowhere', 'tso arm']);
  });

  it('of who sleeps on what it was, and who finds nobody asleep', () => {
    const reading = read(`	CPU0				CPU1

	state = TASK_UNINTERRUPTIBLE	answer = ready
	smp_mb()			smp_mb()
	if (answer == -EAGAIN)		if (!(w->state & state))
	  schedule()			  goto out
`);
    expect(reading.inferences.map(({ text }) => text).join()).toContain('answer begins with -EAGAIN');
    expect([happens(reading), happens(reading, flags)]).toEqual(['nowhere', 'tso arm']);
  });

  it('draw what a wait does below its name, and do not wait besides', () => {
    const reading = read(`	CPU 0				CPU 1
	futex_wait(f, old);
	sleepers++;
	smp_mb();
	now = *f;
					*f = 2;
					futex_wake(f);
					smp_mb();
	if (now == old)
	    schedule();
					if (sleepers)
					    rouse(f);
`);
    expect(reading.cells.filter(({ text }) => text.startsWith('futex_')).map(({ as }) => as)).toEqual([
      'note',
      'note',
    ]);
    expect(reading.source).not.toContain('futex_w');
  });
});

describe('who finds what', () => {
  it('is said of a CPU, behind the table', () => {
    const reading = read(`	CPU0			CPU1			CPU2

				while (!READ_ONCE(X))
				  cpu_relax();
	X=1
				<sched-out>
							<sched-in>
							r = X;

It must not be that CPU2 sees X==0.
`);
    expect(reading.asked.text).toContain('CPU 2: r == 0');
    expect(happens(reading)).toBe('nowhere');
  });

  it('is a surprise beside what is said of one load', () => {
    const reading = read(`	CPU 1			CPU 2
	===============		===============
		{ N = 5; M = 6; P = &M }
	STORE N = 3
	<write barrier>
	STORE P = &N		LOAD K
	STORE L = 1		LOAD P (gets &N)
				LOAD *P (reads N)
`);
    expect(reading.asked.text).toContain('r0 == &N, CPU 1: r1 == 5');
    expect([happens(reading), happens(reading, { wmb: 'off' })]).toEqual(['nowhere', 'arm']);
  });
});

describe('rows', () => {
  it('write members of what goes without saying, and queue entries without names', () => {
    const reading = read(`	cpu0			cpu1			cpu2

	enlist()
	  ->full = 1;
	  llist_add()
				empty_it()
				  llist_del_all()
							enlist()
							  ->full = 1
							  llist_add()
				  ->full = 0

Which leaves a list with entries, but full == 0.
`);
    expect(reading.cells.every(({ isUnknown }) => !isUnknown)).toBe(true);
    expect(happens(reading)).toBe('sc tso arm');
  });

  it('go on behind a wait, so that nobody waits for ever', () => {
    const reading = read(`	CPU0			CPU1			CPU2
	open_gate()
	  g->shut = 0;
				walk_in()
				  wait_event(, !g->shut);
							shut_gate()
							  xchg(&g->shut, 1);
				  count_me_in();
-- Jo
`);
    expect(reading.asked.k).not.toBe('deadlock');
    expect(reading.cells.map(({ text }) => text)).not.toContain('-- Jo');
  });

  it('say that the last reference is gone below the call that drops it', () => {
    const reading = read(`	CPU0			CPU1			CPU2
	it->at = o;
				obj_put(o) // from the end
					   // last ref, o will be freed
							rcu_read_lock()
							obj_tryget(o) // kaboom
`);
    expect(reading.asked.slug).toBe('use-after-free');
    expect(happens(reading)).toBe('sc tso arm');
  });
});

describe('what is asked', () => {
  it('is whether a request may be missed that one function leaves and another looks for', () => {
    const reading = read(`  CPU1                                    CPU2
  =================                       =================
  WRITE_ONCE(box->mode, BUSY);            box_make_request(REQ, box);
  smp_mb();                               smp_mb();
  if (box_request_pending(box)) {         if (READ_ONCE(box->mode) ==
                                              BUSY) {
      ...leave...                             ...kick it...
  }                                       }
`);
    expect(reading.cells.every(({ isUnknown }) => !isUnknown)).toBe(true);
    expect([happens(reading), happens(reading, { mb: 'off' })]).toEqual(['nowhere', 'tso arm']);
  });

  it('is whether both go the same way, where that is said', () => {
    const reading = read(`CPU0					CPU1

attach()				late_init()
  hook_up()				hook_up()
    if (IS_ERR_OR_NULL(hook))		  if (IS_ERR_OR_NULL(hook))

BANG: Both CPUs see NULL and both CPUs hook it up.
`);
    expect(reading.asked.text).toContain('CPU 0: r0 != 0, CPU 1: r0 != 0');
    expect(happens(reading)).toBe('sc tso arm');
  });

  it('is an assertion behind a barrier that user code calls', () => {
    const reading = read(`CPU 0                   CPU 1
x = 1
barrier()
y = 1
                        r1 = load y
                        membarrier()
                        r2 = load x
                        BUG_ON(r1 == 1 && r2 == 0)
`);
    expect(happens(reading)).toBe('arm');
  });
});

describe('what comes from outside', () => {
  it('is an IPI that is sent for the barrier that it brings', () => {
    const reading = read(`        CPU0                    CPU1

        new = 1
        order_all():
          a: smp_mb()
          b: send IPI           IPI-induced mb
          c: smp_mb()
        q = ready
                                ready = 1
                                barrier()
                                p = new

                  BUG_ON(p == 0 && q == 0)
`);
    expect(reading.source).toContain('smp_call_function_single(1, ipi_mb, NULL, 1)');
    expect(reading.inferences.map(({ key }) => key)).not.toContain('pointer:ipi_mb');
    expect(happens(reading)).toBe('nowhere');
  });

  it('is told of registers in passing, and what is quoted from a row is not', () => {
    const reading = read(`	CPU0			CPU1
				data = 1
				barrier()
				flag = 1
	r2 = flag
	r1 = data

It is possible to have r2 = 1 though data is written later: then "r1 = data" is done
before, so we get r1 = 0.
`);
    expect(reading.asked.text).toContain('CPU 0: r2 == 1, CPU 0: r1 == 0');
    expect(happens(reading)).toBe('arm');
  });
});

describe('who waits', () => {
  it('is in the queue that the waker looks at, with or without a sign before its name', () => {
    const reading = read(`      CPU0 - waker                    CPU1 - waiter

                                      for (;;) {
      @cond = true;                     prepare_to_wait(&wq, &wait, state);
      smp_mb();
      if (waitqueue_active(wq))              if (@cond)
        wake_up(wq);                             break;
                                        schedule();
                                      }
                                      finish_wait(&wq, &wait);
`);
    expect(reading.asked.k).toBe('deadlock');
    expect([happens(reading), happens(reading, flags)]).toEqual(['nowhere', 'tso arm']);
  });
});

describe('a list', () => {
  it('says of each CPU what it executes, and what has been freed', () => {
    const reading = read(`There are three CPUs.

(1) CPU0 enter do_io()
(2) CPU0 execute take_vec(1, &vec)
(3) CPU0 exit do_io()
(4) CPU0 execute free_vec(1, &vec)
(5) CPU1 execute end_io()  with vec freed at (4)

Then CPU1 touches memory that is freed already.
`);
    expect(reading.asked.slug).toBe('use-after-free');
    expect(happens(reading)).toBe('sc tso arm');
  });
});

describe('a look', () => {
  it('may be typed as a check, and both may miss what the other stores', () => {
    const reading = read(`	READER			WRITER

	inside = 0;		closing = 1;
	wmb();			wmb();
	CHECK(closing != 0)	CHECK(inside == 0)

We must not miss both CHECKs.
`);
    expect(happens(reading)).toBe('tso arm');
  });

  it('takes what the other column gives back', () => {
    const reading = read(`    CPU A                           CPU B

    WRITE_ONCE(notes, 1);
    atomic_set(&holder, 0);
                                    if (atomic_cmpxchg(&holder, 0, 2) == 0)
                                            r = READ_ONCE(notes);  /* sees 0 */
`);
    expect(reading.inferences.map(({ text }) => text).join()).toContain('holder begins with 1');
    expect(happens(reading)).toBe('arm');
  });
});
