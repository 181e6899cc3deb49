/**
 * One CPU as a table. Parts are interned as numbers; a transition (part, action, input value) or (part, event) is
 * computed once through the charts and rules and is from then on a look-up. This is what lets the search run at
 * millions of steps a second while the rules stay readable code over objects.
 */
import { actionsOf, perform, type Action } from '../cpu/actions.ts';
import { cpuChart } from '../charts/cpu-chart.ts';
import { DraftRun, type CpuSetup, type Op, type Read } from '../cpu/draft-run.ts';
import { executeSite } from '../cpu/execute.ts';
import { draftOf, partKey, push, type Draft, type Entry, type Part } from '../cpu/part.ts';
import { ADDRESS_BASE, valueOf } from '../../base/index.ts';
import { needlessGuesses } from '../cpu/needless-guess.ts';
import { isDone, settle } from '../cpu/settle.ts';
import { isAccess, mayBeSquashed, reservedAddress, waitsForMore } from '../cpu/queue-rules.ts';
import {
  begin,
  invalidationArrived,
  mayBegin,
  pteStored,
  updatedCell,
  usesTranslation,
} from '../cpu/translation.ts';
import { constant, isClean, isKnown } from '../cpu/value.ts';

/** A transition's outcome. */
export interface Result {
  readonly next: number;
  readonly ops: readonly Op[];
  readonly issued: readonly number[];
  readonly reads: readonly Read[];
  /** For each queue entry of `next`, its position before, -1 for a new one. */
  readonly map: readonly number[];
  /** Nothing is to be done outside the CPU, nor does it go on by itself. */
  readonly quiet: boolean;
}

/** The run does not exist (a guess failed, coherence broke). */
export const SQUASH: Result = { next: -1, ops: [], issued: [], reads: [], map: [], quiet: false };

/** The wait goes on: with this input the action is not enabled at all. */
export const UNSATISFIED: Result = { next: -2, ops: [], issued: [], reads: [], map: [], quiet: false };

/** Results of an action that reads a value below this lie in an array, others in a map. */
const SMALL = 64;

export interface PartInfo {
  readonly part: Part;
  readonly actions: readonly Action[];
  readonly urgent: boolean;
  /** Numbers of the actions that a search can do without. */
  readonly needless: ReadonlySet<number>;
  /** A wait is pending or next, so that whether an action is enabled may depend on the value it reads. */
  readonly waiting: boolean;
  readonly done: boolean;
  /** Its task sleeps and nothing else of it is in flight, which keeps no run from its end. */
  readonly rests: boolean;
  /** Something can happen here besides a walker running ahead. */
  readonly moves: boolean;
  /** Number of an action that completes a private access: it happens at once, in the same step; -1 none. */
  readonly eager: number;
  /** Queue position of a walk or fault that begins by itself as soon as the machine tells it what there is; -1 none. */
  readonly begin: number;
  /** Some walk or fault is in progress. */
  readonly walks: boolean;
  readonly openGuess: boolean;
  /** Something in flight may still be squashed. */
  readonly mayBeSquashed: boolean;
  /** Cells held between the load and the store of a read-modify-write (rule 7), a walker's too (V13). */
  readonly reserves: readonly number[];
  readonly place: number;
  /** Cells a done load took from memory and may still have to give back. */
  readonly watched: ReadonlySet<number>;
  /** Cached results: by action for inputless ones, else by action and input. */
  readonly fixed: (Result | undefined)[];
  readonly byInput: (Result | undefined)[][];
  readonly byLargeInput: Map<number, Result>[];
  readonly events: Map<string, Result>;
  readonly onWrite: (Result | undefined)[];
  readonly onRaise: (Result | undefined)[];
}

const NONE_NEEDLESS: ReadonlySet<number> = new Set();

function isGuess({ kind }: Action): boolean {
  return kind === 'predict';
}

