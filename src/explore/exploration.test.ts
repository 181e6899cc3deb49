import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Exploration, explore } from './exploration.ts';
import { graphMachine, type Node } from './graph-machine.ts';
import { naiveSearch } from './naive-search.ts';
import { replay } from './replay.ts';

const edges = (size: number, forward: number | null) =>
  fc.array(
    fc.record({
      to:
        forward === null ? fc.nat(size - 1) : fc.integer({ min: Math.min(forward, size - 1), max: size - 1 }),
      kind: fc.constantFrom(
        'step' as const,
        'step' as const,
        'step' as const,
        'squash' as const,
        'violate' as const,
        'report' as const,
      ),
      property: fc.nat(1),
      // Two of CPU 0, one of CPU 1.
      way: fc.constantFrom(-1, -1, 0, 1, 1 << 24),
    }),
    { maxLength: 3 },
  );

const node = (size: number, forward: number | null): fc.Arbitrary<Node> =>
  fc.record({
    end: fc.constantFrom(null, null, null, 'finished' as const),
    cell: fc.nat(2),
    place: fc.nat(1),
    guessing: fc.boolean(),
    tentative: fc.boolean(),
    holding: fc.constantFrom(0, 0, 1, 2, 3),
    inTheWay: fc.constantFrom(0, 0, 1, 2),
    edges: edges(size, forward),
  });

const cyclicGraph = fc
  .integer({ min: 1, max: 14 })
  .chain((size) => fc.array(node(size, null), { minLength: size, maxLength: size }));
const forwardGraph = fc
  .integer({ min: 1, max: 14 })
  .chain((size) => fc.tuple(...Array.from({ length: size }, (_, nth) => node(size, nth))));

/** As the real machine: a finished run goes nowhere, and no cycle leads through a report. */
const tidy = (nodes: readonly Node[]): Node[] =>
  nodes.map((node, nth) => ({
    ...node,
    edges: node.end
      ? []
      : node.edges.map((edge) =>
          edge.kind === 'report' && edge.to <= nth ? { ...edge, kind: 'step' } : edge,
        ),
  }));

const unreported = (nodes: readonly Node[]): Node[] =>
  nodes.map((node) => ({
    ...node,
    edges: node.edges.map((edge) => (edge.kind === 'report' ? { ...edge, kind: 'step' } : edge)),
  }));

function compare(nodes: readonly Node[]): void {
  const machine = graphMachine(nodes);
  const exploration = new Exploration(machine, { states: 1000 });
  exploration.advance(Number.POSITIVE_INFINITY);
  const { result, fates } = exploration;
  const naive = naiveSearch(nodes);
  expect(result.properties).toEqual(naive.properties);
  const finals = (kind: string) => result.outcomes.filter((outcome) => outcome.kind === kind);
  expect(finals('deadlock')[0]?.finals ?? 0).toBe(naive.deadlocks);
  expect(finals('livelock')[0]?.finals ?? 0).toBe(naive.livelocks);
  expect(Object.fromEntries(finals('finished').map(({ label, finals }) => [label, finals]))).toEqual(
    naive.finals,
  );
  const state = new Int32Array(machine.width);
  for (const [n, fate] of naive.fates) {
    state.set([nodes[n]?.cell ?? 0, n * 1001, 0, -7]);
    expect([n, fates.fateOf(state)]).toEqual([n, fate]);
  }
  for (const { label, witness, kind, interleavings } of result.outcomes) {
    expect([label, witness.length]).toEqual([label, naive.shortest[label]]);
    const run = replay(machine, witness, fates);
    expect(run.problem).toBeNull();
    expect(run.end === 'violated' || run.end === kind).toBe(true);
    if (interleavings !== null && label in naive.paths)
      expect([label, Number(interleavings)]).toEqual([label, naive.paths[label]]);
  }
}

describe('exploration', () => {
  test('agrees with the naive search on graphs with cycles', () => {
    fc.assert(
      fc.property(cyclicGraph, (nodes) => compare(tidy(unreported(nodes)))),
      { numRuns: 1500 },
    );
  });

  test('agrees with the naive search on graphs without longer cycles, numbers of interleavings included', () => {
    fc.assert(
      fc.property(forwardGraph, (nodes) => compare(tidy(nodes))),
      { numRuns: 1500 },
    );
  });

  test('counts interleavings far beyond 64 bits exactly', () => {
    const step = (to: number) => ({ to, kind: 'step' as const, property: 0, way: 0 });
    const links = Array.from({ length: 200 }, (_, nth) => ({
      end: null,
      cell: 0,
      place: 0,
      guessing: false,
      tentative: false,
      holding: 0,
      inTheWay: 0,
      edges: [step(nth + 1), step(nth + 1), step(nth + 1)],
    }));
    const last = {
      end: 'finished' as const,
      cell: 1,
      place: 0,
      guessing: false,
      tentative: false,
      holding: 0,
      inTheWay: 0,
      edges: [],
    };
    const result = explore(graphMachine([...links, last]), { states: 1000 });
    expect(result.outcomes).toHaveLength(1);
    expect(result.outcomes[0]?.interleavings).toBe(String(3n ** 200n));
    expect(result.states).toBe(201);
  });

  test('a limit gives bounded, never holds, and fates that the unexplored could change are unknown', () => {
    const nodes = Array.from({ length: 50 }, (_, nth) => ({
      end: null,
      cell: 0,
      place: nth,
      guessing: false,
      tentative: false,
      holding: 0,
      inTheWay: 0,
      edges: [{ to: (nth + 1) % 50, kind: 'step' as const, property: 0, way: 0 }],
    }));
    const result = explore(graphMachine(nodes), { states: 10 });
    expect(result).toMatchObject({
      verdict: 'bounded',
      limit: 'states',
      fates: { open: 0, doomed: 0, clear: 0 },
    });
    expect(explore(graphMachine(nodes), { states: 50 }).verdict).toBe('livelock');
  });

  test('works in slices and can be cancelled', () => {
    const nodes = Array.from({ length: 400 }, (_, nth) => ({
      end: nth === 399 ? ('finished' as const) : null,
      cell: 0,
      place: nth,
      guessing: false,
      tentative: false,
      holding: 0,
      inTheWay: 0,
      edges: nth === 399 ? [] : [{ to: nth + 1, kind: 'step' as const, property: 0, way: 0 }],
    }));
    const exploration = new Exploration(graphMachine(nodes), { states: 1000 });
    let slices = 1;
    while (!exploration.advance(0)) slices++;
    expect(slices).toBeGreaterThan(5);
    expect(exploration.result.verdict).toBe('holds');
    const cancelled = new Exploration(graphMachine(nodes), { states: 1000 });
    cancelled.advance(0);
    cancelled.cancel();
    while (!cancelled.advance(0));
    expect(cancelled.result).toMatchObject({ verdict: 'bounded', limit: 'cancelled' });
  });
});
