/**
 * The rule that forbids a row where no barrier and no lock does: one location, one step of an atomic, what a store rests on,
 * an interrupt that is masked or sent by nobody, what a handler undoes before it returns, a translation that was invalidated,
 * bytes that were fetched newer, a value that nobody stores. Told by what the rows name.
 */
import { pcOf, type Run } from '../explore/index.ts';
import { pointsTo, type Instr, type Program, type ScheduleRow } from '../machine/index.ts';
import { dependenciesOf, type DependencyKind } from './dependencies.ts';

/** `lineOf`: what the line of a row is called. A sentence; null where no rule is known that says it all. */
export function ruleOf(
  program: Program,
  rows: readonly ScheduleRow[],
  run: Run,
  lineOf: (row: number) => number,
): string | null {
  const missed = run.problem?.row ?? null;
  const row = missed === null ? undefined : rows[missed];
  return missed === null || !row ? null : new Rule(program, rows, lineOf).of(missed, row, run);
}

class Rule {
  private readonly program: Program;
  private readonly rows: readonly ScheduleRow[];
  private readonly lineOf: (row: number) => number;

  constructor(program: Program, rows: readonly ScheduleRow[], lineOf: (row: number) => number) {
    this.program = program;
    this.rows = rows;
    this.lineOf = lineOf;
  }

  of(missed: number, row: ScheduleRow, run: Run): string | null {
    const { cpu, number } = row;
    if (row.kind === 'irq') return this.masked(missed, row) ?? this.neverRaised(row, run);
    if (row.outcome) return this.decided(row);
    if (row.kind === 'fetch') return this.fetched(missed, row);
    const cell = this.cellOf(row);
    if (cell === null) return null;
    const free = this.free(row, cell);
    if (free !== null) return free;
    if (this.program.cells[cell]?.kind === 'pte') return this.invalidated(missed, cell);
    if (number === undefined) return null;
    const name = this.program.cells[cell]?.name ?? 'it';
    const value = this.program.cells[cell]?.values?.[number] ?? String(number);
    const begins = this.program.cells[cell]?.init === number;
    const stores = this.storesOf(cell, number);
    if (!begins && stores.length === 0)
      return `Nothing stores ${value} to ${name}, and it does not begin with it.`;
    const above = this.rows.findLastIndex(
      (one, at) => at < missed && one.cpu === cpu && this.cellOf(one) === cell && this.knows(one, number),
    );
    if (above >= 0) {
      const does = this.instrOf(this.rows[above])?.op === 'load' ? 'read' : 'stored to';
      return `One location: CPU ${cpu} has ${does} ${name} in line ${this.lineOf(above)}, and what it reads there afterwards is never older.`;
    }
    return (
      this.atomic(missed, row, cell, stores) ??
      this.inHandler(row, cell, stores) ??
      (begins ? null : this.resting(stores, name, value))
    );
  }

  /** Of two atomics that each change the location, the second finds what the first has left. */
  private atomic(missed: number, row: ScheduleRow, cell: number, stores: readonly number[]): string | null {
    const { number } = row;
    if (this.instrOf(row)?.op !== 'rmw') return null;
    const other = this.rows.findIndex(
      (one, at) =>
        at !== missed &&
        one.number === number &&
        this.cellOf(one) === cell &&
        this.instrOf(one)?.op === 'rmw' &&
        this.pcsOf(one).every((pc) => !this.pcsOf(row).includes(pc)),
    );
    const own = new Set([row, this.rows[other]].flatMap((one) => (one ? this.pcsOf(one) : [])));
    if (other < 0 || stores.some((pc) => !own.has(pc))) return null;
    const name = this.program.cells[cell]?.name ?? 'it';
    return `An atomic reads and stores ${name} in one step: of line ${this.lineOf(other)} and line ${this.lineOf(missed)} one finds what the other has left.`;
  }

