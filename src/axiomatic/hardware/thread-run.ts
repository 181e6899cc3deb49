/**
 * The runs of one CPU: every read returns every value that may ever be there, and the CPU goes where that leads. A way back
 * is taken `MOST_ROUNDS` times (herd7 does the same); a wait is looked at in its last round alone, and a store-exclusive
 * may always fail.
 */
import { ADDRESS_BASE } from '../../base/index.ts';
import type { Expr, Instr, Program } from '../../machine/index.ts';
import { type Computed, known, merge, nothing } from '../computed.ts';
import type { ReadValues } from '../thread-run.ts';
import type { HardwareEvent, HardwareRun, HardwareRuns } from './event.ts';
import { both, valueOf } from './values.ts';

const MOST_ROUNDS = 2;
/** Runs of one CPU; more are too many to combine. */
const MOST_RUNS = 20_000;

type Depends = Omit<Computed, 'value'>;

interface State {
  readonly pc: number;
  readonly events: readonly HardwareEvent[];
  readonly registers: readonly Computed[];
  readonly control: Depends;
  /** Position of the last load-exclusive, -1 none. */
  readonly monitor: number;
  /** How often each way back has been taken. */
  readonly rounds: ReadonlyMap<number, number>;
}

class TooMany extends Error {}

/** Of a program that is covered. */
export function hardwareRuns(program: Program, cpu: number, values: ReadValues): HardwareRuns {
  return new Runner(program, cpu, values).run();
}

class Runner {
  private readonly program: Program;
  private readonly cpu: number;
  private readonly values: ReadValues;
  private readonly runs: HardwareRun[] = [];
  private cut: HardwareRuns['cut'] = null;

  constructor(program: Program, cpu: number, values: ReadValues) {
    this.program = program;
    this.cpu = cpu;
    this.values = values;
  }

  run(): HardwareRuns {
    const spec = this.program.cpus[this.cpu];
    const registers = Array.from({ length: spec?.regs ?? 0 }, (_, r) => known(spec?.init[r] ?? 0));
    const start = { events: [], registers, control: { on: nothing, pick: nothing }, monitor: -1 };
    try {
      this.go({ ...start, pc: spec?.entry ?? 0, rounds: new Map() });
    } catch (error) {
      if (!(error instanceof TooMany)) throw error;
      this.cut = 'runs';
    }
    return { runs: this.runs, cut: this.cut };
  }

  private go(state: State): void {
    const instr = this.program.code[state.pc];
    const next = { ...state, pc: state.pc + 1 };
    const compute = (expr: Expr): Computed => valueOf(expr, state.registers, known(0));
    switch (instr?.op) {
      case 'let':
        this.go(assign(next, instr.dst, compute(instr.value)));
        return;
      case 'select': {
        const cond = compute(instr.cond);
        const chosen = compute(cond.value === 0 ? instr.b : instr.a);
        const pick = merge(chosen.pick, merge(cond.on, cond.pick));
        this.go(assign(next, instr.dst, { ...chosen, pick }));
        return;
      }
      case 'jump':
        this.jump(state, instr.to);
        return;
      case 'branch': {
        const cond = compute(instr.cond);
        const decided = { ...state, control: both(state.control, cond) };
        this.jump(decided, cond.value === 0 ? next.pc : instr.to);
        return;
      }
      case 'jumpTo': {
        const target = compute(instr.target);
        const to = instr.targets[target.value];
        if (to !== undefined) this.jump({ ...state, control: both(state.control, target) }, to);
        return;
      }
      case 'await': {
        const cond = compute(instr.cond);
        if (cond.value !== 0) this.go({ ...next, control: both(state.control, cond) });
        return;
      }
      case 'choose':
        for (const to of instr.to) this.jump(state, to);
        return;
      case 'fence':
        this.go(append(next, this.event(state, instr, { kind: 'fence', fence: instr.kind })));
        return;
      case 'load':
      case 'store':
      case 'rmw':
        this.access(next, instr);
        return;
      default:
        this.end(state, null);
    }
  }

  private jump(state: State, to: number): void {
    if (to > state.pc) {
      this.go({ ...state, pc: to });
      return;
    }
    const round = (state.rounds.get(state.pc) ?? 0) + 1;
    if (round > MOST_ROUNDS) this.cut ??= 'loop';
    else this.go({ ...state, pc: to, rounds: new Map(state.rounds).set(state.pc, round) });
  }

  private end({ events, registers }: State, wild: Instr | null): void {
    if (this.runs.length >= MOST_RUNS) throw new TooMany();
    this.runs.push({ events, registers: registers.map(({ value }) => value), wild });
  }

