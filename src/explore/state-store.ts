/**
 * The visited set: every state once, packed, numbered in the order of discovery. Open addressing finds a candidate by
 * hash; only equal packed words make two states one, so no verdict rests on a hash.
 */
import { invariant } from '../base/index.ts';
import { grow, StateColumns } from './state-columns.ts';

/** The bits of a slot that say which state: more than memory has room for. */
const NUMBER = (1 << 26) - 1;

export class StateStore {
  private readonly columns: StateColumns;
  private packed: Uint32Array = new Uint32Array(256);
  /** Open addressing: number of the state + 1 and above it some bits of its hash, so that a state is seldom looked at in vain; 0 for none; at most
   *  2/3 full. */
  private slots: Int32Array = new Int32Array(256);
  private candidate: Uint32Array = new Uint32Array(4);
  size = 0;
  /** The last `add` met a state not seen before. */
  added = false;

  constructor(width: number) {
    this.columns = new StateColumns(width);
  }

  /** Number of the state in `state`, stored first if it is new (`added` tells). `before` is the state whose number
   *  is `from`, of which this is a successor: only the words that differ are looked at. Both are from word 0 on. */
  add(state: Int32Array, before: Int32Array | null, from: number): number {
    const { columns } = this;
    columns.encode(state, before, this.packed, from * columns.stride, this.candidate);
    if (columns.grown) {
      this.layOut();
      columns.encode(state, before, this.packed, from * columns.stride, this.candidate);
    }
    const hashed = hash(this.candidate, 0, columns.stride);
    const slot = this.slotOf(hashed);
    const known = this.slots[slot] as number;
    this.added = known === 0;
    return known === 0 ? this.append(slot, hashed) : (known & NUMBER) - 1;
  }

  /** Where the packed state in `candidate` stands among the slots, or would. */
  private slotOf(hashed: number): number {
    const { slots } = this;
    const mask = slots.length - 1;
    const tag = hashed & ~NUMBER;
    let slot = hashed & mask;
    for (;;) {
      const known = slots[slot] as number;
      if (known === 0 || ((known & ~NUMBER) === tag && this.holds((known & NUMBER) - 1))) return slot;
      slot = (slot + 1) & mask;
    }
  }

  /** Number of a state, -1 when it was never stored. */
  find(state: Int32Array): number {
    const { columns, candidate } = this;
    if (!columns.pack(state, candidate)) return -1;
    const known = this.slots[this.slotOf(hash(candidate, 0, columns.stride))] as number;
    return (known & NUMBER) - 1;
  }

  /** Writes the words of state `number`. */
  load(number: number, state: Int32Array): void {
    this.columns.decode(this.packed, number * this.columns.stride, state);
  }

  get bytes(): number {
    return this.packed.byteLength + this.slots.byteLength + this.columns.bytes;
  }

  private holds(number: number): boolean {
    const { packed, candidate } = this;
    const { stride } = this.columns;
    const at = number * stride;
    for (let word = 0; word < stride; word++) {
      if (packed[at + word] !== candidate[word]) return false;
    }
    return true;
  }

  private append(slot: number, hashed: number): number {
    const { stride } = this.columns;
    const number = this.size;
    const at = number * stride;
    if (at + stride > this.packed.length) this.packed = grow(this.packed, at + stride);
    for (let word = 0; word < stride; word++) this.packed[at + word] = this.candidate[word] as number;
    invariant(number < NUMBER, 'as many states as a slot can number');
    this.slots[slot] = (hashed & ~NUMBER) | (number + 1);
    this.size = number + 1;
    if (this.size * 3 > this.slots.length * 2) this.rehash(this.slots.length * 2);
    return number;
  }

  private layOut(): void {
    const before = this.columns.stride;
    const move = this.columns.layOut();
    const { stride } = this.columns;
    const packed = new Uint32Array(Math.max(256, Math.ceil(this.size * stride * 1.25)));
    for (let number = 0; number < this.size; number++)
      move(this.packed, number * before, packed, number * stride);
    this.packed = packed;
    this.candidate = new Uint32Array(stride);
    this.rehash(this.slots.length);
  }

  private rehash(length: number): void {
    const slots = new Int32Array(length);
    const mask = length - 1;
    const { stride } = this.columns;
    for (let number = 0; number < this.size; number++) {
      const hashed = hash(this.packed, number * stride, stride);
      let slot = hashed & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = (hashed & ~NUMBER) | (number + 1);
    }
    this.slots = slots;
  }
}

function hash(words: Uint32Array, at: number, length: number): number {
  let h = 0x2545f491;
  for (let word = 0; word < length; word++) {
    h = Math.imul(h ^ (words[at + word] as number), 0x9e3779b1);
    h ^= h >>> 15;
  }
  h = Math.imul(h ^ (h >>> 13), 0x85ebca6b);
  return h ^ (h >>> 16);
}