export class CpuTable {
  readonly setup: CpuSetup;
  private readonly ids = new Map<string, number>();
  private readonly infos: PartInfo[] = [];
  private readonly loopOf: readonly number[];
  /** Some transition went through too many local statements; its result is not where the CPU would come to. */
  overran = false;
  /** Some part met so far reserves a cell; where none does nobody has to look. */
  mayReserve = false;

  constructor(setup: CpuSetup, loopOf: readonly number[]) {
    this.setup = setup;
    this.loopOf = loopOf;
  }

  get size(): number {
    return this.infos.length;
  }

  info(id: number): PartInfo {
    const info = this.infos[id];
    if (info === undefined) throw new Error('internal: unknown part');
    return info;
  }

  /** The CPU before its first statement, settled. */
  start(): Result {
    const { spec } = this.setup;
    let chart = cpuChart.initial;
    if (spec.mode !== 'kernel') chart = cpuChart.send(chart, `enter.${spec.mode}`);
    if (spec.irqsOff) chart = cpuChart.send(chart, 'irq.disable');
    if (spec.eqs) chart = cpuChart.send(chart, 'eqs.enter');
    const regs = Array.from({ length: spec.regs }, (_, r) => spec.init[r] ?? 0);
    const d: Draft = {
      chart,
      frames: [{ kind: 'task', irq: -1, pc: spec.entry, regs, wasOpen: false }],
      queue: [],
      pending: spec.pending ?? 0,
      due: 0,
      faults: 0,
      nextId: 0,
    };
    return this.finish(new DraftRun(this.setup, d));
  }

  private finish(run: DraftRun): Result {
    if (!run.squashed) settle(run);
    this.overran ||= run.overran;
    if (run.squashed) return run.unsatisfied ? UNSATISFIED : SQUASH;
    const ops = run.ops();
    const map = run.d.queue.map((e) => e.was);
    const next = this.intern(run);
    const quiet = ops.length === 0 && this.info(next).eager < 0 && this.setup.program.pages.length === 0;
    return { next, ops, issued: run.issued, reads: run.reads, map, quiet };
  }

  private intern(run: DraftRun): number {
    const key = partKey(run.d);
    const known = this.ids.get(key);
    if (known !== undefined) return known;
    const id = this.infos.length;
    this.ids.set(key, id);
    const info = this.describe(run);
    this.infos.push(info);
    this.mayReserve ||= info.reserves.length > 0;
    return id;
  }

  private describe(run: DraftRun): PartInfo {
    const part: Part = run.d;
    const { actions, urgent } = actionsOf(this.setup, part);
    const { hardware, arch, irqs } = this.setup.program;
    const watched = new Set<number>();
    for (const e of part.queue) {
      if (e.kind === 'load' && e.done && e.src < 0 && isKnown(e.addr))
        watched.add(constant(e.addr) - ADDRESS_BASE);
    }
    const wait = part.queue.find((e) => e.wait);
    const top = part.frames[part.frames.length - 1];
    const pc = wait?.pc ?? top?.pc ?? -1;
    const done = isDone(run);
    // What is younger than a wait that nothing ends never gets anywhere, whatever was guessed about it.
    const stuckAt = part.queue.findIndex((e) => e.wait && (e.soft & part.pending) === 0);
    const waiting = wait !== undefined || this.setup.waitStarts.has(top?.pc ?? -1);
    return {
      part,
      actions,
      urgent,
      needless: actions.some(isGuess)
        ? needlessGuesses(new DraftRun(this.setup, run.d), actions, urgent)
        : NONE_NEEDLESS,
      waiting,
      done,
      rests: this.setup.spec.rests === true && this.sleeps(part),
      moves: actions.some(({ kind, entry, alternative }) =>
        kind === 'irq' ? irqs[alternative]?.rests !== true : kind !== 'translate' || entry >= 0,
      ),
      eager: this.eagerAction(part, actions),
      begin: part.queue.findIndex((_, i) => mayBegin(part.queue, i, hardware.ets2, arch === 'x86')),
      walks: part.queue.some((e) => e.begun || e.passed.length > 0),
      openGuess: part.queue.some(
        (e, i) =>
          e.mustEnd ||
          ((stuckAt < 0 || i < stuckAt) && (e.kind === 'guess' || e.kind === 'walk' || e.kind === 'fault')),
      ),
      mayBeSquashed: mayBeSquashed(part.queue),
      reserves: part.queue.flatMap((e, i) => {
        if (e.kind === 'update') return [updatedCell(this.setup.program, e)];
        const address = reservedAddress(part.queue, i);
        return address < 0 ? [] : [address - ADDRESS_BASE];
      }),
      place: done ? -1 : part.frames.length * 0x10000 + (this.loopOf[pc] ?? pc),
      watched,
      fixed: [],
      byInput: actions.map(() => []),
      byLargeInput: [],
      events: new Map(),
      onWrite: [],
      onRaise: [],
    };
  }

