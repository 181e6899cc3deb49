/**
 * The machine: CPUs as tables, memory as words, text as a table; `enabled` and `step` over flat states.
 *
 *   state   | cells … | part of CPU 0 | … | part of CPU n-1 | text | tlb | ended |
 *
 * `step` plays one CPU's transition and then its ops in order: a store tells the other CPUs, an effect reads memory
 * in that instant, a raised interrupt sets pending bits. All of it is look-ups once a transition has been seen.
 */
import { invariant, valueOf, wordOf } from '../../base/index.ts';
import type { RunningMachine } from '../api.ts';
import { SQUASHED, STEPPED, VIOLATED } from '../api.ts';
import type { Action } from '../cpu/actions.ts';
import { CpuTable, SQUASH, UNSATISFIED, type Result } from '../tables/cpu-table.ts';
import type { Op } from '../cpu/draft-run.ts';
import { globalValue } from '../memory/global-expr.ts';
import { cpuSetup, loopStarts } from '../tables/plan.ts';
import type { Model, Program } from '../program.ts';
import { TextTable } from '../memory/text.ts';
import { TlbTable } from '../memory/tlb-table.ts';
import { performOp, violate } from './operations.ts';
import { beginWalks } from './translation-steps.ts';
import { FAULT_KINDS } from '../cpu/rights.ts';
import { constant, isKnown } from '../cpu/value.ts';
import type { Stage, StepWatcher, Touched } from './stage.ts';

/** A choice packs CPU, action and alternative. */
function packChoice(cpu: number, action: number, alternative: number): number {
  return (cpu << 24) | (action << 12) | alternative;
}

const CHOICE_CAPACITY = 4096;
const PRIVATE_A_STEP = 64;

export class RaceMachine implements RunningMachine, Stage {
  readonly program: Program;
  readonly model: Model;
  readonly width: number;
  readonly cellWords: number;
  readonly choices = new Int32Array(CHOICE_CAPACITY);
  readonly reports = new Int32Array(64);
  reportCount = 0;
  readCells = 0;
  wroteCells = 0;
  violated = -1;
  passing = false;
  heldBack = 0;
  mayBeNeedless = false;
  readonly cpus: readonly CpuTable[];
  readonly text: TextTable;
  readonly tlb: TlbTable;
  readonly textWord: number;
  readonly tlbWord: number;
  readonly endedWord: number;
  /** Set while somebody wants to be told of a step. */
  watcher: StepWatcher | null = null;
  touched: Touched | null = null;
  shift = 0;
  /** How many private accesses may still complete in this step. */
  private privateBudget = 0;
  /** The state that `check` looks at: kept here so that a step allocates no closure. */
  private checked: Int32Array = new Int32Array(0);
  private checkedAt = 0;
  private readonly checkedRegister = (cpu: number, r: number): number =>
    this.register(this.checked, this.checkedAt, cpu, r);

  constructor(program: Program, model: Model) {
    this.program = program;
    this.model = model;
    this.cellWords = program.cells.length;
    const loops = loopStarts(program);
    this.cpus = program.cpus.map((_, cpu) => new CpuTable(cpuSetup(program, cpu, model), loops));
    this.text = new TextTable(program);
    this.tlb = new TlbTable(program);
    this.textWord = this.cellWords + this.cpus.length;
    this.tlbWord = this.textWord + 1;
    this.endedWord = this.tlbWord + 1;
    this.width = this.endedWord + 1;
  }

  get overran(): boolean {
    return this.cpus.some((cpu) => cpu.overran);
  }

  initial(dst: Int32Array, at: number): number {
    dst.fill(0, at, at + this.width);
    this.program.cells.forEach((cell, i) => (dst[at + i] = wordOf(cell.init)));
    dst[at + this.textWord] = this.text.initial();
    dst[at + this.tlbWord] = this.tlb.initial();
    this.reportCount = 0;
    this.privateBudget = PRIVATE_A_STEP;
    const starts = this.cpus.map((table) => table.start());
    starts.forEach((start, cpu) => {
      invariant(start !== SQUASH, 'a program that is squashed before it starts');
      dst[at + this.cellWords + cpu] = start.next;
    });
    for (const [cpu, start] of starts.entries()) {
      const status = this.follow(cpu, start.ops, dst, at);
      if (status !== STEPPED) return status;
    }
    return this.conclude(dst, at);
  }

