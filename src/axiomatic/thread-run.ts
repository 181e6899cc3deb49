/**
 * The runs of one thread: every read returns every value that may ever be there, and the thread goes where that leads. What
 * an event's address, value and execution depend on is noted on the way, as C means it: through local variables by data, in
 * the arms of an `if` by control. A loop goes round `MOST_ROUNDS` times; what would go on is no run here (herd7 does the same),
 * but is counted.
 */
import { ADDRESS_BASE } from '../base/index.ts';
import { type Computed, evaluate, known, merge, nothing } from './computed.ts';
import type { ThreadEvent } from './event.ts';
import { mayLeave, mayReturn } from './leaving.ts';
import { append, assign, locked, type State } from './thread-state.ts';
import type {
  FenceKind,
  KernelFlow,
  KernelStatement,
  KernelTerm,
  KernelThread,
  LoadMark,
  StoreMark,
} from './program.ts';

const MOST_ROUNDS = 2;
/** Runs of one thread; more are too many to combine. */
const MOST_RUNS = 20_000;

export interface ThreadRun {
  readonly events: readonly ThreadEvent[];
  /** Final values of the locals, and positions of the reads that each was computed from. */
  readonly locals: readonly number[];
  readonly sources: readonly (readonly number[])[];
  /** Properties that an assertion of this run violates. */
  readonly violated: readonly number[];
  /** The statement at which the run stopped since an address is no location's; null where it ended. */
  readonly wild: KernelStatement | null;
}

export interface ThreadRuns {
  readonly runs: readonly ThreadRun[];
  /** Some run was cut off: a loop went round too often, or there are too many runs. */
  readonly cut: 'loop' | 'runs' | null;
}

/** What a read may return. */
export interface ReadValues {
  /** Values that may be at the location at any time. */
  of(location: number): readonly number[];
  /** Whether another thread may write there; where none does a read returns what this one wrote last. */
  isShared(location: number): boolean;
  readonly locations: number;
  init(location: number): number;
  /** Conditions decide nothing: every way through the code is taken, whatever the values. That finds values which only
   *  appear where they appear. */
  readonly free: boolean;
  /** The property that an access to no location violates, null for none. */
  readonly wild: number | null;
}

export function threadRuns(thread: KernelThread, values: ReadValues): ThreadRuns {
  return new Runner(thread, values).run();
}

type Exit = 'next' | 'break' | 'continue' | 'return';
type After = (state: State, exit: Exit) => void;

class TooMany extends Error {}

class Runner {
  private readonly thread: KernelThread;
  private readonly values: ReadValues;
  private readonly runs: ThreadRun[] = [];
  private cut: ThreadRuns['cut'] = null;

  constructor(thread: KernelThread, values: ReadValues) {
    this.thread = thread;
    this.values = values;
  }

  run(): ThreadRuns {
    const locals = this.thread.locals.map(({ init }) => known(init));
    try {
      this.list(this.thread.body, 0, { events: [], locals, control: nothing, violated: [] }, (state) =>
        this.end(state, null),
      );
    } catch (error) {
      if (!(error instanceof TooMany)) throw error;
      this.cut = 'runs';
    }
    return { runs: this.runs, cut: this.cut };
  }

  private end({ events, locals, violated }: State, wild: KernelStatement | null): void {
    if (this.runs.length >= MOST_RUNS) throw new TooMany();
    const sources = locals.map(({ on, pick }) => merge(on, pick));
    this.runs.push({ events, locals: locals.map(({ value }) => value), sources, violated, wild });
  }

  private wild(state: State): State {
    const { wild } = this.values;
    return wild === null ? state : { ...state, violated: [...state.violated, wild] };
  }

  private list(body: readonly KernelStatement[], at: number, state: State, after: After): void {
    const statement = body[at];
    if (statement === undefined) {
      after(state, 'next');
      return;
    }
    this.statement(statement, state, (next, exit) => {
      if (exit === 'next') this.list(body, at + 1, next, after);
      else after(next, exit);
    });
  }

  private statement(statement: KernelStatement, state: State, after: After): void {
    const compute = (term: KernelTerm): Computed => evaluate(term, state.locals, known(0));
    switch (statement.k) {
      case 'set':
        after(assign(state, statement.local, compute(statement.value)), 'next');
        return;
      case 'if':
        this.choose(statement, state, after);
        return;
      case 'loop':
        this.loop(statement, state, after);
        return;
      case 'require':
        if (this.values.free || compute(statement.cond).value !== 0) after(state, 'next');
        return;
      case 'assert': {
        const holds = compute(statement.cond).value !== 0;
        after(holds ? state : { ...state, violated: [...state.violated, statement.property] }, 'next');
        return;
      }
      case 'break':
      case 'continue':
      case 'return':
        after(state, statement.k);
        return;
      case 'flow':
        this.flow(statement.code, { pc: 0, state, rounds: new Map(), joins: [] }, after);
        return;
      case 'fence':
        after(append(state, this.event(statement, state, { kind: 'fence', fence: statement.kind })), 'next');
        return;
      default: {
        const address = compute(statement.address);
        const location = address.value - ADDRESS_BASE;
        if (!(location >= 0 && location < this.values.locations)) this.end(this.wild(state), statement);
        else this.access(statement, state, location, { address: address.on, location }, address.pick, after);
      }
    }
  }

