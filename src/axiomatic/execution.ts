/**
 * One execution as plain data: events with ids, relations as pairs of ids, what forbids it or races in it. This is what
 * crosses threads and what pictures are drawn from; nothing here needs the model any more.
 */
import { ADDRESS_BASE } from '../base/index.ts';
import type { AxiomName } from './axioms.ts';
import { type Candidate, indexOf } from './candidates.ts';
import type { ThreadEvent } from './event.ts';
import { dataRaces, type Race } from './plain.ts';
import type { KernelOrigin, KernelProgram } from './program.ts';
import type { Step } from './relation.ts';
import type { Skeleton } from './skeleton.ts';
import { localNames } from './thread-order.ts';

export interface ExecutionEvent {
  /** Its index in `events`. Threads one after the other, each in program order; then the initial writes. */
  readonly id: number;
  /** Null for an initial write. */
  readonly thread: number | null;
  readonly kind: 'init' | 'read' | 'write' | 'fence';
  /** Index of the location, null for a fence that names none. */
  readonly location: number | null;
  readonly value: number;
  /** `plain`, `once`, `acquire`, `release`, `mb`, `noreturn`, `lock`, `unlock`, a fence's kind, … */
  readonly tags: readonly string[];
  /** As a model's author writes it: `R[acquire] x=1`, `F[mb]`. */
  readonly label: string;
  /** Null for an initial write. */
  readonly at: KernelOrigin | null;
}

/** An edge of a relation. `by` is the fence, or the marked access, that makes it; `via` what it is composed of. */
export interface ExecutionEdge {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly by: number | null;
  readonly via: readonly ExecutionEdge[];
}

export interface ExecutionRace {
  /** The earlier by coherence first; of each the event's id. */
  readonly first: number;
  readonly second: number;
  /** The order that is missing: of two writes, of a write before a read, of a read before a write. */
  readonly missing: Race['missing'];
}

export interface Execution {
  readonly threads: readonly string[];
  readonly locations: readonly { readonly name: string; readonly init: number }[];
  readonly events: readonly ExecutionEvent[];
  /** By name: `po`, `rf`, `co` and `rmw` between neighbours alone, `fr`, `addr`, `data`, `ctrl`, and what fences order:
   *  `mb`, `wmb`, `rmb`, `gp`, `po-rel`, `acq-po`. Empty ones are left out. */
  readonly relations: Readonly<Record<string, readonly (readonly [number, number])[]>>;
  /** The shown values, in the order that was asked for. */
  readonly values: readonly number[];
  /** Null where the model allows it. */
  readonly forbidden: { readonly axiom: AxiomName; readonly cycle: readonly ExecutionEdge[] } | null;
  readonly races: readonly ExecutionRace[];
  /** Properties that an assertion of this execution violates. */
  readonly violated: readonly number[];
}

export function toExecution(
  program: KernelProgram,
  candidate: Candidate,
  values: readonly number[],
): Execution {
  return new ExecutionTeller(program, candidate).tell(values);
}

class ExecutionTeller {
  private readonly program: KernelProgram;
  private readonly candidate: Candidate;
  private readonly skeleton: Skeleton;
  /** The id of each thread's first event. */
  private readonly firsts: readonly number[];
  private readonly threadEvents: readonly ThreadEvent[];

  constructor(program: KernelProgram, candidate: Candidate) {
    this.program = program;
    this.candidate = candidate;
    this.skeleton = candidate.skeleton;
    const firsts: number[] = [];
    const events: ThreadEvent[] = [];
    for (const { run } of this.skeleton.threads) {
      firsts.push(events.length);
      events.push(...run.events);
    }
    this.firsts = firsts;
    this.threadEvents = events;
  }

  tell(values: readonly number[]): Execution {
    const { program, candidate } = this;
    const { broken, plain, model } = candidate;
    const races = plain === null || broken !== null ? [] : dataRaces(model(), plain);
    return {
      threads: program.threads.map(({ name }) => name),
      locations: program.locations.map(({ name, init }) => ({ name, init })),
      events: this.events(),
      relations: this.relations(),
      values,
      forbidden: broken === null ? null : { axiom: broken.axiom, cycle: this.edges(broken.cycle()) },
      races: races.map(({ first, second, missing }) => ({
        first: this.id(first),
        second: this.id(second),
        missing,
      })),
      violated: [...new Set(this.skeleton.threads.flatMap(({ run }) => run.violated))],
    };
  }

  private events(): ExecutionEvent[] {
    const { locations } = this.program;
    const own = this.skeleton.threads.flatMap(({ run }, thread) =>
      run.events.map((event, position) => this.event(event, thread, position)),
    );
    const init = locations.map((location, nth): ExecutionEvent => ({
      id: own.length + nth,
      thread: null,
      kind: 'init',
      location: nth,
      value: location.init,
      tags: ['init'],
      label: `W[init] ${location.name}=${this.word(location.init)}`,
      at: null,
    }));
    return [...own, ...init];
  }

