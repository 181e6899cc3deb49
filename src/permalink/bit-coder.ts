/**
 * Adaptive binary arithmetic coding (Witten, Neal and Cleary): a bit that its context makes likely costs a fraction
 * of a bit. Contexts are names; each counts the zeros and ones it has seen. Writer and reader make the same counts in
 * the same order, so a stream can only be read by exactly the model that wrote it.
 */
export interface BitCoder {
  /** Codes one bit in a context. A reader ignores `bit` and returns what was written. `prior`: how many zeros and ones
   *  to expect of a context never met. */
  bit(context: string, bit: number, prior?: Prior): number;
}

export type Prior = readonly [zeros: number, ones: number];

const NO_PRIOR: Prior = [0.4, 0.4];

const TOP = 2 ** 32;
const HALF = 2 ** 31;
const QUARTER = 2 ** 30;

class Odds {
  private readonly counts = new Map<string, [number, number]>();

  /** Where to split `range` between a zero (below) and a one; both keep some room. */
  split(context: string, range: number, prior: Prior = NO_PRIOR): number {
    let count = this.counts.get(context);
    if (!count) this.counts.set(context, (count = [...prior]));
    const [zeros, ones] = count;
    const share = zeros / (zeros + ones);
    return Math.floor(range * Math.min(0.998, Math.max(0.002, Math.round(share * 4096) / 4096)));
  }

  learn(context: string, bit: number): void {
    const count = this.counts.get(context) ?? [...NO_PRIOR];
    count[bit === 0 ? 0 : 1]++;
    // What happened lately counts more.
    if (count[0] + count[1] > 40) this.counts.set(context, [count[0] / 2, count[1] / 2]);
    else this.counts.set(context, count);
  }
}

export class BitWriter implements BitCoder {
  private readonly odds = new Odds();
  private readonly bits: number[] = [];
  private low = 0;
  private high = TOP - 1;
  private owed = 0;

  bit(context: string, bit: number, prior?: Prior): number {
    const middle = this.low + this.odds.split(context, this.high - this.low, prior);
    if (bit === 0) this.high = middle;
    else this.low = middle + 1;
    this.odds.learn(context, bit);
    for (;;) {
      if (this.high < HALF) this.emit(0);
      else if (this.low >= HALF) {
        this.emit(1);
        this.low -= HALF;
        this.high -= HALF;
      } else if (this.low >= QUARTER && this.high < HALF + QUARTER) {
        this.owed++;
        this.low -= QUARTER;
        this.high -= QUARTER;
      } else return bit;
      this.low *= 2;
      this.high = this.high * 2 + 1;
    }
  }

  /** Ends the stream: the bits written, zeros at the end left out (a reader reads zeros behind the end). */
  finish(): readonly number[] {
    this.owed++;
    this.emit(this.low < QUARTER ? 0 : 1);
    while (this.bits.at(-1) === 0) this.bits.pop();
    return this.bits;
  }

  private emit(bit: number): void {
    this.bits.push(bit);
    for (; this.owed > 0; this.owed--) this.bits.push(1 - bit);
  }
}

export class BitReader implements BitCoder {
  private readonly odds = new Odds();
  private readonly bits: readonly number[];
  private at = 0;
  private low = 0;
  private high = TOP - 1;
  private value = 0;

  constructor(bits: readonly number[]) {
    this.bits = bits;
    for (let nth = 0; nth < 32; nth++) this.value = this.value * 2 + this.take();
  }

  bit(context: string, _bit: number, prior?: Prior): number {
    const middle = this.low + this.odds.split(context, this.high - this.low, prior);
    const bit = this.value <= middle ? 0 : 1;
    if (bit === 0) this.high = middle;
    else this.low = middle + 1;
    this.odds.learn(context, bit);
    for (;;) {
      let shift = 0;
      if (this.low >= HALF) shift = HALF;
      else if (this.low >= QUARTER && this.high < HALF + QUARTER) shift = QUARTER;
      else if (this.high >= HALF) return bit;
      this.low = (this.low - shift) * 2;
      this.high = (this.high - shift) * 2 + 1;
      this.value = (this.value - shift) * 2 + this.take();
    }
  }

  /** Far more was read than there is: the stream is not what it claims to be. */
  get exhausted(): boolean {
    return this.at > this.bits.length + 64;
  }

  private take(): number {
    return this.bits[this.at++] ?? 0;
  }
}

/** Codes a number below 2 ** bits, most significant bit first; equal numbers in equal contexts become cheap. */
export function codeBelow(coder: BitCoder, context: string, bits: number, value: number): number {
  let node = 1;
  for (let shift = bits - 1; shift >= 0; shift--) {
    node = node * 2 + coder.bit(`${context}:${node}`, (value >> shift) & 1);
  }
  return node - 2 ** bits;
}

/** Codes any number from 0 on: how many bits it has in unary, then the bits (Elias gamma). `zero`: prior of its being 0. */
export function codeNumber(coder: BitCoder, context: string, value: number, zero?: Prior): number {
  const wanted = 31 - Math.clz32(value + 1);
  let bits = 0;
  while (
    bits < 24 &&
    coder.bit(`${context}#${bits}`, bits < wanted ? 1 : 0, bits === 0 ? zero : undefined) === 1
  )
    bits++;
  return 2 ** bits - 1 + codeBelow(coder, `${context}=${bits}`, bits, value + 1 - 2 ** bits);
}
