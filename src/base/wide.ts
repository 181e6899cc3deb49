/**
 * Values that need more than 32 bits, in states whose words have 32. A value is a number; one that fits is its own word, any
 * other has the next free word of a window in which no value is its own:
 *
 *     words   -2^31 … FIRST - 1     their own values, as FIRST + MOST … 2^31 - 1 are
 *             FIRST + n             the n-th value met that has no word of its own
 *
 * Equal values have equal words, within one process.
 */
const FIRST = -0x5b00_0000;
const MOST = 0x0100_0000;

const values: number[] = [];
const words = new Map<number, number>();

/** The 32-bit word for a value. */
export function wordOf(value: number): number {
  const word = value | 0;
  if (word === value && (word - FIRST) >>> 0 >= MOST) return word;
  let known = words.get(value);
  if (known === undefined) {
    if (values.length === MOST) throw new Error('internal: too many values of more than 32 bits');
    known = FIRST + values.length;
    words.set(value, known);
    values.push(value);
  }
  return known;
}

/** The value that a word stands for. */
export function valueOf(word: number): number {
  const nth = (word - FIRST) >>> 0;
  return nth < MOST ? (values[nth] ?? word) : word;
}
