/**
 * C's operators: arithmetic wraps, comparisons give 0 or 1, dividing by zero gives 0. Those without a letter are on 32-bit
 * ints; `u` on unsigned ones, whose words are the ints with the same bits; `l` on 64 bits, `ul` on unsigned ones, again as the
 * signed number with the same bits.
 *
 * A number here has 53 bits and an exponent, so not all of 64 bits is one: what is not is NaN, which no value equals and of which
 * a run says that it is beyond it (`too-wide`).
 */
import { assertNever } from './assert.ts';

export type UnaryOp = SourceUnaryOp | '-l' | '~l';

/** As it is written. */
export type SourceUnaryOp = '-' | '~' | '!';

/** On 64 bits, or on what is unsigned. */
export type WideOp =
  | '+l'
  | '-l'
  | '*l'
  | '/l'
  | '%l'
  | '&l'
  | '|l'
  | '^l'
  | '<<l'
  | '>>l'
  | '/ul'
  | '%ul'
  | '>>ul'
  | '<ul'
  | '<=ul'
  | '>ul'
  | '>=ul'
  | '/u'
  | '%u'
  | '>>u';
export type BinaryOp = SourceOp | WideOp;

/** As it is written; the types say which is meant. */
export type SourceOp =
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'
  | '&'
  | '|'
  | '^'
  | '<<'
  | '>>'
  | '=='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | '&&'
  | '||';

export function unaryOn(op: UnaryOp, a: number): number {
  switch (op) {
    case '-':
      return -a | 0;
    case '~':
      return ~a;
    case '!':
      return a === 0 ? 1 : 0;
    case '-l':
      return Number.isNaN(a) ? a : exact(-BigInt(a));
    case '~l':
      return (a | 0) === a ? ~a : Number.isNaN(a) ? a : exact(~BigInt(a));
    default:
      return assertNever(op);
  }
}

export function binaryOn(op: BinaryOp, a: number, b: number): number {
  switch (op) {
    case '+':
      return (a + b) | 0;
    case '-':
      return (a - b) | 0;
    case '*':
      return Math.imul(a, b);
    case '/':
      return b === 0 ? 0 : (a / b) | 0;
    case '%':
      return b === 0 ? 0 : (a % b) | 0;
    case '&':
      return a & b;
    case '|':
      return a | b;
    case '^':
      return a ^ b;
    case '<<':
      return a << (b & 31);
    case '>>':
      return a >> (b & 31);
    case '==':
      return a === b ? 1 : 0;
    case '!=':
      return a !== b ? 1 : 0;
    case '<':
      return a < b ? 1 : 0;
    case '<=':
      return a <= b ? 1 : 0;
    case '>':
      return a > b ? 1 : 0;
    case '>=':
      return a >= b ? 1 : 0;
    case '&&':
      return a !== 0 && b !== 0 ? 1 : 0;
    case '||':
      return a !== 0 || b !== 0 ? 1 : 0;
    case '/u':
      return b === 0 ? 0 : ((a >>> 0) / (b >>> 0)) | 0;
    case '%u':
      return b === 0 ? 0 : ((a >>> 0) % (b >>> 0)) | 0;
    case '>>u':
      return (a >>> (b & 31)) | 0;
    default:
      return Number.isNaN(a) || Number.isNaN(b) ? NaN : wideBinary(op, a, b);
  }
}

function wideBinary(op: Exclude<WideOp, '/u' | '%u' | '>>u'>, a: number, b: number): number {
  const areShort = (a | 0) === a && (b | 0) === b;
  const unsigned = () => [BigInt.asUintN(64, BigInt(a)), BigInt.asUintN(64, BigInt(b))] as const;
  const isLess = a < 0 === b < 0 ? a < b : b < 0;
  switch (op) {
    case '+l':
      return areShort ? a + b : exact(BigInt(a) + BigInt(b));
    case '-l':
      return areShort ? a - b : exact(BigInt(a) - BigInt(b));
    case '*l':
      return exact(BigInt(a) * BigInt(b));
    case '/l':
      return b === 0 ? 0 : areShort ? Math.trunc(a / b) + 0 : exact(BigInt(a) / BigInt(b));
    case '%l':
      return b === 0 ? 0 : (a % b) + 0;
    case '&l':
      return areShort ? a & b : exact(BigInt(a) & BigInt(b));
    case '|l':
      return areShort ? a | b : exact(BigInt(a) | BigInt(b));
    case '^l':
      return areShort ? a ^ b : exact(BigInt(a) ^ BigInt(b));
    case '<<l':
      return exact(BigInt(a) << BigInt(b & 63));
    case '>>l':
      return exact(BigInt(a) >> BigInt(b & 63));
    case '>>ul':
      return exact(unsigned()[0] >> BigInt(b & 63));
    case '/ul': {
      const [x, y] = unsigned();
      return y === 0n ? 0 : exact(x / y);
    }
    case '%ul': {
      const [x, y] = unsigned();
      return y === 0n ? 0 : exact(x % y);
    }
    case '<ul':
      return isLess ? 1 : 0;
    case '<=ul':
      return isLess || a === b ? 1 : 0;
    case '>ul':
      return isLess || a === b ? 0 : 1;
    case '>=ul':
      return isLess ? 0 : 1;
    default:
      return assertNever(op);
  }
}

/** The number that 64 bits are, NaN where it has too many digits. */
function exact(bits: bigint): number {
  const whole = BigInt.asIntN(64, bits);
  const value = Number(whole);
  return BigInt(value) === whole ? value : NaN;
}

/** Binary operators of C, the loosest level first (ISO C 6.5). */
export const PRECEDENCE: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['|'],
  ['^'],
  ['&'],
  ['==', '!='],
  ['<', '<=', '>', '>='],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '%'],
];