  private access(
    statement: Accessing,
    state: State,
    location: number,
    place: Place,
    pick: readonly number[],
    after: After,
  ): void {
    const compute = (term: KernelTerm): Computed => evaluate(term, state.locals, known(0));
    const control = merge(state.control, pick);
    const event = (given: Partial<ThreadEvent>): ThreadEvent =>
      this.event(statement, state, { ...place, control, ...given });
    const go = (local: number, given: Partial<ThreadEvent>, only?: number): void => {
      for (const value of this.readable(state, location)) {
        if (only !== undefined && value !== only) continue;
        const read: Computed = { value, on: [state.events.length], pick: nothing };
        after(assign(append(state, event({ kind: 'read', value, ...given })), local, read), 'next');
      }
    };
    switch (statement.k) {
      case 'load':
        go(statement.local, { ...markOf(statement.mark), acquire: statement.mark === 'acquire' });
        return;
      case 'store': {
        const { value, on, pick: picked } = compute(statement.value);
        const { mark } = statement;
        const given = { kind: 'write', value, data: on, control: merge(control, picked) } as const;
        const unlocks = mark === 'unlock';
        const release = mark === 'release' || unlocks;
        const write = event({ ...given, ...markOf(mark), release, lock: unlocks ? 'unlock' : 'no' });
        after(append(state, write), 'next');
        return;
      }
      case 'update':
        for (const value of this.readable(state, location)) {
          const read: Computed = { value, on: [state.events.length], pick: nothing };
          const writes = statement.when === null || evaluate(statement.when, state.locals, read).value !== 0;
          if (!writes && statement.required === true && !this.values.free) continue;
          this.update(statement, state, event, read, writes, after);
          if (this.values.free && statement.when !== null)
            this.update(statement, state, event, read, !writes, after);
        }
        return;
      case 'lock':
        if (this.readable(state, location).includes(0)) after(locked(state, event), 'next');
        return;
      case 'trylock': {
        const success: Computed = { value: 1, on: [state.events.length], pick: nothing };
        if (this.readable(state, location).includes(0))
          after(assign(locked(state, event), statement.local, success), 'next');
        if (this.readable(state, location).includes(1)) {
          const failed = append(state, event({ kind: 'read', value: 1, lock: 'look' }));
          after(assign(failed, statement.local, { ...success, value: 0 }), 'next');
        }
        return;
      }
      case 'unlock':
        after(append(state, event({ kind: 'write', value: 0, release: true, lock: 'unlock' })), 'next');
        return;
      case 'is-locked':
        go(statement.local, { lock: 'look' });
        return;
      case 'srcu-lock':
        go(statement.local, { srcu: 'lock' });
        return;
      case 'srcu-unlock': {
        const { value, on, pick: picked } = compute(statement.value);
        const given = { kind: 'write', value, data: on, srcu: 'unlock' } as const;
        after(append(state, event({ ...given, control: merge(control, picked) })), 'next');
        return;
      }
      case 'sync-srcu':
        after(append(state, event({ kind: 'fence', fence: 'sync-srcu', srcu: 'sync' })), 'next');
        return;
    }
  }

  /** A read-modify-write that has read something, and now writes or not. */
  private update(
    statement: Extract<KernelStatement, { readonly k: 'update' }>,
    state: State,
    event: (given: Partial<ThreadEvent>) => ThreadEvent,
    read: Computed,
    writes: boolean,
    after: After,
  ): void {
    const at = state.events.length;
    const { mark, local } = statement;
    const mb = writes && mark === 'mb';
    const locks = mark === 'lock';
    const acquire = writes && (mark === 'acquire' || locks);
    const noreturn = mark === 'noreturn';
    const half = { atomic: !locks && mark !== 'unlock', mb };
    const lock = !locks ? 'no' : writes ? 'read' : 'look';
    let next = append(state, event({ kind: 'read', value: read.value, acquire, noreturn, lock, ...half }));
    if (writes) {
      const { value, on, pick } = evaluate(statement.value, state.locals, read);
      const control = merge(event({}).control, pick);
      const unlocks = mark === 'unlock';
      const release = mark === 'release' || unlocks;
      const what = { value, data: on, control, release, pair: at };
      const written = locks ? 'write' : unlocks ? 'unlock' : 'no';
      next = append(next, event({ kind: 'write', ...what, lock: written, ...half }));
    }
    after(local === null ? next : assign(next, local, read), 'next');
  }

  /** What a read of this location may return now. */
  private readable(state: State, location: number): readonly number[] {
    if (this.values.isShared(location)) return this.values.of(location);
    const own = state.events.findLast((event) => event.kind === 'write' && event.location === location);
    return [own?.value ?? this.values.init(location)];
  }

