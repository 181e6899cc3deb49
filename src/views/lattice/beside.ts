/** What a lattice may be laid beside: the same program with one option flipped, or under another model. */
import { settingsOf, type Model, type RunNode, type Scenario, type Settings } from '../../state/index.ts';

export interface Under {
  readonly id: string;
  /** What it is called, and what the page's own options are then called. */
  readonly title: string;
  readonly own: string;
  readonly settings: Settings;
  readonly model: Model;
}

const MODELS: readonly Model[] = ['sc', 'tso', 'arm'];

/** Every single change of the page's options and model. */
export function flipsOf(scenario: Scenario, { settings, model }: RunNode): readonly Under[] {
  const base = settingsOf(scenario, settings);
  return [
    ...scenario.options.flatMap(({ name, values }) =>
      values
        .filter((value) => value !== base[name])
        .map((value) => ({
          id: `${name} ${value}`,
          title: `${name} = ${value}`,
          own: `${name} = ${base[name] ?? ''}`,
          settings: { ...base, [name]: value },
          model,
        })),
    ),
    ...MODELS.filter((one) => one !== model).map((one) => ({
      id: `model ${one}`,
      title: `model ${one}`,
      own: `model ${model}`,
      settings: base,
      model: one,
    })),
  ];
}

/** The change that the scenario's author expects to turn the verdict; null where no variant is just one change away. */
export function tellingFlip(scenario: Scenario, node: RunNode, flips: readonly Under[]): Under | null {
  const here = settingsOf(scenario, node.settings);
  const same = (a: Settings, b: Settings) => Object.entries(a).every(([name, value]) => b[name] === value);
  const variants = scenario.variants.map((one) => ({ ...one, settings: settingsOf(scenario, one.settings) }));
  const now = variants.find(({ settings, model }) => model === node.model && same(settings, here));
  if (!now) return null;
  const turning = variants.filter(({ expect }) => (expect === 'holds') !== (now.expect === 'holds'));
  return (
    flips.find((flip) =>
      turning.some(({ settings, model }) => model === flip.model && same(settings, flip.settings)),
    ) ?? null
  );
}
