/** Numbers as C reads them (ISO C 6.4.4.1, on an LP64 machine): what is written must be what is meant. */

export interface NumberRead {
  /** The signed number with its bits. */
  readonly value: number;
  /** Its type, missing for an `int`. */
  readonly suffix?: 'u' | 'l' | 'ul';
}

/** Is this a number without its suffix? */
export const DIGITS = /^(?:0x[0-9a-f]+|\d+)$/i;

/** What a literal is; 0 where `numberMistake` says that it is none. */
export function readNumber(literal: string): NumberRead {
  const digits = literal.replace(/[uUlL]+$/, '');
  const suffix = literal.slice(digits.length).toLowerCase();
  if (!DIGITS.test(digits)) return { value: Number(digits) | 0 };
  const bits = BigInt(decimal(digits));
  const unsigned = suffix.includes('u');
  const isHex = /^0[0-7]/.test(digits) || (digits.length > 1 && digits.charAt(1).toLowerCase() === 'x');
  if (!suffix.includes('l') && bits <= (isHex || unsigned ? 0xffff_ffffn : 0x7fff_ffffn)) {
    const value = Number(bits) | 0;
    return unsigned || value < 0 ? { value, suffix: 'u' } : { value };
  }
  const value = Number(BigInt.asIntN(64, bits));
  return { value, suffix: unsigned || bits >= 2n ** 63n ? 'ul' : 'l' };
}

/** As JavaScript writes it: what begins with a zero is octal. */
export function decimal(digits: string): string {
  return /^0[0-7]+$/.test(digits) ? `0o${digits}` : digits;
}

/** The literal of a number. */
export function numberText({ value, suffix }: NumberRead): string {
  if (suffix === 'u') return value < 0 ? `0x${(value >>> 0).toString(16)}` : `${String(value)}U`;
  if (suffix === 'ul') return `${String(BigInt.asUintN(64, BigInt(value)))}UL`;
  return suffix === 'l' ? `${String(BigInt(value))}L` : String(value);
}
