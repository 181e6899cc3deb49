/** A litmus test that was written from a scenario, read back: it must end as the scenario does, under every model. */
import { litmusPlaces } from '../export/index.ts';
import { explore } from '../explore/index.ts';
import { createMachine, type Arch, type Model, type Program } from '../machine/index.ts';
import { compileLitmus, type Scenario, type Settings } from '../scenario/index.ts';
import { makeProgram, type ScenarioFile } from './scenario-files.ts';

const MODELS: readonly Model[] = ['sc', 'tso', 'arm'];
/** A larger test is taken at its word, and that is said. */
const LIMITS = { states: 500_000, ms: 5000, paths: false };

export interface ReadBack {
  /** How the two differ, one line for each model; empty where they do not. */
  readonly differs: readonly string[];
  /** Under these there was more than is searched, so the test is taken at its word. */
  readonly unknown: readonly Model[];
}

/** `program` is the one that was written. */
export function checkReadBack(
  file: ScenarioFile,
  settings: Settings,
  program: Program,
  text: string,
  limits = LIMITS,
): ReadBack {
  const places = litmusPlaces(program);
  const unknown: Model[] = [];
  const differs = MODELS.flatMap((model) => {
    const back = compileLitmus(text, model);
    if (back.kind !== 'test') return [`${model}: ${back.diagnostic.message}`];
    const arch = model === 'tso' ? 'x86' : 'arm64';
    const chosen = onArch(file.scenario, settings, arch);
    // On the other architecture it would be another program that is compared.
    if (!chosen['arch'] && file.scenario.arch !== arch) {
      unknown.push(model);
      return [];
    }
    const own = makeProgram(file, chosen);
    const names = back.test.program.observed.map(({ name }) => name);
    const [mine, theirs] = [
      endsOf(own, model, places, limits),
      endsOf(back.test.program, model, names, limits),
    ];
    if (mine === null || theirs === null) unknown.push(model);
    if (mine === null || theirs === null || mine.join() === theirs.join()) return [];
    const only = (a: readonly string[], b: readonly string[]) =>
      a.filter((one) => !b.includes(one)).join(' | ');
    return [
      `${model}: here alone ${only(mine, theirs) || 'nothing'}, there alone ${only(theirs, mine) || 'nothing'}`,
    ];
  });
  return { differs, unknown };
}

/** The settings on one architecture, where the scenario leaves the choice. */
export function onArch(scenario: Scenario, settings: Settings, arch: Arch): Settings {
  return scenario.options.some(({ name }) => name === 'arch') ? { ...settings, arch } : settings;
}

/** The ends of all runs by the values of these places, in order; null where not all are known. */
function endsOf(
  program: Program,
  model: Model,
  places: readonly (string | null)[],
  limits: typeof LIMITS,
): readonly string[] | null {
  // What must hold in the end would hide the values of the runs in which it does not.
  const { outcomes, limit } = explore(createMachine({ ...program, finals: [] }, model), limits);
  if (limit !== null) return null;
  const shown = outcomes.map(({ kind, values }) => {
    const named = Object.values(values).flatMap((value, nth) =>
      places[nth] ? `${places[nth]}=${value}` : [],
    );
    return kind === 'finished' ? named.sort().join(' ') : kind;
  });
  return [...new Set(shown)].sort();
}
