/** The named interleaving that a link's choices are, or begin like. */
import type { Run } from '../explore/index.ts';
import type { Model } from '../machine/index.ts';
import { recognise, type Recognised } from '../permalink/index.ts';
import type { Settings } from '../scenario/index.ts';
import { playInterleaving, variantOf } from './checked.ts';
import { fullSettings, type ScenarioFile } from './scenario-files.ts';

/** Looks among the interleavings that the scenario has for these very settings. */
export function recogniseRun(
  file: ScenarioFile,
  settings: Settings,
  model: Model,
  run: Run,
): Recognised<Run> | null {
  const { scenario } = file;
  const full = fullSettings(scenario, settings);
  const isHere = (other: Settings) =>
    Object.entries(fullSettings(scenario, other)).every(([name, value]) => full[name] === value);
  const named = scenario.interleavings.flatMap((one) => {
    const variant = variantOf(file, one);
    return variant?.model === model && isHere(variant.settings)
      ? [{ ...one, run: playInterleaving(file, one) }]
      : [];
  });
  return recognise(run, named);
}
