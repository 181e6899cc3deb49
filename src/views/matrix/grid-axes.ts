/** Which options stand across a matrix and which down, and what its cells are. */
import type { Model, Scenario, Settings } from '../../state/index.ts';

type Option = Scenario['options'][number];

export interface GridAxes {
  readonly across: readonly Option[];
  readonly down: readonly Option[];
  /** Settings of each column within a model, of each row. */
  readonly columns: readonly Settings[];
  readonly rows: readonly Settings[];
}

/** As many rows as can be answered without asking for patience. */
const MOST_ROWS = 64;
const MOST_COLUMNS = 6;

/** The options that a matrix begins with: the scenario's own, in its order, while their combinations stay few. */
export function firstOptions(scenario: Scenario): readonly string[] {
  let count = 1;
  const own = scenario.options.filter(({ kind, name }) => kind === 'program' && name !== 'arch');
  const fitting = own.filter(({ values }) => {
    const fits = count * values.length <= MOST_ROWS;
    if (fits) count *= values.length;
    return fits;
  });
  return (fitting.length > 0 ? fitting : scenario.options.slice(0, 1)).map(({ name }) => name);
}

/** The later options go across while they fit beside each other under every model, the others down. */
export function gridAxes(scenario: Scenario, chosen: readonly string[]): GridAxes {
  const options = scenario.options.filter(({ name }) => chosen.includes(name));
  const across: Option[] = [];
  let width = 1;
  for (const option of [...options].reverse()) {
    const left = options.length - across.length;
    if (width * option.values.length > MOST_COLUMNS || (left === 1 && across.length > 0)) break;
    across.unshift(option);
    width *= option.values.length;
  }
  const down = options.filter((option) => !across.includes(option));
  return { across, down, columns: combinations(across), rows: combinations(down) };
}

function combinations(options: readonly Option[]): readonly Settings[] {
  return options.reduce<readonly Settings[]>(
    (all, { name, values }) =>
      all.flatMap((settings) => values.map((value) => ({ ...settings, [name]: value }))),
    [{}],
  );
}

/** How many columns or rows a value's heading spans at each place: `spans[option]` for the option with that index. */
export function spansOf(options: readonly Option[]): readonly number[] {
  return options.map((_, at) => options.slice(at + 1).reduce((span, { values }) => span * values.length, 1));
}

/** What a cell differs in from the settings on the page. */
export function changesOf(
  settings: Settings,
  shown: Settings,
): readonly { readonly name: string; readonly value: string; readonly now: string }[] {
  return Object.entries(settings)
    .filter(([name, value]) => shown[name] !== value)
    .map(([name, value]) => ({ name, value, now: shown[name] ?? '' }));
}

/** What a matrix has columns of: the machines' models, and the kernel's own, under which nothing runs. */
export type ColumnModel = Model | 'lkmm';

export interface CellPlace<M extends ColumnModel = ColumnModel> {
  readonly settings: Settings;
  readonly model: M;
}