  private choose(
    statement: Extract<KernelStatement, { readonly k: 'if' }>,
    state: State,
    after: After,
  ): void {
    const cond = evaluate(statement.cond, state.locals, known(0));
    const control = merge(state.control, merge(cond.on, cond.pick));
    const take = (arm: readonly KernelStatement[], other: readonly KernelStatement[]): void => {
      // What follows an `if` with an arm that leaves happens only in the other arm's case: it depends as if it stood in it.
      const leaves = other.some(mayLeave);
      this.list(arm, 0, { ...state, control }, (next, exit) =>
        after(exit !== 'next' || leaves ? next : { ...next, control: state.control }, exit),
      );
    };
    const { then, otherwise } = statement;
    if (cond.value !== 0 || this.values.free) take(then, otherwise);
    if (cond.value === 0 || this.values.free) take(otherwise, then);
  }

  private loop(
    { body, step }: Extract<KernelStatement, { readonly k: 'loop' }>,
    state: State,
    after: After,
  ): void {
    const returns = body.some(mayReturn);
    const leave = (next: State, exit: Exit): void =>
      after(returns ? next : { ...next, control: state.control }, exit === 'return' ? 'return' : 'next');
    const round = (nth: number, before: State): void => {
      if (nth > MOST_ROUNDS) {
        this.cut ??= 'loop';
        return;
      }
      this.list(body, 0, before, (next, exit) => {
        if (exit === 'break' || exit === 'return') leave(next, exit);
        else this.list(step, 0, next, (stepped) => round(nth + 1, stepped));
      });
    };
    round(0, state);
  }

  private flow(code: readonly KernelFlow[], at: FlowState, after: After): void {
    const { pc, rounds } = at;
    const instr = code[pc];
    const open = at.joins.findIndex(({ join }) => join === pc);
    const joins = open < 0 ? at.joins : at.joins.slice(0, open);
    const state = open < 0 ? at.state : { ...at.state, control: at.joins[open]?.control ?? at.state.control };
    if (instr === undefined) {
      after(state, 'next');
      return;
    }
    const go = (to: number, next: State, more = joins): void => {
      // A way back is taken a few times.
      const known = to > pc ? 0 : (rounds.get(pc) ?? 0) + 1;
      if (known > MOST_ROUNDS) this.cut ??= 'loop';
      else
        this.flow(
          code,
          { pc: to, state: next, rounds: to > pc ? rounds : new Map(rounds).set(pc, known), joins: more },
          after,
        );
    };
    switch (instr.k) {
      case 'jump':
        go(instr.to, state);
        return;
      case 'any':
        for (const to of instr.to) go(to, state);
        return;
      case 'branch': {
        const cond = evaluate(instr.cond, state.locals, known(0));
        const next = { ...state, control: merge(state.control, merge(cond.on, cond.pick)) };
        const more = [...joins, { join: instr.join, control: state.control }];
        if (cond.value !== 0 || this.values.free) go(instr.to, next, more);
        if (cond.value === 0 || this.values.free) go(pc + 1, next, more);
        return;
      }
      default:
        this.statement(instr, state, (next) => go(pc + 1, next));
    }
  }

  private event(statement: KernelStatement, state: State, given: Partial<ThreadEvent>): ThreadEvent {
    const event: ThreadEvent = {
      kind: 'fence',
      location: -1,
      value: 0,
      marked: true,
      meant: false,
      acquire: false,
      release: false,
      mb: false,
      noreturn: false,
      atomic: false,
      lock: 'no',
      srcu: 'no',
      fence: null as FenceKind | null,
      pair: -1,
      address: nothing,
      data: nothing,
      control: state.control,
      at: statement.at,
      ...given,
    };
    const leads = event.kind === 'read' ? 'loads' : 'stores';
    const loose = this.thread.loose?.filter((one) => one.leads === leads) ?? [];
    if (loose.length === 0) return event;
    const held = (on: readonly number[]) =>
      on.filter((one) => {
        const { file = 0, from = -1 } = state.events[one]?.at ?? {};
        return file !== 0 || !loose.some((read) => read.from === from);
      });
    return { ...event, address: held(event.address), data: held(event.data), control: held(event.control) };
  }
}

function markOf(mark: LoadMark | StoreMark): Pick<ThreadEvent, 'marked' | 'meant'> {
  return { marked: mark !== 'plain' && mark !== 'meant', meant: mark === 'meant' };
}

interface FlowState {
  readonly pc: number;
  readonly state: State;
  /** How often each way back has been taken. */
  readonly rounds: ReadonlyMap<number, number>;
  /** Where branches meet again, the outermost first, and what control was before each. */
  readonly joins: readonly { readonly join: number; readonly control: readonly number[] }[];
}

type Accessing = Extract<KernelStatement, { readonly address: KernelTerm }>;
type Place = Pick<ThreadEvent, 'address' | 'location'>;
