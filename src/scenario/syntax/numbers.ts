/** Numbers as C reads them: what is written must be what is meant, in 32 bits. */

/** What is wrong with a number, null where nothing is. `negated`: a minus stands before it. */
export function numberMistake(literal: string, negated: boolean): string | null {
  const digits = literal.replace(/[uUlL]+$/, '');
  if (/^0\d/.test(digits))
    return `\`${literal}\` is octal in C; write it without the leading zero, or as 0x${Number(digits).toString(16)}, as it is meant.`;
  const value = Number(digits);
  const signed = !digits.startsWith('0x') && !/[uU]/.test(literal);
  const limit = signed ? (negated ? 0x80000000 : 0x7fffffff) : 0xffffffff;
  return value <= limit
    ? null
    : `\`${literal}\` does not fit: every number here is an int of 32 bits${signed && value <= 0xffffffff ? `; for its bits write 0x${value.toString(16)}` : ''}.`;
}