  /** The task stands at a wait in which it sleeps, and all before is done. */
  private sleeps({ frames, queue, pending }: Part): boolean {
    const wait = queue.find((e) => e.wait);
    // An interrupt that came behind the guess is taken in other runs, before it.
    if (wait && (wait.soft & pending) !== 0) return false;
    const pc = frames.length === 1 ? (wait?.pc ?? frames[0]?.pc ?? -1) : -1;
    const own = wait?.pair ?? -1;
    const isOver = (e: Entry) => e === wait || e.id === own || (e.kind === 'load' && e.done);
    if (!queue.every(isOver)) return false;
    return wait ? this.isSleep(pc) : this.setup.sleepStarts.has(pc);
  }

  private isSleep(pc: number): boolean {
    const instr = this.setup.program.code[pc];
    return instr?.op === 'await' && instr.asleep === true;
  }

  private eagerAction(part: Part, actions: readonly Action[]): number {
    const { privateCells, lockCells } = this.setup;
    if (privateCells.size + lockCells.size === 0 || part.queue.some((e) => isAccess(e) && !isClean(e.addr)))
      return -1;
    return actions.findIndex((action) => {
      if (action.kind !== 'value' && action.kind !== 'visible') return false;
      const e = part.queue[action.entry];
      if (e === undefined) return false;
      if (this.takesLock(part, e)) return true;
      if (e.hooks.length > 0 || !isClean(e.addr) || e.page >= 0) return false;
      // When it takes its value is a moment: what the wait compares it with is still to come.
      if (waitsForMore(part.queue, e)) return false;
      return privateCells.has(e.addr - ADDRESS_BASE);
    });
  }

  /** The store of a read-modify-write that waits, to a location that the CPU keeps (rule 11). */
  private takesLock(part: Part, e: Entry): boolean {
    const { lockCells, program } = this.setup;
    if (e.kind !== 'store' || lockCells.size === 0 || !isClean(e.addr)) return false;
    const instr = program.code[e.pc];
    if (instr?.op !== 'rmw' || instr.waits !== true || !lockCells.has(e.addr - ADDRESS_BASE)) return false;
    return part.queue.some((_, i) => reservedAddress(part.queue, i) === e.addr);
  }

  /** Result of action number `a`; `input` is the word of the action's cell (0 where there is none). */
  act(id: number, a: number, input: number): Result {
    const info = this.info(id);
    const action = info.actions[a];
    if (action === undefined) throw new Error('internal: unknown action');
    if (action.cell < 0) {
      const known = info.fixed[a];
      if (known !== undefined) return known;
      const result = this.compute(info.part, action, 0);
      info.fixed[a] = result;
      return result;
    }
    if (input >= 0 && input < SMALL) {
      const results = info.byInput[a] as (Result | undefined)[];
      return (results[input] ??= this.compute(info.part, action, input));
    }
    const results = (info.byLargeInput[a] ??= new Map<number, Result>());
    let result = results.get(input);
    if (result === undefined) results.set(input, (result = this.compute(info.part, action, valueOf(input))));
    return result;
  }