  private event(event: ThreadEvent, thread: number, position: number): ExecutionEvent {
    const { kind, location, value, at } = event;
    const tags = tagsOf(event);
    const letter = kind === 'read' ? 'R' : kind === 'write' ? 'W' : 'F';
    const name = this.program.locations[location]?.name ?? '';
    const what = kind === 'fence' ? name : `${name}=${this.word(value)}`;
    return {
      id: (this.firsts[thread] ?? 0) + position,
      thread,
      kind,
      location: location < 0 ? null : location,
      value,
      tags,
      label: `${letter}[${tags.join(',')}] ${what}`.trim(),
      at,
    };
  }

  /** A value, or the location whose address it is. */
  private word(value: number): string {
    const { locations } = this.program;
    const at = locations.findIndex((_, nth) => ADDRESS_BASE + nth === value);
    return at < 0 ? String(value) : `&${locations[at]?.name ?? ''}`;
  }

  private relations(): Execution['relations'] {
    const { local, threads } = this.skeleton;
    const pairs = new Map<string, (readonly [number, number])[]>();
    const po = threads.flatMap(({ run }, thread) =>
      run.events.slice(1).map((_, nth): readonly [number, number] => {
        const from = (this.firsts[thread] ?? 0) + nth;
        return [from, from + 1];
      }),
    );
    pairs.set('po', po);
    for (const name of localNames) {
      if (name === 'po' || name === 'po-loc' || name === 'barrier' || name.startsWith('rmb-')) continue;
      pairs.set(
        name,
        local[name].pairs().map(([a, b]) => [this.id(a), this.id(b)] as const),
      );
    }
    const { rf, co, fr } = this.links();
    return Object.fromEntries(
      [...pairs, ['rf', rf] as const, ['co', co] as const, ['fr', fr] as const].filter(
        ([, some]) => some.length > 0,
      ),
    );
  }

  /** With the initial writes; co between neighbours, fr to the first write that overwrites. */
  private links(): Record<'rf' | 'co' | 'fr', (readonly [number, number])[]> {
    const links = { rf: [], co: [], fr: [] } as Record<'rf' | 'co' | 'fr', (readonly [number, number])[]>;
    for (const [location, { writes, sources }] of this.candidate.orders) {
      const init = this.threadEvents.length + location;
      const ids = [init, ...writes.map((event) => this.id(indexOf(this.skeleton, event)))];
      ids.slice(1).forEach((to, nth) => links.co.push([ids[nth] ?? init, to]));
      for (const [reader, source] of sources) {
        const read = this.id(indexOf(this.skeleton, reader));
        const from = source < 0 ? init : this.id(indexOf(this.skeleton, source));
        links.rf.push([from, read]);
        const next = ids[ids.indexOf(from) + 1];
        // Of a read-modify-write `rmw` tells it.
        const isOwn = next === read + 1 && (this.threadEvents[next]?.pair ?? -1) >= 0;
        if (next !== undefined && !isOwn) links.fr.push([read, next]);
      }
    }
    return links;
  }

  private edges(steps: readonly Step[]): ExecutionEdge[] {
    return steps.map(({ name, from, to, via }) => {
      const [a, b] = [this.id(from), this.id(to)];
      return { name, from: a, to: b, by: this.maker(name, a, b), via: this.edges(via ?? []) };
    });
  }

  /** The fence between two events that orders them in the way of that name, or the access that does. */
  private maker(name: string, from: number, to: number): number | null {
    const { threadEvents } = this;
    const at = (id: number): ThreadEvent | undefined => threadEvents[id];
    if (name === 'po-rel') return to;
    if (name === 'acq-po') return from;
    const kinds = fencesOf[name];
    if (kinds === undefined) return null;
    for (let id = from; id <= to; id += 1) {
      const event = at(id);
      if (event !== undefined && (kinds.includes(event.fence ?? '') || (name === 'mb' && event.mb)))
        return id;
    }
    return null;
  }

  /** Of an access by its index, or of a point of RCU by its number below 0 (see `rcu.ts`). */
  private id(index: number): number {
    if (index < 0) {
      const point = this.skeleton.points[-1 - index];
      return point === undefined ? -1 : (this.firsts[point.thread] ?? 0) + point.at;
    }
    const access = this.skeleton.accesses[index];
    return access === undefined ? -1 : (this.firsts[access.thread] ?? 0) + access.position;
  }
}

const fencesOf: Readonly<Record<string, readonly string[]>> = {
  mb: ['mb', 'before-atomic', 'after-atomic', 'after-spinlock', 'after-srcu-read-unlock'],
  'lock-mb': ['after-unlock-lock'],
  wmb: ['wmb'],
  rmb: ['rmb'],
  gp: ['sync-rcu', 'sync-srcu'],
};

function tagsOf(event: ThreadEvent): string[] {
  const { fence, lock, srcu, kind } = event;
  if (fence !== null) return [fence];
  if (lock !== 'no') return [{ read: 'lock', write: 'lock', unlock: 'unlock', look: 'lock-seen' }[lock]];
  if (srcu !== 'no') return [`srcu-${srcu}`];
  if (!event.marked) return event.meant ? ['plain', 'data_race'] : ['plain'];
  const tags: string[] = [];
  if (event.mb) tags.push('mb');
  if (event.acquire) tags.push('acquire');
  if (event.release && kind === 'write') tags.push('release');
  if (event.noreturn) tags.push('noreturn');
  if (tags.length === 0) tags.push('once');
  if (event.atomic) tags.push('rmw');
  return tags;
}
