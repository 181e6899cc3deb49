/**
 * Steps that nobody can see. An issue, a load that takes its value, or a store that becomes visible can as well happen at once
 * where nothing that may happen before it meets it:
 *
 *   other CPUs      whatever they have in flight and may still execute does not touch the location in a way that matters;
 *                   an object's locations are out of their reach as long as none of them holds its address or can find it
 *                   in memory, and what this CPU does only afterwards, such as a release that publishes the address or asks
 *                   for a work, does not count; nor does what they can only do behind waits that nothing ends before (waits.ts)
 *   its own CPU     what its asserts look at and its ghosts are, nothing changes that might come before; and where an effect
 *                   or a call happens by itself once it and others are done, all these others are unseen as well, since
 *                   who is last among them says when that happens; nor does it make an assert fail, since what its CPU does
 *                   next may then end the run, before others see it
 *
 * It commutes then with all that others do, and so do the runs that put it off: a search need not try them. Which
 * states it leads through are those of real runs, only fewer. Not where pages or text are, since walks and fetches look at
 * memory on their own, and only where the machine completes accesses late at all.
 */
import { valueOf } from '../../base/index.ts';
import { STEPPED, type RunningMachine } from '../api.ts';
import { openInterrupts } from '../cpu/open-lines.ts';
import type { Program } from '../program.ts';
import { RaceMachine } from '../step/race-machine.ts';
import { cellsIn, looksIntoRegisters, mentionsAny } from './counters.ts';
import { Cuts, FREE } from './cuts.ts';
import { isHeldOn } from './held-on.ts';
import { Futures, include, type Bits } from './futures.ts';
import { Parts, type Candidate } from './parts.ts';
import { withoutRetries } from './rounds.ts';
import type { Section } from './sections.ts';

const known = new WeakMap<Program, { readonly futures: Futures; readonly cuts: Cuts | null }>();

/** What finds them; null where there is nothing to look for. */
export function unseenOf(machine: RunningMachine): Unseen | null {
  if (!(machine instanceof RaceMachine) || machine.model !== 'arm') return null;
  const { program } = machine;
  if (program.invariants.some(({ cond }) => looksIntoRegisters(cond))) return null;
  let knows = known.get(program);
  if (!knows) {
    const futures = new Futures(program);
    knows = { futures, cuts: futures.possible ? new Cuts(program, futures) : null };
    known.set(program, knows);
  }
  return knows.cuts && new Unseen(machine, knows.futures, knows.cuts);
}

/** For `Unseen.spare`. */
export function failureKey(cpu: number, property: number): string {
  return `${String(cpu)} ${String(property)}`;
}

export class Unseen {
  private readonly machine: RaceMachine;
  private readonly futures: Futures;
  private readonly cuts: Cuts;
  private readonly watched: ReadonlySet<number>;
  private readonly parts: Parts;
  private readonly cells: readonly (readonly number[])[];
  /** What the candidate last looked at has to fear. */
  private cpu = 0;
  private candidate: Candidate | null = null;
  private readonly others: Bits;
  private readonly own: Bits;
  /** What of that interrupts of its CPU do. */
  private readonly handled: Bits;
  /** By wait and word, whether that ends it. */
  private readonly ending: Map<number, boolean>[] = [];
  private known: Uint8Array | null = null;
  private failing: ReadonlySet<string> = new Set();
  private state: Int32Array = new Int32Array(0);

  constructor(machine: RaceMachine, futures: Futures, cuts: Cuts) {
    this.machine = machine;
    this.futures = futures;
    this.cuts = cuts;
    this.watched = watchedIn(machine.program);
    this.parts = new Parts(machine, futures, cuts);
    const cells: number[][] = Array.from({ length: futures.objects.count }, () => []);
    machine.program.cells.forEach((_, cell) => cells[futures.objects.ofCell(cell)]?.push(cell));
    this.cells = cells;
    this.others = futures.empty();
    this.own = futures.empty();
    this.handled = futures.empty();
  }

  /** Lists those of the choices at the front that a search tries at all (rounds.ts); how many. */
  withoutRetries(state: Int32Array, count: number): number {
    return withoutRetries(this.machine, state, count);
  }

