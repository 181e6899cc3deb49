/**
 * One exploration from the first state to the answer, in slices: search, components, outcomes, result. It owns its
 * machine while it runs; `fates` keeps answering afterwards.
 */
import { invariant } from '../base/index.ts';
import { unseenOf, type Machine } from '../machine/index.ts';
import type { ExploreLimits, ExploreResult, Fate, Outcome, Progress, VerdictKind } from './api.ts';
import { flagsBeyond } from './beyond.ts';
import { BAD, findComponents, FRONTIER, VOID, type Components, type StuckComponent } from './components.ts';
import { countFates, fateOf } from './fate.ts';
import { findOutcomes } from './outcomes.ts';
import type { Graph } from './graph.ts';
import { Search, type Reducer } from './search.ts';
import { kindOfStuck } from './stuck.ts';
import { witnessTo } from './witness.ts';

/** Answers for states of one explored machine. */
export interface FateMap {
  readonly machine: Machine;
  /** Fate of the state in the first `machine.width` words; unknown when it was not explored. */
  fateOf(state: Int32Array): Fate;
  /** Every run from this state is squashed: it contradicts a guess that was made. */
  isVoid(state: Int32Array): boolean;
  /** Set for states that no longer lead anywhere: nothing but this goes on forever. */
  stuckAt(state: Int32Array): 'deadlock' | 'livelock' | null;
}

export interface ExploreOptions extends ExploreLimits {
  /** Count the interleavings of each outcome (default: yes). */
  readonly paths?: boolean;
  /** Leave out states that verdict, properties and outcomes do not depend on; where it did (`reduced`), numbers of
   *  interleavings are not counted, fates are null, witnesses need not be shortest, and final states that differ only in
   *  which of several identical CPUs is where may count as one. */
  readonly reduce?: Reducer;
  /** Try every step, also where nobody can see when it happens. */
  readonly whole?: boolean;
  /** What has at most so many states is searched whole, with shortest witnesses and numbers of interleavings; in what has
   *  more, such steps are tried alone, and only violations that are near have shortest witnesses. */
  readonly shrinkFrom?: number;
  /** Leave nothing out before so many states were expanded: where all fit, the answer is the full one. */
  readonly reduceFrom?: number;
}

/** So many states are searched whole for the shortest ways to what was found violated. */
const NEAREST_STATES = 100_000;

/** Looking for what nobody sees would change more in small spaces than it saves. */
const SHRINK_FROM = 4000;

export class Exploration {
  private states: Search;
  private readonly options: ExploreOptions;
  private readonly machine: Machine;
  private readonly start: Int32Array | null;
  /** Begins anew where there are too many states to search all. */
  private begins = false;
  /** A search that is whole, but for what an assert that it found to fail may have kept from happening (Unseen.spare). */
  private earlier: Search | null = null;
  private readonly failing = new Set<string>();
  /** Searches whole, up to what was found violated. */
  private nearest: Search | null = null;
  private analysis: Generator<void, ExploreResult> | null = null;
  private answer: ExploreResult | null = null;
  private components: Components | null = null;
  private known: FateMap | null = null;
  private spent = 0;

  /** Explores from the initial state, or from the state in the first words of `start`. */
  constructor(machine: Machine, options: ExploreOptions, start: Int32Array | null = null) {
    this.options = options;
    this.machine = machine;
    this.start = start;
    const shrinkFrom = options.shrinkFrom ?? SHRINK_FROM;
    const { states } = options;
    if (shrinkFrom === 0) this.states = this.searching(options, true);
    else if (options.whole || states <= shrinkFrom || !unseenOf(machine))
      this.states = this.searching(options, false);
    else {
      this.states = this.searching({ ...options, states: shrinkFrom }, false);
      this.begins = true;
    }
  }

  private searching(limits: ExploreLimits, shrinks: boolean): Search {
    const { machine, options, start } = this;
    const { reduce = null, reduceFrom } = options;
    return new Search(machine, limits, start, reduce, reduceFrom, false, shrinks);
  }

  /** Works until the clock reads `until` (performance.now); true when the result is there. */
  advance(until: number): boolean {
    const began = performance.now();
    const done = this.answer !== null || this.work(until);
    this.spent += performance.now() - began;
    if (done && this.answer && this.answer.ms === 0) this.answer = { ...this.answer, ms: this.spent };
    return done;
  }

  private work(until: number): boolean {
    if (!this.analysis) {
      if (!this.search(until)) return false;
      this.analysis = this.analyse();
    }
    for (;;) {
      const { done, value } = this.analysis.next();
      if (done) {
        this.answer = value;
        return true;
      }
      if (performance.now() > until) return false;
    }
  }

  /** The search alone, without the answer; for measuring. */
  search(until: number): boolean {
    for (;;) {
      if (!this.states.advance(until)) return false;
      const next = this.following();
      if (!next) break;
      this.states = next;
    }
    const { states, options } = this;
    if (!this.nearest) {
      if (!states.shrunk || states.violating.size === 0 || states.limit !== null || options.reduce)
        return true;
      const left = options.ms === undefined ? {} : { ms: Math.max(0, options.ms - states.ms) };
      this.nearest = this.searching({ ...options, ...left, states: NEAREST_STATES }, false);
      this.nearest.sought = states.violating.size;
    }
    return this.nearest.advance(until);
  }

