/** What a final state shows: the value of a thread's local, or of a location. */
import { indexOf } from './candidates.ts';
import { placeOf } from './combinations.ts';
import type { Lkmm } from './lkmm.ts';
import type { LocationOrder } from './location-orders.ts';
import type { KernelProgram } from './program.ts';
import { base, hasCycle, plus, union } from './relation.ts';
import type { Skeleton } from './skeleton.ts';
import type { LocalOrder } from './thread-order.ts';

export type Shown =
  | { readonly k: 'reg'; readonly cpu: number; readonly r: number }
  | { readonly k: 'cell'; readonly cell: number };

/** Accesses whose values are none in particular. */
interface Undetermined {
  readonly skeleton: Skeleton;
  readonly events: ReadonlySet<number>;
}

/** A value that only says of itself what it is: the model allows any. It equals no number. */
const UNDETERMINED = NaN;

/** Final values of locals, and of locations by their last write. */
export function observe(
  program: KernelProgram,
  shown: readonly Shown[],
  threads: readonly LocalOrder[],
  orders: ReadonlyMap<number, LocationOrder>,
  undetermined: Undetermined | null,
): number[] {
  return shown.map((what) => {
    if (what.k === 'reg') {
      const run = threads[what.cpu]?.run;
      const isOpen =
        undetermined !== null &&
        run?.sources[what.r]?.some((read) =>
          undetermined.events.has(eventAt(undetermined.skeleton, what.cpu, read)),
        );
      return isOpen === true ? UNDETERMINED : (run?.locals[what.r] ?? 0);
    }
    const last = orders.get(what.cell)?.writes.at(-1);
    if (last === undefined) return program.locations[what.cell]?.init ?? 0;
    if (undetermined?.events.has(indexOf(undetermined.skeleton, last)) === true) return UNDETERMINED;
    const { thread, position } = placeOf(last);
    return threads[thread]?.run.events[position]?.value ?? 0;
  });
}

function eventAt(skeleton: Skeleton, thread: number, position: number): number {
  return (skeleton.offsets[thread] ?? 0) + (skeleton.threads[thread]?.shape.accesses.indexOf(position) ?? 0);
}

/** Whether there may be such values: some way from write to read, of the same value, closes a circle. */
export function mayCircle({ hasPlain, local, accesses, space }: Skeleton): boolean {
  if (!hasPlain || local.data.isEmpty) return false;
  const pairs = accesses.flatMap((a, from) =>
    accesses.flatMap((b, to): (readonly [number, number])[] => {
      const { kind, location, value } = a.event;
      const reads = kind === 'write' && b.event.kind === 'read' && b.event.location === location;
      return reads && b.event.value === value && a.thread !== b.thread ? [[from, to]] : [];
    }),
  );
  return hasCycle(plus(union(local.data, base(space, 'rf', pairs))));
}

/** Accesses whose values go round in a circle: what is read was written because it was read. Plain accesses may do that. Null
 *  where there is none. */
export function undeterminedEvents(skeleton: Skeleton, model: () => Lkmm): Undetermined | null {
  if (!skeleton.hasPlain || skeleton.local.data.isEmpty) return null;
  const flow = plus(union(skeleton.local.data, model().rf));
  const indices = [...skeleton.accesses.keys()];
  const circles = indices.filter((event) => flow.has(event, event));
  if (circles.length === 0) return null;
  const events = indices.filter((event) => circles.some((from) => from === event || flow.has(from, event)));
  return { skeleton, events: new Set(events) };
}
