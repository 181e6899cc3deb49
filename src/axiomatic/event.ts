/**
 * What a thread does to shared memory, as events: reads, writes and fences with the kernel's marks, in program order, and
 * what each depends on. A read-modify-write is a read and a write that belong together; so is taking a lock.
 */
import type { FenceKind, KernelOrigin } from './program.ts';

export type EventKind = 'read' | 'write' | 'fence';

export interface ThreadEvent {
  readonly kind: EventKind;
  /** Index of the location; -1 for a fence that names none. */
  readonly location: number;
  /** What was read or written. */
  readonly value: number;
  /** Not a plain access. Fences are marked. */
  readonly marked: boolean;
  /** A plain access inside data_race(): it races as any other, and nobody is told. */
  readonly meant: boolean;
  readonly acquire: boolean;
  readonly release: boolean;
  /** Half of a fully ordered read-modify-write that succeeded. */
  readonly mb: boolean;
  /** The read of an atomic that returns nothing. */
  readonly noreturn: boolean;
  /** Part of a read-modify-write, of one that wrote nothing too. */
  readonly atomic: boolean;
  readonly lock: 'no' | 'read' | 'write' | 'unlock' | 'look';
  readonly srcu: 'no' | 'lock' | 'unlock' | 'sync';
  readonly fence: FenceKind | 'sync-srcu' | null;
  /** Position of the read whose read-modify-write this write completes, -1 none. */
  readonly pair: number;
  /** Positions of earlier reads of the thread that the address, the value, and whether it happens at all depend on. */
  readonly address: readonly number[];
  readonly data: readonly number[];
  readonly control: readonly number[];
  readonly at: KernelOrigin;
}

export function isAccess(event: ThreadEvent): boolean {
  return event.kind !== 'fence';
}

/** Grace periods and the ends of read-side critical sections of RCU. */
export function isRcu({ fence, srcu }: ThreadEvent): boolean {
  return fence === 'rcu-lock' || fence === 'rcu-unlock' || fence === 'sync-rcu' || srcu !== 'no';
}
