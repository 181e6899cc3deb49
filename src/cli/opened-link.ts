/** A permalink as the command line takes it: the scenario, the program, and the steps up to where it opens. */
import { replay, stateAfter, translate } from '../explore/index.ts';
import { createMachine, type Machine, type Model, type Program } from '../machine/index.ts';
import {
  isPacked,
  keyTable,
  openChoices,
  openSettings,
  otherReadings,
  parseLink,
  unknownScenario,
  unpackScenario,
} from '../permalink/index.ts';
import type { Settings } from '../scenario/index.ts';
import {
  bundledFile,
  compileRunnable,
  loadRunnable,
  makeProgram,
  type ScenarioFile,
} from './scenario-files.ts';
import { readModel, readSettings } from './settings.ts';
import { UserError } from './user-error.ts';

export interface OpenedLink {
  readonly file: ScenarioFile;
  readonly program: Program;
  readonly settings: Settings;
  readonly model: Model;
  /** Choice keys up to the link's step. */
  readonly keys: readonly string[];
  /** The link's steps beyond it. */
  readonly ahead: readonly string[];
}

/** Opens a link; what is odd about it but does not hinder goes to stderr. */
export async function openLink(link: string): Promise<OpenedLink> {
  const parsed = parseLink(link);
  if (!parsed.ok) throw new UserError(parsed.error.message);
  const { scenario: id, model, step } = parsed.value;
  const file = await fileOf(id);
  const { settings, problems } = openSettings(parsed.value, file.text, file.scenario.options);
  for (const { message } of problems) console.error(message);
  const program = makeProgram(file, settings, model);
  const table = keyTable(program);
  const keys = openChoices(parsed.value, table);
  const isChanged = problems.some(({ code }) => code === 'changed-text');
  const now = keys.ok ? keys.value : [];
  const machine = createMachine(program, model);
  const { problem, passed = [] } = replay(machine, now, null);
  if (keys.ok && (!isChanged || !problem)) {
    const played = (one: readonly string[], from: number) =>
      one.filter((_, nth) => !passed.includes(from + nth));
    const [before, ahead] = [now.slice(0, step), now.slice(step)];
    return { file, program, settings, model, keys: played(before, 0), ahead: played(ahead, step) };
  }
  const others = otherReadings(parsed.value.choices, table).map((one) => one.keys);
  if (!keys.ok && others.length === 0) throw new UserError(keys.error.message);
  const told = toldToday(machine, keys.ok ? [now, ...others] : others, step);
  return { file, program, settings, model, ...told };
}

/** The steps of a link to an older text, given what they may mean: as they are, else by what they do. */
function toldToday(
  machine: Machine,
  readings: readonly (readonly string[])[],
  step: number,
): Pick<OpenedLink, 'keys' | 'ahead'> {
  const played = readings.find((keys) => !replay(machine, keys, null).problem);
  if (played) {
    console.error('Its steps are told by the names that their statements have today.');
    return { keys: played.slice(0, step), ahead: played.slice(step) };
  }
  const [best] = readings
    .map((keys) => translate(machine, { machine: null, keys }, null, false))
    .sort((a, b) => a.left + a.gone - b.left - b.gone);
  const { run, positions, broken, gone } =
    best ?? translate(machine, { machine: null, keys: [] }, null, false);
  console.error(
    [
      'Its steps are told by what they do, each statement’s reads and writes in their old order.',
      ...(gone > 0 ? [`Gone with their statement: ${gone} ${gone === 1 ? 'step' : 'steps'}.`] : []),
      ...(broken ? [`Step ${broken.step} is not possible. ${broken.why}`] : []),
    ].join(' '),
  );
  const keys = run.steps.map(({ key }) => key);
  const at = positions.findIndex((one) => one >= step);
  const here = at < 0 ? keys.length : at;
  return { keys: keys.slice(0, here), ahead: keys.slice(here) };
}

async function fileOf(id: string): Promise<ScenarioFile> {
  if (isPacked(id)) {
    const text = await unpackScenario(id);
    if (!text.ok) throw new UserError(text.error.message);
    return compileRunnable('link', 'link', text.value);
  }
  const path = bundledFile(id);
  if (path === null) throw new UserError(unknownScenario(id).message);
  return loadRunnable(path);
}

/** Options as a command line gives them. */
interface Wanted {
  readonly model?: string | undefined;
  readonly set?: readonly string[] | undefined;
}

/** Where to begin: a link's step, or the start of a file under some options. */
export async function openedFrom(what: string, { model, set = [] }: Wanted): Promise<OpenedLink> {
  if (what.includes('#')) return openLink(what);
  const file = loadRunnable(what);
  const settings = readSettings(set);
  const wanted = readModel(model ?? file.scenario.model);
  const program = makeProgram(file, settings, wanted);
  return { file, program, settings, model: wanted, keys: [], ahead: [] };
}

/** The state after some steps, null for the initial one. */
export function startOf(machine: Machine, keys: readonly string[]): Int32Array | null {
  if (keys.length === 0) return null;
  const state = stateAfter(machine, keys);
  if (!state) throw new UserError('The steps of this link cannot be played.');
  return state;
}
