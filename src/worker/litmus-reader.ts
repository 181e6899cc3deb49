/** The compiler for litmus tests, as scenarios: a chunk of the thread that compiles. */
import { compileLitmusScenario, instantiateLitmus } from '../scenario/index.ts';
import type { Compiler } from './texts.ts';

export const litmusCompiler: Compiler = {
  compile: compileLitmusScenario,
  instantiate: (scenario, _settings, model) => instantiateLitmus(scenario, model),
};
