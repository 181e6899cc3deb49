/**
 * States that differ only in which of several identical CPUs is where count once (Ip and Dill 1996; Clarke et al. 1996):
 *
 *   state      CPU 0 holds the lock, CPUs 1 and 2 wait    CPU 2 holds it, CPUs 0 and 1 wait
 *   canonical  holds, waits, waits                        holds, waits, waits
 *
 * The states kept are real ones, the first met of those that are the same, so that runs to them can be played; whether a
 * state was seen is asked of its canonical words: what each CPU of a group is in, with its own cells, put in order. It
 * goes together with persistent sets, which are the same for states that are the same (Emerson, Jha and Peled 1997).
 * A final state stands for all that it becomes when CPUs change places: `views` gives what each of those shows.
 */
import { invariant } from '../base/index.ts';
import { symmetryOf, type CpuGroup, type Machine, type Symmetry } from '../machine/index.ts';
import { grow } from './state-columns.ts';
import { StateStore } from './state-store.ts';

/** What a state shows after CPUs changed places: CPU c is where CPU `from[c]` is in the state. */
export interface View {
  readonly from: readonly number[];
  readonly observed: readonly number[];
}

/** The folded store of what was searched so far, null where no two CPUs can be exchanged. */
export function foldedStore(machine: Machine, store: StateStore): FoldedStore | null {
  const symmetry = symmetryOf(machine);
  if (!symmetry) return null;
  const folded = new FoldedStore(machine, symmetry, store);
  return folded.foldAll() ? folded : null;
}

export class FoldedStore {
  /** The last `add` met a state that is the same as none seen before. */
  added = false;
  private readonly machine: Machine;
  private readonly symmetry: Symmetry;
  private readonly store: StateStore;
  private readonly canonical: StateStore;
  /** By number of canonical words, the number of the real state. */
  private real: Int32Array = new Int32Array(256);
  private readonly words: Int32Array;
  private readonly orders: readonly Order[];
  private readonly arrangements: readonly (readonly number[])[];
  /** Arrangements that bring every CPU to the place of every other of its group: what these show, all others do. */
  private readonly turns: readonly (readonly number[])[];
  private readonly seen = new Map<string, readonly View[]>();

  constructor(machine: Machine, symmetry: Symmetry, store: StateStore) {
    this.machine = machine;
    this.symmetry = symmetry;
    this.store = store;
    this.canonical = new StateStore(machine.width + 1);
    this.words = new Int32Array(machine.width + 1);
    this.orders = symmetry.groups.map((group) => new Order(group, machine.cellWords));
    const none = machine.program.cpus.map((_, cpu) => cpu);
    this.arrangements = symmetry.groups.reduce(arrange, [none]);
    const most = Math.max(...symmetry.groups.map(({ cpus }) => cpus.length));
    this.turns = Array.from({ length: most }, (_, by) => none.map((cpu) => turned(cpu, symmetry.groups, by)));
  }

  /** Takes over the states met so far; false where the CPUs differ at the start, so that nothing can be said. */
  foldAll(): boolean {
    const { store, orders } = this;
    const state = new Int32Array(this.words.length);
    for (let number = 0; number < store.size; number++) {
      store.load(number, state);
      this.canonize(state);
      if (number === 0 && !orders.every((order) => order.isUniform())) return false;
      this.remember(number);
    }
    return true;
  }

  /** As `StateStore.add`: the number of the first real state that is the same. */
  add(state: Int32Array, before: Int32Array | null, from: number): number {
    this.canonize(state);
    const known = this.canonical.add(this.words, null, 0);
    this.added = this.canonical.added;
    if (!this.added) return this.real[known] as number;
    const number = this.store.add(state, before, from);
    this.name(known, number);
    return number;
  }

  /** As `StateStore.find`. */
  find(state: Int32Array): number {
    this.canonize(state);
    const known = this.canonical.find(this.words);
    return known < 0 ? -1 : (this.real[known] as number);
  }

  /** Every observation that a final state stands for, its own first, each with a way to get there. */
  views(state: Int32Array): readonly View[] {
    const { symmetry, arrangements, turns, seen } = this;
    const all = turns.map((from) => symmetry.observe(state, 0, from).join()).join(';');
    let views = seen.get(all);
    if (views) return views;
    const found = new Map<string, View>();
    for (const from of arrangements) {
      const observed = symmetry.observe(state, 0, from);
      const key = observed.join();
      if (!found.has(key)) found.set(key, { from, observed });
    }
    views = [...found.values()];
    seen.set(all, views);
    return views;
  }

