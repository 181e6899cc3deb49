/**
 * Tests on which herd7 disagrees with this machine, or with our Linux-kernel memory model, and we are right, each with its reason. The conformance stage
 * fails on every disagreement that is not listed, and on every listed one that no longer occurs.
 */
export interface KnownDifference {
  /** The folder of the test and its file name. */
  readonly set: string;
  readonly file: string;
  readonly model: 'sc' | 'tso' | 'arm' | 'lkmm';
  /** Why herd's verdict does not hold. */
  readonly reason: string;
  /** A run that shows it, as choice keys; empty where we have fewer final states. */
  readonly witness: readonly string[];
}

export const knownDifferences: readonly KnownDifference[] = [
  {
    set: 'lkmm',
    file: 'dep+plain.litmus',
    model: 'lkmm',
    reason:
      'The kernel documents this very test as Never: the condition depends on a read of what the thread itself stored, and by ' +
      'carry-dep (linux-kernel.bell) on the marked read behind that, so that the write in the arm comes after it.',
    witness: [],
  },
];
