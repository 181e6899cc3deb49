/**
 * What code may still do from a place on, whatever way it takes, as one set of bits for each place:
 *
 *   reads, writes   cells, with what must be known to reach them (touches.ts)
 *   names           variables whose addresses it comes to by itself
 *   wakes           handlers of CPUs that it may have called, all / as it issues / once no branch is a guess
 *   early           accesses that need not wait for what its CPU has in flight, by cells, and addresses that they store: no
 *                   release, and before the next full barrier
 *   hook            the cells that their asserts and ghosts touch
 *   free            the cells of effects that do not wait either
 *   fires           those of all effects that happen by themselves, whatever they wait for, but for counters that go down
 *                   (counters.ts); sends: handlers that are so called or taken back; softly: those that wait for nothing but branches;
 *                   lines: in whatever way
 *   fails           properties that it may violate
 *   now             something happens as it issues, whatever is still a guess: an effect, or that a walk begins
 *   turns           it lets softirqs run that are pending, before anything else (C9)
 *   clashes         there is an effect that happens by itself and looks at what another effect or access of the same CPU changes
 *                   that need not come before it or behind it: when what it waits for is done says which comes first
 */
import { ADDRESS_BASE } from '../../base/index.ts';
import { pointsTo } from '../flow/points-to.ts';
import type { Expr, Instr, Program } from '../program.ts';
import { include, type Bits } from './bits.ts';
import { countersOf, goesDown } from './counters.ts';
import { effectsOf, isInOrder } from './effects.ts';
import { mayWait } from './asserts.ts';
import { Objects } from './objects.ts';
import { layout, type Section } from './sections.ts';
import { turnsOf } from './turns.ts';
import { TouchRules, type Touch, type Touches } from './touches.ts';

export class Futures {
  readonly objects: Objects;
  /** Facets (a cell and what must be known) of each cell. */
  readonly facets: readonly (readonly { readonly number: number; readonly guard: number }[])[];
  /** The same of each handler of each CPU (`call`): who asks for a work needs its address. */
  readonly callers: readonly (readonly { readonly number: number; readonly guard: number }[])[];
  /** False where code may touch anything. */
  readonly possible: boolean;
  private readonly program: Program;
  private readonly rules: TouchRules;
  /** Cells that only count. */
  readonly counters: ReadonlySet<number>;
  /** How many bits each part has. */
  readonly lengths: Readonly<Record<Section, number>>;
  private readonly starts: Readonly<Record<Section, number>>;
  private readonly words: number;
  private readonly turns: ReadonlySet<number>;
  /** The sections of what happens by itself. */
  readonly firing: Bits;
  /** Some softirq is called by itself. */
  readonly softirqs: boolean;
  private from: readonly Bits[];
  private readonly own: readonly Bits[];
  private readonly numbers = new Map<string, number>();
  private readonly callNumbers = new Map<string, number>();

  constructor(program: Program) {
    this.program = program;
    this.objects = new Objects(program);
    this.rules = new TouchRules(program, this.objects);
    this.counters = countersOf(program, this.rules);
    this.turns = turnsOf(program);
    const touched = program.code.map((instr, pc) => this.touchesOf(instr, pc));
    this.possible =
      this.rules.walkers.onlyRead && program.sites.length === 0 && touched.every((one) => one !== null);
    const facets: { number: number; guard: number }[][] = program.cells.map(() => []);
    const intern = ({ cell, guard }: Touch): void => {
      const key = `${cell} ${guard}`;
      if (this.numbers.has(key)) return;
      facets[cell]?.push({ number: this.numbers.size, guard });
      this.numbers.set(key, this.numbers.size);
    };
    for (let cell = 0; cell < program.cells.length; cell++) intern({ cell, guard: -1 });
    for (const one of touched)
      for (const touch of [...(one?.reads ?? []), ...(one?.writes ?? [])]) intern(touch);
    this.facets = facets;
    const calls: { number: number; guard: number }[][] = program.cpus.flatMap(() =>
      program.irqs.map((): { number: number; guard: number }[] => []),
    );
    program.code.forEach((instr, pc) => {
      if (instr.op !== 'raise') return;
      for (const { call, guard } of this.callsOf(instr, pc)) {
        const key = `${call} ${guard}`;
        if (this.callNumbers.has(key)) continue;
        calls[call]?.push({ number: this.callNumbers.size, guard });
        this.callNumbers.set(key, this.callNumbers.size);
      }
    });
    this.callers = calls;
    this.softirqs = program.irqs.some(
      ({ kind }, irq) =>
        kind === 'softirq' && calls.some((one, n) => n % program.irqs.length === irq && one.length > 0),
    );
    const { starts, lengths, size } = layout({
      facets: this.numbers.size,
      cells: program.cells.length,
      objects: this.objects.count,
      calls: this.callNumbers.size,
      properties: program.properties.length,
    });
    this.starts = starts;
    this.lengths = lengths;
    this.words = (size + 31) >> 5;
    this.firing = this.maskOf(FIRING);
    this.own = this.possible ? program.code.map((instr, pc) => this.bitsOf(instr, pc)) : [];
    this.from = this.closure();
    if (this.markClashes()) this.from = this.closure();
  }

