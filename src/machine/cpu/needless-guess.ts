/**
 * Guesses that a search can do without: whatever a run with such a guess comes to, one without it does too. They stay
 * choices of the machine, since a CPU may make them and a reader may step into them; a search leaves them out (explore).
 *
 * **It can wait** while something in flight holds back every access behind it, and all else behind it waits for a branch:
 *
 *     in flight: R.acq l        guess `if (x)`, issue what follows, l takes its value       states that differ in the guess only
 *     next: if (x)              l takes its value, guess `if (x)`, issue what follows       the same state from here on
 *
 * Until that is complete no load behind the guess takes a value and no store becomes visible (rule 4). Asserts, ghosts,
 * maintenance, interrupts that are sent or taken wait for an open branch (1, F4, F5, V7, C1, C7), which the guess is, or an older one
 * must be: a select and a compare-and-swap are no branches. A mask or mode that changes behind it is seen by nothing before; a
 * location that a store-exclusive keeps only holds others back. So the guess and what issued behind it can be the next steps of their CPU
 * once that is complete; if the branch is known by then, without the guess. Interrupts that come before the branch are taken there as ever.
 * Walks and fetches begin behind an acquire or a DMB (V4, F2), read-side sections behind anything (12): no guess waits that could
 * lead to one, nor where an invariant looks into registers. A run that is stuck before the guess is stuck behind it as well.
 *
 * **It contradicts** older guesses where no value of the load they speak of makes all of them true (contradiction.ts): such a run is squashed when
 * that takes its value. The other arm is always left, so that nobody is stuck for want of a choice.
 */
import type { DraftRun } from './draft-run.ts';
import type { Action } from './actions.ts';
import { contradicts, type Claim } from './contradiction.ts';
import { blocked, branchOpen } from './queue-rules.ts';
import type { Instr } from '../program.ts';
import { isKnown } from './value.ts';

const NONE: ReadonlySet<number> = new Set();

/** Numbers of the actions that are needless guesses, `run` standing before them. */
export function needlessGuesses(
  run: DraftRun,
  actions: readonly Action[],
  urgent: boolean,
): ReadonlySet<number> {
  const guesses = actions.flatMap(({ kind }, nth) => (kind === 'predict' ? [nth] : []));
  if (guesses.length < 2) return NONE;
  const { pc } = run.top();
  const instr = run.instr(pc);
  if (!urgent && run.setup.guessesCanWait.has(pc) && canWait(run, instr)) return new Set(guesses);
  if (instr.op !== 'branch' && instr.op !== 'select') return NONE;
  const cond = run.eval(instr.cond);
  const claims = run.d.queue.flatMap((e): readonly Claim[] =>
    e.kind === 'guess' && e.val !== null && !isKnown(e.val) ? [{ val: e.val, holds: e.expect }] : [],
  );
  const wrong = guesses.filter((nth) =>
    contradicts(claims, { val: cond, holds: actions[nth]?.alternative === 0 }),
  );
  return wrong.length < guesses.length ? new Set(wrong) : NONE;
}

function canWait(run: DraftRun, instr: Instr): boolean {
  const { queue } = run.d;
  const { length } = queue;
  if (instr.op !== 'branch' && !branchOpen(queue, length)) return false;
  return blocked(queue, length, false) && blocked(queue, length, true);
}
