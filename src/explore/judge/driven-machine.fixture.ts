/**
 * The product's machine under the judge's law: for what the reference machine does not know (interrupts, pages, text). Its
 * `enabled` and `step` say what can happen; which of it counts is decided here. So that a violated property stops
 * nothing, asserts set ghosts of their own, and invariants and finals are read from outside.
 */
import {
  createMachine,
  SQUASHED,
  waitStart,
  type CpuSnapshot,
  type Effect,
  type Expr,
  type Instr,
  type Machine,
  type Model,
  type Program,
} from '../../machine/index.ts';
import type { Law, Step, Successor } from './complete-runs.fixture.ts';
import { propertyValue } from './symbol.fixture.ts';

interface State {
  readonly words: Int32Array;
  /** Asserts that failed on a CPU under a guess that is still open. */
  readonly tentative: readonly { readonly cpu: number; readonly property: number }[];
}

export class DrivenMachine implements Law {
  private readonly program: Program;
  private readonly machine: Machine;
  private readonly states = new Map<string, State>();

  constructor(program: Program, model: Model) {
    this.program = program;
    this.machine = createMachine(latched(program), model);
  }

  initial(): readonly Successor[] {
    const words = new Int32Array(this.machine.width);
    this.machine.initial(words, 0);
    return [this.successor({ words, tentative: [] }, -1, words.map((_, i) => this.program.cells[i]?.init ?? 0))]; // prettier-ignore
  }

  steps(key: string): readonly Step[] {
    const { machine } = this;
    const state = this.read(key);
    const count = machine.enabled(state.words, 0);
    const groups = new Map<string, { cpu: number; entry: number; optional: boolean; to: Successor[] }>();
    const cpus = this.cpus(state.words);
    for (const choice of machine.choices.slice(0, count)) {
      const { cpu, kind, entry } = machine.choiceInfo(state.words, 0, choice);
      const name = `${cpu}/${kind}/${entry}`;
      // A CPU with no guess open comes to its next one some day; it need not guess on upon a guess.
      const optional = kind === 'predict' && cpus[cpu]?.queue.some((e) => e.kind === 'guess') === true;
      const group = groups.get(name) ?? { cpu, entry, optional, to: [] };
      groups.set(name, group);
      const words = new Int32Array(machine.width);
      if (machine.step(state.words, 0, choice, words, 0) === SQUASHED) continue;
      group.to.push(this.successor({ words, tentative: state.tentative }, cpu, state.words));
    }
    return [...groups.values()].map(({ cpu, entry, optional, to }) => ({
      cpu,
      to,
      must: () => !optional && !this.isBehindWait(state, cpu, entry),
    }));
  }

  isFinished(key: string): boolean {
    const { words } = this.read(key);
    return this.machine.isFinished(words, 0) || this.machine.isEnded(words, 0);
  }

  finalValues(key: string): readonly number[] {
    return this.machine.observe(this.read(key).words, 0).slice(0, this.program.observed.length);
  }

  finalViolations(key: string): readonly number[] {
    const { words } = this.read(key);
    if (this.machine.isEnded(words, 0)) return [];
    const observed = this.machine.observe(words, 0);
    const register = (r: number, cpu: number | null) =>
      observed[this.machine.program.observed.findIndex((o) => o.k === 'reg' && o.cpu === cpu && o.r === r)] ??
      0;
    return this.program.finals.flatMap(({ cond, property }) =>
      propertyValue(cond, words, register) === 0 ? property : [],
    );
  }

  memory(key: string): string {
    const { words } = this.read(key);
    const cpus = this.cpus(words).map(({ chart, frames, pending }) => [
      chart['mask'],
      frames.length,
      pending,
    ]);
    return `${words.slice(0, this.machine.cellWords).join()} ${JSON.stringify(cpus)}`;
  }

  places(key: string): readonly (number | null)[] {
    return this.cpus(this.read(key).words).map(({ finished, frames, queue }) => {
      const wait = queue.find((e) => e.kind === 'guess' && this.isWait(e.pc));
      return finished ? null : (wait?.pc ?? frames.at(-1)?.pc ?? -1);
    });
  }

  /** Also a walk that has not met the entry that it was guessed to meet, and what waits for a location that another CPU
   *  keeps between the load and the store of its read-modify-write (rule 7); a CPU that spins takes interrupts. */
  isTentative(key: string): boolean {
    const { words, tentative } = this.read(key);
    if (tentative.length > 0) return true;
    const cpus = this.cpus(words);
    if (cpus.some((cpu) => this.spins(cpu) && isInterrupted(cpu))) return true;
    const kept = cpus.map(({ queue }) => keptBy(queue));
    return cpus.some(({ queue }, cpu) => {
      const wait = queue.findIndex((e) => e.kind === 'guess' && this.isWait(e.pc));
      const older = wait < 0 ? queue : queue.slice(0, wait);
      return older.some((e) => {
        if (e.kind === 'walk' || e.kind === 'fault') return true;
        const wants = e.kind === 'store' || (e.kind === 'load' && this.program.code[e.pc]?.op === 'rmw');
        return wants && !e.done && kept.some((cells, other) => other !== cpu && cells.includes(e.cell));
      });
    });
  }

