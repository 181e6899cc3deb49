/**
 * What no interleaving ever does, in C's terms: statements never executed, conditions never true, loops never left,
 * arms never taken, interrupts never taken. Runs that are squashed do not count. Only of a complete search may `never`
 * be said.
 *
 * A statement issues in a step of its own or along with another step of its CPU, so every kind of step has to be looked
 * at once. Steps are alike when the same choice changes the same words behind the cells in the same way: a few
 * thousand kinds stand for all steps, and only those are traced.
 */
import { SQUASHED, STEPPED } from '../machine/index.ts';
import { lawfulStep } from './lawful-step.ts';
import { VOID } from './components.ts';
import { findGaps, type Gap } from './coverage-gaps.ts';
import { Tally } from './coverage-tally.ts';
import type { Graph } from './graph.ts';
import { searchedChoices } from './searched-choices.ts';

export interface Coverage {
  /** In the order of the code. */
  readonly gaps: readonly Gap[];
  /** Statements executed in some run, and all there are; each once for every way of calls that leads to it. */
  readonly executed: number;
  readonly statements: number;
  /** False where the search stopped early: gaps may then be filled by what was not explored. */
  readonly complete: boolean;
}

const STATES_A_SLICE = 500;

/** Finds the gaps of an explored graph; `flags` are those of its components. */
export function* findCoverage(graph: Graph, flags: Uint8Array): Generator<void, Coverage> {
  const { machine, store, expanded } = graph;
  const tally = new Tally(machine);
  const source = new Int32Array(machine.width + 1);
  const target = new Int32Array(machine.width + 1);
  const seen = new Set<string>();
  const skip = machine.cellWords;
  for (let state = 0; state < expanded; state++) {
    if (state % STATES_A_SLICE === 0) yield;
    if (((flags[state] as number) & VOID) !== 0) continue;
    store.load(state, source);
    const count = searchedChoices(machine, source, 0);
    const choices = machine.choices.slice(0, count);
    for (const choice of choices) {
      const status = lawfulStep(machine, source, choice, target);
      if (status === SQUASHED) continue;
      // Whether anything was written tells a compare-and-exchange that succeeds from one that fails.
      let kind = `${choice}${differ(source, target, skip) ? 'w' : ''}`;
      for (let word = skip; word < machine.width; word++) {
        if (source[word] !== target[word]) kind += ` ${word}:${source[word] ?? 0}>${target[word] ?? 0}`;
      }
      if (seen.has(kind)) continue;
      target[machine.width] = 0;
      const to = store.find(target);
      // What the search left out happens on other ways, too, and may be squashed here.
      if (to < 0 && status === STEPPED) continue;
      // A step into a squashed future does not exist; an ended state is stored under its property and does.
      if (to >= 0 && ((flags[to] as number) & VOID) !== 0) continue;
      seen.add(kind);
      tally.step(source, choice, target);
    }
  }
  return { ...findGaps(machine.program, tally.happened()), complete: graph.limit === null };
}

function differ(a: Int32Array, b: Int32Array, words: number): boolean {
  for (let word = 0; word < words; word++) if (a[word] !== b[word]) return true;
  return false;
}
