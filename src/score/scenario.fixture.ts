/** The score of an interleaving that a scenario's text has, played on the real machine. */
import { playSchedule } from '../explore/index.ts';
import { createMachine } from '../machine/index.ts';
import { compileScenario, instantiate } from '../scenario/index.ts';
import { engrave } from './engrave.ts';
import type { Score } from './score.ts';

export function scoreOf(text: string, name: string): Score {
  const { scenario } = compileScenario(text, 'fixture');
  const interleaving = scenario?.interleavings.find(({ id }) => id === name);
  const variant = scenario?.variants.find(({ id }) => id === interleaving?.of);
  const program = scenario && variant && instantiate(scenario, variant.settings).program;
  if (!program || !interleaving) throw new Error(`${name} is not there or does not compile`);
  return engrave(program, playSchedule(createMachine(program, variant.model), interleaving, null));
}
