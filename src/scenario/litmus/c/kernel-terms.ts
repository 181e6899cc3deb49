/** Short names for the terms of a kernel program, with constants folded. */
import type { KernelTerm } from '../../../axiomatic/index.ts';
import { binaryOn, type BinaryOp, unaryOn, type UnaryOp } from '../../../base/index.ts';

export function constantTerm(value: number): KernelTerm {
  return { k: 'const', value: value | 0 };
}

export function binaryTerm(op: BinaryOp, a: KernelTerm, b: KernelTerm): KernelTerm {
  if (a.k === 'const' && b.k === 'const') return constantTerm(binaryOn(op, a.value, b.value));
  return { k: 'binary', op, a, b };
}

export function unaryTerm(op: UnaryOp, a: KernelTerm): KernelTerm {
  return a.k === 'const' ? constantTerm(unaryOn(op, a.value)) : { k: 'unary', op, a };
}
