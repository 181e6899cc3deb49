/**
 * A second machine, for loads, stores, read-modify-writes, exclusives, barriers, branches, waits and ghosts: states are
 * plain data, equal when their texts are, and nothing is reduced. Read-modify-writes are a load and a store that
 * others may come between: such runs are squashed when they do. A violated property stops nothing. What it leaves out
 * (interrupts, text, pages) it refuses.
 */
import { ADDRESS_BASE } from '../../base/index.ts';
import type { Expr, Model, Program } from '../../machine/index.ts';
import { instrAt, issue, waysToIssue } from './reference-issue.fixture.ts';
import type { Law, Step, Successor } from './complete-runs.fixture.ts';
import {
  fenceOpen,
  incoherent,
  mayBecomeVisible,
  MEMORY,
  mustStay,
  PENDING,
  sourceOf,
  type Entry,
  type Hook,
} from './reference-queue.fixture.ts';
import {
  at,
  Beyond,
  close,
  constant,
  copyOf,
  draftOf,
  renumber,
  rewrite,
  type Cpu,
  type Draft,
  type State,
} from './reference-state.fixture.ts';
import { textOfCpu } from './reference-text.fixture.ts';
import { isClean, isKnown, num, propertyValue, under, type Sym } from './symbol.fixture.ts';

const LONGEST_QUEUE = 30;
const LONGEST_RUN_AHEAD = 200;

export class ReferenceMachine implements Law {
  private readonly program: Program;
  private readonly model: Model;
  /** How many predictions of one branch may be open at a time. */
  private readonly depth: number;
  private readonly states = new Map<string, State>();
  private readonly numbers = new Map<string, number>();
  private readonly cpus: Cpu[] = [];
  private readonly texts = new Map<Cpu, string>();

  constructor(program: Program, model: Model, depth = 1) {
    if (program.pages.length > 0 || program.sites.length > 0 || program.cpus.some((cpu) => cpu.agent))
      throw new Beyond('pages, text or agents');
    this.program = program;
    this.model = model;
    this.depth = depth;
  }

  initial(): readonly Successor[] {
    const cpus = this.program.cpus.map((spec): Cpu => {
      const regs = Array.from({ length: spec.regs }, (_, r) => num(spec.init[r] ?? 0));
      return { pc: spec.entry, regs, q: [] };
    });
    const mem = this.program.cells.map((cell) => cell.init);
    let drafts = [draftOf({ mem, cpus }, 0)];
    cpus.forEach((_, c) => (drafts = drafts.flatMap((d) => this.settle({ ...draftOf(d, c), next: 0 }, c))));
    return drafts.map((d) => this.successor(d));
  }

  steps(key: string): readonly Step[] {
    const steps: Step[] = [];
    const state = this.read(key);
    state.cpus.forEach(({ q }, c) => {
      for (let i = 0; i <= q.length; i++) {
        if (!this.mayStep(state, c, i)) continue;
        const draft = draftOf(state, c);
        if (i < q.length) this.complete(draft, c, i);
        else this.issueEffect(draft, c);
        const ends = this.settle(draft, c);
        if (draft.refused) continue;
        steps.push({
          cpu: c,
          must: () => !q.slice(0, i).some((e) => e.k === 'guess' && e.wait >= 0),
          to: draft.squashed ? [] : ends.map((end) => this.successor(end)),
        });
      }
    });
    return steps;
  }

  isFinished(key: string): boolean {
    return this.read(key).cpus.every((cpu) => this.isDone(cpu));
  }

  finalValues(key: string): readonly number[] {
    const { mem, cpus } = this.read(key);
    return this.program.observed.map((o) => {
      if (o.k === 'cell') return mem[o.cell] ?? 0;
      if (o.k === 'reg') return constant(cpus[o.cpu]?.regs[o.r]);
      throw new Beyond('faults');
    });
  }

  finalViolations(key: string): readonly number[] {
    const { mem, cpus } = this.read(key);
    return this.program.finals.flatMap(({ cond, property }) =>
      propertyValue(cond, mem, (r, cpu) => constant(cpus[cpu ?? 0]?.regs[r])) === 0 ? property : [],
    );
  }

  memory(key: string): string {
    return this.read(key).mem.join();
  }

  places(key: string): readonly (number | null)[] {
    return this.read(key).cpus.map(({ pc, q }) => {
      const wait = q.find((e) => e.k === 'guess' && e.wait >= 0);
      return wait ? wait.pc : this.isDone({ pc, q }) ? null : pc;
    });
  }

