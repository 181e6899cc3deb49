/**
 * What the word of a CPU says of it: what it may still do to others, which of its choices may go unseen (unseen.ts), and what
 * it may do itself before each of those.
 */
import { ADDRESS_BASE } from '../../base/index.ts';
import type { Action } from '../cpu/actions.ts';
import type { Entry, Part } from '../cpu/part.ts';
import { waitsForMore } from '../cpu/queue-rules.ts';
import { isClean, isKnown, sourcesOf, type Val } from '../cpu/value.ts';
import type { RaceMachine } from '../step/race-machine.ts';
import { FREE, NOTHING_AHEAD, type Cuts } from './cuts.ts';
import { include, keep, type Bits } from './bits.ts';
import type { Futures } from './futures.ts';
import { comesAfter, isAccess } from './order.ts';
import type { Section } from './sections.ts';
import { leavesFrame, Together } from './together.ts';

/** What the word of a CPU says of it. */
export interface Seen {
  /** What its frames and its queue may do; handlers that are not running yet left out. */
  readonly future: Bits;
  readonly pending: number;
  /** Waits, as bits, that it may get past whatever the value in memory: it has one already. */
  readonly past: number;
  /** Properties that it may still violate. */
  readonly fails: ReadonlySet<number>;
  /** By the number of the action. */
  readonly candidates: readonly (Candidate | undefined)[];
  /** What code behind a guess may do before that is one no more: look at cells, or change ghosts with a load; null where it may be more. */
  readonly ahead: readonly { readonly cell: number; readonly stores: boolean }[] | null;
}

/** A completion that may go unseen. */
export interface Candidate {
  readonly entry: number;
  /** -1: it is the issue of something that touches no cell by itself. */
  readonly cell: number;
  readonly stores: boolean;
  /** Interrupts that its CPU sends need not wait for it. */
  readonly sends: boolean;
  readonly issues: boolean;
  /** There may be others of its kind, one of which is taken. */
  readonly ways: boolean;
  /** It guesses what a value in flight is, and issues nothing by itself. */
  readonly branches: boolean;
  /** A guess may be none any more when it is done. */
  readonly resolves: boolean;
  /** It translates by the entry in the cell. */
  readonly walks: boolean;
  /** What its CPU may do before it. */
  readonly before: Bits;
  /** Addresses that the CPU's own stores in flight may make known before it: where to, and of what. */
  readonly published: readonly { readonly cell: number; readonly object: number }[];
}

/** Tells it of each CPU and word, once. */
export class Parts {
  private readonly machine: RaceMachine;
  private readonly futures: Futures;
  private readonly seen: Seen[][];
  private readonly cuts: Cuts;
  private readonly stopped: Map<string, Bits>[];
  private readonly together: Together;
  private readonly done: (Bits | undefined)[] = [];

  constructor(machine: RaceMachine, futures: Futures, cuts: Cuts) {
    this.machine = machine;
    this.futures = futures;
    this.seen = machine.program.cpus.map(() => []);
    this.cuts = cuts;
    this.together = new Together(machine.program, futures);
    this.stopped = machine.program.cpus.map(() => new Map<string, Bits>());
  }

  look(cpu: number, word: number): Seen {
    const seen = this.seen[cpu] as Seen[];
    return (seen[word] ??= this.describe(cpu, word));
  }

  /** What its frames and its queue may do where nothing ends the waits in `blocked`, as bits. */
  future(cpu: number, word: number, blocked: number): Bits {
    if (blocked === 0) return this.look(cpu, word).future;
    const known = this.stopped[cpu] as Map<string, Bits>;
    const key = `${String(word)} ${String(blocked)}`;
    let future = known.get(key);
    if (!future) known.set(key, (future = this.cut(cpu, word, blocked)));
    return future;
  }

