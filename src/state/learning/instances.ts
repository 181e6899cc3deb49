/** Options and models that questions are asked under, as values and in words. */
import type { Model, Scenario, Settings } from '../answers.ts';
import { settingsOf } from '../selectors.ts';

/** A question that needs more has no answer here. */
export const LIMITS = { states: 1_500_000 };

/** From the strongest to the weakest: where something happens first it needs least of the machine. */
export const MODELS: readonly Model[] = ['sc', 'tso', 'arm'];

/** What of `other` differs from `here`, option by option, in words. */
export function differing(scenario: Scenario, here: Settings, other: Settings): readonly string[] {
  const [a, b] = [settingsOf(scenario, here), settingsOf(scenario, other)];
  return Object.keys(b)
    .filter((name) => a[name] !== b[name])
    .map((name) => `${name} = ${b[name] ?? ''}`);
}

/** Options that are not as the scenario has them, in words; null where all are. */
export function underWords(scenario: Scenario, settings: Settings): string | null {
  const changed = differing(scenario, {}, settings);
  return changed.length > 0 ? changed.join(', ') : null;
}