  empty(): Bits {
    return new Uint32Array(this.words);
  }

  /** What the code from `pc` on may do. */
  at(pc: number): Bits {
    return this.from[pc] ?? this.empty();
  }

  /** What the instruction alone may do. */
  alone(pc: number): Bits {
    return this.own[pc] ?? this.empty();
  }

  /** Where it may go on behind an instruction. */
  after(instr: Instr, pc: number): readonly number[] {
    return this.rules.walkers.after(instr, pc);
  }

  has(bits: Bits, section: Section, number: number): boolean {
    const bit = this.starts[section] + number;
    return ((bits[bit >> 5] as number) & (1 << (bit & 31))) !== 0;
  }

  set(bits: Bits, section: Section, number: number): void {
    const bit = this.starts[section] + number;
    bits[bit >> 5] = (bits[bit >> 5] as number) | (1 << (bit & 31));
  }

  /** The number of a cell that is touched by its name. */
  named(cell: number): number {
    return this.numbers.get(`${cell} -1`) ?? 0;
  }

  /** The number of a handler of a CPU. */
  call(cpu: number, irq: number): number {
    return cpu * this.program.irqs.length + irq;
  }

  private touchesOf(instr: Instr, pc: number): Touches | null {
    const access = this.rules.accesses(instr, pc);
    const effects = this.rules.effects(effectsOf(instr), pc);
    if (!access || !effects) return null;
    return {
      reads: [...access.reads, ...effects.reads],
      writes: [...access.writes, ...effects.writes],
    };
  }

  private bitsOf(instr: Instr, pc: number): Bits {
    const bits = this.empty();
    const touched = this.touchesOf(instr, pc);
    for (const { cell, guard } of touched?.reads ?? [])
      this.set(bits, 'reads', this.numbers.get(`${cell} ${guard}`) ?? 0);
    for (const { cell, guard } of touched?.writes ?? [])
      this.set(bits, 'writes', this.numbers.get(`${cell} ${guard}`) ?? 0);
    for (const e of named(instr)) for (const one of this.rules.constants(e)) this.set(bits, 'names', one);
    for (const property of this.propertiesOf(instr)) this.set(bits, 'fails', property);
    if (this.isNow(instr, pc)) this.set(bits, 'now', 0);
    if (this.turns.has(pc)) this.set(bits, 'turns', 0);
    this.early(bits, instr, pc);
    this.fires(bits, instr, pc);
    if (instr.op === 'raise') this.calls(bits, instr, pc);
    return bits;
  }

  private isNow(instr: Instr, pc: number): boolean {
    if (instr.op === 'fence') return effectsOf(instr).length > 0;
    return (
      instr.op === 'execute' ||
      (instr.op === 'effect' && instr.timing === 'now') ||
      this.rules.walks(instr, pc)
    );
  }

  private propertiesOf(instr: Instr): readonly number[] {
    const { builtin } = this.program;
    const asserted = effectsOf(instr).flatMap((effect) =>
      effect.k === 'assert' && mayWait(effect.cond, instr) ? [effect.property] : [],
    );
    const faults =
      this.program.pages.length > 0 && 'addr' in instr
        ? [
            builtin['fault-in-window'] ?? [],
            builtin['spurious-fault'] ?? [],
            instr.faultProperty ?? [],
          ].flat()
        : [];
    const leads = 'addr' in instr && instr.addr !== null && instr.addr.k !== 'const';
    if (!leads && instr.op !== 'jumpTo') return [...asserted, ...faults];
    return [...asserted, ...faults, builtin['wild-access'] ?? [], builtin['null-access'] ?? []].flat();
  }

