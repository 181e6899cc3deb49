import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createMachine, SQUASHED, VIOLATED, type Machine, type Model } from '../machine/index.ts';
import { compileScenario, instantiate } from '../scenario/index.ts';
import { Exploration } from './exploration.ts';
import type { RunKind } from './completion.ts';
import type { Edge, Node } from './graph-machine.ts';
import { naiveSearch, runKinds } from './naive-search.ts';
import { randomScenario } from './random-program.fixture.ts';
import { replay } from './replay.ts';

/** Beyond this the naive search takes too long. */
const NAIVE_STATES = 400;

/** The graph of a machine by plain enumeration; null when it is too large. Equal `cell`s: nothing but places moved. */
function enumerate(
  machine: Machine,
  from: Int32Array | null = null,
): { nodes: Node[]; numbers: ReadonlyMap<string, number>; labels: string[] } | null {
  const numbers = new Map<string, number>();
  const states: Int32Array[] = [];
  const stills = new Map<string, number>();
  const labels: string[] = [];
  const numberOf = (state: Int32Array): number => {
    const key = state.join();
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, states.length);
    return states.push(state) - 1;
  };
  const start = from ?? new Int32Array(machine.width);
  if (!from && machine.initial(start, 0) !== 0) return null;
  numberOf(start);
  const nodes: Node[] = [];
  for (let n = 0; n < states.length; n++) {
    if (states.length > NAIVE_STATES) return null;
    const state = states[n] as Int32Array;
    const { cpus, cells } = machine.decode(state, 0);
    const places = cpus.map((cpu, at) => [machine.place(state, 0, at), cpu.chart['mask'], cpu.pending]);
    const still = JSON.stringify([cells, places]);
    if (!stills.has(still)) stills.set(still, stills.size);
    const choices = machine.choices.slice(0, machine.enabled(state, 0));
    const edges: Edge[] = [];
    for (const choice of choices) {
      const next = new Int32Array(machine.width);
      const status = machine.step(state, 0, choice, next, 0);
      const property = machine.violated;
      const way = machine.inevitable(state, 0, choice);
      const kind = status === VIOLATED ? kindOf(machine, next) : 'real';
      if (kind === null) return null;
      if (status === SQUASHED || kind === 'void') edges.push({ to: 0, kind: 'squash', property: 0, way });
      else if (kind === 'held') edges.push({ to: 0, kind: 'held', property: 0, way });
      else if (status === VIOLATED) edges.push({ to: numberOf(next), kind: 'violate', property, way });
      else edges.push({ to: numberOf(next), kind: 'step', property: 0, way });
    }
    const finished = machine.isFinished(state, 0);
    // What kind of run a violation ends is told by `kindOf` already: nothing about it is left open.
    const goesOn = !machine.isEnded(state, 0);
    labels.push(finished ? machine.observe(state, 0).join() : '');
    nodes.push({
      end: finished ? 'finished' : null,
      cell: stills.get(still) ?? 0,
      place: 0,
      guessing: goesOn && machine.hasOpenGuess(state, 0),
      tentative: goesOn && machine.mayBeUndone(state, 0),
      holding: goesOn ? machine.holding(state, 0) : 0,
      inTheWay: machine.inTheWay(state, 0),
      edges,
    });
  }
  return { nodes, numbers, labels };
}

/** What kind of run one that ended by a violation is, when it goes on as if nobody had looked; null when too much lies
 *  ahead to tell. */
function kindOf(machine: Machine, ended: Int32Array): RunKind | null {
  const open = ended.slice();
  machine.reopen(open, 0);
  machine.passing = true;
  try {
    const ahead = enumerate(machine, open);
    return ahead && runKinds(ahead.nodes)(0);
  } finally {
    machine.passing = false;
  }
}

function machineOf(text: string, model: Model): Machine {
  const { scenario, diagnostics } = compileScenario(text, 'random');
  const program = scenario && instantiate(scenario, {}).program;
  if (!program) throw new Error(`${text}\n${JSON.stringify(diagnostics)}`);
  return createMachine(program, model);
}

describe('on random programs', () => {
  test(
    'verdicts, ends and fates are those of the naive search, and every witness replays',
    { timeout: 300_000 },
    () => {
      let compared = 0;
      const property = fc.property(
        randomScenario,
        fc.constantFrom<Model>('sc', 'tso', 'arm'),
        (text, model) => {
          // The naive search takes every guess; what a search leaves out is compared in searched-choices.test.ts.
          const machine = Object.assign(machineOf(text, model), { isNeedless: () => false });
          const graph = enumerate(machine);
          if (!graph) return;
          compared++;
          const naive = naiveSearch(graph.nodes);
          const exploration = new Exploration(machine, { states: 100_000, whole: true });
          exploration.advance(Number.POSITIVE_INFINITY);
          const fewer = new Exploration(machine, { states: 100_000 });
          fewer.advance(Number.POSITIVE_INFINITY);
          const { result, fates } = exploration;
          expect(result.states).toBe(graph.nodes.length);
          const finals = (kind: string) =>
            result.outcomes.filter((one) => one.kind === kind).reduce((sum, one) => sum + one.finals, 0);
          expect(finals('deadlock')).toBe(naive.deadlocks);
          expect(finals('livelock')).toBe(naive.livelocks);
          expect(finals('finished')).toBe(graph.nodes.filter(({ end }) => end).length);
          expect(result.outcomes.filter(({ kind }) => kind === 'finished')).toHaveLength(
            new Set(graph.labels.filter(Boolean)).size,
          );
          const slugs = new Set(
            graph.nodes.flatMap(({ edges }) =>
              edges
                .filter(({ kind }) => kind === 'violate')
                .map(({ property }) => machine.program.properties[property]?.slug),
            ),
          );
          expect(result.properties).toEqual([...slugs].sort());
          expect(fewer.result.properties).toEqual(result.properties);
          for (const [key, n] of graph.numbers) {
            const fate = naive.fates.get(n);
            const state = Int32Array.from(key.split(',').map(Number));
            if (fate !== undefined && !machine.isEnded(state, 0))
              expect([key, fates.fateOf(state), fewer.fates.fateOf(state)]).toEqual([key, fate, fate]);
          }
          for (const { witness, kind } of result.outcomes) {
            expect(replay(machine, witness, null)).toMatchObject({ problem: null, end: kind });
          }
        },
      );
      fc.assert(property, { numRuns: 150 });
      expect(compared).toBeGreaterThan(50);
    },
  );
});
