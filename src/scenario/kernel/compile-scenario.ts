/** A scenario's text as a program for the Linux-kernel memory model. */
import type { Scenario, Settings } from '../api.ts';
import { instantiate } from '../checked.ts';
import { type CompiledKernelScenario, kernelOfInstance } from './program.ts';
import { kernelSettings } from './settings.ts';

export function compileKernelScenario(scenario: Scenario, settings: Settings): CompiledKernelScenario {
  return kernelOfInstance(instantiate(scenario, kernelSettings(settings)));
}