  /** Some assert of the property may fail when a value is there that it waited for. */
  waits(property: number): boolean {
    return this.own.some((bits) => this.has(bits, 'fails', property));
  }

  /** Nothing holds back the load of an atomic that releases, and where it fails the effects come with that. */
  private early(bits: Bits, instr: Instr, pc: number): void {
    if (instr.op !== 'load' && instr.op !== 'store' && instr.op !== 'rmw') return;
    if (instr.op === 'store' && instr.release) return;
    const releases = instr.op === 'rmw' && instr.release && instr.waits !== true;
    const access = this.rules.accesses(instr, pc);
    for (const { cell } of access?.reads ?? []) this.set(bits, 'earlyReads', cell);
    if (!releases) for (const { cell } of access?.writes ?? []) this.set(bits, 'earlyWrites', cell);
    if (!releases) for (const one of this.stored(pc)) this.set(bits, 'earlyNames', one);
    if (releases && !instr.when) return;
    const effects = this.rules.effects(effectsOf(instr), pc);
    for (const { cell } of effects?.reads ?? []) this.set(bits, 'hookReads', cell);
    for (const { cell } of effects?.writes ?? []) this.set(bits, 'hookWrites', cell);
  }

  private fires(bits: Bits, instr: Instr, pc: number): void {
    if (instr.op === 'load' || instr.op === 'store' || instr.op === 'rmw') return;
    // Neither an access nor a barrier but a DSB keeps an invalidation back (V7).
    for (const { cell } of this.rules.accesses(instr, pc)?.writes ?? []) {
      this.set(bits, 'freeReads', cell);
      this.set(bits, 'freeWrites', cell);
    }
    const waits = instr.op === 'effect' && instr.timing === 'behind';
    const now = instr.op === 'effect' && instr.timing === 'now';
    const effects = this.rules.effects(effectsOf(instr), pc);
    if (instr.op === 'effect' && goesDown(instr, effects?.writes ?? [], this.counters)) {
      for (const { cell } of effects?.reads ?? [])
        if (!this.counters.has(cell)) this.set(bits, 'firesReads', cell);
      return;
    }
    for (const { cell } of effects?.reads ?? []) {
      if (!now) this.set(bits, 'firesReads', cell);
      if (!waits) this.set(bits, 'freeReads', cell);
    }
    for (const { cell } of effects?.writes ?? []) {
      if (!now) this.set(bits, 'firesWrites', cell);
      if (!waits) this.set(bits, 'freeWrites', cell);
    }
  }

  private markClashes(): boolean {
    const anywhere = this.empty();
    const beside = this.empty();
    this.own.forEach((bits, pc) => {
      include(anywhere, bits);
      if (!isInOrder(this.program.code[pc])) include(beside, bits);
    });
    let any = false;
    this.program.code.forEach((instr, pc) => {
      if (instr.op === 'load' || instr.op === 'store' || instr.op === 'rmw') return;
      if (instr.op === 'effect' && instr.timing === 'now') return;
      const own = this.own[pc];
      if (!own) return;
      // One that waits for all that is older only meets what is younger, and those that only wait for branches keep their order.
      const waits = instr.op === 'effect' && instr.timing === 'behind';
      const met = waits ? this.empty() : isInOrder(instr) ? beside : anywhere;
      if (waits) for (const next of this.after(instr, pc)) include(met, this.from[next]);
      const touches = (sections: readonly Section[], cell: number): boolean =>
        sections.some((section) => this.has(met, section, cell));
      const clashes = this.program.cells.some(
        (_, cell) =>
          (this.has(own, 'firesWrites', cell) && (touches(READING, cell) || touches(WRITING, cell))) ||
          (this.has(own, 'firesReads', cell) && touches(WRITING, cell)),
      );
      if (!clashes) return;
      this.set(own, 'clashes', 0);
      any = true;
    });
    return any;
  }

  /** Variables whose addresses the instruction may store. */
  stored(pc: number): readonly number[] {
    const instr = this.program.code[pc];
    if (instr?.op !== 'store' && instr?.op !== 'rmw') return [];
    const targets = pointsTo(this.program);
    const values = [targets.addresses(instr.value, pc)];
    // An atomic's new value may be made of the old one.
    if (instr.op === 'rmw') for (const cell of targets.cells(pc) ?? []) values.push(targets.held(cell));
    const objects = values.flatMap((cells) =>
      cells ? [...cells].map((cell) => this.objects.ofCell(cell)) : [...Array(this.objects.count).keys()],
    );
    return [...new Set(objects)].filter((object) => object >= 0);
  }

