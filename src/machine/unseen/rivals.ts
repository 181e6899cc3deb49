/**
 * What may happen before a step that a CPU could take (the candidate): by the others, by interrupts, by the CPU itself. Told without
 * the step, so that it is the same wherever the step is put off to.
 */
import { valueOf } from '../../base/index.ts';
import { openInterrupts } from '../cpu/open-lines.ts';
import type { RaceMachine } from '../step/race-machine.ts';
import { FREE, type Cuts } from './cuts.ts';
import { include, type Bits } from './bits.ts';
import type { Futures } from './futures.ts';
import type { Candidate, Parts } from './parts.ts';

/** What a CPU may change before something that is in flight. */
export const WRITING = ['earlyWrites', 'hookWrites', 'freeWrites', 'firesWrites'] as const;

export class Rivals {
  private readonly machine: RaceMachine;
  private readonly futures: Futures;
  private readonly cuts: Cuts;
  private readonly parts: Parts;
  private readonly cells: readonly (readonly number[])[];
  /** The candidate, its CPU and where it stands. */
  cpu = 0;
  candidate: Candidate | null = null;
  state: Int32Array = new Int32Array(0);
  others: Bits;
  own: Bits;
  /** By CPU, what the others may do by themselves, and of which words and waits that was told. */
  private readonly gathered: readonly { readonly words: Int32Array; blocked: number; readonly bits: Bits }[];
  private readonly nothing: Bits;
  /** What of that interrupts of its CPU do. */
  private readonly handled: Bits;
  /** By wait and word, whether that ends it. */
  private readonly ending: Map<number, boolean>[] = [];
  private known: Uint8Array | null = null;

  constructor(machine: RaceMachine, futures: Futures, cuts: Cuts, parts: Parts) {
    this.machine = machine;
    this.futures = futures;
    this.cuts = cuts;
    this.parts = parts;
    const cells: number[][] = Array.from({ length: futures.objects.count }, () => []);
    machine.program.cells.forEach((_, cell) => cells[futures.objects.ofCell(cell)]?.push(cell));
    this.cells = cells;
    this.others = futures.empty();
    this.own = futures.empty();
    this.handled = futures.empty();
    this.nothing = futures.empty();
    const { cpus } = machine.program;
    this.gathered = cpus.map(() => ({
      words: new Int32Array(cpus.length).fill(-1),
      blocked: 0,
      bits: futures.empty(),
    }));
  }

  /** Others may store to the cell, or with `stores` look at it. */
  touch(cell: number, stores: boolean): boolean {
    const { futures, others } = this;
    return (futures.facets[cell] ?? []).some(
      ({ number, guard }) =>
        (futures.has(others, 'writes', number) || (stores && futures.has(others, 'reads', number))) &&
        (guard < 0 || this.isKnown(guard)),
    );
  }

  /** An interrupt of its CPU may. One that is masked may not: what is issued is what takes masks away. */
  mayInterrupt(): boolean {
    const { machine, cpu, state } = this;
    const { setup } = machine.table(cpu);
    const { part } = machine.table(cpu).info(machine.part(state, 0, cpu));
    const open = openInterrupts(setup, part.chart);
    return setup.spec.irqHandlers.some(
      (handler, irq) => handler && (open & (1 << irq)) !== 0 && this.mayCome(cpu, irq),
    );
  }

  /** Gathers what may happen before the candidate of a CPU. */
  face(state: Int32Array, cpu: number, candidate: Candidate): void {
    this.state = state;
    this.cpu = cpu;
    this.candidate = candidate;
    for (let blocked = this.unfulfilled(), was = -1; blocked !== was;) {
      was = blocked;
      this.gather(blocked);
      blocked = this.staying(blocked);
    }
  }

  /** Waits, as bits, that no value in memory ends now. */
  private unfulfilled(): number {
    const { machine, cuts, parts, state, cpu } = this;
    if (cuts.sites.length === 0) return 0;
    let past = 0;
    for (let other = 0; other < machine.program.cpus.length; other++)
      if (other !== cpu) past |= parts.look(other, machine.part(state, 0, other)).past;
    return cuts.sites.reduce(
      (bits, site, number) =>
        (past & (1 << number)) !== 0 || site.cells.some((cell) => this.ends(number, state[cell] ?? 0))
          ? bits
          : bits | (1 << number),
      0,
    );
  }

  private ends(number: number, word: number): boolean {
    const known = (this.ending[number] ??= new Map<number, boolean>());
    let ends = known.get(word);
    if (ends === undefined) known.set(word, (ends = this.cuts.sites[number]?.ends(valueOf(word)) !== false));
    return ends;
  }

