/**
 * The Linux-kernel memory model in `check` and `matrix`: variants that say `model lkmm` must get what they expect; under
 * `check --model lkmm` every other variant is judged too, against what its machine is expected to do.
 */
import { safeJson } from '../base/index.ts';
import type { MatrixAnswer, MatrixModel } from '../explore/index.ts';
import type { KernelVariant, Settings, Variant } from '../scenario/index.ts';
import { counted } from './counted.ts';
import type { CheckedVariant } from './checked.ts';
import { kernelOf } from './explore-kernel.ts';
import { judgeKernelScenario, KERNEL_LIMITS } from './kernel-verdict.ts';
import { fullSettings, type ScenarioFile } from './scenario-files.ts';
import { UserError } from './user-error.ts';

/** Milliseconds for a cell of a matrix. */
const CELL_LIMITS = { ms: 10_000 };

/** A UserError where the scenario has what the model does not speak of. */
export function checkKernelVariant(file: ScenarioFile, variant: KernelVariant): CheckedVariant {
  const { id, title, settings, expect, properties: expected } = variant;
  const made = kernelOf(file.path, file.text, file.scenario, settings);
  const { verdict, properties, states, ms } = judgeKernelScenario(made, KERNEL_LIMITS);
  return {
    id,
    title,
    options: fullSettings(file.scenario, settings),
    model: 'lkmm',
    expect: [expect, ...expected].join(' '),
    verdict,
    properties,
    states,
    steps: 0,
    ms: Math.round(ms * 10) / 10,
    witness: null,
    ok: verdict === expect && expected.every((slug) => properties.includes(slug)),
  };
}

/** One cell of a matrix; null where the model does not speak of what the scenario has. */
export function kernelCell(file: ScenarioFile, settings: Settings): MatrixAnswer<MatrixModel> | null {
  try {
    const made = kernelOf(file.path, file.text, file.scenario, settings);
    const { verdict, properties, states, ms } = judgeKernelScenario(made, CELL_LIMITS);
    return { settings, model: 'lkmm', verdict, properties, states, ms, witness: null };
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

interface CheckedKernelVariant {
  readonly id: string;
  readonly title: string;
  readonly options: Readonly<Record<string, string>>;
  readonly model: 'lkmm';
  /** Of the variant's own model. */
  readonly expect: string;
  /** Null where the scenario has something that the model does not speak of; `refused` says what. */
  readonly verdict: string | null;
  readonly refused: string | null;
  readonly properties: readonly string[];
  readonly states: number;
  readonly steps: 0;
  readonly ms: number;
  readonly witness: null;
  readonly ok: boolean;
}

/** What a machine does the kernel's model must allow: a variant that is violated on one is violated here. That one holds on
 *  a machine says nothing here, where more is allowed. */
export function checkKernel(files: readonly ScenarioFile[], json: boolean): number {
  const scenarios = files.map((file) => ({
    id: file.scenario.id,
    file: file.path,
    warnings: file.warnings,
    variants: [
      ...file.scenario.variants.map((variant) => checked(file, variant)),
      ...(file.scenario.kernelVariants ?? []).map((variant): CheckedKernelVariant => {
        const { ok, ...found } = checkKernelVariant(file, variant);
        return { ...found, model: 'lkmm', steps: 0, witness: null, refused: null, ok };
      }),
    ],
    interleavings: [],
    claims: file.scenario.claims.map(({ id, by, shownBy }) => ({ id, by, shownBy })),
  }));
  if (json) console.log(safeJson({ scenarios }, 2));
  else
    for (const { id, variants } of scenarios) {
      console.log(id);
      for (const variant of variants) console.log(line(variant));
    }
  const variants = scenarios.flatMap((scenario) => scenario.variants);
  if (variants.length > 0 && variants.every(({ refused }) => refused !== null)) return 2;
  return variants.every(({ ok }) => ok) ? 0 : 1;
}

function checked(file: ScenarioFile, variant: Variant): CheckedKernelVariant {
  const { id, title, settings, expect, properties: expected } = variant;
  const about = {
    id,
    title,
    options: fullSettings(file.scenario, settings),
    model: 'lkmm',
    expect: [expect, ...expected].join(' '),
    steps: 0,
    witness: null,
  } as const;
  try {
    const made = kernelOf(file.path, file.text, file.scenario, settings);
    const { verdict, properties, states, ms } = judgeKernelScenario(made, KERNEL_LIMITS);
    const violates =
      expected.length > 0 ? expected.some((slug) => properties.includes(slug)) : verdict === 'violated';
    const ok = expect !== 'violated' || violates || verdict === 'bounded';
    return { ...about, verdict, refused: null, properties, states, ms: Math.round(ms * 10) / 10, ok };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { ...about, verdict: null, refused: error.message, properties: [], states: 0, ms: 0, ok: true };
  }
}

function line({ id, ok, verdict, properties, refused, states, ms, expect }: CheckedKernelVariant): string {
  if (refused !== null) return `  --   ${id.padEnd(28)} ${refused.split('\n')[0] ?? ''}`;
  const found = [verdict ?? '', ...properties].join(' ');
  const answer = ok ? found : `${found}, but it is expected to be: ${expect}`;
  return `  ${ok ? 'ok  ' : 'FAIL'} ${id.padEnd(28)} lkmm ${answer}  (${counted(states, 'execution')}, ${ms} ms)`;
}
