/**
 * Where a scenario begins in the middle: what memory, CPUs and TLBs are like by then, and what a CPU's code begins with.
 *
 *     cpu 1 holds l          the lock's word, and what its task knows that it holds
 *     cpu 1 sleeps in …      its task's state, its place in a queue, and the wait as whose end the code goes on
 *     irq kick pending       the bit by which the CPU knows
 *     tlb of cpu 1 holds …   an entry that the page table had before
 */
import { ADDRESS_BASE, PTE_FULL, pteValue } from '../../base/index.ts';
import type { CpuSpec } from '../../machine/index.ts';
import type { DeclarationOf, Expression, FileSyntax, Span, StartClause } from '../syntax/syntax.ts';
import type { Context } from './context.ts';
import { ONE, constant } from './fold.ts';
import { declaredBits } from './entry-names.ts';
import { deepen, hold } from './held.ts';
import { inlineCall } from './inline.ts';
import type { Instance } from './instance.ts';
import { heldAs } from './more-locks.ts';

type Clause<K extends StartClause['k']> = StartClause & { readonly k: K };

/** What `at start` says, as far as it is no memory. */
export class Start {
  private readonly clauses: readonly StartClause[];
  private readonly instance: Instance;

  constructor(instance: Instance, file: FileSyntax) {
    this.instance = instance;
    this.clauses = file.declarations
      .filter((decl): decl is DeclarationOf<'start'> => decl.k === 'start')
      .flatMap(({ clauses }) => clauses)
      .filter((clause) => this.isCpu(clause));
    for (const clause of this.clauses) {
      if (clause.k === 'holds') this.holds(clause);
      else if (clause.k === 'sleeps') this.sleeps(clause);
      else if (clause.k === 'pending') this.pending(clause);
    }
  }

  private isCpu({ cpu, from, to }: StartClause): boolean {
    if (cpu < this.instance.cpuCount) return true;
    this.error('unknown-cpu', { from, to }, `There is no CPU ${String(cpu)}.`);
    return false;
  }

  private error(code: string, at: Span, message: string): void {
    this.instance.diagnostics.error(code, at, message);
  }

  /** The cell of a place that is known before anything runs. */
  private cellOf(place: Expression): number {
    const { from, to } = place;
    return this.instance.constant({ k: 'address', a: place, from, to }) - ADDRESS_BASE;
  }

  private holds(clause: Clause<'holds'>): void {
    const { lock, shared, cpu } = clause;
    const { layout } = this.instance;
    const cell = this.cellOf(lock);
    const kind = heldAs(layout.lockTypeAt(ADDRESS_BASE + cell) ?? '', shared);
    if (!kind) {
      this.error(
        'not-a-lock',
        lock,
        'Expected a lock such as a `spinlock_t`, a `struct mutex`; `shared` where it has readers.',
      );
      return;
    }
    const holders = this.clauses.filter(
      (other): other is Clause<'holds'> => other.k === 'holds' && this.cellOf(other.lock) === cell,
    );
    const before = holders.slice(0, holders.indexOf(clause));
    const other = before.find((one) => !shared || !one.shared || one.cpu === cpu);
    if (other)
      this.error(
        'held-twice',
        lock,
        `CPU ${String(other.cpu)} holds it already${shared && other.shared ? '' : '; several CPUs hold a lock only where all of them do so `shared`'}.`,
      );
    layout.beginAs(cell, shared ? holders.length : kind.word);
  }

  private member(array: string, cpu: number, ...path: readonly string[]): Expression {
    const at = { from: 0, to: 1 };
    const base: Expression = {
      k: 'index',
      base: { k: 'name', name: array, ...at },
      index: { k: 'number', value: cpu, ...at },
      ...at,
    };
    return path.reduce<Expression>(
      (of, name) => ({ k: 'member', base: of, arrow: false, member: { text: name, ...at }, ...at }),
      base,
    );
  }

  private sleeps({ cpu, state, queue }: Clause<'sleeps'>): void {
    const { instance } = this;
    const value = instance.constantName(state.text);
    if (value?.k !== 'const' || !instance.symbols.globals.has('cpu_tasks')) {
      this.error('unknown-value', state, 'Expected a state such as `TASK_UNINTERRUPTIBLE` or `TASK_PARKED`.');
      return;
    }
    instance.layout.beginAs(this.cellOf(this.member('cpu_tasks', cpu, '__state')), value.v);
    const park = instance.constantName('KTHREAD_SHOULD_PARK');
    if (this.parks(state.text) && park?.k === 'const')
      instance.layout.beginAs(this.cellOf(this.member('cpu_kthreads', cpu, 'flags')), 1 << park.v);
    if (!queue) return;
    const head: Expression = {
      k: 'member',
      base: queue,
      arrow: false,
      member: { text: 'head', from: queue.from, to: queue.to },
      from: queue.from,
      to: queue.to,
    };
    const waiting = this.clauses.filter(
      (other) => other.k === 'sleeps' && other.queue && this.cellOf(other.queue) === this.cellOf(queue),
    );
    instance.layout.beginAs(
      this.cellOf(head),
      waiting.reduce((mask, other) => mask | (1 << other.cpu), 0),
    );
  }

