/**
 * Breadth-first search over the states of a machine, in slices: `advance` works until a moment in time, so that a
 * worker can look at its messages in between. What it leaves is a graph (graph.ts); the edges of a
 * state are stored when it is expanded.
 *
 * Squashed steps leave no edge, nor do violations on runs that can only be squashed later (completion.ts). The word
 * behind the machine's words names the violated property of an ended state, so that one memory content violated in two
 * ways is two states.
 */
import { failureKey, STEPPED, unseenOf, VIOLATED, type Machine, type Unseen } from '../machine/index.ts';
import type { ExploreLimits, ExploreResult, Progress } from './api.ts';
import { isWanted } from './asked.ts';
import { Completion } from './completion.ts';
import { BROKEN, FINISHED, HAD_SQUASH, MET_HELD, type Graph, type Report } from './graph.ts';
import type { Reduction } from './reduction.ts';
import { grow } from './state-columns.ts';
import { searchedChoices } from './searched-choices.ts';
import { StateStore } from './state-store.ts';
import { unseenStep } from './unseen-step.ts';
import type { FoldedStore } from './symmetry.ts';

/** `Reduction` of reduction.ts, handed in so that only what reduces has to load it. */
export type Reducer = new (machine: Machine) => Reduction;

/** Flags of a state in the first words, null where they are not known. */
type Known = (state: Int32Array) => number | null;

/** About 1 GB, as the page allows a tab. */
const MEMORY_LIMIT = 1_000_000_000;

export class Search implements Graph {
  readonly machine: Machine;
  readonly store: StateStore;
  readonly reports: Report[] = [];
  expanded = 0;
  starts: Uint32Array = new Uint32Array(256);
  edges: Int32Array = new Int32Array(1024);
  parent: Int32Array = new Int32Array(256);
  choice: Int32Array = new Int32Array(256);
  marks: Uint8Array = new Uint8Array(256);
  steps = 0;
  squashed = 0;
  limit: ExploreResult['limit'] = null;
  private edgeCount = 0;
  private depth = 0;
  private levelEnd = 1;
  private readonly limits: ExploreLimits;
  private spent = 0;
  private readonly source: Int32Array;
  private readonly target: Int32Array;

  /** Some state's choices were left out, because they lead nowhere else, or states were counted as one. */
  reduced = false;
  private readonly reduction: Reduction | null;
  private readonly reduceFrom: number;
  folded: FoldedStore | null = null;
  /** Knows which states were seen. */
  private seen: StateStore | FoldedStore;
  private readonly completion: Completion;
  private readonly everyGuess: boolean;
  private readonly unseen: Unseen | null;
  /** Some step was tried alone, so that not every interleaving is there. */
  shrunk = false;
  /** By violated property, the first state that violates it, or the first whose choice does in a run that goes on (of those only where
   *  steps are tried alone or something is sought). */
  readonly violating = new Map<number, { readonly state: number; readonly choice: number | null }>();
  /** It is done when so many properties were found violated. */
  sought = Number.POSITIVE_INFINITY;
  /** Which asserts failed, by CPU and property, where steps are tried alone. */
  readonly failing = new Set<string>();
  /** Flags (components.ts) of states that are known from elsewhere, which are not expanded; by number. */
  readonly given = new Map<number, number>();
  private readonly known: Known | null;
  /** The state in `target` is still to be expanded. */
  private readonly leadsOn = (): boolean => {
    const known = this.seen.find(this.target);
    return known < 0 || known > this.expanded;
  };

  /** Searches from the initial state, or from the state in the first words of `start`. `reduction`: leave out states that
   *  the verdict, the properties and the outcomes do not depend on (reduction.ts), once `reduceFrom` are expanded.
   *  `everyGuess`: try guesses, too, that nothing else depends on. `shrinks`: a step that nobody can see is
   *  tried alone. `known`: what is known of states already, which are not gone beyond. */
  constructor(
    machine: Machine,
    limits: ExploreLimits,
    start: Int32Array | null = null,
    reduction: Reducer | null = null,
    reduceFrom = 0,
    everyGuess = false,
    shrinks = false,
    known: Known | null = null,
  ) {
    this.everyGuess = everyGuess;
    this.unseen = shrinks ? unseenOf(machine) : null;
    this.reduction = reduction ? new reduction(machine) : null;
    this.reduceFrom = reduceFrom;
    this.known = known;
    this.machine = machine;
    this.completion = completionOf(machine);
    this.limits = limits;
    if (limits.first) this.sought = 1;
    this.store = new StateStore(machine.width + 1);
    this.seen = this.store;
    this.source = new Int32Array(machine.width + 1);
    this.target = new Int32Array(machine.width + 1);
    let status: number = STEPPED;
    if (start) this.target.set(start.subarray(0, machine.width));
    else status = machine.initial(this.target, 0);
    this.keep(status, null, 0, -1, -1);
  }

