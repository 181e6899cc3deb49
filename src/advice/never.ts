/**
 * Why something never happens: a property that holds, rows that were drawn and cannot be. Orderings are left out until it
 * does happen; that run, read with all the orderings, needs a circle: something would have to come before itself. The
 * orderings on it forbid it, and what happens without each of them alone is tried.
 */
import type { Run } from '../explore/index.ts';
import { createMachine, type Machine, type Model, type Program } from '../machine/index.ts';
import { constructsOf, without, type Construct } from './constructs.ts';
import { Order, type Before } from './cycle.ts';
import { executionOf, type Execution, type Instance } from './execution.ts';

/** A search for what is asked about, in slices: the run where it happens, null where it cannot, undefined where that was
 *  not found out. */
export type Look = (machine: Machine) => Generator<void, Run | null | undefined>;

export type Never =
  /** It can happen. */
  | { readonly k: 'happens'; readonly run: Run }
  /** Orderings forbid it; `constructs` without which it happens, all of them together. */
  | {
      readonly k: 'ordered';
      readonly constructs: readonly Construct[];
      /** It takes another machine too: the model keeps order that a barrier would have to keep elsewhere. */
      readonly byModel: boolean;
      /** The circle; null where it is no matter of values alone, an interrupt or a copy that comes too late. */
      readonly circle: readonly Before[] | null;
      /** Where a lock forbids it: what must come before what, whoever has it first. */
      readonly sections: Sections | null;
      /** What happens without one ordering of the circle alone. */
      readonly alone: readonly { readonly construct: Construct; readonly happens: boolean | null }[];
      /** The run that is forbidden, of the program without the constructs; places and keys are those of the program. */
      readonly run: Run;
    }
  /** Not even without any: it is no matter of order. */
  | { readonly k: 'whatever' }
  | { readonly k: 'unknown' };

export interface Sections {
  readonly lock: Construct;
  /** Why that CPU cannot have the lock first: a way that leads back into its section. */
  readonly ways: readonly {
    readonly first: number;
    readonly then: number;
    readonly way: readonly Before[];
  }[];
}

/** Effects of a run that are to come one after another, as their author has drawn them. */
export type DrawnEffects = (
  run: Run,
) => readonly { readonly cpu: number; readonly pc: number; readonly at: number }[];

/** Versions that are searched at most, and milliseconds after which none is begun. */
const VERSIONS = 40;
const MS = 6000;

export function* whyNever(
  program: Program,
  model: Model,
  look: Look,
  { drawn = () => [], ms = MS }: { readonly drawn?: DrawnEffects; readonly ms?: number } = {},
): Generator<void, Never> {
  return yield* new Search(program, model, look, drawn, ms).run();
}

