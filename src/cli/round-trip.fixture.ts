/** Runs that are copied out as mails and opened again by their lines alone: which are the same, and what becomes of others. */
import { readFileSync } from 'node:fs';
import { claimsOf, mailTable } from '../export/index.ts';
import { exploreVerdict, playSchedule, replay, type Run } from '../explore/index.ts';
import type { Machine, Model } from '../machine/index.ts';
import { engrave } from '../score/index.ts';
import { FROM_MAIL, readCopied, type Settings } from '../scenario/index.ts';
import { variantOf } from './checked.ts';
import { bundledFiles, compileText, loadScenario, makeMachine, type ScenarioFile } from './scenario-files.ts';

export { bundledFiles };

export interface RoundTrip {
  /** An interleaving's, or a variant's whose witness it is. */
  readonly id: string;
  readonly kind: 'interleaving' | 'witness';
  /** `same`: as drawn, to the same end. `other order`: it happens, though some effects change places. */
  readonly outcome: 'same' | 'other order' | 'other end' | 'impossible' | 'unreadable';
  /** What is to be said of one that is not the same. */
  readonly words: string;
}

/** In the order of the files; `witnesses`: of every variant that fails, too. */
export function* roundTrips(paths: readonly string[], witnesses: boolean): Generator<RoundTrip> {
  const known = [...new Set([...bundledFiles(), ...paths])].map((path) => ({
    id: path,
    text: readFileSync(path, 'utf8'),
  }));
  for (const path of paths) {
    const file = loadScenario(path);
    const { scenario } = file;
    for (const interleaving of scenario.interleavings) {
      const { settings = {}, model = scenario.model } = variantOf(file, interleaving) ?? {};
      const machine = makeMachine(file, settings, model);
      const run = playSchedule(machine, interleaving, null);
      const mail = mailOf(file, machine, { title: interleaving.title, settings, model, run });
      yield { id: interleaving.id, kind: 'interleaving', ...openedAgain(mail, known, run) };
    }
    for (const { id, expect, settings, model } of witnesses ? scenario.variants : []) {
      const machine = makeMachine(file, settings, model);
      const keys = expect === 'holds' ? null : exploreVerdict(machine, { states: 400_000 }).witness;
      if (!keys) continue;
      const run = replay(machine, keys, null);
      const title = `${scenario.title}: shortest way to ${expect}`;
      const mail = mailOf(file, machine, { title, settings, model, run });
      yield { id, kind: 'witness', ...openedAgain(mail, known, run) };
    }
  }
}

function mailOf(
  { scenario }: ScenarioFile,
  { program }: Machine,
  told: { readonly title: string; readonly settings: Settings; readonly model: Model; readonly run: Run },
): string {
  const { title, settings, model, run } = told;
  const set = Object.entries(settings).map(([name, value]) => `${name} = ${value}`);
  const lines = [[`memory model ${model}`, ...set].join(', ')];
  return mailTable(
    engrave(program, run),
    { title, lines, claims: claimsOf(scenario, program, run), link: null },
    program,
  );
}

function openedAgain(
  mail: string,
  known: Parameters<typeof readCopied>[1],
  run: Run,
): Pick<RoundTrip, 'outcome' | 'words'> {
  const copied = readCopied(mail, known);
  if (!copied || copied.mistake !== null)
    return { outcome: 'unreadable', words: copied?.mistake ?? 'its scenario is not known' };
  const file = compileText(FROM_MAIL, copied.scenario, copied.source);
  const drawn = file.scenario.interleavings.find(({ id }) => id === `${FROM_MAIL}.i`);
  if (!drawn) return { outcome: 'unreadable', words: 'it has no rows' };
  const again = playSchedule(makeMachine(file, copied.settings, copied.model), drawn, null);
  const words = again.drawn?.words ?? '';
  // The row that must be refused is.
  if (run.end === 'impossible' && again.end === 'impossible') return { outcome: 'same', words };
  if (again.problem) return { outcome: 'impossible', words: again.problem.message };
  if (again.drawn?.broken.length !== 0) return { outcome: 'other order', words };
  // One that was not played to its end stops where its last line does.
  if (run.end !== 'open' && again.end !== run.end) return { outcome: 'other end', words: again.end };
  return { outcome: 'same', words };
}
