/**
 * The runs of all threads together. What a read may return and what is written need each other: from the initial values
 * upwards, until no run writes anything new. A value that an execution reads was computed from earlier ones over at most as
 * many computing writes as there are, which bounds counters; what is found too much no write will match.
 *
 * Where all accesses are marked nothing can be read whose reason is that it was read: dependencies forbid it. Plain accesses
 * may, and reads of which nothing depends, so where there are some the conditions are ignored at first.
 */
import type { Pausing } from './pausing.ts';
import type { PlacedEvent } from './combinations.ts';
import { isJump, type KernelLocation, type KernelProgram, type KernelStatement } from './program.ts';
import { type ReadValues, threadRuns, type ThreadRuns } from './thread-run.ts';

export function* possibleRuns(program: KernelProgram): Pausing<readonly ThreadRuns[]> {
  const known = new Known(
    program.locations,
    program.threads.map((thread) => (values: ReadValues) => threadRuns(thread, values)),
    program.wild ?? null,
  );
  if (program.threads.some(({ body, loose = [] }) => loose.length > 0 || body.some(hasPlain)))
    yield* known.settle(true);
  return yield* known.settle(false);
}

/** Runs of one thread, as far as they matter here; `data` are positions of the reads that a value is computed from. */
interface Runs {
  readonly runs: readonly {
    readonly events: readonly (PlacedEvent & { readonly data: readonly number[] })[];
  }[];
  readonly cut: 'loop' | 'runs' | null;
}

/** What is known to be written so far, and by whom. */
export class Known<R extends Runs> {
  private readonly locations: readonly KernelLocation[];
  private readonly threads: readonly ((values: ReadValues) => R)[];
  private readonly wild: number | null;
  /** By location: each value, and over how many computing writes it comes about at least. */
  private readonly written: readonly Map<number, number>[];
  private readonly writers: readonly Set<number>[];

  constructor(
    locations: readonly KernelLocation[],
    threads: readonly ((values: ReadValues) => R)[],
    wild: number | null,
  ) {
    this.locations = locations;
    this.threads = threads;
    this.wild = wild;
    this.written = locations.map(({ init }) => new Map([[init, 0]]));
    this.writers = locations.map(() => new Set<number>());
  }

  /** The runs of each thread, once no run writes anything new; `free`: whatever conditions say. */
  *settle(free: boolean): Pausing<readonly R[]> {
    for (;;) {
      const values = this.written.map((known) => [...known.keys()]);
      const threads: R[] = [];
      for (const [nth, runsOf] of this.threads.entries()) {
        threads.push(runsOf(this.reads(values, nth, free)));
        yield null;
      }
      const computing = threads.map(({ runs }) => mostComputing(runs)).reduce((a, b) => a + b, 0);
      const learnt = threads.map(({ runs }, nth) => this.learn(runs, nth, computing));
      const tooMany = free && threads.some(({ cut }) => cut === 'runs');
      if (!learnt.includes(true) || tooMany) return threads;
    }
  }

  private reads(values: readonly (readonly number[])[], thread: number, free: boolean): ReadValues {
    const shared = this.writers.map((who) => [...who].some((other) => other !== thread));
    const { locations, wild } = this;
    return {
      of: (location) => values[location] ?? [],
      isShared: (location) => shared[location] === true,
      locations: locations.length,
      init: (location) => locations[location]?.init ?? 0,
      free,
      wild,
    };
  }

  /** Whether anything was new. */
  private learn(runs: R['runs'], thread: number, most: number): boolean {
    let isNew = false;
    for (const { events } of runs) {
      for (const { kind, location, value, data } of events) {
        if (kind !== 'write') continue;
        const depths = data.map((at) => {
          const read = events[at];
          return read === undefined ? 0 : (this.written[read.location]?.get(read.value) ?? 0);
        });
        const depth = data.length === 0 ? 0 : 1 + Math.max(...depths);
        const known = this.written[location];
        if (depth <= most && depth < (known?.get(value) ?? Infinity)) {
          known?.set(value, depth);
          isNew = true;
        }
        const who = this.writers[location];
        if (who?.has(thread) === false) {
          who.add(thread);
          isNew = true;
        }
      }
    }
    return isNew;
  }
}

/** The most writes of one run whose values are computed from what it read. */
function mostComputing(runs: Runs['runs']): number {
  return runs.reduce((most, { events }) => {
    const own = events.filter(({ kind, data }) => kind === 'write' && data.length > 0).length;
    return Math.max(most, own);
  }, 0);
}

function hasPlain(statement: KernelStatement): boolean {
  switch (statement.k) {
    case 'load':
    case 'store':
      return statement.mark === 'plain' || statement.mark === 'meant';
    case 'if':
      return [...statement.then, ...statement.otherwise].some(hasPlain);
    case 'loop':
      return [...statement.body, ...statement.step].some(hasPlain);
    case 'flow':
      return statement.code.some((instr) => !isJump(instr) && hasPlain(instr));
    default:
      return false;
  }
}
