import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type LocationOrder, locationOrders, type PlaceStep } from './location-orders.ts';

/** Every order of the writes and every source of the reads, with the definition asked of each. */
function naively(init: number, threads: readonly (readonly PlaceStep[])[]): LocationOrder[] {
  const flat = threads.flatMap((steps, thread) => steps.map((step, at) => ({ ...step, thread, at })));
  const writes = flat.filter(({ k }) => k !== 'read');
  const reads = flat.flatMap((step) =>
    step.k === 'read'
      ? [{ event: step.event, value: step.value, thread: step.thread, at: step.at }]
      : step.k === 'update'
        ? [{ event: step.read, value: step.reads, thread: step.thread, at: step.at }]
        : [],
  );
  const valueOf = (event: number): number => writes.find((write) => write.event === event)?.value ?? init;
  const found: LocationOrder[] = [];
  for (const order of permutations(writes.map(({ event }) => event))) {
    const place = (event: number): number => order.indexOf(event);
    const inOrder = writes.every((a) =>
      writes.every((b) => a.thread !== b.thread || a.at >= b.at || place(a.event) < place(b.event)),
    );
    if (!inOrder) continue;
    for (const sources of combinations(
      reads.map(({ event, value }) =>
        [-1, ...order].filter((w) => valueOf(w) === value).map((w) => [event, w] as const),
      ),
    )) {
      const source = new Map(sources);
      const coherent = reads.every((read) => {
        const from = place(source.get(read.event) ?? -1);
        const others = flat.filter(({ thread }) => thread === read.thread);
        return others.every((other) => {
          if (other.k !== 'read') {
            if (other.at < read.at && place(other.event) > from) return false;
            if (other.at > read.at && place(other.event) <= from) return false;
            if (other.k === 'update' && other.read === read.event && place(other.event) !== from + 1)
              return false;
          }
          const second = other.k === 'read' ? other.event : other.k === 'update' ? other.read : null;
          if (second === null || other.at <= read.at) return true;
          return place(source.get(second) ?? -1) >= from;
        });
      });
      if (coherent) found.push({ writes: order, sources });
    }
  }
  return found;
}

function* permutations(items: readonly number[]): Generator<readonly number[]> {
  if (items.length === 0) yield [];
  for (const item of items)
    for (const rest of permutations(items.filter((other) => other !== item))) yield [item, ...rest];
}

function* combinations<T>(lists: readonly (readonly T[])[]): Generator<readonly T[]> {
  const [first, ...rest] = lists;
  if (first === undefined) yield [];
  else for (const item of first) for (const others of combinations(rest)) yield [item, ...others];
}

const text = ({ writes, sources }: LocationOrder): string =>
  `${writes.join()} ${sources
    .map(([read, source]) => `${read}<${source}`)
    .sort()
    .join()}`;

it('finds what the definition of coherence and atomicity allows, each once', () => {
  const kind = fc.constantFrom('read', 'write', 'update');
  const step = fc.record({
    kind,
    reads: fc.integer({ min: 0, max: 2 }),
    value: fc.integer({ min: 0, max: 2 }),
  });
  const program = fc.array(fc.array(step, { maxLength: 3 }), { maxLength: 3 });
  fc.assert(
    fc.property(program, (threads) => {
      let event = 0;
      const steps = threads.map((thread) =>
        thread.map(({ kind: k, reads, value }): PlaceStep => {
          const read = event++;
          return k === 'update'
            ? { k, read, event: event++, reads, value }
            : { k: k === 'read' ? k : 'write', event: read, value };
        }),
      );
      if (steps.flat().filter(({ k }) => k !== 'read').length > 4) return;
      const found = locationOrders(0, steps, 100_000) ?? [];
      expect(found.map(text).sort()).toEqual(naively(0, steps).map(text).sort());
    }),
    { numRuns: 300 },
  );
});
