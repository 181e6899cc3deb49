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
  // Of the machines' models: what single links are …
  'po-loc': 'Both access the same place; the first comes before the second in program order.',
  lws: 'The second writes to the place of the first, which comes before it in program order.',
  lrs: 'The second reads what the first, on the same CPU, wrote there last.',
  pick: 'What the first read picks what the second does: a select’s condition, or a compare-and-swap that succeeded.',
  'dmb.sy': 'DMB stands between the two: what comes before it is seen before what comes after.',
  'dmb.ld': 'DMB LD stands between the two: a load before it is done before what follows.',
  'dmb.st': 'DMB ST stands between two stores: the first is seen before the second.',
  'dsb.sy': 'DSB stands between the two: what comes before it is complete before anything goes on.',
  'dsb.ld': 'DSB LD stands between the two: a load before it is complete before anything goes on.',
  'dsb.st': 'DSB ST stands between the two: a store before it is complete before anything goes on.',
  isb: 'A branch or an address needs what the first read, and ISB lets nothing behind it begin before that is known.',
  'rel-acq': 'A release, and behind it in program order a load-acquire: it waits for the release to be seen.',
  'amo-po': 'The first is the store of an atomic that acquires and releases: what follows waits for it too.',
  ppo: 'The second comes later in program order, and this is no store before a load: x86 keeps their order.',
  mfence: 'MFENCE stands between the two: the store buffer is empty before what follows.',
  implied: 'One of the two is of a locked instruction, which is a full fence.',
  // … and what they are parts of.
  obs: 'Observed-by: what one CPU’s access sees of another CPU’s.',
  'haz-ob': 'Two reads of one place stay in order where the later one sees an older value.',
  dob: 'Dependency-ordered-before: an address, a value or a condition needs what was read.',
  pob: 'Pick-ordered-before: a store waits for the read that picked what it does.',
  'pick-lob': 'A store waits for the read that picked what it is ordered behind.',
  aob: 'Atomic-ordered-before: a read-modify-write reads before it writes.',
  bob: 'Barrier-ordered-before: a barrier, an acquire or a release keeps the two in order.',
  'rcu-fence':
    'At least as many grace periods as critical sections lie between the two: together a full barrier.',
};

/** What an axiom forbids. */
export const axiomWords: Readonly<Record<AxiomName, string>> = {
  'happens-before': 'Each event of this cycle would have to happen before itself.',
  propagation:
    'Strong fences would have to complete before themselves: what each let propagate, another has not seen.',
  rcu: 'A grace period would have to end before a critical section that it must wait for.',
  internal: 'Accesses to one place would not follow each other as each CPU’s program has them.',
  atomic: 'Another CPU’s write would come between the halves of a read-modify-write.',
  external:
    'Each event of this cycle is ordered before the next for all CPUs (ordered-before), and so before itself.',
  ghb: 'Each event of this cycle happens before the next in memory (global happens-before), and so before itself.',
  sc: 'In no order of all accesses, one after the other as the programs have them, does each read see the latest write.',
  'plain-coherence': 'A plain access is ordered the other way round by what surrounds it.',
};

/** What two racing accesses lack. */
export const missingWords: Readonly<Record<Race['missing'], string>> = {
  'ww-vis': 'Nothing makes the first write visible before the second begins.',
  'wr-vis': 'Nothing makes the write visible before the read begins.',
  'rw-xbstar': 'Nothing lets the read end before the write begins.',
};

/** Relations that an instruction or a marked access makes, of all models: what a picture draws between accesses of one thread. */
export const orderNames: readonly string[] = [
  'mb',
  'lock-mb',
  'wmb',
  'rmb',
  'gp',
  'po-rel',
  'acq-po',
  'rel-acq',
  'amo-po',
  'dmb.sy',
  'dmb.ld',
  'dmb.st',
  'dsb.sy',
  'dsb.ld',
  'dsb.st',
  'isb',
  'mfence',
  'implied',
];