  /** Of these waits, the ones that nobody ends before the candidate. */
  private staying(blocked: number): number {
    const { futures, others, own, handled } = this;
    if (blocked === 0) return 0;
    const isWritten = (cell: number): boolean =>
      WRITING.some((section) => futures.has(own, section, cell)) ||
      (futures.facets[cell] ?? []).some(
        ({ number }) => futures.has(others, 'writes', number) || futures.has(handled, 'writes', number),
      );
    return this.cuts.sites.reduce(
      (bits, { cells }, number) => (cells.some(isWritten) ? bits & ~(1 << number) : bits),
      blocked,
    );
  }

  private gather(blocked: number): void {
    const { machine, futures, cuts, handled, cpu, candidate } = this;
    const { cpus, irqs } = machine.program;
    this.known = null;
    const bare = this.bare(blocked);
    if (irqs.length === 0) {
      this.others = bare;
      this.own = candidate?.before ?? this.nothing;
      return;
    }
    const { others, own } = this;
    others.set(bare);
    own.fill(0);
    handled.fill(0);
    include(own, candidate?.before);
    const called = new Set<number>();
    for (let more = true; more;) {
      more = false;
      for (let to = 0; to < cpus.length; to++) {
        const handlers = cpus[to]?.irqHandlers ?? [];
        for (let irq = 0; irq < handlers.length; irq++) {
          const handler = handlers[irq];
          const call = futures.call(to, irq);
          if (!handler || called.has(call) || !this.mayCome(to, irq)) continue;
          called.add(call);
          if (to === cpu) {
            // None comes before an issue (`mayBeInterrupted`).
            if (candidate?.issues === true) continue;
            include(own, futures.at(handler.entry));
            include(handled, futures.at(handler.entry));
          } else include(others, cuts.at(handler.entry, blocked, FREE, irqs[irq]?.kind === 'work'));
          this.known = null;
          more = true;
        }
      }
    }
  }

  /** What the others may do, handlers left out. */
  private bare(blocked: number): Bits {
    const { machine, parts, cpu, state } = this;
    const known = this.gathered[cpu] as (typeof this.gathered)[number];
    const { words, bits } = known;
    let same = known.blocked === blocked;
    for (let other = 0; other < words.length; other++) {
      const word = machine.part(state, 0, other);
      if (other === cpu || words[other] === word) continue;
      words[other] = word;
      same = false;
    }
    if (same) return bits;
    known.blocked = blocked;
    bits.fill(0);
    for (let other = 0; other < words.length; other++)
      if (other !== cpu) include(bits, parts.future(other, words[other] as number, blocked));
    return bits;
  }

  /** The handler may be called before, or its interrupt is pending. */
  private mayCome(to: number, irq: number): boolean {
    const { machine, futures, others, own, candidate, state } = this;
    if ((this.parts.look(to, machine.part(state, 0, to)).pending & (1 << irq)) !== 0) return true;
    return this.isCalled(
      to,
      irq,
      (number) =>
        futures.has(others, 'wakes', number) ||
        futures.has(own, 'wakesSoon', number) ||
        (candidate?.sends === true && futures.has(own, 'wakesNow', number)),
    );
  }

  private isCalled(to: number, irq: number, by: (number: number) => boolean): boolean {
    const callers = this.futures.callers[this.futures.call(to, irq)] ?? [];
    return callers.some(({ number, guard }) => by(number) && (guard < 0 || this.isKnown(guard)));
  }

  /** Others hold the address of the variable, or may find it. */
  isKnown(object: number): boolean {
    const known = (this.known ??= this.findKnown());
    return known[object] === 1;
  }

  private findKnown(): Uint8Array {
    const { futures, others, own, state, candidate } = this;
    const { objects } = futures;
    const known = new Uint8Array(objects.count);
    const todo: number[] = [];
    const add = (object: number): void => {
      if (object < 0 || known[object] === 1) return;
      known[object] = 1;
      todo.push(object);
    };
    for (let object = 0; object < objects.count; object++)
      if (futures.has(others, 'names', object) || futures.has(own, 'earlyNames', object)) add(object);
    for (let object = todo.pop(); object !== undefined; object = todo.pop()) {
      for (const cell of this.cells[object] ?? []) {
        add(objects.at(valueOf(state[cell] ?? 0)));
        for (const one of candidate?.published ?? []) if (one.cell === cell || one.cell < 0) add(one.object);
      }
    }
    return known;
  }
}