  /** Something happened under a guess that has not come true. */
  isTentative(key: string): boolean {
    return this.read(key).cpus.some(({ q }) => q.some((e) => e.k === 'mark'));
  }

  /** Equal for equal CPUs. */
  private numberOf(cpu: Cpu): number {
    const text = this.texts.get(cpu) ?? textOfCpu(cpu);
    let n = this.numbers.get(text);
    if (n === undefined) {
      this.numbers.set(text, (n = this.cpus.length));
      this.cpus.push(cpu);
      this.texts.set(cpu, text);
    }
    return n;
  }

  private read(key: string): State {
    const state = this.states.get(key);
    if (!state) throw new Error('internal: a state that no step led to');
    return state;
  }

  /** A load-exclusive stays to the end where no store-exclusive follows. */
  private isDone({ pc, q }: Pick<Cpu, 'pc' | 'q'>): boolean {
    return instrAt(this.program, pc).op === 'halt' && q.every((e) => e.k === 'load' && e.val !== null);
  }

  private successor(d: Draft): Successor {
    const { mem } = d;
    for (const cpu of d.cpus) if (cpu.q.some((e, i) => e.id !== i)) renumber(cpu);
    const numbers = d.cpus.map((cpu) => this.numberOf(cpu));
    const cpus = numbers.map((n) => at(this.cpus, n));
    const broken = this.program.invariants.flatMap(({ cond, property }) =>
      propertyValue(cond, mem, (r, cpu) => constant(cpus[cpu ?? 0]?.regs[r])) === 0 ? property : [],
    );
    const key = `${mem.join()} ${numbers.join()}`;
    if (!this.states.has(key)) this.states.set(key, { mem, cpus });
    return { key, violated: [...d.violated, ...broken], reported: [] };
  }

  private cellOf(addr: Sym): number {
    const cell = constant(addr) - ADDRESS_BASE;
    if (cell < 0 || cell >= this.program.cells.length) throw new Beyond('a wild address');
    return cell;
  }

  /** Whether the entry at i may complete, or, behind the last one, a statement of ghosts may issue. */
  private mayStep({ cpus }: State, c: number, i: number): boolean {
    const { pc, q } = at(cpus, c);
    const e = q[i];
    if (e?.k === 'load') return e.val === null && sourceOf(q, i, this.model) !== PENDING;
    if (e?.k === 'store') return mayBecomeVisible(q, i, this.model);
    if (e || instrAt(this.program, pc).op !== 'effect') return false;
    // It stands in time where it issues: not before accesses that complete as they issue.
    return q.every((older) => {
      if (older.k === 'load') return older.val !== null || (this.model === 'arm' && !older.locked);
      return older.k !== 'store' || (this.model !== 'sc' && !older.locked);
    });
  }

  private complete(d: Draft, c: number, i: number): void {
    const cpu = at(d.cpus, c);
    const e = at(cpu.q, i);
    if (e.k === 'load') {
      const source = sourceOf(cpu.q, i, this.model);
      const from = cpu.q[source];
      const value = from?.k === 'store' ? from.val : num(d.mem[this.cellOf(e.addr)] ?? 0);
      e.val = under(value, e.addr.k === 'n' ? e.addr.under : []);
      e.src = from?.k === 'store' ? from.id : MEMORY;
      d.took = e.pc;
      const got = e.val;
      rewrite(
        cpu,
        (id) => (id === e.id ? got : { k: 'ld', id }),
        (g) => g,
      );
      this.fire(d, c, e);
      return;
    }
    if (e.k !== 'store') throw new Error(`internal: a ${e.k} completes`);
    const cell = this.cellOf(e.addr);
    d.mem[cell] = constant(e.val);
    d.cpus.forEach((cpu, o) => {
      const other = o === c ? cpu : copyOf(cpu);
      d.cpus[o] = other;
      for (const load of other.q) {
        if (load.k !== 'load' || load.val === null) continue;
        if (o === c && load.src === e.id) load.src = MEMORY;
        else if (o !== c && load.src === MEMORY && constant(load.addr) - ADDRESS_BASE === cell)
          load.stale = true;
      }
    });
    this.fire(d, c, e);
    cpu.q.splice(cpu.q.indexOf(e), 1);
  }

