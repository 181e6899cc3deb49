/** Interrupt lines, and what else is called later: softirqs, timers, work. */

/** An interrupt line. `nmi` ones ignore the mask; a `softirq` runs with interrupts on, where no handler but that of a trap
 *  runs; `work` begins where its CPU, which does nothing else, is idle (C9, C10). */
export interface Irq {
  readonly name: string;
  readonly kind: 'irq' | 'nmi' | 'softirq' | 'work';
  /** A run may end although it is pending: it is what was asked for again by its own handler. */
  readonly rests?: boolean;
}

/** What is to be called later, by the address of the object that says so. */
export interface Lines<E> {
  readonly of: E;
  readonly at: Readonly<Record<number, Line>>;
  /** By its own handler: the line that need not be taken before a run ends, where there is one. */
  readonly again: boolean;
}

/** `cpu`: whose it is, null where the instruction says. */
export interface Line {
  readonly irq: number;
  readonly again: number | null;
  readonly cpu: number | null;
}
