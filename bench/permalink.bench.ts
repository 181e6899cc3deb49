/** How long links are: the longest witness or written interleaving of every bundled scenario, and 60 steps of one. */
import { Exploration, playSchedule, stateAfter } from '../src/explore/index.ts';
import { createMachine, SQUASHED, type Machine } from '../src/machine/index.ts';
import { formatLink, keyTable } from '../src/permalink/index.ts';
import { instantiate, type Scenario } from '../src/scenario/index.ts';
import { bundledScenarios } from './bundled-scenarios.ts';
import type { Row } from './row.ts';

const SITE = 'http://localhost:4173/#';
const STEPS = 60;

export function measure(): Promise<readonly Row[]> {
  const links = bundledScenarios().flatMap((scenario) => linksOf(scenario));
  const longest = links.reduce((a, b) => (a.length > b.length ? a : b));
  const sixty = links
    .filter(({ steps }) => steps >= STEPS - 5)
    .map(({ perStep, length, steps }) => length + (STEPS - steps) * perStep);
  const most = Math.round(Math.max(...sixty));
  return Promise.resolve([
    {
      what: `permalink to a ${STEPS}-step interleaving, the longest of ${sixty.length}`,
      budget: '≤ 200 characters',
      figure: sixty.length > 0 ? `${most} characters` : 'none is so long',
      within: sixty.length === 0 || most <= 200,
    },
    {
      what: `longest permalink of ${links.length} (${longest.steps} steps)`,
      budget: '',
      figure: `${longest.length} characters`,
    },
  ]);
}

interface Measured {
  readonly steps: number;
  readonly length: number;
  readonly perStep: number;
}

/** Links of all written interleavings, witnesses, and one random run of 60 steps per variant where it goes that far. */
function linksOf(scenario: Scenario): Measured[] {
  const measured: Measured[] = [];
  for (const { id, settings, model } of scenario.variants) {
    const { program } = instantiate(scenario, settings);
    if (!program) continue;
    const machine = createMachine(program, model);
    const runs = scenario.interleavings
      .filter(({ of }) => of === id)
      .map((one) => playSchedule(machine, one, null).steps.map(({ key }) => key));
    const exploration = new Exploration(machine, { states: 1_000_000, paths: false });
    exploration.advance(Number.POSITIVE_INFINITY);
    runs.push(...exploration.result.outcomes.map(({ witness }) => [...witness]), wander(machine));
    for (const keys of runs) {
      const link = { scenario: scenario.id, text: scenario.text, settings, model, keys, step: keys.length };
      const { length } = SITE + formatLink(link, keyTable(program));
      const empty = (SITE + formatLink({ ...link, keys: [], step: 0 }, keyTable(program))).length;
      measured.push({ steps: keys.length, length, perStep: (length - empty) / Math.max(1, keys.length) });
    }
  }
  return measured;
}

/** A run that takes turns as a person does: the same random numbers every time, squashed futures avoided. */
function wander(machine: Machine): string[] {
  let random = 7;
  const below = (limit: number) => (random = (Math.imul(random, 1103515245) + 12345) >>> 0) % limit;
  const keys: string[] = [];
  const next = new Int32Array(machine.width);
  while (keys.length < STEPS) {
    const state = stateAfter(machine, keys);
    if (!state) break;
    const choices = machine.choices.slice(0, machine.enabled(state, 0));
    const possible = choices.filter((choice) => machine.step(state, 0, choice, next, 0) !== SQUASHED);
    const choice = possible[below(Math.max(1, possible.length))];
    if (choice === undefined) break;
    keys.push(machine.choiceInfo(state, 0, choice).key);
  }
  return keys;
}