  /**
   * Asserts that are known to fail (`failing`), by CPU and property. A step that others may see can be the one that makes such an
   * assert fail; what another CPU does when it has seen it and the assert still waits for a value would be lost if that value were taken
   * at once.
   * So a CPU's steps are not tried alone as long as such an assert is still to come, where others may see anything else that it does before. Which fail a search finds out, and
   * then begins anew.
   */
  spare(failing: ReadonlySet<string>): void {
    this.failing = failing;
  }

  private mayFail(cpu: number, fails: ReadonlySet<number>): boolean {
    if (this.failing.size === 0) return false;
    return [...fails].some((property) => this.failing.has(failureKey(cpu, property)));
  }

  /** The next of the choices, from the `from`th on, that seems to be one; `count` where there is none. Its step is to be
   *  taken with `step` before another is looked for. */
  next(state: Int32Array, count: number, from: number): number {
    const { machine } = this;
    for (let nth = from; nth < count; nth++) {
      const choice = machine.choices[nth] as number;
      const cpu = choice >> 24;
      const number = (choice >> 12) & 0xfff;
      const { candidates, fails } = this.parts.look(cpu, machine.part(state, 0, cpu));
      const candidate = candidates.find(({ action }) => action === number);
      if (!candidate) continue;
      this.face(state, cpu, candidate);
      if (candidate.cell >= 0 && this.meets(candidate.cell, candidate.stores)) continue;
      if (candidate.issues && this.mayBeInterrupted()) continue;
      if (!this.tells() && !(this.mayFail(cpu, fails) && this.tellsElse())) return nth;
    }
    return count;
  }

  /** Takes the step of a choice that `next` gave; true where it did nothing that anybody may see. */
  step(state: Int32Array, choice: number, to: Int32Array): boolean {
    const { machine, candidate } = this;
    machine.touched = {
      reads: candidate && candidate.cell >= 0 && !candidate.stores ? [candidate.cell] : [],
      writes: [],
      anything: false,
    };
    const status = machine.step(state, 0, choice, to, 0);
    const unseen = status === STEPPED && this.wentUnseen(state, to);
    machine.touched = null;
    return unseen;
  }

  /** Whether the step just taken, with `machine.touched` told, did nothing that anybody may see. */
  private wentUnseen(before: Int32Array, after: Int32Array): boolean {
    const { machine, cpu, candidate } = this;
    const { touched } = machine;
    if (!touched || !candidate || touched.anything || machine.reportCount > 0) return false;
    if (isHeldOn(machine.table(cpu), machine.part(before, 0, cpu), machine.part(after, 0, cpu))) return false;
    // What its CPU does next would end the run, where others may still see it before.
    if (
      machine
        .table(cpu)
        .info(machine.part(after, 0, cpu))
        .part.queue.some(isViolation)
    )
      return false;
    for (let word = machine.cellWords; word < machine.width; word++)
      if (before[word] !== after[word] && word !== machine.cellWords + cpu) return false;
    const told = (cell: number): boolean => cell === candidate.cell || !this.wentDown(cell, before, after);
    for (const cell of touched.reads)
      if (told(cell) && (this.meets(cell, false) || this.crosses(cell, false))) return false;
    for (const cell of touched.writes)
      if (told(cell) && (this.meets(cell, true) || this.crosses(cell, true))) return false;
    return true;
  }

  /** What others still do to it adds and takes away, and who waits for it to be 0 goes on as well when it is less (counters.ts). */
  private wentDown(cell: number, before: Int32Array, after: Int32Array): boolean {
    return (
      this.futures.counters.has(cell) &&
      !this.watched.has(cell) &&
      valueOf(after[cell] ?? 0) < valueOf(before[cell] ?? 0)
    );
  }

  /** An interrupt of its CPU may come before. One that is pending and masked may not. */
  private mayBeInterrupted(): boolean {
    const { machine, cpu, state } = this;
    const { setup } = machine.table(cpu);
    const { part } = machine.table(cpu).info(machine.part(state, 0, cpu));
    const open = openInterrupts(setup, part.chart) & part.pending;
    if (open !== 0) return true;
    return setup.spec.irqHandlers.some(
      (handler, irq) => handler && (part.pending & (1 << irq)) === 0 && this.mayCome(cpu, irq),
    );
  }

  /** Another CPU may touch the cell before, in a way that matters. */
  private meets(cell: number, stores: boolean): boolean {
    if (stores && this.watched.has(cell)) return true;
    return (this.futures.facets[cell] ?? []).some(
      ({ number, guard }) =>
        (this.futures.has(this.others, 'writes', number) ||
          (stores && this.futures.has(this.others, 'reads', number))) &&
        (guard < 0 || this.isKnown(guard)),
    );
  }

