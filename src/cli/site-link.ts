/** Permalinks as the command line prints and reads them. */
import { formatLink, keyTable, packScenario } from '../permalink/index.ts';
import type { Model, Program } from '../machine/index.ts';
import type { Settings } from '../scenario/index.ts';
import { bundledFile, type ScenarioFile } from './scenario-files.ts';
import { UserError } from './user-error.ts';

/** Where `npm start` serves the site. */
export const SITE = 'http://localhost:4173/';

interface View {
  readonly file: ScenarioFile;
  readonly program: Program;
  readonly settings: Settings;
  readonly model: Model;
  readonly keys: readonly string[];
  readonly step: number;
}

/** The link to a view. The text of a scenario that is not bundled goes into the link. */
export async function linkTo(
  { file, program, settings, model, keys, step }: View,
  site = SITE,
): Promise<string> {
  const { scenario, text } = file;
  const changed = scenario.options.filter(({ name, initial }) => (settings[name] ?? initial) !== initial);
  const link = {
    scenario: scenario.id,
    text,
    settings: Object.fromEntries(changed.map(({ name, initial }) => [name, settings[name] ?? initial])),
    model,
    keys,
    step,
  };
  if (bundledFile(scenario.id) === null) {
    const packed = await packScenario(text);
    if (!packed.ok) throw new UserError(packed.error.message);
    link.scenario = packed.value;
  }
  return `${site}#${formatLink(link, keyTable(program))}`;
}
