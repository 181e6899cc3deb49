/**
 * All final states of a litmus test: a depth-first search that keeps states only, no edges and no way back. Litmus tests
 * are many and small, so the store is one block that all tests of a run share, and what a test leaves behind is
 * overwritten by the next.
 */
import { getHeapStatistics } from 'node:v8';
import { OneCell } from '../explore/index.ts';
import { type Machine, SQUASHED, VIOLATED } from '../machine/index.ts';

export interface Violation {
  readonly property: number;
  readonly pc: number | null;
  /** Words that some CPU may execute then and that the test's program has no instruction for. */
  readonly strangeWords: readonly number[];
}

export interface Finals {
  /** Observed values of the final states, without repetition. */
  readonly values: readonly (readonly number[])[];
  readonly states: number;
  /** A limit was hit: nothing follows from `values`. */
  readonly bounded: boolean;
  /** A property that some run violates, with the statement whose step showed it; null where all is well. */
  readonly violated: Violation | null;
}

function strangeWords(machine: Machine, src: Int32Array, at: number): number[] {
  const { sites } = machine.decode(src, at);
  const strange = new Set<number>();
  for (const instr of machine.program.code) {
    if (instr.op !== 'execute') continue;
    for (const word of sites[instr.site]?.fetchable.flat(2) ?? [])
      if (instr.decode[word] === undefined) strange.add(word);
  }
  return [...strange];
}

const emptySlot = -1;

/** Words for states and slots of the hash table; grown by doubling, never given back. */
let words = new Int32Array(1 << 16);
let slots = new Int32Array(1 << 12).fill(emptySlot);
let stack = new Int32Array(1 << 10);

/** What a search may use before it is given up: a loop that never comes back to a state it was in would use anything. */
export interface Limits {
  readonly states: number;
  /** Of the processor, so that a busy computer does not change what is found. */
  readonly ms: number;
  /** States from which on choices are left out that lead to no other final state; small tests are done before that
   *  pays. */
  readonly reduceFrom?: number;
}

export function finalStates(machine: Machine, limits: Limits): Finals {
  return new FinalSearch(machine, limits).run();
}

const REDUCED_FROM = 20_000;

/** The machine's own tables live on the heap; near its end the process would die instead of answering. */
const heapShare = 0.6;

function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

class FinalSearch {
  private readonly machine: Machine;
  private readonly width: number;
  private readonly limits: Limits;
  private readonly finals = new Map<string, readonly number[]>();
  private states = 0;
  private depth = 0;
  private mask = slots.length - 1;
  private oneCell: OneCell | null = null;

  constructor(machine: Machine, limits: Limits) {
    this.machine = machine;
    this.width = machine.width;
    this.limits = limits;
    slots.fill(emptySlot);
  }

  run(): Finals {
    const { machine } = this;
    const began = processorTime();
    let violated: Violation | null = null;
    this.reserve();
    if (machine.initial(words, 0) === VIOLATED)
      violated = { property: machine.violated, pc: null, strangeWords: [] };
    else this.keep();
    let bounded = false;
    for (let round = 1; this.depth > 0 && violated === null && !bounded; round += 1) {
      violated = this.expand(stack[--this.depth] ?? 0);
      bounded = this.states > this.limits.states || (round % 512 === 0 && this.isExhausted(began));
    }
    return { values: [...this.finals.values()], states: this.states, bounded, violated };
  }

  private isExhausted(began: number): boolean {
    if (processorTime() - began > this.limits.ms) return true;
    const { used_heap_size: used, heap_size_limit: most } = getHeapStatistics();
    return used > most * heapShare;
  }

  /** Steps to every successor; says when one violates a property. */
  private expand(state: number): Violation | null {
    const { machine, width } = this;
    const count = machine.enabled(words, state * width);
    if (this.states > (this.limits.reduceFrom ?? REDUCED_FROM)) this.oneCell ??= new OneCell(machine);
    const few = this.oneCell?.pick(words, state * width, machine.choices, count) === true;
    const choices: ArrayLike<number> = few && this.oneCell ? this.oneCell.picked : machine.choices;
    for (let nth = 0; nth < (few ? choices.length : count); nth += 1) {
      this.reserve();
      const choice = choices[nth] ?? 0;
      const status = machine.step(words, state * width, choice, words, this.states * width);
      if (status === SQUASHED) continue;
      if (status === VIOLATED) {
        const property = machine.violated;
        const { pc } = machine.choiceInfo(words, state * width, choice);
        return { property, pc, strangeWords: strangeWords(machine, words, state * width) };
      }
      this.keep();
    }
    return null;
  }

  /** Makes room for one more state behind the last. */
  private reserve(): void {
    if ((this.states + 1) * this.width <= words.length) return;
    const larger = new Int32Array(words.length * 2);
    larger.set(words);
    words = larger;
  }

  /** Keeps the state behind the last one unless it is known. */
  private keep(): void {
    const at = this.states * this.width;
    let slot = this.hash(at) & this.mask;
    for (let known = slots[slot] ?? emptySlot; known !== emptySlot; known = slots[slot] ?? emptySlot) {
      if (this.equal(known * this.width, at)) return;
      slot = (slot + 1) & this.mask;
    }
    slots[slot] = this.states;
    if (this.machine.isFinished(words, at)) {
      const values = this.machine.observe(words, at);
      this.finals.set(values.join(), values);
    } else this.push(this.states);
    this.states += 1;
    if (this.states * 2 > slots.length) this.rehash();
  }

  private push(state: number): void {
    if (this.depth === stack.length) {
      const larger = new Int32Array(stack.length * 2);
      larger.set(stack);
      stack = larger;
    }
    stack[this.depth++] = state;
  }

  private hash(at: number): number {
    let hash = 0x811c9dc5;
    for (let word = at; word < at + this.width; word += 1) {
      hash = Math.imul(hash ^ (words[word] ?? 0), 0x01000193);
      hash ^= hash >>> 15;
    }
    return hash;
  }

  private equal(a: number, b: number): boolean {
    for (let word = 0; word < this.width; word += 1) if (words[a + word] !== words[b + word]) return false;
    return true;
  }

  private rehash(): void {
    slots = new Int32Array(slots.length * 2).fill(emptySlot);
    this.mask = slots.length - 1;
    for (let state = 0; state < this.states; state += 1) {
      let slot = this.hash(state * this.width) & this.mask;
      while (slots[slot] !== emptySlot) slot = (slot + 1) & this.mask;
      slots[slot] = state;
    }
  }
}