  private calls(bits: Bits, instr: Extract<Instr, { readonly op: 'raise' }>, pc: number): void {
    for (const { call, guard, line } of this.callsOf(instr, pc)) {
      const number = this.callNumbers.get(`${call} ${guard}`) ?? 0;
      const waitsForBranches = instr.timing === 'soft' && !instr.lines && instr.cpu?.k === 'const';
      if (instr.timing !== undefined) this.set(bits, waitsForBranches ? 'softly' : 'sends', number);
      this.set(bits, 'lines', number);
      if (instr.off === true || !line) continue;
      this.set(bits, 'wakes', number);
      if (instr.timing === undefined) this.set(bits, 'wakesNow', number);
      if (instr.timing === 'soft') this.set(bits, 'wakesSoon', number);
    }
  }

  /** Handlers that it may have called (`line`) or take back: what is asked for on one CPU is so no more on another. */
  private callsOf(
    instr: Extract<Instr, { readonly op: 'raise' }>,
    pc: number,
  ): readonly { readonly call: number; readonly guard: number; readonly line: boolean }[] {
    const { cpus } = this.program;
    const on = (cpu: number | null, irq: number | null, guard: number, all: boolean) =>
      irq === null
        ? []
        : cpus.flatMap((_, to) => {
            const line = cpu === null || to === cpu;
            return line || all ? [{ call: this.call(to, irq), guard, line }] : [];
          });
    const target = instr.cpu?.k === 'const' ? instr.cpu.v : null;
    if (!instr.lines) return on(target, instr.irq, -1, false);
    const { of, at } = instr.lines;
    const cells = of.k === 'const' ? null : pointsTo(this.program).addresses(of, pc);
    return Object.entries(at).flatMap(([key, line]) => {
      const address = Number(key);
      if (of.k === 'const' ? of.v !== address : cells && !cells.has(address - ADDRESS_BASE)) return [];
      const guard = of.k === 'const' ? -1 : this.objects.at(address);
      return [line.irq, line.again].flatMap((irq) => on(line.cpu ?? target, irq, guard, line.cpu === null));
    });
  }

  private closure(): readonly Bits[] {
    const { code } = this.program;
    const sums = this.own.map((bits) => bits.slice());
    const behindBarrier = this.behindBarrier();
    for (let changed = true; changed;) {
      changed = false;
      for (let pc = sums.length - 1; pc >= 0; pc--) {
        const instr = code[pc] as Instr;
        const mask = instr.op === 'fence' && FULL.has(instr.kind) ? behindBarrier : null;
        for (const next of this.after(instr, pc))
          if (include(sums[pc] as Bits, sums[next], mask)) changed = true;
      }
    }
    return sums;
  }

  /** All but what a full barrier holds back. */
  private behindBarrier(): Bits {
    const held = this.maskOf(['earlyReads', 'earlyWrites', 'hookReads', 'hookWrites', 'earlyNames']);
    return held.map((word) => ~word);
  }

  private maskOf(sections: readonly Section[]): Bits {
    const bits = this.empty();
    for (const section of sections)
      for (let number = 0; number < this.lengths[section]; number++) this.set(bits, section, number);
    return bits;
  }
}

/** What happens when an access is done or an effect is issued, and accesses. */
const READING = ['hookReads', 'freeReads', 'earlyReads'] as const;
const WRITING = ['hookWrites', 'freeWrites', 'earlyWrites'] as const;

const FIRING = ['firesReads', 'firesWrites', 'sends', 'softly', 'clashes', 'turns'] as const;

const FULL: ReadonlySet<string> = new Set(['dmb.sy', 'dsb.sy', 'mfence']);

/** The expressions in which an instruction may come to an address. */
function named(instr: Instr): readonly Expr[] {
  switch (instr.op) {
    case 'let':
      return [instr.value];
    case 'select':
      return [instr.a, instr.b];
    case 'load':
      return [instr.addr];
    case 'store':
      return [instr.addr, instr.value];
    case 'rmw':
      return [instr.addr, instr.value, ...(instr.compare ? [instr.compare] : [])];
    default:
      return [];
  }
}