  private cut(cpu: number, word: number, blocked: number): Bits {
    const { machine, futures, cuts } = this;
    const { part } = machine.table(cpu).info(word);
    const future = futures.empty();
    const isStopped = ({ wait, pc }: Readonly<Entry>): boolean => {
      const number = wait ? cuts.numberAt(pc) : -1;
      return number >= 0 && (blocked & (1 << number)) !== 0;
    };
    const at = part.queue.findIndex(isStopped);
    const wait = part.queue[at];
    part.queue.forEach((e, i) => {
      // The load of the wait takes no value.
      if (wait && (i === at || e.id === wait.pair)) return;
      if (!wait || i < at) this.inFlight(e, future);
      else this.goesAhead(e, future);
    });
    const isTask = part.frames.length === 1 || part.frames[1]?.kind === 'work';
    const number = wait ? cuts.numberAt(wait.pc) : FREE;
    const site = cuts.sites[number];
    const behind = site?.acquires === true ? NOTHING_AHEAD : number;
    for (const { pc, regs } of part.frames) {
      if (pc >= 0 && !(site?.whole === true && isTask)) include(future, cuts.at(pc, blocked, behind, isTask));
      for (const value of regs) this.names(value, future, 'names');
    }
    return future;
  }

  /** What is in flight behind a wait: loads take their values. */
  private goesAhead(e: Readonly<Entry>, future: Bits): void {
    const { futures } = this;
    const cell = isClean(e.addr) ? e.addr - ADDRESS_BASE : -1;
    if (e.kind === 'load' && cell >= 0 && cell < this.machine.cellWords)
      futures.set(future, 'reads', futures.named(cell));
    else if (e.pc >= 0 && (e.kind === 'load' || e.kind === 'store')) include(future, this.cuts.alone(e.pc));
    this.names(e.addr, future, 'names');
    if (e.val !== null) this.names(e.val, future, 'names');
  }

  private pastOf({ frames, queue }: Part): number {
    return this.cuts.sites.reduce((bits, { from, pc }, number) => {
      const isInside = frames.some((frame) => frame.pc > from && frame.pc <= pc);
      const hasValue = queue.some(
        (e) => e.wait && e.pc === pc && !queue.some((load) => load.id === e.pair && !load.done),
      );
      return isInside || hasValue ? bits | (1 << number) : bits;
    }, 0);
  }

  private failsOf(cpu: number, { frames, queue }: Part): ReadonlySet<number> {
    const { machine, futures } = this;
    const all = futures.empty();
    for (const { pc } of frames) if (pc >= 0) include(all, futures.at(pc));
    for (const { pc } of queue) if (pc >= 0) include(all, futures.alone(pc));
    for (const handler of machine.program.cpus[cpu]?.irqHandlers ?? [])
      if (handler) include(all, futures.at(handler.entry));
    const properties = [...machine.program.properties.keys()];
    return new Set(properties.filter((property) => futures.has(all, 'fails', property)));
  }

  private describe(cpu: number, word: number): Seen {
    const { machine, futures } = this;
    const { part, actions } = machine.table(cpu).info(word);
    const future = futures.empty();
    for (const { pc, regs } of part.frames) {
      if (pc >= 0) include(future, futures.at(pc));
      for (const value of regs) this.names(value, future, 'names');
    }
    for (const entry of part.queue) this.inFlight(entry, future);
    const candidates = machine.program.cpus[cpu]?.agent
      ? []
      : actions.map((action) =>
          action.kind === 'issue' || action.kind === 'predict'
            ? this.issueOf(cpu, part, action)
            : this.candidateOf(part, action),
        );
    return {
      future,
      pending: part.pending,
      past: this.pastOf(part),
      fails: this.failsOf(cpu, part),
      candidates,
      ahead: this.aheadOf(part),
    };
  }

  private aheadOf({ frames }: Part): Seen['ahead'] {
    const { futures } = this;
    const all = futures.empty();
    for (const { pc } of frames) if (pc >= 0) include(all, futures.at(pc));
    if (futures.has(all, 'now', 0) || futures.has(all, 'clashes', 0)) return null;
    // A softirq that is called when the guess is one no more may find bottom halves turned on already.
    if (futures.softirqs && futures.has(all, 'turns', 0)) return null;
    return futures.facets.flatMap((facets, cell) => {
      const stores = futures.has(all, 'hookWrites', cell);
      const looks = facets.some(({ number }) => futures.has(all, 'reads', number));
      return stores || looks ? [{ cell, stores }] : [];
    });
  }

