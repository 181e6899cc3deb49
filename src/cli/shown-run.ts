/** The run that a command is about: a link's, a named interleaving, or the shortest bad one. */
import { explore, replay, type Run } from '../explore/index.ts';
import { createMachine, type Model, type Program } from '../machine/index.ts';
import type { Interleaving, Settings } from '../scenario/index.ts';
import { playInterleaving, variantOf } from './checked.ts';
import { DEFAULT_LIMIT } from './limits.ts';
import { openLink } from './opened-link.ts';
import { recogniseRun } from './recognised.ts';
import { makeMachine, makeProgram, type ScenarioFile } from './scenario-files.ts';
import { readModel, readSettings } from './settings.ts';
import { UserError } from './user-error.ts';

export interface Shown {
  readonly file: ScenarioFile;
  readonly program: Program;
  readonly settings: Settings;
  readonly model: Model;
  readonly run: Run;
  readonly title: string;
  /** What was played, where it is one of the file's. */
  readonly interleaving?: Interleaving;
}

export interface Wanted {
  readonly interleaving?: string | undefined;
  readonly witness?: boolean | undefined;
  readonly model?: string | undefined;
  readonly set?: readonly string[] | undefined;
}

/** The run of a file that is named or searched for; null where neither is wanted. */
export function runOfFile(
  file: ScenarioFile,
  { interleaving: name, witness: wantsWitness, model: wanted, set = [] }: Wanted,
): Shown | null {
  const { scenario } = file;
  if (name !== undefined) {
    const interleaving = scenario.interleavings.find(({ id }) => id === name);
    if (!interleaving) {
      const names = scenario.interleavings.map(({ id }) => id).join(', ') || 'none';
      throw new UserError(`${file.path} has no interleaving ${name}; it has ${names}.`);
    }
    const variant = variantOf(file, interleaving);
    const settings = variant?.settings ?? {};
    const model = variant?.model ?? scenario.model;
    const run = playInterleaving(file, interleaving);
    return {
      file,
      program: makeProgram(file, settings),
      settings,
      model,
      run,
      title: interleaving.title,
      interleaving,
    };
  }
  if (!wantsWitness) return null;
  const settings = readSettings(set);
  const model = readModel(wanted ?? scenario.model);
  const machine = makeMachine(file, settings, model);
  const { witness, verdict } = explore(machine, { states: DEFAULT_LIMIT, paths: false });
  if (!witness) {
    const what = scenario.litmus ? `no run under ${model} ends as it asks` : verdict;
    throw new UserError(`${file.path} has no witness: ${what}.`);
  }
  const end = scenario.litmus?.condition ?? verdict;
  const title = `${scenario.title}: shortest way to ${end}`;
  return { file, program: machine.program, settings, model, run: replay(machine, witness, null), title };
}

/** A link's run up to where it opens; the rest of its steps in `ahead`. */
export async function runOfLink(link: string): Promise<Shown & { readonly ahead: readonly string[] }> {
  const { file, program, settings, model, keys, ahead } = await openLink(link);
  const run = replay(createMachine(program, model), keys, null);
  const known = recogniseRun(file, settings, model, run);
  const title = known ? `${known.title} (${known.by})` : file.scenario.title;
  return { file, program, settings, model, run: known?.run ?? run, title, ahead };
}