  table(cpu: number): CpuTable {
    const table = this.cpus[cpu];
    invariant(table !== undefined, 'cpu');
    return table;
  }

  part(src: Int32Array, at: number, cpu: number): number {
    return src[at + this.cellWords + cpu] ?? 0;
  }

  enabled(src: Int32Array, at: number): number {
    this.heldBack = 0;
    this.mayBeNeedless = false;
    if (src[at + this.endedWord] !== 0) return 0;
    const holding = this.holding(src, at);
    let count = 0;
    for (let cpu = 0; cpu < this.cpus.length; cpu++) {
      const info = this.table(cpu).info(this.part(src, at, cpu));
      if (info.urgent) count = 0;
      if (info.needless.size > 0) this.mayBeNeedless = true;
      const { actions } = info;
      for (let a = 0; a < actions.length; a++) {
        const action = actions[a];
        if (action === undefined || (action.kind === 'arrive' && this.mustWait(src, at, cpu, action)))
          continue;
        if (info.waiting && this.goesOnWaiting(src, at, cpu, a, action)) continue;
        if (action.kind === 'translate' && this.isOutdated(src, at, cpu, a, action)) continue;
        if (holding !== 0 && this.holders(src, at, cpu, action.claims, holding) !== 0) {
          this.heldBack |= 1 << cpu;
          continue;
        }
        const ways =
          action.site < 0 ? 1 : this.text.fetches(src[at + this.textWord] ?? 0, cpu, action.site).length;
        for (let w = 0; w < ways && count < CHOICE_CAPACITY; w++)
          this.choices[count++] = packChoice(cpu, a, w);
      }
      if (info.urgent) return count;
    }
    return count;
  }

  isNeedless(src: Int32Array, at: number, choice: number): boolean {
    return this.table(choice >> 24)
      .info(this.part(src, at, choice >> 24))
      .needless.has((choice >> 12) & 0xfff);
  }

  inevitable(src: Int32Array, at: number, choice: number): number {
    const cpu = choice >> 24;
    const { part, actions } = this.table(cpu).info(this.part(src, at, cpu));
    const { kind, entry } = this.action(src, at, choice);
    const older = entry < 0 ? part.queue : part.queue.slice(0, entry);
    if (older.some((e) => e.wait || (kind === 'predict' && e.kind === 'guess'))) return -1;
    if (kind === 'translate' && entry < 0) return -1;
    return packChoice(cpu, actions.findIndex((one) => one.kind === kind && one.entry === entry), 0); // prettier-ignore
  }

  step(src: Int32Array, at: number, choice: number, dst: Int32Array, dstAt: number): number {
    for (let i = 0; i < this.width; i++) dst[dstAt + i] = src[at + i] as number;
    if (!this.passing) this.reportCount = 0;
    this.privateBudget = PRIVATE_A_STEP;
    const cpu = choice >> 24;
    const id = this.part(src, at, cpu);
    const table = this.table(cpu);
    const number = (choice >> 12) & 0xfff;
    const action = this.action(src, at, choice);
    this.readCells = action.cell < 0 ? 0 : 1 << (action.cell & 31);
    this.wroteCells = action.claims < 0 ? 0 : 1 << (action.claims & 31);
    let result: Result;
    if (action.site >= 0) {
      const way = choice & 0xfff;
      const text = src[at + this.textWord] ?? 0;
      const fetch = this.text.fetches(text, cpu, action.site)[way];
      invariant(fetch !== undefined, 'fetch');
      dst[dstAt + this.textWord] = this.text.executed(text, cpu, action.site, way);
      result = table.executed(id, fetch.joined);
    } else {
      result = table.act(id, number, action.cell < 0 ? 0 : (src[at + action.cell] ?? 0));
    }
    const status = this.accept(cpu, result, dst, dstAt);
    if (status !== STEPPED) return status;
    return this.sharesReservation(dst, dstAt, cpu) ? SQUASHED : this.conclude(dst, dstAt);
  }