  /** The search that has to follow the one that is done; null where none has to. */
  private following(): Search | null {
    const { states, options, earlier, failing } = this;
    if (this.begins && states.limit === 'states') {
      this.begins = false;
      return this.searching(options, true);
    }
    if (states.limit !== null) {
      // What was found before stays true.
      if (earlier) earlier.limit = states.limit;
      this.earlier = null;
      return earlier;
    }
    const known = failing.size;
    for (const one of states.failing) failing.add(one);
    this.earlier = failing.size > known ? states : null;
    if (!this.earlier) return null;
    const again = this.searching(options, true);
    again.spare(failing);
    return again;
  }

  /** Stops the search; `advance` still gives a result of what is known so far. */
  cancel(): void {
    if (this.nearest) this.nearest.cancel();
    else this.states.cancel();
  }

  progress(): Progress {
    return this.states.progress();
  }

  get result(): ExploreResult {
    invariant(this.answer !== null, 'result before the exploration is done');
    return this.answer;
  }

  /** The explored states, for questions about them. */
  get graph(): Graph {
    return this.states;
  }

  /** Bytes that the graph takes. */
  get bytes(): number {
    return this.states.bytes + (this.components ? this.components.flags.byteLength : 0);
  }

  /** What every state's component says about it (components.ts); to be asked when the result is there. */
  get flags(): Uint8Array {
    invariant(this.components !== null, 'flags before the exploration is done');
    return this.components.flags;
  }

  get fates(): FateMap {
    invariant(this.components !== null, 'fates before the exploration is done');
    return (this.known ??= fateMap(
      this.states,
      this.components,
      this.states.limit === null && !this.states.reduced,
      this.failing,
    ));
  }

  private nearestTo(property: string | null): readonly string[] | null {
    const { nearest, machine } = this;
    const number = machine.program.properties.findIndex(({ slug }) => slug === property);
    const found = nearest?.violating.get(number);
    return nearest && found ? witnessTo(nearest, found.state, found.choice) : null;
  }

  private *analyse(): Generator<void, ExploreResult> {
    const search = this.states;
    const components = yield* findComponents(search);
    const counts = (this.options.paths ?? true) && !search.reduced && !search.shrunk;
    const found = yield* findOutcomes(search, components, counts);
    const outcomes = found.map((outcome) => ({
      ...outcome,
      witness: this.nearestTo(outcome.property) ?? outcome.witness,
    }));
    this.components = { ...components, order: new Int32Array(0) };
    const verdict = verdictOf(outcomes, search.limit);
    return {
      verdict,
      properties: [...new Set(outcomes.flatMap(({ property }) => property ?? []))].sort(),
      outcomes,
      witness: outcomes.find(({ kind }) => kind === verdict)?.witness ?? null,
      states: search.store.size,
      steps: search.steps,
      squashed: search.squashed,
      ms: 0,
      fates: search.reduced ? null : countFates(components.flags),
      reduced: search.reduced,
      limit: search.limit,
    };
  }
}

function fateMap(
  graph: Graph,
  { flags, stuck }: Components,
  isWhole: boolean,
  failing: ReadonlySet<string>,
): FateMap {
  const { machine, store, shrunk } = graph;
  const words = new Int32Array(machine.width + 1);
  const stuckBy = new Map(
    stuck.flatMap((component) => component.map((state) => [state, component] as const)),
  );
  const kinds = new Map<StuckComponent, 'deadlock' | 'livelock'>();
  // Ended states are stored under the property they violate, which the words asked about do not name.
  const numberOf = (state: Int32Array): number => {
    words.set(state.subarray(0, machine.width));
    words[machine.width] = 0;
    return store.find(words);
  };
  const known = (state: Int32Array): number | null => {
    const number = numberOf(state);
    return number < 0 ? null : (flags[number] as number);
  };
  const unseen = shrunk ? unseenOf(machine) : null;
  const settled = (state: Int32Array): number | null => {
    const where = unseen?.inRounds(state) ?? 'none';
    if (where === 'open') return null;
    return known(unseen && where === 'told' ? unseen.beforeRounds(state) : state);
  };
  const flagsOf = (state: Int32Array): number => {
    if (machine.isEnded(state, 0)) return BAD;
    const how = { shrunk, failing };
    // What a search that stopped early does not know, or one that counts states as one, may be anything.
    if (!isWhole) return known(state) ?? FRONTIER;
    if (unseen?.inRounds(state) === 'open') return flagsBeyond(machine, state, settled, how, true);
    const told = unseen?.inRounds(state) === 'told' ? unseen.beforeRounds(state) : state;
    return known(told) ?? flagsBeyond(machine, told, known, how, false);
  };
  return {
    machine,
    fateOf: (state) => fateOf(flagsOf(state)),
    isVoid: (state) => (flagsOf(state) & VOID) !== 0,
    stuckAt: (state) => {
      const component = stuckBy.get(numberOf(state));
      if (!component) return null;
      let kind = kinds.get(component);
      if (!kind) kinds.set(component, (kind = kindOfStuck(graph, component)));
      return kind;
    },
  };
}

/** Explores to the end at once; for the command line and tests. */
export function explore(machine: Machine, options: ExploreOptions): ExploreResult {
  const exploration = new Exploration(machine, options);
  exploration.advance(Number.POSITIVE_INFINITY);
  return exploration.result;
}

function verdictOf(outcomes: readonly Outcome[], limit: ExploreResult['limit']): VerdictKind {
  const worst = outcomes.find(({ bad }) => bad)?.kind;
  if (worst !== undefined && worst !== 'finished') return worst;
  return limit === null ? 'holds' : 'bounded';
}