  /** A handler of the reader's own CPU stores the value, and another one before it returns: its CPU reads nothing meanwhile. */
  private inHandler(row: ScheduleRow, cell: number, stores: readonly number[]): string | null {
    const [store, ...more] = stores;
    const reader = this.pcsOf(row)[0];
    if (store === undefined || reader === undefined || more.length > 0) return null;
    const handlers = this.program.cpus[row.cpu]?.irqHandlers ?? [];
    const routine = handlers.find((one) => one !== null && this.isIn(one.entry, store));
    if (!routine || this.isIn(routine.entry, reader)) return null;
    const behind = this.program.code.findIndex((instr, pc) => {
      const cells = pc > store && this.isIn(routine.entry, pc) ? pointsTo(this.program).cells(pc) : null;
      return instr.op === 'store' && cells?.size === 1 && cells.has(cell);
    });
    if (behind < 0) return null;
    const name = this.program.cells[cell]?.name ?? 'it';
    return `${this.program.code[store]?.at.text ?? ''} stands in an interrupt of CPU ${row.cpu} itself, which stores to ${name} again before it returns, and its task reads nothing meanwhile.`;
  }

  private isIn(entry: number, pc: number): boolean {
    const starts = this.program.cpus.flatMap(({ entry: task, irqHandlers, bpHandler, faultHandler }) => [
      task,
      ...[...irqHandlers, bpHandler, faultHandler].flatMap((one) => one?.entry ?? []),
    ]);
    const end = Math.min(...starts.filter((one) => one > entry), this.program.code.length);
    return pc >= entry && pc < end;
  }