  /** The run of `choices` after CPUs changed places, as choice keys. */
  rearranged(choices: readonly number[], from: readonly number[]): string[] {
    const { machine, symmetry } = this;
    let state = new Int32Array(machine.width);
    let next = new Int32Array(machine.width);
    this.store.load(0, this.words);
    state.set(this.words.subarray(0, machine.width));
    return choices.map((choice) => {
      const mine = symmetry.choiceOf(choice, from.indexOf(machine.choiceCpu(choice)));
      invariant(isEnabled(machine, state, mine), 'a choice that is gone when CPUs change places');
      const { key } = machine.choiceInfo(state, 0, mine);
      machine.step(state, 0, mine, next, 0);
      [state, next] = [next, state];
      return key;
    });
  }

  get bytes(): number {
    return this.canonical.bytes + this.real.byteLength;
  }

  private remember(number: number): void {
    const known = this.canonical.add(this.words, null, 0);
    if (this.canonical.added) this.name(known, number);
  }

  private name(known: number, number: number): void {
    if (known >= this.real.length) this.real = grow(this.real, known + 1);
    this.real[known] = number;
  }

  /** Writes the canonical words of a state. */
  private canonize(state: Int32Array): void {
    const { words, orders, symmetry } = this;
    words.set(state);
    for (const order of orders) order.write(state, words, symmetry);
  }
}

/** The CPUs of one group, put in order by what they are in and what their own cells hold. */
class Order {
  private readonly group: CpuGroup;
  /** Of each CPU: its word and then its own cells, as words of the state. */
  private readonly places: readonly Int32Array[];
  /** Of each CPU: its situation and then the values of its own cells, those of the first CPU first. */
  private readonly tuples: Int32Array;
  private readonly ranks: Int32Array;
  private readonly length: number;

  constructor(group: CpuGroup, cellWords: number) {
    this.group = group;
    this.places = group.cpus.map((cpu, nth) => Int32Array.from([cellWords + cpu, ...(group.own[nth] ?? [])]));
    this.length = this.places[0]?.length ?? 0;
    this.tuples = new Int32Array(group.cpus.length * this.length);
    this.ranks = new Int32Array(group.cpus.length);
  }

  write(state: Int32Array, words: Int32Array, symmetry: Symmetry): void {
    const { group, places, tuples, ranks, length } = this;
    for (let nth = 0; nth < places.length; nth++) {
      const place = places[nth] as Int32Array;
      const at = nth * length;
      tuples[at] = symmetry.situation(group.cpus[nth] as number, state[place[0] as number] as number);
      for (let word = 1; word < length; word++) tuples[at + word] = state[place[word] as number] as number;
      let rank = nth;
      for (; rank > 0 && this.comesBefore(nth, ranks[rank - 1] as number); rank--)
        ranks[rank] = ranks[rank - 1] as number;
      ranks[rank] = nth;
    }
    for (let nth = 0; nth < places.length; nth++) {
      const place = places[nth] as Int32Array;
      const at = (ranks[nth] as number) * length;
      for (let word = 0; word < length; word++) words[place[word] as number] = tuples[at + word] as number;
    }
  }

  /** Whether in the state last written all CPUs are in the same situation. */
  isUniform(): boolean {
    return this.tuples.every((value, at) => value === this.tuples[at % this.length]);
  }

  private comesBefore(a: number, b: number): boolean {
    const { tuples, length } = this;
    for (let word = 0; word < length; word++) {
      const difference = (tuples[a * length + word] as number) - (tuples[b * length + word] as number);
      if (difference !== 0) return difference < 0;
    }
    return false;
  }
}

/** Every arrangement so far with the CPUs of one more group in every order, the one that changes nothing first. */
function arrange(
  arrangements: readonly (readonly number[])[],
  { cpus }: CpuGroup,
): readonly (readonly number[])[] {
  const orders = permutations(cpus);
  return arrangements.flatMap((from) =>
    orders.map((order) => from.map((cpu, at) => order[cpus.indexOf(at)] ?? cpu)),
  );
}

function turned(cpu: number, groups: readonly CpuGroup[], by: number): number {
  const cpus = groups.find((group) => group.cpus.includes(cpu))?.cpus;
  return cpus?.[(cpus.indexOf(cpu) + by) % cpus.length] ?? cpu;
}

function permutations(list: readonly number[]): readonly (readonly number[])[] {
  if (list.length === 0) return [[]];
  return list.flatMap((first) =>
    permutations(list.filter((one) => one !== first)).map((rest) => [first, ...rest]),
  );
}

function isEnabled(machine: Machine, state: Int32Array, choice: number): boolean {
  const count = machine.enabled(state, 0);
  return machine.choices.subarray(0, count).includes(choice);
}