  holding(src: Int32Array, at: number): number {
    let holding = 0;
    for (let cpu = 0; cpu < this.cpus.length; cpu++) {
      const table = this.table(cpu);
      if (table.mayReserve && table.info(this.part(src, at, cpu)).reserves.length > 0) holding |= 1 << cpu;
    }
    return holding;
  }

  inTheWay(src: Int32Array, at: number): number {
    const holding = this.holding(src, at);
    let inTheWay = 0;
    for (let cpu = 0; holding !== 0 && cpu < this.cpus.length; cpu++) {
      for (const { claims } of this.table(cpu).info(this.part(src, at, cpu)).actions)
        inTheWay |= this.holders(src, at, cpu, claims, holding);
    }
    return inTheWay;
  }

  /** Rule 7: which of the CPUs in `holding`, other than `cpu`, have the cell between an atomic's load and its store. */
  private holders(src: Int32Array, at: number, cpu: number, cell: number, holding: number): number {
    if (cell < 0) return 0;
    let holders = 0;
    for (let other = 0; holding >> other !== 0; other++) {
      if (other === cpu || (holding & (1 << other)) === 0) continue;
      if (
        this.table(other)
          .info(this.part(src, at, other))
          .reserves.includes(cell)
      )
        holders |= 1 << other;
    }
    return holders;
  }

  /** A store-exclusive that will succeed has joined its load, and another CPU is between its own two: one will fail. */
  private sharesReservation(src: Int32Array, at: number, cpu: number): boolean {
    const table = this.table(cpu);
    if (!table.mayReserve) return false;
    const { reserves } = table.info(this.part(src, at, cpu));
    if (reserves.length === 0) return false;
    const holding = this.holding(src, at);
    return reserves.some((cell) => this.holders(src, at, cpu, cell, holding) !== 0);
  }

  /** The action would read a value that does not end the wait it belongs to. */
  private goesOnWaiting(src: Int32Array, at: number, cpu: number, a: number, action: Action): boolean {
    if (action.kind !== 'value' && action.kind !== 'issue') return false;
    const input = action.cell < 0 ? 0 : (src[at + action.cell] ?? 0);
    return this.table(cpu).act(this.part(src, at, cpu), a, input) === UNSATISFIED;
  }

  /** V13: bits are to be set in an entry that the page table no longer has as the walk found it. */
  private isOutdated(src: Int32Array, at: number, cpu: number, a: number, action: Action): boolean {
    if (action.cell < 0) return false;
    return this.table(cpu).act(this.part(src, at, cpu), a, src[at + action.cell] ?? 0) === UNSATISFIED;
  }

  /** V8: the CPU that a TLBI is about to reach still has an access in flight that used the translation. */
  private mustWait(src: Int32Array, at: number, cpu: number, action: Action): boolean {
    const tlbi = this.table(cpu).info(this.part(src, at, cpu)).part.queue[action.entry];
    const target = action.alternative;
    return this.table(target).usesTranslation(this.part(src, at, target), tlbi?.page ?? -1);
  }

  action(src: Int32Array, at: number, choice: number): Action {
    const action = this.table(choice >> 24).info(this.part(src, at, choice >> 24)).actions[
      (choice >> 12) & 0xfff
    ];
    invariant(action !== undefined, 'choice');
    return action;
  }

  /** Puts a CPU's new part in place and performs its ops. */
  accept(cpu: number, result: Result, dst: Int32Array, at: number): number {
    if (result === SQUASH || result === UNSATISFIED) return SQUASHED;
    dst[at + this.cellWords + cpu] = result.next;
    this.watcher?.moved(cpu, result);
    this.touched?.issued.push(...result.issued);
    return result.quiet ? STEPPED : this.follow(cpu, result.ops, dst, at);
  }

  /** Performs a transition's ops, and what happens by itself afterwards. */
  private follow(cpu: number, ops: readonly Op[], dst: Int32Array, at: number): number {
    if (ops.length > 0) {
      const outer = this.shift;
      this.shift = 0;
      for (const op of ops) {
        const status = performOp(this, cpu, op, dst, at);
        if (status !== STEPPED) {
          this.shift = outer;
          return status;
        }
      }
      this.shift = outer;
    }
    if (this.program.pages.length > 0) {
      const status = beginWalks(this, cpu, dst, at);
      if (status !== STEPPED) return status;
    }
    return this.completePrivate(cpu, dst, at);
  }

