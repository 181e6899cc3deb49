/** Links for a session: what the permalink room reads and writes, joined with the compiler and the library. */
import {
  formatLink,
  isPacked,
  keyTable,
  openChoices,
  openSettings,
  otherReadings,
  packScenario,
  parseLink,
  unknownScenario,
  unpackScenario,
} from '../permalink/index.ts';
import type { Scenario, Settings } from './answers.ts';
import type { Links, ScenarioFile, WorkerClient } from './ports.ts';

/** What a scenario is called that a link carries. */
export const CARRIED = 'from-a-link';

/** What names a scenario that a link carries, until its text is there. */
export const isCarried = isPacked;

/** The address of what is too long for a link: it is kept in this browser and opens nowhere else. */
const KEPT = 'kept/';
const NOT_KEPT =
  'This address is that of a file which is kept in the browser where it was opened: no link can carry it, for it is too long. Open the file itself.';

/** The address bar's text for a file that no link can carry. */
export function keptAddress({ id }: ScenarioFile): string {
  return KEPT + encodeURIComponent(id);
}

function keptName(fragment: string): string | null {
  if (!fragment.startsWith(KEPT)) return null;
  try {
    return decodeURIComponent(fragment.slice(KEPT.length));
  } catch {
    return fragment.slice(KEPT.length);
  }
}

/** `find` looks a scenario up by its id, `own` names a text that a link carries. */
export function createLinks(
  client: WorkerClient,
  find: (id: string) => Promise<ScenarioFile | null>,
  own: (text: string) => Promise<ScenarioFile>,
): Links {
  /** Files by what links have of them. */
  const carriedFiles = new Map<string, string>();
  return {
    encode: async ({ file, scenario, program, settings, model, keys, step }) => {
      const packed = file.bundled ? null : await packScenario(file.text);
      if (packed?.ok === false) return null;
      const name = packed?.value ?? file.id;
      if (packed) carriedFiles.set(packed.value, file.id);
      const link = {
        scenario: name,
        text: file.text,
        settings: changed(scenario, settings),
        model,
        keys,
        step,
      };
      return formatLink(link, keyTable(program));
    },
    named: (fragment) => {
      const kept = keptName(fragment);
      if (kept !== null) return kept;
      const parsed = parseLink(fragment);
      if (!parsed.ok) return parsed.error.scenario ?? null;
      const { scenario } = parsed.value;
      return carriedFiles.get(scenario) ?? scenario;
    },
    decode: async (fragment, arrived = () => undefined) => {
      const kept = keptName(fragment);
      if (kept !== null) {
        const file = await find(kept);
        return { file, view: null, problems: file ? [] : [NOT_KEPT] };
      }
      const parsed = parseLink(fragment);
      if (!parsed.ok) {
        const { message, scenario } = parsed.error;
        return {
          file: scenario === undefined ? null : await find(scenario),
          view: null,
          problems: [message],
        };
      }
      const link = parsed.value;
      const carried = isPacked(link.scenario) ? await unpackScenario(link.scenario) : null;
      if (carried?.ok === false) return { file: null, view: null, problems: [carried.error.message] };
      const file = carried ? await own(carried.value) : await find(link.scenario);
      if (!file) return { file: null, view: null, problems: [unknownScenario(link.scenario).message] };
      if (carried) carriedFiles.set(link.scenario, file.id);
      arrived(file);

      const { id, text, bundled } = file;
      const { scenario } = await client.request({ do: 'compile', id, text, bundled }).promise;
      if (!scenario) return { file, view: null, problems: [] };
      const { settings, problems } = openSettings(link, file.text, scenario.options);
      const instance = { id: file.id, text: file.text, settings, model: link.model };
      const program = await client.request({ do: 'program', instance }).promise;
      const table = keyTable(program);
      const keys = openChoices(link, table);
      const messages = problems.map((problem) => problem.message);
      const isChanged = problems.some(({ code }) => code === 'changed-text');
      const others = keys.ok ? null : otherReadings(link.choices, table);
      if (!keys.ok && others?.length === 0) messages.push(keys.error.message);
      const older = { readable: keys.ok, others: () => others ?? otherReadings(link.choices, table) };
      const view = {
        settings,
        model: link.model,
        keys: keys.ok ? keys.value : [],
        step: link.step,
        ...(isChanged || !keys.ok ? { older } : {}),
      };
      return { file, view, problems: messages };
    },
  };
}

/** Options that are not as the scenario sets them: only these travel. */
function changed(scenario: Scenario, settings: Settings): Settings {
  const initial = new Map(scenario.options.map((option) => [option.name, option.initial]));
  return Object.fromEntries(Object.entries(settings).filter(([name, value]) => initial.get(name) !== value));
}
