/**
 * The names of a test: initial values into cells and registers, and what conditions may name. The three languages differ
 * only in what a register is called and what labels are worth.
 */
import type { Observed } from '../../machine/index.ts';
import { AccessWidths } from './access-widths.ts';
import type { Fault } from './condition.ts';
import { type Initial, typeBytes } from './initial-state.ts';
import type { Layout } from './layout.ts';
import type { Registers } from './registers.ts';
import { type Span, unreadable } from './refusal.ts';
import type { Location, Value } from './terms.ts';
import { elementName, type ValueContext, wordOf } from './values.ts';

export interface RegisterNames {
  /** The register's own name, null for a word that names none. */
  canonical(name: string): string | null;
  labelAddress: ValueContext['labelAddress'];
  instructionWord: ValueContext['instructionWord'];
}

export class TestNames {
  readonly layout: Layout;
  readonly widths: AccessWidths;
  readonly context: ValueContext;
  private readonly names: RegisterNames;
  private readonly threads: { readonly cpu: number; readonly registers: Registers }[] = [];

  constructor(layout: Layout, names: RegisterNames) {
    this.layout = layout;
    this.widths = new AccessWidths(layout);
    this.names = names;
    this.context = {
      layout,
      labelAddress: (cpu, name, span) => names.labelAddress(cpu, name, span),
      instructionWord: (text, span) => names.instructionWord(text, span),
    };
  }

  /** Sets the cells and returns the registers' initial values by processor. */
  initialize(items: readonly Initial[]): Map<number, Map<string, number>> {
    const registers = new Map<number, Map<string, number>>();
    for (const item of items) {
      const { location } = item;
      if (item.type !== null) typeBytes(item.type, item);
      if (location.k === 'reg') {
        const values = registers.get(location.cpu) ?? new Map<string, number>();
        registers.set(
          location.cpu,
          values.set(this.register(location.name, location), this.word(item, null)),
        );
      } else if (location.k === 'pteOf') {
        this.layout.setInit(this.layout.entry(location.name), this.word(item, location.name));
      } else this.initializeLocation(item, elementName(location.name, location.index));
    }
    return registers;
  }

  private initializeLocation(item: Initial, name: string): void {
    const cell = this.layout.array(name, item.count ?? 1);
    if (item.type !== null) this.widths.declare(cell, typeBytes(item.type, item));
    item.values.forEach((value, index) => this.layout.setInit(cell + index, wordOf(value, this.context)));
  }

  private word(item: Initial, page: string | null): number {
    const value = item.values[0];
    if (value === undefined) return 0;
    const bare = item.type === 'ins_t' && value.k === 'name';
    return bare ? this.context.instructionWord(value.name, value) : wordOf(value, this.context, page);
  }

  /** Threads in the order of the program's CPUs. */
  addThread(cpu: number, registers: Registers): void {
    this.threads.push({ cpu, registers });
  }

  private register(name: string, span: Span): string {
    const canonical = this.names.canonical(name);
    return canonical ?? unreadable('unknown-register', `“${name}” is no register`, span);
  }

  private cpuIndex(cpu: number, span: Span): number {
    const index = this.threads.findIndex((thread) => thread.cpu === cpu);
    return index < 0 ? unreadable('unknown-processor', `there is no P${cpu}`, span) : index;
  }

  place(location: Location): Observed {
    switch (location.k) {
      case 'reg': {
        const cpu = this.cpuIndex(location.cpu, location);
        const name = this.register(location.name, location);
        const r = this.threads[cpu]?.registers.index(name) ?? 0;
        return { k: 'reg', cpu, r, name: `${location.cpu}:${name}` };
      }
      case 'pteOf':
        return { k: 'cell', cell: this.layout.entry(location.name), name: `PTE(${location.name})` };
      case 'var': {
        const name = elementName(location.name, location.index);
        return { k: 'cell', cell: this.layout.cell(name), name };
      }
    }
  }

  places(): Observed[] {
    const registers = this.threads.flatMap(({ cpu, registers: own }) =>
      own.names.flatMap((name): Location[] =>
        this.names.canonical(name) === name ? [{ k: 'reg', cpu, name, from: 0, to: 0 }] : [],
      ),
    );
    const cells = this.layout
      .cells()
      .flatMap(({ name, kind }, cell): Observed[] =>
        kind === 'data' || kind === 'pte' ? [{ k: 'cell', cell, name }] : [],
      );
    return [...registers.map((register) => this.place(register)), ...cells];
  }

  fault(fault: Fault): Observed {
    const label = fault.label === null ? '' : `:${fault.label}`;
    return {
      k: 'fault',
      cpu: this.cpuIndex(fault.cpu, fault),
      label: fault.label,
      page: fault.name === null ? null : this.layout.page(fault.name),
      ...(fault.kind === null ? {} : { kind: fault.kind }),
      name: `fault(P${fault.cpu}${label}${fault.name === null ? '' : `,${fault.name}`})`,
    };
  }

  /** What stands on the right of a comparison: a register of a thread, or a word. An entry without an output address
   *  is the one that maps the page of the entry on the left to itself. */
  value(value: Value, left: Location): Observed | number {
    if (value.k === 'scoped' && this.names.canonical(value.name) !== null) {
      return this.place({ k: 'reg', cpu: value.cpu, name: value.name, from: value.from, to: value.to });
    }
    return wordOf(value, this.context, left.k === 'pteOf' ? left.name : null);
  }
}