  /** Its own CPU may. Its accesses to the location itself are coherent, what their effects look at is not. */
  private crosses(cell: number, stores: boolean): boolean {
    const { futures, own, candidate } = this;
    const has = (section: Section): boolean => futures.has(own, section, cell);
    if (has('hookWrites') || has('freeWrites') || (stores && (has('hookReads') || has('freeReads'))))
      return true;
    return cell !== candidate?.cell && (has('earlyWrites') || (stores && has('earlyReads')));
  }

  /** Something of its CPU that others see may happen by itself when it is done, and something else that they see before. */
  private tells(): boolean {
    const { futures, own, candidate } = this;
    if (futures.has(own, 'clashes', 0)) return true;
    if (!this.callsAreSeen() && !this.isSeen('firesReads', 'firesWrites')) return false;
    return (
      this.isSeen('earlyReads', 'earlyWrites') ||
      this.isSeen('hookReads', 'hookWrites') ||
      this.isSeen('freeReads', 'freeWrites') ||
      (candidate?.sends === true &&
        futures.callers.flat().some(({ number }) => futures.has(own, 'wakesNow', number)))
    );
  }

  /** Others see, or are called by, something else that its CPU may do before. */
  private tellsElse(): boolean {
    const { futures, own, machine } = this;
    for (let cell = 0; cell < machine.cellWords; cell++)
      if (WRITING.some((section) => futures.has(own, section, cell)) && this.meets(cell, true)) return true;
    return futures.callers
      .flat()
      .some(({ number }) => CALLING.some((section) => futures.has(own, section, number)));
  }

  /** A call that happens by itself is seen where others call or take back the same, or it is pending or under way already;
   *  else it only lets a handler begin. */
  private callsAreSeen(): boolean {
    const { futures, machine, own, others } = this;
    const irqs = machine.program.irqs.length;
    return futures.callers.some((callers, call) => {
      if (!callers.some(({ number }) => futures.has(own, 'sends', number))) return false;
      const [to, irq] = [Math.floor(call / irqs), call % irqs];
      const { part } = machine.table(to).info(machine.part(this.state, 0, to));
      if ((part.pending & (1 << irq)) !== 0 || part.frames.some((frame) => frame.irq === irq)) return true;
      return callers.some(
        ({ number, guard }) => futures.has(others, 'lines', number) && (guard < 0 || this.isKnown(guard)),
      );
    });
  }

  private isSeen(reads: Section, writes: Section): boolean {
    const { futures, own, machine } = this;
    for (let cell = 0; cell < machine.cellWords; cell++) {
      if (futures.has(own, writes, cell) && this.meets(cell, true)) return true;
      if (futures.has(own, reads, cell) && this.meets(cell, false)) return true;
    }
    return false;
  }

  /** Gathers what may happen before the candidate of a CPU. */
  private face(state: Int32Array, cpu: number, candidate: Candidate): void {
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
    const { machine, futures, cuts, parts, others, own, handled, cpu, candidate, state } = this;
    const { cpus, irqs } = machine.program;
    this.known = null;
    others.fill(0);
    own.fill(0);
    handled.fill(0);
    include(own, candidate?.before);
    for (let other = 0; other < cpus.length; other++)
      if (other !== cpu) include(others, parts.future(other, machine.part(state, 0, other), blocked));
    if (irqs.length === 0) return;
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
            include(own, futures.at(handler.entry));
            include(handled, futures.at(handler.entry));
          } else include(others, cuts.at(handler.entry, blocked, FREE, irqs[irq]?.kind === 'work'));
          this.known = null;
          more = true;
        }
      }
    }
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
  private isKnown(object: number): boolean {
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

const CALLING = ['wakes', 'wakesNow', 'wakesSoon', 'sends', 'lines'] as const;

function isViolation({ kind }: { readonly kind: string }): boolean {
  return kind === 'violation';
}

/** What a CPU may change before something that is in flight. */
const WRITING = ['earlyWrites', 'hookWrites', 'freeWrites', 'firesWrites'] as const;

/** Cells that invariants look at: every moment counts there. */
function watchedIn({ invariants, cells }: Program): ReadonlySet<number> {
  return new Set(invariants.flatMap(({ cond }) => (mentionsAny(cond) ? [...cells.keys()] : cellsIn(cond))));
}