  private issueEffect(d: Draft, c: number): void {
    const cpu = at(d.cpus, c);
    const instr = instrAt(this.program, cpu.pc);
    if (instr.op !== 'effect') throw new Error('internal: no effect');
    cpu.q.push({ k: 'effect', id: d.next++, pc: cpu.pc, hooks: close(instr.effects, cpu.regs) });
    cpu.pc++;
  }

  /** The hooks of an entry that completes: those that lack an operand wait right behind it. */
  private fire(d: Draft, c: number, e: Extract<Entry, { hooks: Hook[] }>): void {
    const { q } = at(d.cpus, c);
    const { hooks } = e;
    e.hooks = [];
    const waiting = hooks.filter((hook) => !this.happens(d, c, q.indexOf(e), hook));
    if (waiting.length > 0)
      q.splice(q.indexOf(e) + 1, 0, { k: 'effect', id: d.next++, pc: e.pc, hooks: waiting });
  }

  /** False where an operand is pending. */
  private happens(d: Draft, c: number, i: number, { effect, regs }: Hook): boolean {
    if (Object.values(regs).some((s) => !isKnown(s))) return false;
    const { q } = at(d.cpus, c);
    const value = (e: Expr) => propertyValue(e, d.mem, (r) => constant(regs[r]));
    const tentative = q.slice(0, i).some((e) => e.k === 'guess');
    let property = -1;
    if (effect.k === 'set') {
      const cell = effect.cell + (effect.index ? value(effect.index) : 0);
      d.mem[cell] = value(effect.value);
    } else if (value(effect.cond) === 0) property = effect.property;
    if (tentative && (effect.k === 'set' || property >= 0))
      q.splice(i + 1, 0, { k: 'mark', id: d.next++, pc: at(q, i).pc, property });
    else if (property >= 0) d.violated.push(property);
    return true;
  }

  /** What happens by itself after a step of CPU c, and all that issues; one draft for each way of guessing. */
  private settle(d: Draft, c: number): Draft[] {
    for (let issued = 0; ; issued++) {
      while (this.tidy(d, c));
      if (d.squashed) return [];
      const cpu = at(d.cpus, c);
      if (issued > LONGEST_RUN_AHEAD || cpu.q.length > LONGEST_QUEUE) throw new Beyond('running ahead');
      const ways = waysToIssue(this.program, cpu, this.depth);
      if (ways === 0) return [d];
      if (ways > 1) {
        return Array.from({ length: ways }, (_, way) => {
          const copy = { ...draftOf(d, c), violated: [...d.violated], took: d.took, next: d.next };
          issue(this.program, this.model, copy, c, way);
          return this.settle(copy, c);
        }).flat();
      }
      issue(this.program, this.model, d, c, 0);
    }
  }

  /** One round over the queue; true when something changed. */
  private tidy(d: Draft, c: number): boolean {
    const cpu = at(d.cpus, c);
    const { q } = cpu;
    if (d.squashed) return false;
    if (d.cpus.some((other) => incoherent(other.q))) {
      d.squashed = true;
      return false;
    }
    for (const [i, e] of q.entries()) {
      switch (e.k) {
        case 'guess':
          if (!isKnown(e.cond)) break;
          if ((e.cond.v !== 0) !== e.expect) {
            d.refused = e.wait >= 0 && d.took >= e.wait && d.took <= e.pc;
            d.squashed = true;
            return false;
          }
          if (!isClean(e.cond)) break;
          q.splice(i, 1);
          rewrite(
            cpu,
            (id) => ({ k: 'ld', id }),
            (g) => g.filter((id) => id !== e.id),
          );
          return true;
        case 'load':
          if (mustStay(q, i)) break;
          q.splice(i, 1);
          return true;
        case 'fence':
          if (!fenceOpen(e.fence, q.slice(0, i), true) || !fenceOpen(e.fence, q.slice(0, i), false)) break;
          this.fire(d, c, e);
          q.splice(q.indexOf(e), 1);
          return true;
        case 'effect': {
          if (q.slice(0, i).some((o) => o.k === 'guess' && o.branch)) break;
          const { hooks } = e;
          e.hooks = hooks.filter((hook) => !this.happens(d, c, q.indexOf(e), hook));
          if (e.hooks.length === hooks.length) break;
          if (e.hooks.length === 0) q.splice(q.indexOf(e), 1);
          return true;
        }
        case 'mark':
          if (q.slice(0, i).some((o) => o.k === 'guess')) break;
          if (e.property >= 0) d.violated.push(e.property);
          q.splice(i, 1);
          return true;
        case 'store':
          break;
      }
    }
    return false;
  }
}
