/**
 * Registers of one thread: names to the machine's numbers, in order of first use. A register that no instruction writes
 * need not be one: reading it is its initial value.
 */
import type { Expr } from '../../machine/index.ts';
import type { Emitter } from './emitter.ts';

export class Registers {
  private readonly indices = new Map<string, number>();
  private readonly initial: ReadonlyMap<string, number>;
  private readonly constants: ReadonlySet<string>;
  private readonly written = new Set<string>();

  /** `constants` are registers that the thread's code does not write. */
  constructor(initial: ReadonlyMap<string, number>, constants: ReadonlySet<string> = new Set()) {
    this.initial = initial;
    this.constants = constants;
  }

  read(name: string): Expr {
    if (this.constants.has(name)) return { k: 'const', v: this.initial.get(name) ?? 0 };
    return { k: 'reg', r: this.index(name) };
  }

  /** The number of a register that an instruction writes. */
  write(name: string): number {
    this.written.add(name);
    return this.index(name);
  }

  index(name: string): number {
    const known = this.indices.get(name);
    if (known !== undefined) return known;
    const index = this.indices.size;
    this.indices.set(name, index);
    return index;
  }

  get names(): string[] {
    return [...this.indices.keys()];
  }

  get init(): number[] {
    return this.names.map((name) => this.initial.get(name) ?? 0);
  }

  /** Registers that were read and never written. */
  get unwritten(): string[] {
    return this.names.filter((name) => !this.written.has(name));
  }
}

/** Lowers a thread; where some of its registers turn out never to be written, once more with those as constants. */
export function lowerWithRegisters<T>(
  initial: ReadonlyMap<string, number>,
  emitter: Emitter,
  lower: (registers: Registers) => T,
): { readonly registers: Registers; readonly lowered: T } {
  const registers = new Registers(initial);
  const before = emitter.length;
  const lowered = lower(registers);
  const constants = registers.unwritten;
  if (constants.length === 0) return { registers, lowered };
  emitter.truncate(before);
  const fewer = new Registers(initial, new Set(constants));
  return { registers: fewer, lowered: lower(fewer) };
}
