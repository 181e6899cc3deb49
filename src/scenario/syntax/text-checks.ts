/** What may be wrong with a text before anything is made of it: bytes that are no text, invisible signs, numbers that do not fit. */
import { foreignAt } from '../../base/index.ts';
import type { Diagnostics } from '../diagnostic.ts';
import { DIGITS, decimal } from './numbers.ts';
import type { Phrase } from './phrase.ts';

/** False, and told, where the text has something in it that no scenario has. */
export function checkText(text: string, diagnostics: Diagnostics): boolean {
  const foreign = foreignAt(text);
  if (foreign < 0) return true;
  diagnostics.error('not-text', { from: foreign, to: foreign + 1 }, foreignMessage(text.charCodeAt(foreign)));
  return false;
}

function foreignMessage(code: number): string {
  if (code === 0xfffd) return 'Found bytes that are not UTF-8; save the file as UTF-8.';
  if (code < 0x20)
    return `Found the byte 0x${code.toString(16)}; expected plain text. Is this a scenario file?`;
  const name = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  return `Found the invisible character ${name}, which can make a text read as another one; take it out.`;
}

/** Tells which numbers of a text are none that it can mean. */
export function checkNumbers(text: string, numbers: readonly Phrase[], diagnostics: Diagnostics): void {
  for (const { from, to, parent: around } of numbers) {
    const negated = around?.name === 'Unary' && text.charAt(around.from) === '-';
    const isValue =
      around !== null && (around.name === 'DefineDeclaration' || !/Declaration$|^Row/.test(around.name));
    const mistake = numberMistake(text.slice(from, to), negated, isValue ? 64 : 32);
    if (mistake !== null) diagnostics.error('number', { from, to }, mistake);
  }
}

/** What is wrong with a number, null where nothing is. `negated`: a minus stands before it; `bits`: how many it may have. */
function numberMistake(literal: string, negated: boolean, most: 32 | 64): string | null {
  const digits = literal.replace(/[uUlL]+$/, '');
  if (/^0\d*[89]/.test(digits))
    return `\`${literal}\` begins with a zero, which is octal in C, where there is no 8 or 9; write it without the zero.`;
  if (!DIGITS.test(digits)) return null;
  const bits = BigInt(decimal(digits));
  const isSigned = !/^0[x0-7]/.test(digits) && !/[uU]/.test(literal);
  const all = 2n ** BigInt(most);
  const limit = isSigned ? all / 2n - (negated ? 0n : 1n) : all - 1n;
  if (bits > limit) return `\`${literal}\` does not fit into ${String(most)} bits.`;
  const whole = BigInt.asIntN(64, bits);
  return BigInt(Number(whole)) === whole
    ? null
    : `\`${literal}\` has too many digits: a number of 64 bits has 53 here, and zeros or ones behind or before them.`;
}
