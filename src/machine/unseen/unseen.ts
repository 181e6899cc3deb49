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
 * states it leads through are those of real runs, only fewer. Not where text is, since fetches look at memory on their own, nor where hardware
 * stores to page tables (walkers.ts), and only where the machine completes accesses late at all.
 */
import { valueOf } from '../../base/index.ts';
import { STEPPED, type RunningMachine } from '../api.ts';
import type { Program } from '../program.ts';
import { RaceMachine } from '../step/race-machine.ts';
import type { Touched } from '../step/stage.ts';
import { cellsIn, looksIntoRegisters, mentionsAny } from './counters.ts';
import { Cuts } from './cuts.ts';
import { isHeldOn } from './held-on.ts';
import { Futures } from './futures.ts';
import { Parts } from './parts.ts';
import { Rivals, WRITING } from './rivals.ts';
import { beforeRounds, inRounds, withoutRetries, type InRounds } from './rounds.ts';
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
  private readonly watched: ReadonlySet<number>;
  private readonly parts: Parts;
  /** What may happen before the candidate last looked at. */
  private readonly rivals: Rivals;
  private failing: ReadonlySet<string> = new Set();
  /** What the step taken last touched. */
  private readonly touched: Touched = { reads: [], writes: [], issued: [], anything: false };
  private readonly anyRounds: boolean;
  /** How many choices what `next` found has: those from its place on, all to be taken. */
  ways = 1;
  /** Rounds that fail are tried as well. */
  everyRound = false;
  /** The CPU of the step taken last did not go back in its code. */
  goesForward = false;

  constructor(machine: RaceMachine, futures: Futures, cuts: Cuts) {
    this.machine = machine;
    this.futures = futures;
    this.watched = watchedIn(machine.program);
    this.anyRounds = machine.cpus.some(({ setup }) => setup.retries.size > 0);
    this.parts = new Parts(machine, futures, cuts);
    this.rivals = new Rivals(machine, futures, cuts, this.parts);
  }

  /** Lists those of the choices at the front that a search tries at all; how many. Left out are rounds of loops (rounds.ts), and guesses behind
   *  which nothing is looked at that others may change: what is loaded there has the same value when the guess is one no more. */
  tried(state: Int32Array, count: number): number {
    const { machine } = this;
    const { choices } = machine;
    const rounds = this.everyRound || !this.anyRounds ? count : withoutRetries(machine, state, count);
    let kept = 0;
    for (let nth = 0, cpu = -1, isIdle = false; nth < rounds; nth++) {
      const choice = choices[nth] as number;
      if (machine.action(state, 0, choice).kind === 'predict') {
        if (cpu !== choice >> 24) isIdle = this.isIdleGuess(state, choice);
        cpu = choice >> 24;
        if (isIdle) continue;
      }
      choices[kept++] = choice;
    }
    return kept === 0 ? rounds : kept;
  }

  /** Whether the state is in the middle of such rounds, so that a search need not have tried all that may become of it. */
  inRounds(state: Int32Array): InRounds {
    return inRounds(this.machine, state);
  }

  /** The state at their beginning. */
  beforeRounds(state: Int32Array): Int32Array {
    return beforeRounds(this.machine, state);
  }

  private isIdleGuess(state: Int32Array, choice: number): boolean {
    const { machine, parts } = this;
    const cpu = choice >> 24;
    const word = machine.part(state, 0, cpu);
    const { ahead, candidates } = parts.look(cpu, word);
    const candidate = candidates[(choice >> 12) & 0xfff];
    if (!ahead || candidate?.branches !== true) return false;
    this.rivals.face(state, cpu, candidate);
    return !ahead.some(({ cell, stores }) => this.meets(cell, stores));
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

  /** It matters which CPU was found to violate the property. */
  waits(property: number): boolean {
    return this.futures.waits(property);
  }

  private mayFail(cpu: number, fails: ReadonlySet<number>): boolean {
    if (this.failing.size === 0) return false;
    return [...fails].some((property) => this.failing.has(failureKey(cpu, property)));
  }

  /** The next of the choices, from the `from`th on, that seems to be one; `count` where there is none. Its steps are to be
   *  taken with `step` before another is looked for. */
  next(state: Int32Array, count: number, from: number): number {
    const { machine } = this;
    for (let nth = from; nth < count; nth++) {
      const choice = machine.choices[nth] as number;
      const cpu = choice >> 24;
      const { candidates, fails } = this.parts.look(cpu, machine.part(state, 0, cpu));
      const candidate = candidates[(choice >> 12) & 0xfff];
      if (!candidate) continue;
      this.ways = 1;
      if (candidate.ways) {
        // What is no first way was looked at with that.
        if (nth > 0 && this.isOtherWay(state, machine.choices[nth - 1] as number, choice)) continue;
        while (
          nth + this.ways < count &&
          this.isOtherWay(state, machine.choices[nth + this.ways] as number, choice)
        )
          this.ways++;
      }
      this.rivals.face(state, cpu, candidate);
      if (candidate.cell >= 0 && this.meets(candidate.cell, candidate.stores)) continue;
      if (candidate.issues && this.rivals.mayInterrupt()) continue;
      if (!this.tells() && !(this.mayFail(cpu, fails) && this.tellsElse())) return nth;
    }
    return count;
  }

  private isOtherWay(state: Int32Array, choice: number, of: number): boolean {
    if (choice >> 24 !== of >> 24) return false;
    const [one, other] = [this.machine.action(state, 0, choice), this.machine.action(state, 0, of)];
    return one.kind === other.kind && one.entry === other.entry;
  }

  /** Takes the step of a choice that `next` gave; true where it did nothing that anybody may see. */
  step(state: Int32Array, choice: number, to: Int32Array): boolean {
    const { machine } = this;
    const { candidate } = this.rivals;
    const { touched } = this;
    touched.reads.length = 0;
    touched.writes.length = 0;
    touched.issued.length = 0;
    touched.anything = false;
    if (candidate && candidate.cell >= 0 && !candidate.stores) touched.reads.push(candidate.cell);
    machine.touched = touched;
    const status = machine.step(state, 0, choice, to, 0);
    const unseen = status === STEPPED && this.wentUnseen(state, to);
    this.goesForward = unseen && this.wentForward(touched.issued, to);
    machine.touched = null;
    return unseen;
  }

  /** Whether the step just taken, with `machine.touched` told, did nothing that anybody may see. */
  private wentUnseen(before: Int32Array, after: Int32Array): boolean {
    const { machine } = this;
    const { cpu, candidate } = this.rivals;
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

  private wentForward(issued: readonly number[], after: Int32Array): boolean {
    const { machine } = this;
    const { cpu } = this.rivals;
    const { frames } = machine.table(cpu).info(machine.part(after, 0, cpu)).part;
    const pc = frames[frames.length - 1]?.pc ?? -1;
    let last = -1;
    for (const place of issued) {
      if (place <= last) return false;
      // What was interrupted goes on where it was.
      last = machine.program.code[place]?.op === 'eret' ? -1 : place;
    }
    return pc < 0 || pc > last;
  }

  /** What others still do to it adds and takes away, and who waits for it to be 0 goes on as well when it is less (counters.ts). */
  private wentDown(cell: number, before: Int32Array, after: Int32Array): boolean {
    return (
      this.futures.counters.has(cell) &&
      !this.watched.has(cell) &&
      valueOf(after[cell] ?? 0) < valueOf(before[cell] ?? 0)
    );
  }

  /** Another CPU may touch the cell before, in a way that matters. */
  private meets(cell: number, stores: boolean): boolean {
    if (stores && this.watched.has(cell)) return true;
    return this.rivals.touch(cell, stores);
  }

  /** Its own CPU may. Its accesses to the location itself are coherent, what their effects look at is not. */
  private crosses(cell: number, stores: boolean): boolean {
    const { futures } = this;
    const { own, candidate } = this.rivals;
    const has = (section: Section): boolean => futures.has(own, section, cell);
    if (has('hookWrites') || has('freeWrites') || (stores && (has('hookReads') || has('freeReads'))))
      return true;
    return (
      (cell !== candidate?.cell || candidate.walks) && (has('earlyWrites') || (stores && has('earlyReads')))
    );
  }

  /** Something of its CPU that others see may happen by itself when it is done, and something else that they see before. */
  private tells(): boolean {
    const { futures } = this;
    const { own, candidate } = this.rivals;
    if (futures.has(own, 'clashes', 0) || this.turns()) return true;
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
    const { futures, machine } = this;
    const { own } = this.rivals;
    for (let cell = 0; cell < machine.cellWords; cell++)
      if (WRITING.some((section) => futures.has(own, section, cell)) && this.meets(cell, true)) return true;
    return futures.callers
      .flat()
      .some(({ number }) => CALLING.some((section) => futures.has(own, section, number)));
  }

  /** Whether a softirq that is so called is pending when bottom halves are turned on, or an interrupt returns, says what comes next. */
  private turns(): boolean {
    const { futures, machine } = this;
    const { cpu, own, others } = this.rivals;
    const { irqs } = machine.program;
    return futures.callers.some((callers, call) => {
      if (irqs[call % irqs.length]?.kind !== 'softirq') return false;
      const turned = Math.floor(call / irqs.length) === cpu ? own : others;
      if (!futures.has(turned, 'turns', 0)) return false;
      return callers.some(({ number }) => this.sends(number));
    });
  }

  /** Its CPU calls a handler by itself when the candidate is done. */
  private sends(number: number): boolean {
    const { own, candidate } = this.rivals;
    const { futures } = this;
    return (
      futures.has(own, 'sends', number) ||
      (candidate?.resolves === true && futures.has(own, 'softly', number))
    );
  }

  /** A call that happens by itself is seen where others call or take back the same, or it is pending or under way already;
   *  else it only lets a handler begin. */
  private callsAreSeen(): boolean {
    const { futures, machine } = this;
    const { others, state } = this.rivals;
    const irqs = machine.program.irqs.length;
    return futures.callers.some((callers, call) => {
      if (!callers.some(({ number }) => this.sends(number))) return false;
      const [to, irq] = [Math.floor(call / irqs), call % irqs];
      const { part } = machine.table(to).info(machine.part(state, 0, to));
      if ((part.pending & (1 << irq)) !== 0 || part.frames.some((frame) => frame.irq === irq)) return true;
      return callers.some(
        ({ number, guard }) =>
          futures.has(others, 'lines', number) && (guard < 0 || this.rivals.isKnown(guard)),
      );
    });
  }

  private isSeen(reads: Section, writes: Section): boolean {
    const { futures, machine } = this;
    const { own } = this.rivals;
    for (let cell = 0; cell < machine.cellWords; cell++) {
      if (futures.has(own, writes, cell) && this.meets(cell, true)) return true;
      if (futures.has(own, reads, cell) && this.meets(cell, false)) return true;
    }
    return false;
  }
}

const CALLING = ['wakes', 'wakesNow', 'wakesSoon', 'sends', 'softly', 'lines'] as const;

function isViolation({ kind }: { readonly kind: string }): boolean {
  return kind === 'violation';
}

/** Cells that invariants look at: every moment counts there. */
function watchedIn({ invariants, cells }: Program): ReadonlySet<number> {
  return new Set(invariants.flatMap(({ cond }) => (mentionsAny(cond) ? [...cells.keys()] : cellsIn(cond))));
}