  private read(key: string): State {
    const state = this.states.get(key);
    if (!state) throw new Error('internal: a state that no step led to');
    return state;
  }

  private cpus(words: Int32Array): readonly CpuSnapshot[] {
    return this.machine.decode(words, 0).cpus;
  }

  private spins({ queue }: CpuSnapshot): boolean {
    return queue.some((e) => e.kind === 'guess' && this.isWait(e.pc));
  }

  private isWait(pc: number): boolean {
    return waitStart(this.program.code[pc], pc) >= 0;
  }

  private isBehindWait({ words }: State, cpu: number, entry: number): boolean {
    const queue = this.cpus(words)[cpu]?.queue ?? [];
    const older = entry < 0 ? queue : queue.slice(0, entry);
    return older.some((e) => e.kind === 'guess' && this.isWait(e.pc));
  }

  /** What a step by `cpu` from `before` has led to. */
  private successor({ words, tentative }: State, cpu: number, before: Int32Array): Successor {
    const { machine, program } = this;
    const reported = [...machine.reports.slice(0, machine.reportCount)];
    const failed = program.properties.flatMap((_, property) => {
      const latch = program.cells.length + property;
      return words[latch] !== 0 && before[latch] === 0 ? { cpu, property } : [];
    });
    const violated = program.invariants.flatMap(({ cond, property }) =>
      propertyValue(cond, words, () => 0) === 0 ? property : [],
    );
    if (machine.isEnded(words, 0)) violated.push(machine.violated);
    const open = failed.length + tentative.length === 0 ? [] : this.cpus(words);
    const left: State['tentative'][number][] = [];
    for (const one of [...tentative, ...failed]) {
      if (open[one.cpu]?.queue.some((e) => e.kind === 'guess')) left.push(one);
      else violated.push(one.property);
    }
    const key = `${words.join()} ${left.map((one) => `${one.cpu}:${one.property}`).join()}`;
    if (!this.states.has(key)) this.states.set(key, { words, tentative: left });
    return { key, violated, reported };
  }
}

function isInterrupted({ chart, frames, pending }: CpuSnapshot): boolean {
  return pending.length > 0 && chart['mask'] === 'open' && frames.at(-1)?.kind === 'task';
}

/** Cells of read-modify-writes that have their load done and their store not yet visible. */
function keptBy(queue: CpuSnapshot['queue']): readonly (number | null)[] {
  return queue
    .filter((load) => load.kind === 'load' && load.done)
    .filter((load) => queue.some((e) => e.kind === 'store' && e.pc === load.pc))
    .map((load) => load.cell);
}

/** Asserts become ghosts of their own behind all cells: `failed |= !cond`. */
function latched(program: Program): Program {
  const latch = (property: number) => program.cells.length + property;
  const effects = (list: readonly Effect[]): Effect[] =>
    list.map((effect) => {
      if (effect.k === 'set') return effect;
      const cell = latch(effect.property);
      const value: Expr = {
        k: 'bin',
        op: '||',
        a: { k: 'cell', cell },
        b: { k: 'un', op: '!', a: effect.cond },
      };
      return { k: 'set', cell, value };
    });
  const finalRegisters = program.finals.flatMap(({ cond }) =>
    [...JSON.stringify(cond).matchAll(/"k":"final","cpu":(\d+),"r":(\d+)/g)].map(([, cpu, r]) => ({
      k: 'reg' as const,
      cpu: Number(cpu),
      r: Number(r),
      name: '',
    })),
  );
  return {
    ...program,
    cells: [
      ...program.cells,
      ...program.properties.map(({ slug }) => ({ name: `failed ${slug}`, init: 0, kind: 'ghost' as const })),
    ],
    code: program.code.map((instr): Instr => {
      const closed = instr.op === 'effect' ? { ...instr, effects: effects(instr.effects) } : instr;
      return closed.then ? { ...closed, then: effects(closed.then) } : closed;
    }),
    // They stay, so that what they look at is no CPU's own.
    invariants: program.invariants.map(harmless),
    finals: program.finals.map(harmless),
    observed: [...program.observed, ...finalRegisters],
  };
}

function harmless({ property, cond }: Program['finals'][number]): Program['finals'][number] {
  return { property, cond: { k: 'bin', op: '||', a: cond, b: { k: 'const', v: 1 } } };
}
