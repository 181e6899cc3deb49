/**
 * Tests on which this machine and herd7 disagree and the machine is right, each with its reason. The conformance stage
 * fails on every disagreement that is not listed, and on every listed one that no longer occurs.
 */
export interface KnownDifference {
  /** The folder of the test and its file name. */
  readonly set: string;
  readonly file: string;
  readonly model: 'sc' | 'tso' | 'arm';
  /** Why herd's verdict does not hold. */
  readonly reason: string;
  /** A run that shows it, as choice keys; empty where the machine has fewer final states. */
  readonly witness: readonly string[];
}

export const knownDifferences: readonly KnownDifference[] = [];