  private inFlight(e: Readonly<Entry>, future: Bits): void {
    const { futures } = this;
    if (e.pc >= 0 && actsLater(e)) include(future, futures.alone(e.pc));
    if ((e.kind === 'load' || e.kind === 'store') && isClean(e.addr)) {
      const cell = e.addr - ADDRESS_BASE;
      if (cell >= 0 && cell < this.machine.cellWords)
        futures.set(future, e.kind === 'load' ? 'reads' : 'writes', futures.named(cell));
    }
    this.names(e.addr, future, 'names');
    if (e.val !== null) this.names(e.val, future, 'names');
  }

  /** Addresses in a value. */
  private names(value: Val, into: Bits, section: Section): void {
    for (const object of objectsIn(value, this.futures)) this.futures.set(into, section, object);
  }

  private candidateOf(part: Part, action: Action): Candidate | undefined {
    const translates = action.kind === 'translate' && action.entry >= 0;
    if (action.kind !== 'value' && action.kind !== 'visible' && !translates) return undefined;
    const { program } = this.machine;
    const e = part.queue[action.entry];
    if (!e || e.exclusive || !isClean(e.addr) || waitsForMore(part.queue, e)) return undefined;
    const older = part.queue.slice(0, action.entry);
    if (older.some((o) => isAccess(o) && !isClean(o.addr))) return undefined;
    // Older walks would take notice of what is done through the same page (V8).
    if (e.page >= 0 && older.some(({ kind }) => kind === 'walk' || kind === 'fault')) return undefined;
    if (part.queue.some(({ kind, exclusive }) => exclusive || kind === 'violation')) return undefined;
    const cell = translates ? (program.pages[e.page]?.pte ?? -1) : e.addr - ADDRESS_BASE;
    const kind = program.cells[cell]?.kind;
    // A store to a page table is seen by walkers, its own CPU's too.
    if (kind !== 'data' && kind !== 'ghost' && (kind !== 'pte' || e.kind === 'store')) return undefined;
    // What is done under a wait that may never end keeps the run from being one that only waits.
    if (e.hooks.some(({ k }) => k === 'set') && older.some(({ wait }) => wait)) return undefined;
    const stores = e.kind === 'store';
    return {
      entry: action.entry,
      cell,
      stores,
      sends: !stores,
      issues: false,
      ways: translates,
      branches: false,
      resolves: program.pages.length > 0 || (!stores && isLookedAt(part, e.id)),
      walks: translates,
      ...this.before(part, action.entry, false),
    };
  }

  /** An issue is in order, so that only what is in flight comes before. A guess is one with several ways, none of which anybody sees. */
  private issueOf(cpu: number, part: Part, action: Action): Candidate | undefined {
    const pc = part.frames[part.frames.length - 1]?.pc ?? -1;
    const instr = this.machine.program.code[pc];
    if (!instr || !ISSUES.has(instr.op) || (instr.op === 'store' && instr.status !== undefined))
      return undefined;
    if (
      (instr.op === 'load' && instr.exclusive === true) ||
      part.queue.some(({ exclusive, kind }) => exclusive || kind === 'violation')
    )
      return undefined;
    // Of a loop that tries again only the round that succeeds is tried.
    if (instr.op === 'rmw' && this.machine.table(cpu).setup.retries.has(pc) && action.alternative !== 0)
      return undefined;
    const stores = action.claims >= 0;
    const cell = stores ? action.claims : action.cell;
    // What comes next is then issued later, but for the other half of one instruction.
    const isStep =
      this.machine.table(cpu).setup.issueIsStep && !(instr.op === 'load' && instr.glued === true);
    const guesses = action.kind === 'predict' && instr.op === 'branch';
    return {
      entry: -1,
      cell,
      stores,
      sends: false,
      issues: true,
      ways: action.kind === 'predict',
      branches: instr.op === 'branch' || instr.op === 'select',
      resolves: true,
      walks: false,
      // Behind the guess of a branch nothing happens by itself (rule 12).
      ...this.before(part, part.queue.length, isStep || guesses),
    };
  }

