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
