export {
  ADDRESS_BASE,
  isPte,
  isValidPte,
  NULL_END,
  physicalCell,
  PTE_BITS,
  PTE_FULL,
  PTE_SOFTWARE,
  pteValue,
} from './address.ts';
export { assertNever, invariant } from './assert.ts';
export { byWord } from './by-word.ts';
export { computes, isOneCall } from './computed.ts';
export { WRITER_WAITS } from './lock-word.ts';
export {
  PRECEDENCE,
  binaryOn,
  unaryOn,
  type BinaryOp,
  type SourceOp,
  type SourceUnaryOp,
  type UnaryOp,
  type WideOp,
} from './operators.ts';
export { err, ok, type Result } from './result.ts';
export { foreignAt, safeJson, safeLine, safeText } from './safe-text.ts';
export { valueOf, wordOf } from './wide.ts';
export { endingOf, litmusHeader } from './litmus-text.ts';
export { holdsIn, type Proposition } from './proposition.ts';
export { valueName, type NamedCell } from './value-name.ts';
export { once } from './once.ts';
