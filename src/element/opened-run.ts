/** From what an element names to a run: a link's, an interleaving of the text, or the shortest to the worst end. */
import { createMachine, type Machine, type Model } from '../machine/index.ts';
import { playSchedule, replay, type ExploreResult, type Run } from '../explore/index.ts';
import {
  formatLink,
  isPacked,
  keyTable,
  openChoices,
  openSettings,
  packScenario,
  parseLink,
  unknownScenario,
  unpackScenario,
  type ParsedLink,
} from '../permalink/index.ts';
import {
  compileScenario,
  formatDiagnostic,
  instantiate,
  type Scenario,
  type Settings,
} from '../scenario/index.ts';
import type { Wanted } from './question.ts';
import { exploreOrStop } from './searched.ts';

/** A mistake of whoever wrote the element, in words. */
export class Mistake extends Error {}

export interface OpenedRun {
  readonly scenario: Scenario;
  readonly machine: Machine;
  readonly model: Model;
  readonly run: Run;
  readonly title: string;
  readonly step: number;
  readonly result: ExploreResult;
  /** What is not as the link or the interleaving says, in sentences. */
  readonly odd: readonly string[];
  /** From `#` on, without the step; null where the text is too long for one. */
  readonly link: string | null;
}

/** Throws a Mistake where there is nothing to show. */
export async function openRun(wanted: Wanted): Promise<OpenedRun> {
  const parsed = wanted.link === null ? null : parsedLink(wanted.link);
  const text = await textOf(wanted, parsed);
  const name = wanted.name ?? (parsed && !isPacked(parsed.scenario) ? parsed.scenario : null);
  const scenario = compiled(text, name ?? 'scenario');
  const interleaving = named('interleaving', wanted.interleaving, scenario.interleavings);
  const variant = named('variant', interleaving?.of ?? wanted.variant, scenario.variants);
  const fromLink = parsed && openSettings(parsed, text, scenario.options);
  const settings = checked(scenario, {
    ...(fromLink?.settings ?? variant?.settings),
    ...settingsIn(wanted.set ?? ''),
  });
  const model = modelNamed(wanted.model) ?? parsed?.model ?? variant?.model ?? scenario.model;
  const { program, diagnostics } = instantiate(scenario, settings);
  if (!program) throw new Mistake(diagnostics.map((one) => formatDiagnostic('text', text, one)).join('\n'));
  const machine = createMachine(program, model);
  const { result, fates, shortest } = exploreOrStop(createMachine(program, model), wanted.limit);
  const keys = parsed && openChoices(parsed, keyTable(program));
  const run =
    interleaving && !parsed
      ? playSchedule(machine, interleaving, fates)
      : replay(machine, keys?.ok ? keys.value : shortest, fates);
  const refused = run.end === 'impossible' ? null : run.problem;
  const lost = keys?.ok === false ? keys.error : null;
  const odd = [...(fromLink?.problems ?? []), ...(lost ? [lost] : []), ...(refused ? [refused] : [])].map(
    ({ message }) => message,
  );
  const taken = run.steps.map(({ key }) => key);
  const packed = name === null ? await packScenario(text) : null;
  const known = name ?? (packed?.ok ? packed.value : null);
  const changed = Object.fromEntries(
    scenario.options
      .filter(({ name: option, initial }) => (settings[option] ?? initial) !== initial)
      .map(({ name: option, initial }) => [option, settings[option] ?? initial]),
  );
  const link =
    known &&
    formatLink({ scenario: known, text, settings: changed, model, keys: taken, step: 0 }, keyTable(program));
  return {
    scenario,
    machine,
    model,
    run,
    title: interleaving?.title ?? (parsed ? '' : (variant?.title ?? '')),
    step: lost ? taken.length : Math.min(parsed?.step ?? taken.length, taken.length),
    result,
    odd,
    link: link && `#${link.replace(/@\d+$/, '')}`,
  };
}

function parsedLink(link: string): ParsedLink {
  const parsed = parseLink(link);
  if (!parsed.ok) throw new Mistake(parsed.error.message);
  return parsed.value;
}

async function textOf({ text }: Wanted, parsed: ParsedLink | null): Promise<string> {
  if (text !== null) return text;
  if (!parsed)
    throw new Mistake('There is no scenario: write its text into the element, or name a file with src.');
  if (!isPacked(parsed.scenario))
    throw new Mistake(
      `${unknownScenario(parsed.scenario).message} Here that is so of every scenario: put its text into the element, or name its file with src.`,
    );
  const unpacked = await unpackScenario(parsed.scenario);
  if (!unpacked.ok) throw new Mistake(unpacked.error.message);
  return unpacked.value;
}

function compiled(text: string, name: string): Scenario {
  const { scenario, diagnostics } = compileScenario(text, name);
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (!scenario) throw new Mistake(errors.map((one) => formatDiagnostic(name, text, one)).join('\n'));
  return scenario;
}

function named<T extends { readonly id: string }>(
  kind: string,
  wanted: string | null | undefined,
  all: readonly T[],
): T | null {
  if (wanted === null || wanted === undefined) return null;
  const found = all.find(({ id }) => id === wanted);
  const others = all.map(({ id }) => id).join(', ') || 'none';
  if (!found) throw new Mistake(`The scenario has no ${kind} ${wanted}; it has ${others}.`);
  return found;
}

function modelNamed(name: string | null): Model | null {
  if (name === null || name === 'sc' || name === 'tso' || name === 'arm') return name;
  throw new Mistake(`There is no memory model ${name}; there are sc, tso and arm.`);
}

function settingsIn(text: string): Settings {
  return Object.fromEntries(
    text
      .split(/[\s,;]+/)
      .filter(Boolean)
      .map((pair) => {
        const [name = '', value = ''] = pair.split('=');
        return [name, value];
      }),
  );
}

function checked({ options }: Scenario, settings: Settings): Settings {
  for (const [name, value] of Object.entries(settings)) {
    const option = options.find((one) => one.name === name);
    const names = options.map((one) => one.name).join(', ') || 'none';
    if (!option) throw new Mistake(`The scenario has no option ${name}; it has ${names}.`);
    if (!option.values.includes(value))
      throw new Mistake(`${name} can be ${option.values.join(', ')}, not ${value}.`);
  }
  return settings;
}