  /** `state` is behind it already. */
  private access(state: State, instr: Extract<Instr, { readonly op: 'load' | 'store' | 'rmw' }>): void {
    const address = valueOf(instr.addr, state.registers, known(0));
    const location = address.value - ADDRESS_BASE;
    if (!(location >= 0 && location < this.values.locations)) {
      this.end(state, instr);
      return;
    }
    const at = state.events.length;
    const event = (given: Partial<HardwareEvent>, data: Depends = { on: nothing, pick: nothing }) =>
      this.event(state, instr, {
        location,
        address: address.on,
        data: data.on,
        picks: { address: address.pick, data: data.pick, control: state.control.pick },
        ...given,
      });
    switch (instr.op) {
      case 'load':
        for (const value of this.readable(state, location)) {
          const exclusive = instr.exclusive === true;
          const read = append(state, event({ kind: 'read', value, acquire: instr.acquire, exclusive }));
          const monitor = exclusive ? at : state.monitor;
          this.go({ ...assign(read, instr.dst, { value, on: [at], pick: nothing }), monitor });
        }
        return;
      case 'store': {
        const data = valueOf(instr.value, state.registers, known(0));
        const { release } = instr;
        const write = { kind: 'write', value: data.value, release } as const;
        if (instr.status === undefined) {
          this.go(append(state, event(write, data)));
          return;
        }
        const tried = { ...state, monitor: -1 };
        this.go(assign(tried, instr.status, known(1)));
        if (state.monitor < 0) return;
        const stored = event({ ...write, exclusive: true, monitor: state.monitor }, data);
        this.go(assign(append(tried, stored), instr.status, known(0)));
        return;
      }
      case 'rmw':
        for (const value of this.readable(state, location)) this.atomic(state, instr, value, event);
        return;
    }
  }

  /** An atomic instruction that has read `value`. */
  private atomic(
    state: State,
    instr: Extract<Instr, { readonly op: 'rmw' }>,
    value: number,
    event: (given: Partial<HardwareEvent>, data?: Depends) => HardwareEvent,
  ): void {
    const at = state.events.length;
    const old: Computed = { value, on: [at], pick: nothing };
    const when = instr.when && valueOf(instr.when, state.registers, old);
    const writes = when === undefined || when.value !== 0;
    if (!writes && instr.waits === true) return;
    const noreturn = instr.dst === null;
    const acquire = noreturn || (!writes && instr.failsPlain === true) ? 'no' : instr.acquire;
    const done = append(state, event({ kind: 'read', value, acquire, noreturn, atomic: true }));
    const finish = (next: State, result: Computed): void =>
      this.go(instr.dst === null ? next : assign(next, instr.dst, result));
    if (!writes) {
      finish(done, old);
      return;
    }
    // What it was compared with picks whether there is a write.
    const guess = when === undefined || instr.waits === true ? nothing : merge(when.on, when.pick);
    const data = valueOf(instr.value, state.registers, old);
    const write = {
      kind: 'write',
      value: data.value,
      release: instr.release,
      atomic: true,
      pair: at,
    } as const;
    const next = append(done, event(write, { on: data.on, pick: merge(data.pick, guess) }));
    finish(next, old);
    const compare = instr.compare && valueOf(instr.compare, state.registers, old);
    // A compare-and-swap that succeeds may know its result early, by a guess, from what it compares with.
    if (compare && instr.dst !== null) finish(next, { ...compare, pick: merge(compare.pick, guess) });
  }

  /** What a read of this location may return now. */
  private readable(state: State, location: number): readonly number[] {
    if (this.values.isShared(location)) return this.values.of(location);
    const own = state.events.findLast((event) => event.kind === 'write' && event.location === location);
    return [own?.value ?? this.values.init(location)];
  }

  private event(state: State, { at }: Instr, given: Partial<HardwareEvent>): HardwareEvent {
    return {
      kind: 'fence',
      location: -1,
      value: 0,
      acquire: 'no',
      release: false,
      atomic: false,
      noreturn: false,
      exclusive: false,
      fence: null,
      pair: -1,
      monitor: -1,
      address: nothing,
      data: nothing,
      control: state.control.on,
      picks: { address: nothing, data: nothing, control: state.control.pick },
      at,
      ...given,
    };
  }
}

function append(state: State, event: HardwareEvent): State {
  return { ...state, events: [...state.events, event] };
}

function assign(state: State, register: number, value: Computed): State {
  const registers = state.registers.slice();
  registers[register] = value;
  return { ...state, registers };
}
