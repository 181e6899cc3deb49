/** A permalink as the command line takes it: the scenario, the program, and the steps up to where it opens. */
import { stateAfter } from '../explore/index.ts';
import type { Machine, Model, Program } from '../machine/index.ts';
import {
  isPacked,
  keyTable,
  openChoices,
  openSettings,
  parseLink,
  unknownScenario,
  unpackScenario,
} from '../permalink/index.ts';
import type { Settings } from '../scenario/index.ts';
import { bundledFile, compileText, loadScenario, makeProgram, type ScenarioFile } from './scenario-files.ts';
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
  const program = makeProgram(file, settings);
  const keys = openChoices(parsed.value, keyTable(program));
  if (!keys.ok) throw new UserError(keys.error.message);
  return { file, program, settings, model, keys: keys.value.slice(0, step), ahead: keys.value.slice(step) };
}

async function fileOf(id: string): Promise<ScenarioFile> {
  if (isPacked(id)) {
    const text = await unpackScenario(id);
    if (!text.ok) throw new UserError(text.error.message);
    return compileText('link', 'link', text.value);
  }
  const path = bundledFile(id);
  if (path === null) throw new UserError(unknownScenario(id).message);
  return loadScenario(path);
}

/** Options as a command line gives them. */
interface Wanted {
  readonly model?: string | undefined;
  readonly set?: readonly string[] | undefined;
}

/** Where to begin: a link's step, or the start of a file under some options. */
export async function openedFrom(what: string, { model, set = [] }: Wanted): Promise<OpenedLink> {
  if (what.includes('#')) return openLink(what);
  const file = loadScenario(what);
  const settings = readSettings(set);
  const program = makeProgram(file, settings);
  return { file, program, settings, model: readModel(model ?? file.scenario.model), keys: [], ahead: [] };
}

/** The state after some steps, null for the initial one. */
export function startOf(machine: Machine, keys: readonly string[]): Int32Array | null {
  if (keys.length === 0) return null;
  const state = stateAfter(machine, keys);
  if (!state) throw new UserError('The steps of this link cannot be played.');
  return state;
}
