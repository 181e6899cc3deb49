/**
 * How wide a number is, and whether it has a sign: what C's usual arithmetic conversions make of two (ISO C 6.3.1.8), on an
 * LP64 machine, as both architectures are. `int` and all that is narrower is 32 bits here; `long`, `u64`, `atomic64_t` and
 * their like are 64.
 */
import { byWord, type BinaryOp, type SourceOp, type SourceUnaryOp, type UnaryOp } from '../../base/index.ts';
import type { Expression } from '../syntax/syntax.ts';
import { INT, type CType } from '../types/ctype.ts';

const UINT: CType = { k: 'scalar', name: 'unsigned int', values: null };
export const LONG: CType = { k: 'scalar', name: 'long', values: null };
export const ULONG: CType = { k: 'scalar', name: 'unsigned long', values: null };

/** The kernel's names of numbers (include/linux/types.h, include/uapi/linux/types.h). What is not named has 32 bits and a
 *  sign, but `char`, which has none since 6.2 (-funsigned-char). */
const WIDE =
  /^((un)?signed )?long|^(atomic_long|s?size|u?intptr|ktime|l?off|(dma|phys)_addr|vm_flags|sector|pgoff|resource_size|netdev_features)_t$|^(__)?([us]|[lb]e|u?int|time|atomic)64(_t)?$/;
const BYTE = /^((un)?signed )?char$|^(__)?([us]|u?int)8(_t)?$|^blk_status_t$/;
const HALF = /^((un)?signed )?short|^(__)?([us]|[lb]e|u?int)16(_t)?$|^umode_t$/;
const UNSIGNED =
  /^(unsigned|char$|(__)?u(_?int|\d|mode)|__[lb]e)|^(size|gfp|(dma|phys)_addr|vm_flags|sector|pgoff|resource_size|netdev_features|fmode|dev|blk_(status|opf)|slab_flags)_t$/;

const bitsNamed = byWord((name) => {
  if (name === 'bool') return 1;
  return WIDE.test(name) ? 64 : BYTE.test(name) ? 8 : HALF.test(name) ? 16 : 32;
});
const isUnsignedName = byWord((name) => UNSIGNED.test(name));

/** On how many bits a number is kept; 1: a `bool`. */
export function bitsIn(type: CType | null): number {
  return type?.k === 'scalar' ? bitsNamed(type.name) : 32;
}

/** Has it no negative numbers? */
export function hasNoSign(type: CType | null): boolean {
  return type?.k === 'scalar' && isUnsignedName(type.name);
}

/** 64 bits? */
export function isWide(type: CType | null): boolean {
  return bitsIn(type) === 64;
}

/** 32 bits and no sign? */
export function isUnsignedInt(type: CType | null): boolean {
  return hasNoSign(type) && bitsIn(type) === 32;
}

function isUnsignedLong(type: CType | null): boolean {
  return hasNoSign(type) && isWide(type);
}

/** What a number becomes as an operand: `int` where that holds it. */
export function promoted(type: CType | null): CType {
  if (isUnsignedLong(type)) return ULONG;
  if (isWide(type)) return LONG;
  return isUnsignedInt(type) ? UINT : INT;
}

const RANKS = [ULONG, LONG, UINT];

/** What two numbers become together. */
export function common(a: CType | null, b: CType | null): CType {
  const [one, other] = [promoted(a), promoted(b)];
  return one === other ? one : (RANKS.find((type) => one === type || other === type) ?? INT);
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
      return '-+*/%&|^'.includes(e.op) ? common(literalType(e.a), literalType(e.b)) : INT;
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
