/**
 * How wide a number is, and whether it has a sign: what C's usual arithmetic conversions make of two (ISO C 6.3.1.8), on an
 * LP64 machine, as both architectures are. `int` and all that is narrower is 32 bits here; `long`, `u64`, `atomic64_t` and
 * their like are 64.
 */
import type { BinaryOp, SourceOp, SourceUnaryOp, UnaryOp } from '../../base/index.ts';
import type { Expression } from '../syntax/syntax.ts';
import { INT, type CType } from '../types/ctype.ts';

const UINT: CType = { k: 'scalar', name: 'unsigned int', values: null };
export const LONG: CType = { k: 'scalar', name: 'long', values: null };
export const ULONG: CType = { k: 'scalar', name: 'unsigned long', values: null };

const WIDE_UNSIGNED =
  /^(unsigned (long|long int|long long|long long int)|long unsigned( int)?|(__)?u64|size_t|uintptr_t|__le64|dma_addr_t|phys_addr_t|vm_flags_t)$/;
const WIDE_SIGNED =
  /^((signed )?long|(signed )?long int|(signed )?long long( int)?|(__)?s64|ssize_t|intptr_t|ktime_t|loff_t|atomic64_t|atomic_long_t)$/;
const UNSIGNED = /^(unsigned( int)?|(__)?u32|__le32|gfp_t)$/;

/** 64 bits? */
export function isWide(type: CType | null): boolean {
  return type?.k === 'scalar' && (WIDE_SIGNED.test(type.name) || WIDE_UNSIGNED.test(type.name));
}

/** 32 bits and no sign? */
export function isUnsignedInt(type: CType | null): boolean {
  return type?.k === 'scalar' && UNSIGNED.test(type.name);
}

function isUnsignedLong(type: CType | null): boolean {
  return type?.k === 'scalar' && WIDE_UNSIGNED.test(type.name);
}

/** What a number becomes as an operand: `int` where that holds it. */
export function promoted(type: CType | null): CType {
  if (isUnsignedLong(type)) return ULONG;
  if (isWide(type)) return LONG;
  return isUnsignedInt(type) ? UINT : INT;
}

/** What two numbers become together. */
export function common(a: CType | null, b: CType | null): CType {
  const types = [promoted(a), promoted(b)];
  return [ULONG, LONG, UINT].find((type) => types.includes(type)) ?? INT;
}

export function isSourceOp(op: BinaryOp): op is SourceOp {
  return op in ON_LONG;
}

/** The machine's operator for one that is written, on operands of this type. */
export function operatorOn(op: SourceOp, type: CType | null): BinaryOp {
  if (isWide(type)) return isUnsignedLong(type) ? ON_ULONG[op] : ON_LONG[op];
  return isUnsignedInt(type) ? onUint(op) : op;
}

export function unaryOperatorOn(op: SourceUnaryOp, type: CType | null): UnaryOp {
  return op !== '!' && isWide(type) ? `${op}l` : op;
}

function onUint(op: SourceOp): BinaryOp {
  return op === '/' || op === '%' || op === '>>' ? `${op}u` : op;
}

const ON_LONG: Readonly<Record<SourceOp, BinaryOp>> = {
  '+': '+l',
  '-': '-l',
  '*': '*l',
  '/': '/l',
  '%': '%l',
  '&': '&l',
  '|': '|l',
  '^': '^l',
  '<<': '<<l',
  '>>': '>>l',
  '==': '==',
  '!=': '!=',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
  '&&': '&&',
  '||': '||',
};

const ON_ULONG: Readonly<Record<SourceOp, BinaryOp>> = {
  ...ON_LONG,
  '/': '/ul',
  '%': '%ul',
  '>>': '>>ul',
  '<': '<ul',
  '<=': '<=ul',
  '>': '>ul',
  '>=': '>=ul',
};

/** The type of what is made of literals alone: as they are written. */
export function literalType(e: Expression): CType {
  switch (e.k) {
    case 'number':
      return e.suffix === undefined ? INT : { u: UINT, l: LONG, ul: ULONG }[e.suffix];
    case 'unary':
      return e.op === '!' ? INT : literalType(e.a);
    case 'binary':
      if (e.op === '<<' || e.op === '>>') return literalType(e.a);
      return /^[-+*/%&|^]$/.test(e.op) ? common(literalType(e.a), literalType(e.b)) : INT;
    case 'call':
      return isWideBit(e) ? ULONG : INT;
    default:
      return INT;
  }
}

/** `BIT(n)` is an `unsigned long`; one of the low bits is an `int` here, which is the same and shorter. */
export function isWideBit({ callee, args: [n] }: Expression & { readonly k: 'call' }): boolean {
  if (callee.text === 'BIT_ULL') return true;
  return callee.text === 'BIT' && n?.k === 'number' && n.value > 30;
}