  /** What the CPU itself may do before the completion of an entry. */
  private before(part: Part, index: number, isStep: boolean): Pick<Candidate, 'before' | 'published'> {
    const { futures } = this;
    const before = futures.empty();
    const published: { cell: number; object: number }[] = [];
    // What is issued later than an issue does not come before it, but happens with it where it is no step of its own.
    const isIssue = index === part.queue.length;
    const pc = part.frames[part.frames.length - 1]?.pc ?? -1;
    if (isIssue && isStep) include(before, futures.alone(pc));
    else if (isIssue && !leavesFrame(this.machine.program.code[pc])) include(before, this.together.at(pc));
    else for (const frame of part.frames) if (frame.pc >= 0) include(before, futures.at(frame.pc));
    if (isIssue) keep(before, futures.firing);
    part.queue.forEach((e, i) => {
      if (i === index) return;
      const alone = futures.alone(e.pc);
      // Nor does an issue complete what they wait for.
      if (!isAccess(e) && e.pc >= 0 && !isIssue) include(before, alone, futures.firing);
      if (comesAfter(part.queue, e, i, index)) return;
      if (e.pc >= 0 && actsLater(e)) include(before, this.whenDone(e.pc));
      if (!isAccess(e)) return;
      const cell = isClean(e.addr) ? e.addr - ADDRESS_BASE : -1;
      if (cell >= 0 && !(e.kind === 'load' && e.done))
        futures.set(before, e.kind === 'load' ? 'earlyReads' : 'earlyWrites', cell);
      if (e.kind !== 'store' || e.val === null) return;
      for (const object of [...objectsIn(e.val, futures), ...this.mayLoad(e)])
        published.push({ cell, object });
    });
    return { before, published };
  }

  /** Variables whose addresses may be in what a store in flight still waits for. */
  private mayLoad({ val, pc }: Readonly<Entry>): readonly number[] {
    return val === null || isKnown(val) ? [] : this.futures.stored(pc);
  }

  /** All that an instruction in flight touches, whether its kind waits or not, as what happens when it is done. */
  private whenDone(pc: number): Bits {
    let done = this.done[pc];
    if (done) return done;
    const { futures } = this;
    const alone = futures.alone(pc);
    this.done[pc] = done = futures.empty();
    for (const [cell, facets] of futures.facets.entries())
      for (const { number } of facets) {
        if (futures.has(alone, 'reads', number)) futures.set(done, 'hookReads', cell);
        if (futures.has(alone, 'writes', number)) futures.set(done, 'hookWrites', cell);
      }
    for (const { number } of futures.callers.flat())
      if (futures.has(alone, 'wakes', number)) futures.set(done, 'wakesSoon', number);
    return done;
  }
}

/** What may be issued without anybody seeing when. */
const ISSUES: ReadonlySet<string> = new Set([
  'branch',
  'select',
  'load',
  'store',
  'rmw',
  'fence',
  'mode',
  'effect',
  'raise',
  'eret',
  'halt',
]);

/** It does more than what its address and value say. */
function actsLater({ hooks, raises, addr, kind }: Readonly<Entry>): boolean {
  return hooks.length > 0 || raises !== null || !isClean(addr) || TRANSLATING.has(kind);
}

const TRANSLATING: ReadonlySet<string> = new Set(['tlbi', 'walk', 'fault']);

/** A guess is about the value of the load, or one may be: it is in a register. */
function isLookedAt({ frames, queue }: Part, id: number): boolean {
  const has = (v: Val | undefined): boolean => v !== undefined && sourcesOf(v).includes(id);
  return (
    queue.some(({ kind, val }) => kind === 'guess' && val !== null && has(val)) ||
    frames.some(({ regs }) => regs.some(has))
  );
}

function objectsIn(value: Val, futures: Futures): readonly number[] {
  if (typeof value === 'number') {
    const object = futures.objects.at(value);
    return object < 0 ? [] : [object];
  }
  return Object.values(value).flatMap((part: unknown) =>
    typeof part === 'number' || (typeof part === 'object' && part !== null && !Array.isArray(part))
      ? objectsIn(part as Val, futures)
      : [],
  );
}
