import { expect, test } from 'vitest';
import { buildLattice, Exploration, replay } from '../explore/index.ts';
import { createMachine } from '../machine/index.ts';
import { compileScenario, instantiate } from '../scenario/index.ts';
import { engrave } from '../score/index.ts';
import { graphviz, mermaid } from './index.ts';

const text = `scenario "a; flag"
arch x86
property old "Old data."
int x;
cpu 0 "sends" { WRITE_ONCE(x, 1); smp_call_function(true); }
cpu 1 "looks" { int r = READ_ONCE(x); }
final(cpu1.r == 1, old);
`;

function searched() {
  const { scenario, diagnostics } = compileScenario(text, 'own');
  const program = scenario && instantiate(scenario, {}).program;
  if (!program) throw new Error(diagnostics[0]?.message);
  const exploration = new Exploration(createMachine(program, 'tso'), { states: 1000 });
  exploration.advance(Number.POSITIVE_INFINITY);
  return { program, exploration };
}

test('a run as a sequence diagram: reads, writes, interrupts, how it ends', () => {
  const { program, exploration } = searched();
  const run = replay(exploration.graph.machine, exploration.result.witness ?? [], null);
  const lines = mermaid(engrave(program, run), 'a; flag').split('\n');
  expect(lines.slice(0, 7)).toEqual([
    '---',
    'title: "a; flag"',
    '---',
    'sequenceDiagram',
    '  participant P0 as CPU 0: sends',
    '  participant P1 as CPU 1: looks',
    '  participant M as memory',
  ]);
  expect(lines).toContain('  M-->>P1: r = READ_ONCE(x) → 0');
  expect(lines).toContain('  P0->>M: WRITE_ONCE(x, 1)');
  expect(lines).toContain('  P0-)P1: call_function');
  expect(lines).toContain('  Note over P1: smp_store_release(&csd_lock[this_cpu], 0), not visible yet');
  expect(lines).toContain('  P1->>M: csd_lock[1] = 0 becomes visible');
  expect(lines).toContain('  Note over P0,P1: ✕ old');
});

test('all interleavings as a graph: a node for each state, an edge for each step', () => {
  const { program, exploration } = searched();
  const work = buildLattice(exploration.graph, exploration.fates);
  let step = work.next();
  while (!step.done) step = work.next();
  const dot = graphviz(step.value, program, 'a "flag"');
  expect(dot.match(/^ {2}n\d+ \[/gm)).toHaveLength(step.value.nodes.length);
  expect(dot.match(/ -> /g)).toHaveLength(step.value.edges.length);
  expect(dot).toContain('label="a \\"flag\\""');
  expect(dot).toContain('label="✕ old"');
  expect(dot).toContain('[label="CPU 1: r = READ_ONCE(x)');
});
