/**
 * What is called later: an object in memory says so (a timer, a work, the head of an RCU callback), and has a line of its own
 * by which the machine knows that it is due. The functions of the prelude keep the object's state in the object; the words
 * here only ask for the line, or take that back, when all before is done. What a line runs is a function of the prelude
 * with the object's address.
 */
import type { Irq, Line } from '../../machine/index.ts';
import { ADDRESS_BASE } from '../../base/index.ts';
import type { Context } from './context.ts';

export type Deferring = 'timer' | 'hrtimer' | 'tasklet' | 'work' | 'callback' | 'irq_work' | 'csd';

interface Kind {
  /** The type of its objects, and the prelude's function that runs what one says. */
  readonly struct: string;
  readonly runs: string;
  readonly line: Irq['kind'];
  /** Something is sent to a CPU, which waits as for any interrupt (C7). */
  readonly sent: boolean;
}

export const DEFERRED: Readonly<Record<Deferring, Kind>> = {
  timer: { struct: 'struct timer_list', runs: 'expire_timer', line: 'softirq', sent: false },
  hrtimer: { struct: 'struct hrtimer', runs: 'run_hrtimer', line: 'irq', sent: false },
  tasklet: { struct: 'struct tasklet_struct', runs: 'run_tasklet', line: 'softirq', sent: false },
  work: { struct: 'struct work_struct', runs: 'process_one_work', line: 'work', sent: false },
  callback: { struct: 'struct rcu_head', runs: 'rcu_do_callback', line: 'work', sent: false },
  irq_work: { struct: 'struct irq_work', runs: 'irq_work_single', line: 'irq', sent: true },
  csd: { struct: 'call_single_data_t', runs: 'flush_csd', line: 'irq', sent: true },
};

/** What is asked for of one kind: lines by the address of the object, as far as they are known yet. */
export interface Deferral {
  readonly kind: Deferring;
  /** CPUs that may have its lines, as bits. */
  cpus: number;
  readonly lines: Record<number, Line>;
  /** Of work: the CPU that its code finds itself on, by object, as the first says who asks for it. */
  readonly homes: Map<number, number>;
}

/** Objects of a kind by address, with their names. */
export function objectsOf(
  ctx: Pick<Context, 'instance'>,
  kind: Deferring,
): readonly (readonly [number, string])[] {
  return ctx.instance.layout.names.structsOf(DEFERRED[kind].struct).map(([address, name]) => [address, name]);
}

/** Structs of the prelude in which the kernel keeps its books. */
const BOOKS = ['struct srcu_struct', 'struct workqueue_struct', 'struct kmem_cache'];
const KEPT = [...Object.values(DEFERRED).map(({ struct }) => struct), ...BOOKS];

/** Cells in which the kernel keeps its books: they are no outcome of the scenario. */
export function keptIn({ instance }: Pick<Context, 'instance'>): ReadonlySet<number> {
  const kept = new Set<number>();
  for (const struct of KEPT)
    for (const [address, , words] of instance.layout.names.structsOf(struct))
      for (let i = 0; i < words; i++) kept.add(address - ADDRESS_BASE + i);
  return kept;
}
