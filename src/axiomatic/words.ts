/** The relations and axioms in a sentence each, for those who meet one in a cycle. After Documentation/explanation.txt. */
import type { AxiomName } from './axioms.ts';
import type { Race } from './plain.ts';

/** What an edge of that name says of its two events, as a sentence about “the first” and “the second”. */
export const relationWords: Readonly<Record<string, string>> = {
  po: 'The first comes before the second in program order.',
  rf: 'The second reads what the first wrote.',
  rfe: 'The second reads what the first, on another CPU, wrote.',
  rfi: 'The second reads what the first, on the same CPU, wrote.',
  co: 'The second overwrites the first.',
  coe: 'The second, on another CPU, overwrites the first.',
  coi: 'The second, on the same CPU, overwrites the first.',
  fr: 'The first reads a value that the second overwrites.',
  fre: 'The first reads a value that the second, on another CPU, overwrites.',
  fri: 'The first reads a value that the second, on the same CPU, overwrites.',
  rmw: 'Both are one read-modify-write.',
  addr: 'The address of the second is computed from what the first read.',
  data: 'The value of the second is computed from what the first read.',
  ctrl: 'Whether the second happens depends on what the first read.',
  mb: 'A full barrier stands between the two: everybody agrees on their order.',
  'lock-mb': 'smp_mb__after_unlock_lock() makes the handover of the lock a full barrier.',
  wmb: 'smp_wmb() stands between two writes: the first reaches every CPU before the second.',
  rmb: 'smp_rmb() stands between two reads: the first is done before the second.',
  'rmb-before': 'smp_rmb() stands behind a read: it is done before what follows.',
  'rmb-after': 'smp_rmb() stands before a read: what precedes is done before it.',
  gp: 'A grace period lies between the two, which is at least a full barrier.',
  'po-rel': 'The second is a release: all that its CPU did or saw before reaches others before it.',
  'acq-po': 'The first is an acquire: what follows waits for it.',
  'po-unlock-lock-po':
    'A lock is given back and taken again between the two: for its holders they are in order.',
  'cumul-fence': 'A fence or a release lets the first reach every CPU before the second.',
  prop: 'The first must have reached the second’s CPU, or be overwritten there, by the time of the second.',
  'rcu-link': 'What comes between orders the two.',
  'rcu-gp': 'A grace period of RCU.',
  'srcu-gp': 'A grace period of SRCU.',
  'rcu-rscs': 'A read-side critical section of RCU, from its end back to its beginning.',
  'srcu-rscs': 'A read-side critical section of SRCU, from its end back to its beginning.',
  'rcu-fence':
    'At least as many grace periods as critical sections lie between the two: together a full barrier.',
};

/** What an axiom forbids. */
export const axiomWords: Readonly<Record<AxiomName, string>> = {
  'happens-before': 'Each event of this cycle would have to happen before itself.',
  propagation:
    'Strong fences would have to complete before themselves: what each let propagate, another has not seen.',
  rcu: 'A grace period would have to end before a critical section that it must wait for.',
  'plain-coherence': 'A plain access is ordered the other way round by what surrounds it.',
};

/** What two racing accesses lack. */
export const missingWords: Readonly<Record<Race['missing'], string>> = {
  'ww-vis': 'Nothing makes the first write visible before the second begins.',
  'wr-vis': 'Nothing makes the write visible before the read begins.',
  'rw-xbstar': 'Nothing lets the read end before the write begins.',
};