/** Work in slices, to the end at once. */
export function finish<T>(work: Generator<unknown, T>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

class Search {
  private readonly program: Program;
  private readonly model: Model;
  private readonly look: Look;
  private readonly drawn: DrawnEffects;
  private readonly ms: number;
  private readonly constructs: readonly Construct[];
  private left = VERSIONS;
  private until = Infinity;
  private unsure = false;

  constructor(program: Program, model: Model, look: Look, drawn: DrawnEffects, ms: number) {
    this.ms = ms;
    this.program = program;
    this.model = model;
    this.look = look;
    this.drawn = drawn;
    this.constructs = constructsOf(program);
  }

  *run(): Generator<void, Never> {
    const itself = yield* this.happens([], this.model);
    if (itself) return { k: 'happens', run: itself };
    this.until = performance.now() + this.ms;
    const order = this.constructs.filter(({ kind }) => kind === 'order');
    const models = this.model === 'arm' ? (['arm'] as const) : ([this.model, 'arm'] as const);
    for (const all of [order, this.constructs])
      for (const model of models) {
        if (all === this.constructs && order.length === this.constructs.length) continue;
        const run = yield* this.happens(all, model);
        if (run) return yield* this.told(yield* this.fewest(all, model, run), model);
      }
    return { k: this.unsure ? 'unknown' : 'whatever' };
  }

  private *happens(constructs: readonly Construct[], model: Model): Generator<void, Run | null> {
    this.left--;
    const isLate = performance.now() > this.until;
    const found = isLate
      ? undefined
      : yield* this.look(createMachine(this.version(constructs, model), model));
    if (found === undefined) this.unsure = true;
    return found ?? null;
  }

  /** Null where that was not found out. */
  private *happensWithout(construct: Construct): Generator<void, boolean | null> {
    const machine = createMachine(this.version([construct], this.model), this.model);
    const isLate = performance.now() > this.until;
    const found = isLate ? undefined : yield* this.look(machine);
    return found === undefined ? null : found !== null;
  }

  /** On `arm`, where nothing is to be kept, locked instructions of x86 are nothing special, unless the tables of x86 matter. */
  private version(constructs: readonly Construct[], model: Model): Program {
    const program = without(this.program, constructs);
    const isPlain = program.pages.length === 0 && program.sites.length === 0;
    return model === 'arm' && this.model !== 'arm' && isPlain ? { ...program, arch: 'arm64' } : program;
  }

  /** One alone if that is enough, else as few as can be had by putting them back. */
  private *fewest(
    all: readonly Construct[],
    model: Model,
    found: Run,
  ): Generator<void, { readonly constructs: readonly Construct[]; readonly run: Run }> {
    if (model !== this.model) {
      const run = yield* this.happens([], model);
      if (run) return { constructs: [], run };
    }
    for (const one of all) {
      if (this.left < all.length) break;
      const run = all.length === 1 ? found : yield* this.happens([one], model);
      if (run) return { constructs: [one], run };
    }
    let best = { constructs: all, run: found };
    for (const one of all) {
      if (this.left <= 0) break;
      const constructs = best.constructs.filter((other) => other !== one);
      const run = yield* this.happens(constructs, model);
      if (run) best = { constructs, run };
    }
    return best;
  }

  private *told(
    { constructs, run }: { readonly constructs: readonly Construct[]; readonly run: Run },
    model: Model,
  ): Generator<void, Never> {
    const execution = executionOf(this.program, run);
    const order = new Order(this.program, this.model, execution, this.drawn(run));
    const circle = order.circle();
    const lock = circle ? undefined : constructs.find(({ kind }) => kind === 'lock');
    const sections = lock ? sectionsOf(order, execution, lock) : null;
    const named = this.constructs.filter(
      (one) => constructs.includes(one) || (circle ?? []).some((edge) => isKeptBy(edge, one)),
    );
    const alone: { construct: Construct; happens: boolean | null }[] = [];
    for (const construct of named) {
      const isKnown = constructs.length === 1 && constructs[0] === construct && model === this.model;
      const happens = isKnown ? true : yield* this.happensWithout(construct);
      alone.push({ construct, happens });
    }
    return { k: 'ordered', constructs, byModel: model !== this.model, circle, sections, alone, run };
  }
}

/** Whether an ordering is what keeps an edge, or a part of that. */
function isKeptBy({ because }: Before, { pcs }: Construct): boolean {
  return because.k === 'kept' && because.by.some((one) => one.k === 'construct' && pcs.has(one.pc));
}

interface Section {
  readonly cpu: number;
  readonly from: number;
  readonly to: number;
}

/** Two sections of which neither can be first: the shortest way back into each. */
function sectionsOf(order: Order, { cpus }: Execution, lock: Construct): Sections | null {
  const takes = new Set(lock.calls.flatMap(({ does, from }) => (does === 'takes' ? from : [])));
  const drops = new Set(lock.calls.flatMap(({ does, from }) => (does === 'drops' ? from : [])));
  const sections = cpus.flatMap((list, cpu): readonly Section[] =>
    list.flatMap(({ pc, nth }): readonly Section[] => {
      if (!takes.has(pc)) return [];
      const end = list.find((one) => one.nth > nth && drops.has(one.pc));
      return [{ cpu, from: nth, to: end?.nth ?? Infinity }];
    }),
  );
  const back = (first: Section, then: Section) =>
    order.wayBetween(
      (of: Instance) => of.cpu === then.cpu && of.nth > then.from,
      (of: Instance) => of.cpu === first.cpu && of.nth < first.to,
    );
  let best: Sections | null = null;
  let length = Infinity;
  for (const [n, a] of sections.entries())
    for (const b of sections.slice(n + 1)) {
      if (a.cpu === b.cpu) continue;
      const [one, other] = [back(a, b), back(b, a)];
      if (!one || !other || one.length + other.length >= length) continue;
      length = one.length + other.length;
      best = {
        lock,
        ways: [
          { first: a.cpu, then: b.cpu, way: one },
          { first: b.cpu, then: a.cpu, way: other },
        ],
      };
    }
  return best;
}
