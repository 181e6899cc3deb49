/** What the kernel's arithmetic on atomics and per-CPU variables has in common: the verb in a name says what is done. */

/** By verb: the operator, and whether the call names an operand; without one it is 1. */
export const ARITHMETIC_VERBS: readonly (readonly [string, '+' | '-' | '|' | '&', boolean])[] = [
  ['add', '+', true],
  ['sub', '-', true],
  ['inc', '+', false],
  ['dec', '-', false],
  ['or', '|', true],
  ['and', '&', true],
];
