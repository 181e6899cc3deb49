/**
 * The rule that forbids a row where no barrier and no lock does: one location, what a store rests on, an interrupt that is
 * masked, a translation that was invalidated, a value that nobody stores. Told by what the rows above name.
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
  return missed === null || !row ? null : new Rule(program, rows, lineOf).of(missed, row);
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

  of(missed: number, row: ScheduleRow): string | null {
    const { cpu, number } = row;
    if (row.kind === 'irq') return this.masked(missed, row);
    const cell = this.cellOf(row);
    if (cell === null) return null;
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
    return begins ? null : this.resting(stores, name, value);
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

  private pcsOf({ cpu, keys }: ScheduleRow): readonly number[] {
    return keys.flatMap((key) => pcOf(this.program, cpu, key) ?? []);
  }
}

const ACCESSES: ReadonlySet<Instr['op']> = new Set<Instr['op']>(['load', 'store', 'rmw']);

const RESTS: Readonly<Record<DependencyKind, string>> = {
  address: 'takes its address from',
  data: 'stores',
  control: 'stands behind a branch on',
};
