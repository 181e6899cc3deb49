import { describe, expect, test } from 'vitest';
import { createMachine, type Model } from '../machine/index.ts';
import { compileScenario, instantiate } from '../scenario/index.ts';
import { Exploration } from './exploration.ts';
import { buildLattice, type Lattice } from './lattice.ts';

const text = `scenario "store buffering"
arch x86
option mb = none | full
property seen "One of them sees the other."
int x, y;
cpu 0 { WRITE_ONCE(x, 1); if (mb == full) smp_mb(); int r = READ_ONCE(y); }
cpu 1 { WRITE_ONCE(y, 1); if (mb == full) smp_mb(); int r = READ_ONCE(x); }
final(cpu0.r == 1 || cpu1.r == 1, seen);
`;

function latticeOf(model: Model, settings: Readonly<Record<string, string>>): Lattice {
  const { scenario, diagnostics } = compileScenario(text, 'sb');
  if (!scenario) throw new Error(JSON.stringify(diagnostics));
  const { program } = instantiate(scenario, settings);
  if (!program) throw new Error('no program');
  const search = new Exploration(createMachine(program, model), { states: 10_000 });
  search.advance(Number.POSITIVE_INFINITY);
  const work = buildLattice(search.graph, search.fates);
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

describe('the lattice', () => {
  test('has every state and every step, from the start outwards', () => {
    const { nodes, edges, moves } = latticeOf('tso', { mb: 'none' });
    expect(nodes[0]).toMatchObject({ fate: 'open', depth: 0, end: null });
    expect(nodes.some(({ end, property }) => end === 'violated' && property === 'seen')).toBe(true);
    expect(new Set(moves.map(({ cpu }) => cpu))).toEqual(new Set([0, 1]));
    for (const { from, to } of edges) {
      const [a, b] = [nodes[from], nodes[to]];
      expect(b?.depth).toBeLessThanOrEqual((a?.depth ?? 0) + 1);
      // What is clear or doomed stays so.
      if (a?.fate === 'clear' || a?.fate === 'doomed') expect(b?.fate).toBe(a.fate);
    }
    for (const [at, { depth }] of nodes.entries()) {
      if (at > 0)
        expect(edges.some(({ from, to }) => to === at && nodes[from]?.depth === depth - 1)).toBe(true);
    }
  });

  test('a barrier closes the hole: no state is doomed', () => {
    const { nodes } = latticeOf('tso', { mb: 'full' });
    expect(new Set(nodes.map(({ fate }) => fate))).toEqual(new Set(['clear']));
  });
});