  /** Searches until the clock reads `until` (performance.now); true when there is nothing left to do. */
  advance(until: number): boolean {
    const began = performance.now();
    let tick = 0;
    while (this.limit === null && this.expanded < this.store.size && this.violating.size < this.sought) {
      if ((++tick & 31) === 0) {
        const now = performance.now();
        if (now > until) {
          this.spent += now - began;
          return false;
        }
        if (this.isOver(this.spent + now - began)) break;
      }
      this.expand();
    }
    // What was not expanded is no end.
    if (this.limits.first && this.violating.size > 0) this.limit ??= 'cancelled';
    this.spent += performance.now() - began;
    return true;
  }

  /** Has the steps of CPUs whose asserts are known to fail not tried alone before these (Unseen.spare). */
  spare(failing: ReadonlySet<string>): void {
    this.unseen?.spare(failing);
  }

  /** Has rounds of loops tried that only try again. */
  tryRounds(): void {
    if (this.unseen) this.unseen.everyRound = true;
  }

  /** Stops the search where it is; what is known stays. */
  cancel(): void {
    this.limit ??= 'cancelled';
  }

  get ms(): number {
    return this.spent;
  }

  get bytes(): number {
    const { store, folded, starts, edges, parent, choice, marks } = this;
    return [store.bytes, folded?.bytes ?? 0, starts, edges, parent, choice, marks].reduce<number>(
      (sum, part) => sum + (typeof part === 'number' ? part : part.byteLength),
      0,
    );
  }

  ahead(from: Int32Array, states: number): Search {
    return searchAhead(this.machine, from, states);
  }

  progress(): Progress {
    const { steps, depth, store } = this;
    return { states: store.size, steps, frontier: store.size - this.expanded, depth, ms: this.spent };
  }

  private isOver(ms: number): boolean {
    const memory = this.limits.bytes ?? MEMORY_LIMIT;
    if (this.limits.ms !== undefined && ms > this.limits.ms) this.limit = 'time';
    else if ((this.expanded & 0xfff) < 32 && this.bytes > memory) this.limit = 'memory';
    return this.limit !== null;
  }

  private expand(): void {
    const { machine, store, source } = this;
    const from = this.expanded;
    if (from === this.reduceFrom) this.fold();
    if (from === this.levelEnd) {
      this.depth++;
      this.levelEnd = store.size;
    }
    if (((this.marks[from] as number) & BROKEN) === 0 && !this.isGiven(from)) {
      store.load(from, source);
      const every = this.everyGuess ? machine.enabled(source, 0) : searchedChoices(machine, source, 0);
      const count = this.unseen?.tried(source, every) ?? every;
      if (count < every) this.shrunk = true;
      if (!this.expandUnseen(from, count) && !this.expandFew(from, count)) {
        for (let nth = 0; nth < count && this.limit === null; nth++)
          this.take(from, machine.choices[nth] as number);
      }
      // A state whose choices were only partly tried goes back to the frontier: nothing may be concluded from it.
      if (this.limit !== null) return;
    }
    this.expanded = from + 1;
    if (from + 1 >= this.starts.length) this.starts = grow(this.starts, from + 2);
    this.starts[from + 1] = this.edgeCount;
  }

  private isGiven(from: number): boolean {
    const { known, source } = this;
    if (!known) return false;
    this.store.load(from, source);
    const flags = known(source);
    if (flags !== null) this.given.set(from, flags);
    return flags !== null;
  }

  /** From here on states that are the same but for identical CPUs are one. */
  private fold(): void {
    this.folded = this.reduction?.fold(this.store) ?? null;
    if (!this.folded) return;
    this.seen = this.folded;
    this.reduced = true;
  }

  /** Takes one step alone that nobody can see. */
  private expandUnseen(from: number, count: number): boolean {
    const { machine, unseen, source, target } = this;
    if (!unseen) return false;
    const first = unseenStep(machine, unseen, source, count, target, this.reduction && this.leadsOn);
    if (first < 0) return false;
    this.shrunk = true;
    if (unseen.ways === 1) {
      // The one successor is still in `target`.
      this.steps++;
      this.connect(from, machine.choices[first] as number, STEPPED);
    } else
      for (let way = 0; way < unseen.ways && this.limit === null; way++)
        this.take(from, machine.choices[first + way] as number);
    return true;
  }