  /** Accesses to cells of its own complete as soon as they may, without a step: no other CPU can tell when. A loop
   *  over nothing else would never end, so after some the next one is a step like any other. */
  private completePrivate(cpu: number, dst: Int32Array, at: number): number {
    const table = this.table(cpu);
    const id = this.part(dst, at, cpu);
    const { eager, actions } = table.info(id);
    const action = actions[eager];
    if (action === undefined || this.privateBudget === 0) return STEPPED;
    this.privateBudget--;
    const result = table.act(id, eager, action.cell < 0 ? 0 : (dst[at + action.cell] ?? 0));
    return result === UNSATISFIED ? STEPPED : this.accept(cpu, result, dst, at);
  }

  report(property: number | undefined): void {
    if (property === undefined || this.passing || this.reportCount === this.reports.length) return;
    for (let nth = 0; nth < this.reportCount; nth++) if (this.reports[nth] === property) return;
    this.reports[this.reportCount++] = property;
  }

  /** Invariants of every state, finals of finished ones; VIOLATED when the step broke something. */
  private conclude(dst: Int32Array, at: number): number {
    const { invariants, finals } = this.program;
    this.checked = dst;
    this.checkedAt = at;
    for (const { cond, property } of invariants) {
      if (globalValue(cond, dst, at, this.checkedRegister) === 0) violate(this, property, dst, at);
    }
    if (finals.length > 0 && this.isFinished(dst, at)) {
      for (const { cond, property } of finals) {
        if (globalValue(cond, dst, at, this.checkedRegister) === 0) violate(this, property, dst, at);
      }
    }
    return dst[at + this.endedWord] === 0 ? STEPPED : VIOLATED;
  }

  register(src: Int32Array, at: number, cpu: number, r: number): number {
    const value = this.table(cpu).info(this.part(src, at, cpu)).part.frames[0]?.regs[r] ?? 0;
    return isKnown(value) ? constant(value) : 0;
  }

  isFinished(src: Int32Array, at: number): boolean {
    if (src[at + this.endedWord] !== 0) return false;
    for (let cpu = 0; cpu < this.cpus.length; cpu++) {
      const info = this.table(cpu).info(this.part(src, at, cpu));
      if (info.done ? info.moves : !info.rests || this.wakes(src, at, cpu)) return false;
    }
    return true;
  }

  /** Something can happen on a CPU whose task sleeps: an interrupt, or that it goes on. */
  private wakes(src: Int32Array, at: number, cpu: number): boolean {
    const { actions } = this.table(cpu).info(this.part(src, at, cpu));
    return actions.some((action, a) => !this.goesOnWaiting(src, at, cpu, a, action));
  }

  isEnded(src: Int32Array, at: number): boolean {
    return src[at + this.endedWord] !== 0;
  }

  reopen(state: Int32Array, at: number): void {
    state[at + this.endedWord] = 0;
  }

  mayBeUndone(src: Int32Array, at: number): boolean {
    return this.cpus.some((table, cpu) => table.info(this.part(src, at, cpu)).mayBeSquashed);
  }

  hasOpenGuess(src: Int32Array, at: number): boolean {
    return this.cpus.some((table, cpu) => table.info(this.part(src, at, cpu)).openGuess);
  }

  place(src: Int32Array, at: number, cpu: number): number {
    return this.table(cpu).info(this.part(src, at, cpu)).place;
  }

  observe(src: Int32Array, at: number): number[] {
    let nth = 0;
    return this.program.observed.map((o) => {
      if (o.k === 'cell') return valueOf(src[at + o.cell] ?? 0);
      if (o.k === 'reg') return this.register(src, at, o.cpu, o.r);
      const kinds = (this.table(o.cpu).info(this.part(src, at, o.cpu)).part.faults >> (3 * nth++)) & 7;
      return o.kind === undefined ? kinds : (kinds >> FAULT_KINDS.indexOf(o.kind)) & 1;
    });
  }

  choiceCpu(choice: number): number {
    return choice >> 24;
  }
}