  private parks(state: string): boolean {
    return state === 'TASK_PARKED' && this.instance.symbols.functions.has('kthread_parkme');
  }

  private pending({ cpu, irq, trigger, from, to }: Clause<'pending'>): void {
    const { symbols, raised, layout } = this.instance;
    if (!symbols.handlers.some(({ decl }) => decl.trigger === trigger && decl.name?.text === irq.text)) {
      this.error(
        'unknown-irq',
        irq,
        `Expected the name of an interrupt with a handler: \`on ${trigger} ${irq.text} { … }\`.`,
      );
      return;
    }
    layout.irq(irq.text, trigger === 'nmi' || trigger === 'softirq' ? trigger : 'irq');
    raised.push({ irq: irq.text, cpus: 1 << cpu, from, to });
  }

  /** At the top of a CPU's code. */
  begin(ctx: Context): void {
    for (const clause of this.clauses) {
      if (clause.cpu !== ctx.cpu) continue;
      if (clause.k === 'holds') this.beginHolding(ctx, clause);
      else if (clause.k === 'sleeps') this.beginAsleep(ctx, clause);
    }
  }

  private beginHolding(ctx: Context, { lock, shared }: Clause<'holds'>): void {
    const addr = ADDRESS_BASE + this.cellOf(lock);
    const kind = heldAs(this.instance.layout.lockTypeAt(addr) ?? '', shared);
    if (!kind) return;
    hold(ctx, constant(addr), shared ? 'shared' : 'alone');
    const { readers, layout } = this.instance;
    if (kind.sleeps) return;
    deepen(ctx, ONE);
    // A lock that spins is a section that a grace period waits for.
    if (readers) layout.beginAs(readers.cell + ctx.cpu, 1);
  }

  private beginAsleep(ctx: Context, { state, from, to }: Clause<'sleeps'>): void {
    const { functions } = this.instance.symbols;
    const called = ['sleeps_at_start', ...(this.parks(state.text) ? ['kthread_parkme'] : [])];
    for (const name of called) {
      const callee = functions.get(name);
      const { activation, statement } = ctx;
      ctx.activation = { ...activation, keyPrefix: `${activation.keyPrefix}start:` };
      ctx.statement = {
        ...statement,
        key: `${activation.keyPrefix}start:${name}`,
        text: name,
        from,
        to,
        count: { accesses: 0, others: 0, calls: 0 },
      };
      if (callee)
        inlineCall(ctx, callee, { k: 'call', callee: { text: name, from, to }, args: [], from, to }, null);
      ctx.activation = activation;
      ctx.statement = statement;
    }
  }

  /** Of a CPU: what is pending, and what its TLB holds. */
  specOf(cpu: number): Pick<CpuSpec, 'pending' | 'cached'> {
    const { layout } = this.instance;
    const own = this.clauses.filter((clause) => clause.cpu === cpu);
    const pending = own.reduce(
      (bits, clause) =>
        clause.k === 'pending'
          ? bits | (1 << layout.irqs.findIndex(({ name }) => name === clause.irq.text))
          : bits,
      0,
    );
    const cached = own.flatMap((clause) => (clause.k === 'cached' ? this.entry(clause) : []));
    return { ...(pending === 0 ? {} : { pending }), ...(cached.length === 0 ? {} : { cached }) };
  }

  private entry({ page, frame, words }: Clause<'cached'>): NonNullable<CpuSpec['cached']> {
    const { layout, arch } = this.instance;
    const n = layout.page(page.text);
    const at = layout.place(frame.text);
    const symbol = this.instance.symbols.globals.get(frame.text);
    if (n === null || !at || symbol?.k !== 'frame' || symbol.page !== page.text) {
      this.error(
        'not-a-frame',
        n === null ? page : frame,
        'Expected a `page` and one of its frames: `tlb of cpu 1 holds va -> old_page;`.',
      );
      return [];
    }
    const bits = declaredBits(arch, words.length > 0 ? words : symbol.version.words);
    if (bits !== PTE_FULL) layout.rights = true;
    return [{ page: n, pte: pteValue(at.cell, true, bits) }];
  }
}
