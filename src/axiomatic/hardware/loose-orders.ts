/** Every order of one location's writes with every source for each of its reads, coherent or not: what `locationOrders` leaves out is here too. */
import type { LocationOrder, PlaceStep } from '../location-orders.ts';

interface Read {
  readonly event: number;
  readonly value: number;
}

/** Null where there are more than `most`. */
export function looseOrders(
  init: number,
  threads: readonly (readonly PlaceStep[])[],
  most: number,
): readonly LocationOrder[] | null {
  const steps = threads.flat();
  const writes = steps.filter(({ k }) => k !== 'read');
  const reads = steps.flatMap((step): readonly Read[] => {
    if (step.k === 'update') return [{ event: step.read, value: step.reads }];
    return step.k === 'read' ? [step] : [];
  });
  const sources = reads.map(({ event, value }) =>
    [
      ...(init === value ? [-1] : []),
      ...writes.flatMap((one) => (one.value === value ? [one.event] : [])),
    ].map((source): readonly [number, number] => [event, source]),
  );
  const ways = sources.reduce((count, some) => count * some.length, 1);
  const count = writes.reduce((product, _, nth) => product * (nth + 1), ways);
  if (count > most) return null;
  const orders = permutations(writes.map(({ event }) => event));
  return choices(sources).flatMap((chosen) => orders.map((order) => ({ writes: order, sources: chosen })));
}

function permutations(items: readonly number[]): readonly (readonly number[])[] {
  if (items.length === 0) return [[]];
  return items.flatMap((item) =>
    permutations(items.filter((other) => other !== item)).map((rest) => [item, ...rest]),
  );
}

function choices<T>(lists: readonly (readonly T[])[]): readonly (readonly T[])[] {
  const [first, ...rest] = lists;
  if (first === undefined) return [[]];
  const others = choices(rest);
  return first.flatMap((item) => others.map((more) => [item, ...more]));
}