  /** Takes the choices of one CPU alone where the reduction allows it. */
  private expandFew(from: number, count: number): boolean {
    const { machine, reduction, source, target } = this;
    if (!reduction || from < this.reduceFrom) return false;
    if (!reduction.pick(source, machine.choices, count)) return false;
    const { first, last } = reduction;
    let unexpanded = false;
    for (let nth = first; nth < last; nth++) {
      const choice = machine.choices[nth] as number;
      const status = machine.step(source, 0, choice, target, 0);
      if (!reduction.keptToItself(choice, source, target, status !== STEPPED)) return false;
      if (status !== STEPPED) continue;
      target[machine.width] = 0;
      const known = this.seen.find(target);
      unexpanded ||= (known < 0 || known > from) && reduction.isCertain(target);
    }
    if (!unexpanded) return false;
    this.reduced = true;
    if (last - first === 1) {
      // The one successor is still in `target`.
      this.steps++;
      this.connect(from, machine.choices[first] as number, STEPPED);
    } else for (let nth = first; nth < last; nth++) this.take(from, machine.choices[nth] as number);
    return true;
  }

  private take(from: number, choice: number): void {
    const status = this.machine.step(this.source, 0, choice, this.target, 0);
    this.steps++;
    if (status === STEPPED) {
      this.connect(from, choice, status);
      return;
    }
    if (status === VIOLATED && this.unseen?.waits(this.machine.violated))
      this.failing.add(failureKey(this.machine.choiceCpu(choice), this.machine.violated));
    const end = status === VIOLATED ? this.completion.judge(this.target) : 'void';
    if (end === 'real') this.connect(from, choice, status);
    else if (end === null) this.limit = 'states';
    else {
      if (end === 'void') this.squashed++;
      const mark = end === 'void' ? HAD_SQUASH : MET_HELD;
      this.marks[from] = (this.marks[from] as number) | mark;
    }
  }

  /** Stores the state in `target` as a successor. */
  private connect(from: number, choice: number, status: number): void {
    const reports = this.machine.reportCount;
    const to = this.keep(status, this.source, from, from, choice);
    if (this.limit !== null) return;
    if (this.edgeCount === this.edges.length) this.edges = grow(this.edges, this.edgeCount + 1);
    if (reports > 0) this.report(from, choice);
    this.edges[this.edgeCount++] = reports > 0 ? ~to : to;
  }

  private report(from: number, choice: number): void {
    const { machine, violating } = this;
    const properties = machine.reports.slice(0, machine.reportCount);
    const asked = this.unseen !== null || this.sought !== Number.POSITIVE_INFINITY;
    for (const property of properties) {
      this.reports.push({ property, from, choice, edge: this.edgeCount });
      if (asked && !violating.has(property) && this.completion.judge(this.target) === 'real')
        violating.set(property, { state: from, choice });
    }
  }

  /** Stores the state in `target` and returns its number. */
  private keep(
    status: number,
    before: Int32Array | null,
    from: number,
    parent: number,
    choice: number,
  ): number {
    const { machine, store, seen, target } = this;
    target[machine.width] = status === VIOLATED ? machine.violated + 1 : 0;
    const number = seen.add(target, before, from);
    if (!seen.added) return number;
    if (number >= this.parent.length) {
      this.parent = grow(this.parent, number + 1);
      this.choice = grow(this.choice, number + 1);
      this.marks = grow(this.marks, number + 1);
    }
    this.parent[number] = parent;
    this.choice[number] = choice;
    if (status === VIOLATED) {
      this.marks[number] = BROKEN;
      if (!this.violating.has(machine.violated))
        this.violating.set(machine.violated, { state: number, choice: null });
    } else if (status === STEPPED && machine.isFinished(target, 0))
      this.marks[number] = isWanted(machine, target) ? BROKEN : FINISHED;
    if (store.size > this.limits.states) this.limit = 'states';
    else if (machine.overran) this.limit = 'loop';
    return number;
  }
}

const completions = new WeakMap<Machine, Completion>();

/** What tells which violations of a machine count; one for all searches of it, so that nothing is asked twice. */
export function completionOf(machine: Machine): Completion {
  let completion = completions.get(machine);
  if (!completion) {
    completion = new Completion(machine, (from, states) => searchAhead(machine, from, states));
    completions.set(machine, completion);
  }
  return completion;
}

function searchAhead(machine: Machine, from: Int32Array, states: number): Search {
  const ahead = new Search(machine, { states }, from);
  ahead.advance(Number.POSITIVE_INFINITY);
  return ahead;
}
