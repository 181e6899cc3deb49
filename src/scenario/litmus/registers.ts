/**
 * Registers of one thread: names to the machine's numbers, in order of first use. A register that no instruction writes
 * needs no number: reading it is its initial value.
 */
import type { Expr } from '../../machine/index.ts';

export class Registers {
  private readonly indices = new Map<string, number>();
  private readonly initial: ReadonlyMap<string, number>;
  private readonly isWritten: (name: string) => boolean;

  /** `isWritten` says of a register whether the thread's code may write it. */
  constructor(initial: ReadonlyMap<string, number>, isWritten: (name: string) => boolean) {
    this.initial = initial;
    this.isWritten = isWritten;
  }

  read(name: string): Expr {
    if (this.isWritten(name)) return { k: 'reg', r: this.index(name) };
    return { k: 'const', v: this.initial.get(name) ?? 0 };
  }

  /** The value of a register that is never written, null for the others. */
  constant(name: string): number | null {
    return this.isWritten(name) ? null : (this.initial.get(name) ?? 0);
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
}
