/**
 * Options × models: which cells there are, in which order they are worth exploring, and what the answers teach: the
 * smallest changes of options that turn a good cell into a bad one and back.
 */
import type { Model } from '../machine/index.ts';
import type { VerdictKind } from './api.ts';

/** An option with its possible values, as far as the matrix cares. */
export interface MatrixAxis {
  readonly name: string;
  readonly values: readonly string[];
}

type Settings = Readonly<Record<string, string>>;

/** The machines' models, and the kernel's, under which nothing runs: others answer for it. */
export type MatrixModel = Model | 'lkmm';

export interface MatrixCell<M extends MatrixModel = Model> {
  readonly settings: Settings;
  readonly model: M;
}

export interface MatrixAnswer<M extends MatrixModel = Model> extends MatrixCell<M> {
  readonly verdict: VerdictKind;
  readonly properties: readonly string[];
  readonly states: number;
  readonly ms: number;
  /** Steps of the shortest witness, null where there is none. */
  readonly witness: readonly string[] | null;
}

/** A smallest set of changes to `from` that turns its verdict, under one model. */
export interface Switch {
  readonly model: MatrixModel;
  readonly changes: Settings;
  readonly from: VerdictKind;
  readonly to: VerdictKind;
}

const MODELS: readonly Model[] = ['sc', 'tso', 'arm'];
const ALL_MODELS: readonly MatrixModel[] = [...MODELS, 'lkmm'];

/** All cells, those nearest to `base` first (by how many options differ), and of those the base's own model first. */
export function matrixCells<M extends MatrixModel = Model>(
  axes: readonly MatrixAxis[],
  base: MatrixCell,
  models: readonly M[],
): MatrixCell<M>[] {
  let combinations: Settings[] = [{ ...base.settings }];
  for (const { name, values } of axes) {
    combinations = combinations.flatMap((settings) =>
      values.map((value) => ({ ...settings, [name]: value })),
    );
  }
  const cells = combinations.flatMap((settings) => models.map((model) => ({ settings, model })));
  const rank = (cell: MatrixCell<M>) =>
    differences(base.settings, cell.settings).length * (ALL_MODELS.length + 1) +
    (cell.model === base.model ? 0 : 1 + ALL_MODELS.indexOf(cell.model));
  // Sorting is stable: cells of one rank stay in the order of the options' values.
  return cells.sort((a, b) => rank(a) - rank(b));
}

/**
 * The smallest sets of changes, by inclusion, that turn the verdict of a cell with the base's settings from good to bad
 * or back, model by model. Cells without an answer (bounded, not yet explored) prove nothing.
 */
export function smallestSwitches(base: Settings, answers: readonly MatrixAnswer<MatrixModel>[]): Switch[] {
  const switches: Switch[] = [];
  for (const model of ALL_MODELS) {
    const cells = answers.filter((one) => one.model === model && one.verdict !== 'bounded');
    const from = cells.find(({ settings }) => differences(base, settings).length === 0);
    if (!from) continue;
    const turned = cells
      .filter(({ verdict }) => (verdict === 'holds') !== (from.verdict === 'holds'))
      .map(({ settings, verdict }) => ({ changed: differences(base, settings), settings, verdict }))
      .sort((a, b) => a.changed.length - b.changed.length);
    const smallest: typeof turned = [];
    for (const one of turned) {
      const includes = smallest.some(({ changed, settings }) =>
        changed.every((name) => settings[name] === one.settings[name]),
      );
      if (!includes) smallest.push(one);
    }
    for (const { changed, settings, verdict } of smallest) {
      const changes = Object.fromEntries(changed.map((name) => [name, settings[name] ?? '']));
      switches.push({ model, changes, from: from.verdict, to: verdict });
    }
  }
  return switches;
}

function differences(a: Settings, b: Settings): string[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((name) => a[name] !== b[name]);
}