  private compute(part: Part, action: Action, input: number): Result {
    const run = new DraftRun(this.setup, draftOf(part));
    perform(run, action, input);
    return this.finish(run);
  }

  /** The site at the top of the stack is executed and fetch delivered `words` (joined by commas). */
  executed(id: number, words: string): Result {
    return this.cached(id, `x${words}`, (run) => {
      executeSite(run, words);
    });
  }

  /** Another CPU's (or an agent's) store to `cell` becomes visible: done loads of it from memory are stale. */
  written(id: number, cell: number): Result | null {
    const info = this.info(id);
    if (!info.watched.has(cell)) return null;
    return (info.onWrite[cell] ??= this.event(info.part, (run) => {
      for (const e of run.d.queue) {
        if (
          e.kind === 'load' &&
          e.done &&
          e.src < 0 &&
          isKnown(e.addr) &&
          constant(e.addr) === cell + ADDRESS_BASE
        )
          e.stale = true;
      }
    }));
  }

  /** Interrupt `irq` is raised at this CPU. */
  raised(id: number, irq: number): Result {
    const info = this.info(id);
    return (info.onRaise[irq] ??= this.event(info.part, (run) => {
      run.d.pending |= 1 << irq;
    }));
  }

  hasPending(id: number, irq: number): boolean {
    return (this.info(id).part.pending & (1 << irq)) !== 0;
  }

  /** Interrupt `irq` is taken back where it has not been taken. */
  lowered(id: number, irq: number): Result {
    return this.cached(id, `l${irq}`, (run) => {
      run.d.pending &= ~(1 << irq);
      run.d.due &= ~(1 << irq);
    });
  }

  /** The walk at queue position i begins with the entries the TLB holds and the PTE's value. */
  begun(id: number, i: number, held: readonly number[], pte: number): Result {
    return this.cached(id, `b${i}.${pte}.${held.join()}`, (run) => {
      begin(run, i, held, pte);
    });
  }

  /** A store of `pte` to the page's entry became visible. */
  pteStored(id: number, page: number, pte: number): Result {
    return this.cached(id, `p${page}.${pte}`, (run) => {
      pteStored(run, page, pte);
    });
  }

  /** Another CPU's TLBI arrived. */
  invalidated(id: number, page: number, pte: number): Result {
    return this.cached(id, `t${page}.${pte}`, (run) => {
      invalidationArrived(run, page, pte);
    });
  }

  /** Page the walk at position i is for, -1 where its address is no page. */
  walkPage(id: number, i: number): number {
    const e = this.info(id).part.queue[i];
    if (e === undefined || !isKnown(e.addr)) return -1;
    return this.setup.pageOfCell.get(constant(e.addr) - ADDRESS_BASE) ?? -1;
  }

  /** V8: an invalidation of the page (-1: any) has to wait for this CPU. */
  usesTranslation(id: number, page: number): boolean {
    return usesTranslation(this.info(id).part.queue, page);
  }

  /** An assert was false; it counts once no guess older than queue position `after` can undo it. */
  failed(id: number, property: number, after: number): Result {
    return this.cached(id, `f${property}.${after}`, (run) => {
      push(run.d, 'violation', -1, { property });
      const entry = run.d.queue.pop();
      if (entry !== undefined) run.d.queue.splice(after + 1, 0, entry);
    });
  }

  /** A transition that depends on more than one word; `name` must tell all that `change` depends on. */
  cached(id: number, name: string, change: (run: DraftRun) => void): Result {
    const info = this.info(id);
    let result = info.events.get(name);
    if (result === undefined) {
      result = this.event(info.part, change);
      info.events.set(name, result);
    }
    return result;
  }

  private event(part: Part, change: (run: DraftRun) => void): Result {
    const run = new DraftRun(this.setup, draftOf(part));
    change(run);
    return this.finish(run);
  }
}
