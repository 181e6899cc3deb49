/** `smpscope show`: one interleaving, from a link or of a file, as a mail table, JSON or SVG. */
import { mailTable, scoreJson, scoreSvg } from '../export/index.ts';
import { explore, replay, type Run } from '../explore/index.ts';
import { createMachine, type Model, type Program } from '../machine/index.ts';
import { engrave } from '../score/index.ts';
import type { Settings } from '../scenario/index.ts';
import { playInterleaving, variantOf } from './checked.ts';
import { recogniseRun } from './recognised.ts';
import { DEFAULT_LIMIT } from './limits.ts';
import { readModel, readSettings } from './settings.ts';
import { loadScenario, makeMachine, makeProgram, type ScenarioFile } from './scenario-files.ts';
import { openLink } from './opened-link.ts';
import { linkTo } from './site-link.ts';
import { onlyOne, readArguments, UserError } from './user-error.ts';

interface Shown {
  readonly file: ScenarioFile;
  readonly program: Program;
  readonly settings: Settings;
  readonly model: Model;
  readonly run: Run;
  readonly title: string;
}

export async function runShow(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(args, {
    interleaving: { type: 'string' },
    witness: { type: 'boolean' },
    format: { type: 'string' },
    model: { type: 'string' },
    set: { type: 'string', multiple: true },
  });
  const what = onlyOne(positionals, 'a link or a scenario file');
  const shown = what.includes('#')
    ? await fromLink(what)
    : fromFile(loadScenario(what), values.interleaving ?? null, values.witness ?? false, values);
  const { file, program, settings, model, run, title } = shown;
  const keys = run.steps.map(({ key }) => key);
  const link = await linkTo({ file, program, settings, model, keys, step: keys.length });
  const score = engrave(program, run);
  const set = Object.entries(settings).map(([name, value]) => `${name} = ${value}`);
  const lines = [[`memory model ${model}`, ...set].join(', '), `This run ends: ${run.end}.`];
  switch (values.format ?? 'mail') {
    case 'mail':
      process.stdout.write(mailTable(score, { title, lines, link }));
      break;
    case 'json':
      process.stdout.write(scoreJson(score, { title, link }));
      break;
    case 'svg':
      process.stdout.write(scoreSvg(score, title));
      break;
    default:
      throw new UserError(`There is no format ${values.format ?? ''}; there are mail, json and svg.`);
  }
  if (run.problem && run.end !== 'impossible') {
    console.error(run.problem.message);
    return 2;
  }
  return 0;
}

function fromFile(
  file: ScenarioFile,
  name: string | null,
  wantsWitness: boolean,
  { model: wanted, set = [] }: { model?: string | undefined; set?: readonly string[] | undefined },
): Shown {
  const { scenario } = file;
  if (name !== null) {
    const interleaving = scenario.interleavings.find(({ id }) => id === name);
    if (!interleaving) {
      const names = scenario.interleavings.map(({ id }) => id).join(', ') || 'none';
      throw new UserError(`${file.path} has no interleaving ${name}; it has ${names}.`);
    }
    const variant = variantOf(file, interleaving);
    const settings = variant?.settings ?? {};
    const model = variant?.model ?? scenario.model;
    const run = playInterleaving(file, interleaving);
    return { file, program: makeProgram(file, settings), settings, model, run, title: interleaving.title };
  }
  if (!wantsWitness) throw new UserError('Name what to show: --interleaving NAME or --witness.');
  const settings = readSettings(set);
  const model = readModel(wanted ?? scenario.model);
  const machine = makeMachine(file, settings, model);
  const { witness, verdict } = explore(machine, { states: DEFAULT_LIMIT, paths: false });
  if (!witness) throw new UserError(`${file.path} has no witness: ${verdict}.`);
  const title = `${scenario.title}: shortest way to ${verdict}`;
  return { file, program: machine.program, settings, model, run: replay(machine, witness, null), title };
}

async function fromLink(link: string): Promise<Shown> {
  const { file, program, settings, model, keys } = await openLink(link);
  const run = replay(createMachine(program, model), keys, null);
  const known = recogniseRun(file, settings, model, run);
  const title = known ? `${known.title} (${known.by})` : file.scenario.title;
  return { file, program, settings, model, run: known?.run ?? run, title };
}
