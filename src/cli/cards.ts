/** What a link to a bundled scenario shows of it elsewhere, for the build (tools/share-pages.mjs): title, words, a picture. */
import { scoreCard } from '../export/index.ts';
import { engrave, foldCalls } from '../score/index.ts';
import type { Variant } from '../scenario/index.ts';
import { explore, replay } from '../explore/index.ts';
import { DEFAULT_LIMIT } from './limits.ts';
import { bundledFile, loadScenario, makeMachine, type ScenarioFile } from './scenario-files.ts';
import { runOfFile, type Shown } from './shown-run.ts';
import { linkTo } from './site-link.ts';
import { UserError } from './user-error.ts';

export interface Card {
  readonly title: string;
  readonly description: string;
  /** SVG, 1200 by 630. */
  readonly picture: string;
  /** The link to the run in the picture, from `#` on. */
  readonly link: string;
}

/** The card of a bundled scenario: the interleaving that its thread is about, or the shortest that goes wrong. */
export async function cardOf(id: string): Promise<Card> {
  const path = bundledFile(id);
  if (path === null) throw new UserError(`There is no scenario ${id}.`);
  const file = loadScenario(path);
  const { scenario } = file;
  const { program, settings, model, run, title } = runFor(file);
  const keys = run.steps.map(({ key }) => key);
  const link = await linkTo({ file, program, settings, model, keys, step: keys.length }, '');
  const score = foldCalls(engrave(program, run));
  const violated = score.rows.findLast(({ violation }) => violation !== null)?.violation;
  const property = [...scenario.properties, ...(scenario.rules ?? [])].find(({ slug }) => slug === violated);
  const description = scenario.about ?? property?.text ?? title;
  const isBad = run.end === 'violated' || run.end === 'deadlock' || run.end === 'livelock';
  const picture = scoreCard(score, {
    title: scenario.title,
    ending: `${isBad ? `${capital(run.end)}, m` : 'M'}emory model ${model}`,
    isBad,
    sentence: property?.text ?? description,
  });
  return { title: scenario.title, description, picture, link };
}

function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}

/** What goes wrong, as the thread wrote it down, else as the search finds it; else what the thread wrote at all. */
function runFor(file: ScenarioFile): Shown {
  const { interleavings, variants } = file.scenario;
  const written = interleavings.flatMap(({ id }) => runOfFile(file, { interleaving: id }) ?? []);
  const wrong = written.find(({ run }) => run.end === 'violated');
  const bad = variants.find(({ expect }) => expect !== 'holds' && expect !== 'bounded');
  const played = written.find(({ run }) => run.problem === null) ?? written[0];
  return wrong ?? (bad ? witnessOf(file, bad) : null) ?? played ?? shortest(file);
}

/** The shortest run to an end, under what the first variant sets. */
function shortest(file: ScenarioFile): Shown {
  const { title, model: posted, variants } = file.scenario;
  const { settings, model } = variants[0] ?? { settings: {}, model: posted };
  const machine = makeMachine(file, settings, model);
  const { outcomes } = explore(machine, { states: DEFAULT_LIMIT, paths: false });
  const run = replay(machine, outcomes[0]?.witness ?? [], null);
  return { file, program: machine.program, settings, model, run, title };
}

function witnessOf(file: ScenarioFile, { settings, model }: Variant): Shown | null {
  const set = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
  return runOfFile(file, { witness: true, model, set });
}
