/**
 * How a machine's state becomes a few bytes: each word of it (a column) has a dictionary of the values seen so far,
 * and the numbers of those values are laid side by side in 32-bit words, no field across two of them.
 *
 *   state    [ 0, 1, 0x40000002, 17, 17, 0 ]        Int32 words, as the machine writes them
 *   codes    [ 0, 1, 1,          4,  4,  0 ]        position in each column's dictionary
 *   packed   0b100_100_1_1                          columns that never changed take no bit at all
 *
 * Equal states have equal codes and so equal packed words: comparing those is comparing the full state.
 * When a dictionary outgrows its field, `grown` is set and the owner lays everything out anew.
 */
export interface Field {
  /** Which packed word, how far from its low end, and the field's mask before shifting; bits 0 takes no room. */
  readonly word: number;
  readonly shift: number;
  readonly mask: number;
}

/** The values that one word of the state has had, numbered as they came. */
class Dictionary {
  values = new Int32Array(4);
  size = 0;
  /** Open addressing: position of the value + 1, 0 for none. */
  private slots = new Int32Array(16);
  private last = 0;

  /** The value's number; a new one for a value never seen. */
  codeOf(value: number): number {
    if (this.last < this.size && this.values[this.last] === value) return this.last;
    const { slots, values } = this;
    const mask = slots.length - 1;
    let slot = (Math.imul(value, 0x9e3779b1) >>> 15) & mask;
    for (;;) {
      const code = (slots[slot] as number) - 1;
      if (code < 0) return (this.last = this.add(value, slot));
      if (values[code] === value) return (this.last = code);
      slot = (slot + 1) & mask;
    }
  }

  /** The value's number, -1 for a value never seen. */
  find(value: number): number {
    const { slots, values } = this;
    const mask = slots.length - 1;
    let slot = (Math.imul(value, 0x9e3779b1) >>> 15) & mask;
    for (;;) {
      const code = (slots[slot] as number) - 1;
      if (code < 0 || values[code] === value) return code;
      slot = (slot + 1) & mask;
    }
  }

  get bytes(): number {
    return this.values.byteLength + this.slots.byteLength;
  }

  private add(value: number, slot: number): number {
    const code = this.size;
    if (code === this.values.length) this.values = grow(this.values, code + 1);
    this.values[code] = value;
    this.slots[slot] = code + 1;
    this.size = code + 1;
    if (this.size * 2 > this.slots.length) this.rehash();
    return code;
  }

  private rehash(): void {
    const slots = new Int32Array(this.slots.length * 4);
    const mask = slots.length - 1;
    for (let code = 0; code < this.size; code++) {
      let slot = (Math.imul(this.values[code] as number, 0x9e3779b1) >>> 15) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = code + 1;
    }
    this.slots = slots;
  }
}

export class StateColumns {
  readonly width: number;
  private readonly dictionaries: readonly Dictionary[];
  private fields: Field[];
  private readonly bits: Int32Array;
  /** Packed words a state. */
  stride = 1;
  /** A value was met whose code does not fit its field: call `layOut` before packing. */
  grown = false;

  constructor(width: number) {
    this.width = width;
    this.dictionaries = Array.from({ length: width }, () => new Dictionary());
    this.bits = new Int32Array(width);
    this.fields = [];
    this.layOut();
  }

  /** Finds the code of each word of a state that differs from `before` (all words where `before` is null), and
   *  keeps the others' codes from `codesBefore`. Sets `grown` when one no longer fits. */
  encode(
    state: Int32Array,
    before: Int32Array | null,
    packedBefore: Uint32Array,
    packedAt: number,
    packed: Uint32Array,
  ): void {
    const { width, stride, fields, dictionaries } = this;
    if (before === null) packed.fill(0, 0, stride);
    else for (let word = 0; word < stride; word++) packed[word] = packedBefore[packedAt + word] as number;
    for (let column = 0; column < width; column++) {
      const value = state[column] as number;
      if (before !== null && before[column] === value) continue;
      const code = (dictionaries[column] as Dictionary).codeOf(value);
      const { word, shift, mask } = fields[column] as Field;
      if (code > mask) {
        this.grown = true;
        continue;
      }
      packed[word] = ((packed[word] as number) & ~(mask << shift)) | (code << shift);
    }
  }

  /** Packs without learning new values: false where the state has a value never seen, so that it cannot be known. */
  pack(state: Int32Array, packed: Uint32Array): boolean {
    packed.fill(0, 0, this.stride);
    for (let column = 0; column < this.width; column++) {
      const code = (this.dictionaries[column] as Dictionary).find(state[column] as number);
      if (code < 0) return false;
      const { word, shift } = this.fields[column] as Field;
      packed[word] = (packed[word] as number) | (code << shift);
    }
    return true;
  }

  /** Writes the state that `packed` holds from `at` on. */
  decode(packed: Uint32Array, at: number, state: Int32Array): void {
    const { width, fields, dictionaries } = this;
    for (let column = 0; column < width; column++) {
      const { word, shift, mask } = fields[column] as Field;
      const code = ((packed[at + word] as number) >>> shift) & mask;
      state[column] = (dictionaries[column] as Dictionary).values[code] as number;
    }
  }

  /** Gives every field room for its dictionary and a little more. Returns how to move a packed state over. */
  layOut(): (from: Uint32Array, fromAt: number, to: Uint32Array, toAt: number) => void {
    const { bits, width } = this;
    const old = this.fields;
    for (let column = 0; column < width; column++) {
      const needed = bitsFor((this.dictionaries[column] as Dictionary).size);
      if (needed > (bits[column] as number)) bits[column] = needed <= 4 ? needed : Math.min(31, needed + 1);
    }
    // First fit, widest first: fields of up to 31 bits leave little over in their words.
    const order = Array.from({ length: width }, (_, column) => column);
    order.sort((a, b) => (bits[b] as number) - (bits[a] as number) || a - b);
    const used: number[] = [0];
    const fields: Field[] = [];
    for (const column of order) {
      const size = bits[column] as number;
      let word = used.findIndex((taken) => taken + size <= 32);
      if (word < 0) word = used.push(0) - 1;
      const shift = size === 0 ? 0 : (used[word] as number);
      fields[column] = { word, shift, mask: 2 ** size - 1 };
      used[word] = (used[word] as number) + size;
    }
    this.fields = fields;
    this.stride = used.length;
    this.grown = false;
    return (from, fromAt, to, toAt) => {
      for (let column = 0; column < width; column++) {
        const { word, shift, mask } = old[column] as Field;
        const code = ((from[fromAt + word] as number) >>> shift) & mask;
        const field = fields[column] as Field;
        to[toAt + field.word] = (to[toAt + field.word] as number) | (code << field.shift);
      }
    };
  }

  get bytes(): number {
    return this.dictionaries.reduce((sum, dictionary) => sum + dictionary.bytes, 0);
  }
}

function bitsFor(size: number): number {
  return size <= 1 ? 0 : 32 - Math.clz32(size - 1);
}

/** A copy with room for at least `length` entries, half as much again as before. */
export function grow<T extends Int32Array | Uint32Array | Uint8Array>(array: T, length: number): T {
  const room = Math.max(length, 16, Math.ceil(array.length * 1.5));
  const grown = new (array.constructor as new (length: number) => T)(room);
  grown.set(array);
  return grown;
}
