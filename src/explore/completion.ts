/**
 * Whether a run that violated something can be completed, so that it counts: a state of an interleaving is real, also in
 * the middle. The machine goes on as if nobody had looked, until nothing in flight can be squashed any more:
 *
 *     … ─► violated ─► · ─► · ─► settled        it counts
 *                └─► · ─► squashed              … and so does not, where every way on ends like this
 *
 * Depth first, since nearly every way on settles within a few steps. Where none does (a CPU that waits for ever with
 * something in flight behind the wait), what lies ahead is judged as any graph is: void or not.
 */
import { SQUASHED, type Machine } from '../machine/index.ts';
import { findComponents, HELD, VOID } from './components.ts';
import type { Graph } from './graph.ts';
import { grow } from './state-columns.ts';
import { StateStore } from './state-store.ts';

/** States looked at for one violation before the question is given up. */
const STATES = 200_000;

/** `void`: every way on is squashed. `held`: void, since it rests for ever on what only a squash would undo. */
export type RunKind = 'real' | 'void' | 'held';

/** Explores from a state up to a number of states. */
type Explorer = (from: Int32Array, states: number) => Graph;

export class Completion {
  private readonly machine: Machine;
  private readonly seen: StateStore;
  /** By number in `seen`: a settled state can be reached. */
  private settled: Uint8Array = new Uint8Array(256);
  private readonly words: Int32Array;
  private readonly next: Int32Array;
  private readonly unsettled = new Map<number, RunKind>();
  private readonly search: Explorer;

  constructor(machine: Machine, search: Explorer) {
    this.machine = machine;
    this.search = search;
    this.seen = new StateStore(machine.width + 1);
    this.words = new Int32Array(machine.width + 1);
    this.next = new Int32Array(machine.width + 1);
  }

  /** What kind of run the ended state in the first words of `ended` lies on; null when that takes too long to tell. */
  judge(ended: Int32Array): RunKind | null {
    const { machine, words } = this;
    words.set(ended.subarray(0, machine.width));
    machine.reopen(words, 0);
    words[machine.width] = 0;
    if (!machine.mayBeUndone(words, 0)) return 'real';
    // Whoever asks is in the middle of the choices of a state.
    const choices = machine.choices.slice();
    machine.passing = true;
    try {
      return this.settles(words) ? 'real' : this.ahead(words);
    } finally {
      machine.passing = false;
      machine.choices.set(choices);
    }
  }

  /** False where that was not found. Depth first from `start`; what was seen in vain for an earlier question is
   *  not looked at again. */
  private settles(start: Int32Array): boolean {
    const { machine, seen, next } = this;
    const first = seen.add(start, null, -1);
    if (!seen.added) return (this.settled[first] as number) === 1;
    const source = new Int32Array(machine.width + 1);
    const path = [first];
    const left = [this.choicesFrom(start)];
    const limit = seen.size + STATES;
    while (path.length > 0) {
      const choice = (left[left.length - 1] as number[]).pop();
      if (choice === undefined) {
        path.pop();
        left.pop();
        continue;
      }
      const from = path[path.length - 1] as number;
      seen.load(from, source);
      if (machine.step(source, 0, choice, next, 0) === SQUASHED) continue;
      next[machine.width] = 0;
      const known = seen.size;
      const to = seen.add(next, source, from);
      const fresh = seen.size > known;
      if (to >= this.settled.length) this.settled = grow(this.settled, to + 1);
      if (fresh && !machine.mayBeUndone(next, 0)) this.settled[to] = 1;
      if ((this.settled[to] as number) === 1) {
        for (const state of path) this.settled[state] = 1;
        return true;
      }
      if (!fresh) continue;
      if (seen.size > limit) return false;
      path.push(to);
      left.push(this.choicesFrom(next));
    }
    return false;
  }

  /** In the order in which they are to be popped: what is in flight before what is not. */
  private choicesFrom(state: Int32Array): number[] {
    const { machine } = this;
    const count = machine.enabled(state, 0);
    return Array.from(machine.choices.subarray(0, count)).reverse();
  }

  private ahead(start: Int32Array): RunKind | null {
    const number = this.seen.find(start);
    const known = this.unsettled.get(number);
    if (known !== undefined) return known;
    const ahead = this.search(start, STATES);
    if (ahead.limit !== null) return null;
    const work = findComponents(ahead);
    let step = work.next();
    while (!step.done) step = work.next();
    const flags = step.value.flags[0] as number;
    const kind = (flags & VOID) === 0 ? 'real' : (flags & HELD) === 0 ? 'void' : 'held';
    this.unsettled.set(number, kind);
    return kind;
  }
}
