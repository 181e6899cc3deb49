/** What things are called in a model: cells by macros, registers by variables, so that a reader finds the scenario again. */
import type { Origin, Program } from '../machine/index.ts';
import type { Names } from './promela-expr.ts';

/** The task of a CPU, or one of its handlers. */
export interface Routine {
  readonly cpu: number;
  /** Number of the interrupt that a handler is for; null for the task. */
  readonly irq: number | null;
  readonly entry: number;
}

/** Tells where a statement stands, such as `line 12`; null where that is not known. */
export type PlaceOf = (at: Origin) => string | null;

export class Vocabulary {
  readonly program: Program;
  private readonly placeOf: PlaceOf;
  private readonly cells: readonly string[];
  private readonly registers = new Set<string>();

  constructor(program: Program, placeOf: PlaceOf) {
    this.program = program;
    this.placeOf = placeOf;
    const names = program.cells.map(({ name }) => `v_${identifier(name)}`);
    this.cells = names.map((name, cell) => (names.indexOf(name) === cell ? name : `${name}_${cell}`));
  }

  cell(cell: number): string {
    return this.cells[cell] ?? `mem[${cell}]`;
  }

  /** A register's variable, which is declared once it was asked for. */
  register({ cpu, irq }: Routine, r: number): string {
    const known = irq === null ? (this.program.cpus[cpu]?.regNames[r] ?? '') : '';
    const owner = irq === null ? `r${cpu}` : `r${cpu}_irq${irq}`;
    const name = `${owner}_${r}${/^[a-z]\w*$/i.test(known) ? `_${known}` : ''}`;
    this.registers.add(name);
    return name;
  }

  task(cpu: number, r: number): string {
    return this.register({ cpu, irq: null, entry: 0 }, r);
  }

  /** The names of expressions in a routine, null where only cells and finished tasks are looked at. */
  names(routine: Routine | null): Names {
    return {
      cell: (cell) => this.cell(cell),
      reg: (r) => (routine ? this.register(routine, r) : '0'),
      final: (cpu, r) => this.task(cpu, r),
      old: 'old',
    };
  }

  /** Every register that was asked for, in a fixed order. */
  declared(): readonly string[] {
    return [...this.registers].sort();
  }

  /** A comment such as `line 12, in pause_local_cpu(): WRITE_ONCE(x, 1)`. */
  statement(at: Origin): string {
    const calls = at.scope.map((scope) => `in ${this.program.scopes[scope]?.name ?? ''}()`);
    const where = [this.placeOf(at), ...calls].filter((part) => part !== null).join(', ');
    return `/* ${where}${where === '' ? '' : ': '}${commented(at.text)} */`;
  }

  /** One macro for each cell. */
  macros(): string[] {
    return this.program.cells.map(({ name, kind }, cell) => {
      const note = kind === 'ghost' ? ` /* ${name}, seen by properties only */` : ` /* ${name} */`;
      return `#define ${this.cell(cell)} mem[${cell}]${note}`;
    });
  }
}

function identifier(name: string): string {
  return name.replace(/\W+/g, '_').replace(/^_+|_+$/g, '');
}

/** Text that may stand in a comment. */
export function commented(text: string): string {
  return text.replace(/\*\//g, '* /').replace(/\s+/g, ' ');
}
