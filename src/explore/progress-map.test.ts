import { describe, expect, test } from 'vitest';
import { createMachine, type Model } from '../machine/index.ts';
import { compileScenario, instantiate } from '../scenario/index.ts';
import { Exploration } from './exploration.ts';
import { buildLattice } from './lattice.ts';
import { mapProgress, type ProgressMap } from './progress-map.ts';
import { replay } from './replay.ts';

const text = `scenario "store buffering"
arch x86
option mb = none | full
property seen "One of them sees the other."
int x, y;
cpu 0 { WRITE_ONCE(x, 1); if (mb == full) smp_mb(); int r = READ_ONCE(y); }
cpu 1 { WRITE_ONCE(y, 1); if (mb == full) smp_mb(); int r = READ_ONCE(x); WRITE_ONCE(x, 3); }
final(cpu0.r == 1 || cpu1.r == 1 || cpu0.r == 3, seen);
`;

function done<T>(work: Generator<void, T>): T {
  for (;;) {
    const { done: over, value } = work.next();
    if (over) return value;
  }
}

function explored(model: Model, mb: string) {
  const { scenario } = compileScenario(text, 'sb');
  const { program } = scenario ? instantiate(scenario, { mb }) : { program: null };
  if (!program) throw new Error('no program');
  const machine = createMachine(program, model);
  const search = new Exploration(machine, { states: 10_000 });
  search.advance(Number.POSITIVE_INFINITY);
  return { machine, search };
}

const sum = (map: ProgressMap, what: 'open' | 'clear' | 'doomed' | 'turns' | 'broken' | 'finished') =>
  map.cells.reduce((all, cell) => all + cell[what], 0);

describe('the progress map', () => {
  test.each(['sc', 'tso', 'arm'] as const)('%s: counts what the lattice shows state by state', (model) => {
    const { search } = explored(model, 'none');
    const map = done(mapProgress(search.graph, search.flags, null));
    const { nodes, edges } = done(buildLattice(search.graph, search.fates));
    const turns = new Set(
      edges.flatMap(({ from, to }) =>
        nodes[from]?.fate === 'open' && nodes[to]?.fate === 'doomed' ? [to] : [],
      ),
    );
    for (const fate of ['open', 'clear', 'doomed'] as const)
      expect(sum(map, fate)).toBe(nodes.filter((node) => node.fate === fate).length);
    expect(sum(map, 'turns')).toBe(turns.size);
    expect(sum(map, 'broken')).toBe(nodes.filter(({ end }) => end === 'violated').length);
    expect(sum(map, 'finished')).toBe(nodes.filter(({ end }) => end === 'finished').length);
  });

  test('the way to a cell takes that many steps of each CPU and is possible', () => {
    const { machine, search } = explored('tso', 'none');
    const { axes, cells, ways } = done(mapProgress(search.graph, search.flags, null));
    // The second CPU has a statement more.
    expect(axes).toEqual([1, 0]);
    for (const { x, y, way, turns } of cells) {
      const keys: string[] = [];
      for (let at = way; at > 0; at = ways.parents[at] ?? 0)
        keys.unshift(ways.keys[ways.choices[at] ?? 0] ?? '');
      const run = replay(machine, keys, search.fates);
      expect(run.problem).toBeNull();
      const moved = run.steps.map(({ trace }) => trace.info.cpu);
      expect([moved.filter((cpu) => cpu === 1).length, moved.filter((cpu) => cpu === 0).length]).toEqual([
        x,
        y,
      ]);
      if (turns > 0) expect(run.steps.at(-1)?.fate).toBe('doomed');
    }
  });

  test('other axes count the same states; a barrier closes the hole', () => {
    const { search } = explored('tso', 'full');
    const map = done(mapProgress(search.graph, search.flags, [0, 1]));
    expect(map.axes).toEqual([0, 1]);
    expect(sum(map, 'doomed') + sum(map, 'open')).toBe(0);
    expect(sum(map, 'clear')).toBe(search.graph.store.size);
  });
});