  /** An attempt at a lock that nobody else takes. */
  private free(row: ScheduleRow, cell: number): string | null {
    const text = this.textOf(row);
    const word = /\b(\w*trylock\w*)\(/.exec(text)?.[1];
    if (word === undefined || row.number !== 0) return null;
    const others = this.program.code.some(
      ({ op }, pc) =>
        (op === 'store' || op === 'rmw') &&
        !this.isOfCpu(row.cpu, pc) &&
        (pointsTo(this.program).cells(pc)?.has(cell) ?? true),
    );
    const name = this.program.cells[cell]?.name ?? 'the lock';
    return others
      ? null
      : `${word}() fails only while somebody holds ${name}, and nobody else ever takes it.`;
  }

  private isOfCpu(cpu: number, pc: number): boolean {
    const own = this.program.cpus[cpu];
    return own !== undefined && this.isIn(own.entry, pc);
  }

  /** Bytes that its CPU has executed newer already. */
  private fetched(missed: number, { cpu, keys }: ScheduleRow): string | null {
    const siteOf = (row: Pick<ScheduleRow, 'cpu' | 'keys'>) =>
      this.pcsOf(row).flatMap((pc) => {
        const instr = this.program.code[pc];
        return instr?.op === 'execute' ? [instr.site] : [];
      })[0];
    const site = siteOf({ cpu, keys });
    const at = this.rows.findLastIndex(
      (one, nth) => nth < missed && one.cpu === cpu && one.kind === 'fetch' && siteOf(one) === site,
    );
    const seen = this.rows[at]?.what;
    return site === undefined || seen === undefined
      ? null
      : `Fetches are coherent: CPU ${cpu} has executed ${seen} in line ${this.lineOf(at)}, and what it fetches of ${this.program.sites[site]?.name ?? 'there'} after that is never older.`;
  }

  /** A condition that what is read does not leave open. */
  private decided({ outcome }: ScheduleRow): string {
    return `With what the rows have read, the condition ${outcome?.holds === true ? 'does not hold' : 'holds'}, in whatever order.`;
  }

  /** An interrupt that nobody sends in any run of these rows. */
  private neverRaised({ cpu, what }: ScheduleRow, run: Run): string | null {
    const irq = this.program.irqs.findIndex(({ name }) => name === what);
    const isRaised = run.steps.some(({ trace }) =>
      trace.raised.some((one) => one.cpu === cpu && one.irq === irq),
    );
    if (irq < 0 || isRaised) return null;
    const raises = this.program.code.filter((instr) => instr.op === 'raise' && instr.irq === irq);
    const by = [...new Set(raises.map(({ at }) => at.text))];
    return by.length === 0
      ? null
      : `${what ?? ''} comes of ${by.join(' or ')} alone, which is not reached before this line.`;
  }

  /** Whether a row has left its CPU with another value of the location. */
  private knows(row: ScheduleRow, number: number): boolean {
    const instr = this.instrOf(row);
    if (instr?.op === 'store') return instr.value.k === 'const' && instr.value.v !== number;
    return instr?.op === 'load' && row.number !== undefined && row.number !== number;
  }

  /** Every store of the value rests on something that was read. */
  private resting(stores: readonly number[], name: string, value: string): string | null {
    const all = dependenciesOf(this.program).flatMap(({ dependencies }) => dependencies);
    const found = stores.map((pc) => all.find(({ to }) => to === pc));
    const [first] = found;
    if (!first || found.some((one) => one === undefined)) return null;
    const [load, store] = [this.placeOf(first.load), this.placeOf(first.to)];
    return `The store of ${value} to ${name}${store} ${RESTS[first.of]} what is read${load} (${first.of} dependency), and no store is visible before that is known.`;
  }

  private masked(missed: number, { cpu }: ScheduleRow): string | null {
    const at = this.rows.findLastIndex(
      (one, nth) =>
        nth < missed &&
        one.cpu === cpu &&
        /^(?:local_irq_(?:disable|save)|.*_lock_irq|local_bh_disable|.*_lock_bh)/.test(this.textOf(one)),
    );
    return at < 0
      ? null
      : `${this.textOf(this.rows[at]).replace(/\(.*$/, '()')} in line ${this.lineOf(at)} keeps interrupts from CPU ${cpu} until they are on again.`;
  }

  private invalidated(missed: number, cell: number): string | null {
    const at = this.rows.findLastIndex((one, nth) => {
      const ops = new Set(this.pcsOf(one).map((pc) => this.program.code[pc]?.op));
      return nth < missed && ops.has('tlbi');
    });
    const name = this.program.cells[cell]?.name ?? 'the page';
    return at < 0
      ? null
      : `The TLB’s entry of ${name} is invalidated in line ${this.lineOf(at)}, and what is gone there translates nothing any more.`;
  }

  private storesOf(cell: number, number: number): readonly number[] {
    return this.program.code.flatMap((instr, pc) => {
      if (instr.op !== 'store' && instr.op !== 'rmw') return [];
      const cells = pointsTo(this.program).cells(pc);
      const mayBe = instr.value.k !== 'const' || instr.value.v === number;
      return mayBe && (cells === null || cells.has(cell)) ? [pc] : [];
    });
  }

  /** " in line 5" where a row is that instruction. */
  private placeOf(pc: number): string {
    const at = this.rows.findIndex((row) => this.pcsOf(row).includes(pc));
    return at < 0 ? '' : ` in line ${this.lineOf(at)}`;
  }

  private textOf(row: ScheduleRow | undefined): string {
    const [pc = -1] = row ? this.pcsOf(row) : [];
    const { code, scopes } = this.program;
    const at = code[pc]?.at;
    return scopes[at?.scope[0] ?? -1]?.text ?? at?.text ?? '';
  }

  private instrOf(row: ScheduleRow | undefined): Instr | undefined {
    const [pc = -1] = row
      ? this.pcsOf(row).filter((one) => ACCESSES.has(this.program.code[one]?.op ?? 'let'))
      : [];
    return this.program.code[pc];
  }

  /** The one location that a row's access is of. */
  private cellOf(row: ScheduleRow): number | null {
    const cells = this.pcsOf(row).flatMap((pc) =>
      ACCESSES.has(this.program.code[pc]?.op ?? 'let')
        ? [...(pointsTo(this.program).cells(pc) ?? [-1, -2])]
        : [],
    );
    const [cell = null] = cells;
    return new Set(cells).size === 1 ? cell : null;
  }

  private pcsOf({ cpu, keys }: Pick<ScheduleRow, 'cpu' | 'keys'>): readonly number[] {
    return keys.flatMap((key) => pcOf(this.program, cpu, key) ?? []);
  }
}

const ACCESSES: ReadonlySet<Instr['op']> = new Set<Instr['op']>(['load', 'store', 'rmw']);

const RESTS: Readonly<Record<DependencyKind, string>> = {
  address: 'takes its address from',
  data: 'stores',
  control: 'stands behind a branch on',
};
