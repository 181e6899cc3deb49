/** `smpscope matrix FILE`: every combination of options under every model, and which changes matter. The kernel's model is one
 *  of them where it speaks of all that the scenario has. */
import { safeJson } from '../base/index.ts';
import { matrixCells, smallestSwitches, type MatrixAnswer, type MatrixModel } from '../explore/index.ts';
import { kernelOf } from './explore-kernel.ts';
import { raisedLimit } from './limits.ts';
import { readModel, readSettings } from './settings.ts';
import { fullSettings, loadScenario } from './scenario-files.ts';
import { TaskPool } from './task-pool.ts';
import { onlyOne, readArguments, readCount, UserError } from './user-error.ts';

const DEFAULT_LIMIT = 1_000_000;
const MODELS: readonly MatrixModel[] = ['sc', 'tso', 'arm', 'lkmm'];

export async function runMatrix(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(args, {
    options: { type: 'string' },
    model: { type: 'string', multiple: true },
    set: { type: 'string', multiple: true },
    limit: { type: 'string' },
    json: { type: 'boolean' },
  });
  const file = loadScenario(onlyOne(positionals, 'a scenario file'));
  const { scenario } = file;
  const names = values.options?.split(',') ?? programOptions(file.scenario.options);
  const axes = names.map((name) => {
    const axis = scenario.options.find((one) => one.name === name);
    if (!axis) throw new UserError(`${file.path} has no option ${name}.`);
    return axis;
  });
  const asked = values.model?.map(readMatrixModel);
  const models = asked ?? MODELS;
  const states = values.limit === undefined ? DEFAULT_LIMIT : readCount(values.limit, 'limit');
  const base = { settings: fullSettings(scenario, readSettings(values.set ?? [])), model: scenario.model };
  const cells: MatrixAnswer<MatrixModel>[] = [];
  const pool = new TaskPool();
  const { path } = file;
  const waiting = matrixCells(axes, base, models).map(({ settings, model }) =>
    pool.run({ do: 'cell', path, settings, model, limit: states }),
  );
  for (const waited of waiting) {
    const cell = await waited;
    if (cell === null) continue;
    cells.push(cell);
    if (!values.json) printCell(names, cell);
  }
  await pool.close();
  if (asked?.includes('lkmm') === true && !cells.some(({ model }) => model === 'lkmm'))
    // Says what it does not speak of.
    kernelOf(file.path, file.text, scenario, base.settings);
  const switches = smallestSwitches(base.settings, cells);
  if (values.json) console.log(safeJson({ scenario: scenario.id, options: names, cells, switches }, 2));
  for (const { model, changes, from, to } of values.json ? [] : switches) {
    const changed = Object.entries(changes).map(([name, value]) => `${name} = ${value}`);
    console.log(`under ${model}, ${changed.join(' and ')} turns ${from} into ${to}`);
  }
  const bounded = cells.filter(({ verdict }) => verdict === 'bounded').length;
  if (!values.json && bounded > 0)
    console.log(`${bounded} reached ${states} states. ${raisedLimit('matrix', args, states)}`);
  return 0;
}

/** Options of the program; those of the hardware join only when named. */
function programOptions(options: readonly { readonly name: string; readonly kind: string }[]): string[] {
  return options.filter(({ kind }) => kind === 'program').map(({ name }) => name);
}

function readMatrixModel(text: string): MatrixModel {
  return text === 'lkmm' ? text : readModel(text);
}

function printCell(names: readonly string[], cell: MatrixAnswer<MatrixModel>): void {
  const settings = names.map((name) => `${name}=${cell.settings[name] ?? ''}`).join(' ');
  const counted = cell.model === 'lkmm' ? 'executions' : 'states';
  console.log(
    `${cell.model.padEnd(4)} ${settings}  ${[cell.verdict, ...cell.properties].join(' ')}  (${cell.states} ${counted})`,
  );
}
