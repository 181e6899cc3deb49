/**
 * The runs of all threads together. What a read may return and what is written need each other: from the initial values
 * upwards, until no run writes anything new. A value that an execution reads was computed from earlier ones over at most as
 * many writes as there are, so that many rounds find all of them; what is found too much no write will match.
 *
 * Where all accesses are marked nothing can be read whose reason is that it was read: dependencies forbid it. Plain accesses
 * may, so where there are some the conditions are ignored at first.
 */
import type { KernelProgram, KernelStatement } from './program.ts';
import { type ReadValues, threadRuns, type ThreadRuns } from './thread-run.ts';

export function possibleRuns(program: KernelProgram): readonly ThreadRuns[] {
  const known = new Known(program);
  if (program.threads.some(({ body }) => body.some(hasPlain))) known.settle(true);
  return known.settle(false);
}

/** What is known to be written so far, and by whom. */
class Known {
  private readonly program: KernelProgram;
  private readonly written: readonly Set<number>[];
  private readonly writers: readonly Set<number>[];

  constructor(program: KernelProgram) {
    this.program = program;
    this.written = program.locations.map(({ init }) => new Set([init]));
    this.writers = program.locations.map(() => new Set<number>());
  }

  settle(free: boolean): readonly ThreadRuns[] {
    for (let round = 0; ; round += 1) {
      const values = this.written.map((set) => [...set]);
      const before = this.size();
      const threads = this.program.threads.map((thread, nth) =>
        threadRuns(thread, this.reads(values, nth, free)),
      );
      const most = threads.map(({ runs }, nth) => this.learn(runs, nth)).reduce((a, b) => a + b, 0);
      const tooMany = free && threads.some(({ cut }) => cut === 'runs');
      if (this.size() === before || round > most + 1 || tooMany) return threads;
    }
  }

  private reads(values: readonly (readonly number[])[], thread: number, free: boolean): ReadValues {
    const shared = this.writers.map((who) => [...who].some((other) => other !== thread));
    const { locations } = this.program;
    return {
      of: (location) => values[location] ?? [],
      isShared: (location) => shared[location] === true,
      locations: locations.length,
      init: (location) => locations[location]?.init ?? 0,
      free,
    };
  }

  /** The most writes of one of the thread's runs. */
  private learn(runs: ThreadRuns['runs'], thread: number): number {
    let most = 0;
    for (const { events } of runs) {
      let writes = 0;
      for (const { kind, location, value } of events) {
        if (kind !== 'write') continue;
        writes += 1;
        this.written[location]?.add(value);
        this.writers[location]?.add(thread);
      }
      most = Math.max(most, writes);
    }
    return most;
  }

  private size(): number {
    return [...this.written, ...this.writers].reduce((sum, { size }) => sum + size, 0);
  }
}

function hasPlain(statement: KernelStatement): boolean {
  switch (statement.k) {
    case 'load':
    case 'store':
      return statement.mark === 'plain';
    case 'if':
      return [...statement.then, ...statement.otherwise].some(hasPlain);
    case 'loop':
      return [...statement.body, ...statement.step].some(hasPlain);
    default:
      return false;
  }
}
