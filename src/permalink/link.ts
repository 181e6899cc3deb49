/**
 * Format 2:
 *
 *   2/task-isolation/kick/mb=none,isb=late_dsb/tso/Q3fXaBp8dKx…@14
 *   │ │                   │                    │   │           └ step: number of choices played; may be changed by hand
 *   │ │                   │                    │   └ 5 characters check the scenario's text, 4 the link itself, the rest
 *   │ │                   │                    │     (choice-codec.ts) are the choices with their own check
 *   │ │                   │                    └ memory model
 *   │ │                   └ options that differ from their initial value, `-` for none
 *   │ └ id of a bundled scenario, or `~` and its whole text, compressed (carried.ts)
 *   └ version
 *
 * Format 1 differs in that its check counts the step as well.
 */
import { err, ok, type Result } from '../base/index.ts';
import type { Model } from '../machine/index.ts';
import { decodeChoices, encodeChoices, type KeyTable } from './choice-codec.ts';
import { checksum } from './url-text.ts';

const LINK_VERSION = 2;
const TEXT_CHECK = 5;
const LINK_CHECK = 4;
/** Longer than any link with a text that may travel in one, escaped signs included. In characters. */
const LONGEST = 400_000;

/** Everything a link says. */
export interface Link {
  /** Id of a bundled scenario, or what `packScenario` made of a text. */
  readonly scenario: string;
  /** The scenario's text; the link carries its checksum. */
  readonly text: string;
  /** Options that differ from their initial values. */
  readonly settings: Readonly<Record<string, string>>;
  readonly model: Model;
  /** Choice keys from the start; may go on behind `step`. */
  readonly keys: readonly string[];
  /** How many of them are played where the link opens. */
  readonly step: number;
}

/** A link as read, before the scenario is at hand: the choices cannot be read without its program. */
export interface ParsedLink {
  readonly version: number;
  readonly scenario: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly model: Model;
  readonly textCheck: string;
  readonly choices: string;
  readonly step: number;
}

/** What is wrong with a link, in words for its reader. */
export interface LinkProblem {
  readonly code:
    | 'damaged'
    | 'newer-version'
    | 'unknown-scenario'
    | 'changed-text'
    | 'unknown-option'
    | 'unknown-value'
    | 'unreadable-choices'
    | 'too-large';
  readonly message: string;
  /** A damaged link: the scenario it seems to be for, so that at least that can be opened. */
  readonly scenario?: string;
}

/** The part of the URL behind `#`. */
export function formatLink(link: Link, table: KeyTable): string {
  const settings = Object.entries(link.settings)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map((pair) => pair.map(encodeURIComponent).join('='))
    .join(',');
  const scenario = link.scenario.split('/').map(encodeURIComponent).join('/');
  const head = `${LINK_VERSION}/${scenario}/${settings || '-'}/${link.model}`;
  const choices = encodeChoices(link.keys, table);
  const textCheck = textChecksum(link.text);
  const check = checksum(`${head}/${textCheck}${choices}`, LINK_CHECK);
  return `${head}/${textCheck}${check}${choices}@${link.step}`;
}

/** Reads a link, with or without the `#`. Fails only where nothing of it can be opened. */
export function parseLink(fragment: string): Result<ParsedLink, LinkProblem> {
  if (fragment.length > LONGEST) {
    const message = `This link has ${fragment.length} characters; one that can be opened has at most ${LONGEST}.`;
    return err({ code: 'too-large', message });
  }
  // Mailers break lines and writers put a full stop or a bracket behind: a link has no white space and ends in a digit.
  // A browser that gets such a bracket, quote or space with the address escapes it.
  const text = fragment
    .replace(/^.*#/s, '')
    .replace(/\s+/g, '')
    .replace(/(?:[)>\].,;:!?'"]|%(?:20|22|3E|60|7D))+$/i, '');
  const parsed = parsePlain(text);
  if (parsed.ok || !text.includes('%')) return parsed;
  // Some programs escape all of it, some only the signs; some do it twice. The check tells which of the readings is right.
  for (let plain = text, again = 0; again < 2; again++) {
    const signs = parsePlain(plain.replace(SIGNS, decoded));
    if (signs.ok) return signs;
    plain = decoded(plain);
    const whole = parsePlain(plain);
    if (whole.ok) return whole;
  }
  return parsed;
}

/** Escapes that a link does not have where they would matter. */
const SIGNS = /%(2[DF]|40|5F|7E)/gi;

function parsePlain(text: string): Result<ParsedLink, LinkProblem> {
  const [version = ''] = text.split('/', 1);
  if (!/^\d{1,6}$/.test(version)) return err(damaged('it does not begin with a version'));
  if (Number(version) > LINK_VERSION) {
    const message = `This link was made by a newer release of smpscope (link format ${version}; this page reads up to ${LINK_VERSION}). Reload the page to get the newest release.`;
    return err({ code: 'newer-version', message });
  }
  if (version === '1' || version === '2') return parseVersion(text, version);
  return err(damaged(`there never was a link format ${version}`));
}

function parseVersion(text: string, version: '1' | '2'): Result<ParsedLink, LinkProblem> {
  const scenarioAlone = /^\d\/(.+)\/[^/]*\/\w*\/[^/]*$/s.exec(text)?.[1];
  const damage = (how: string) => err(damaged(how, scenarioAlone));
  const match = /^(\d\/(.+)\/([^/]+)\/(\w+))\/([\w-]{5})([\w-]{4})([\w-]*)@(\d{1,6})$/s.exec(text);
  if (!match) return damage('a part of it is missing');
  const [
    ,
    head = '',
    scenario = '',
    options = '',
    model = '',
    textCheck = '',
    check = '',
    choices = '',
    step = '',
  ] = match;
  const checked = version === '1' ? `${choices}@${step}` : choices;
  if (checksum(`${head}/${textCheck}${checked}`, LINK_CHECK) !== check) {
    return damage('a character was changed or lost');
  }
  const settings: [string, string][] = [];
  for (const pair of options === '-' ? [] : options.split(',')) {
    const [name, value] = pair.split('=').map(decoded);
    if (name === undefined || value === undefined) return damage('an option cannot be read');
    settings.push([name, value]);
  }
  if (!isModel(model)) return damage(`there is no memory model ${model}`);
  return ok({
    version: Number(version),
    scenario: scenario.split('/').map(decoded).join('/'),
    settings: Object.fromEntries(settings),
    model,
    textCheck,
    choices,
    step: Number(step),
  });
}

/** An option as the scenario declares it. */
interface Declared {
  readonly name: string;
  readonly values: readonly string[];
}

export interface OpenedSettings {
  /** The settings that still exist. */
  readonly settings: Readonly<Record<string, string>>;
  readonly problems: readonly LinkProblem[];
}

/** Checks a link against the scenario as it is now: its text and its options. */
export function openSettings(link: ParsedLink, text: string, options: readonly Declared[]): OpenedSettings {
  const problems: LinkProblem[] = [];
  if (textChecksum(text) !== link.textCheck) {
    const message =
      'The scenario has changed since this link was made. It opens the scenario as it is now; steps are replayed only as far as they are still the ones meant.';
    problems.push({ code: 'changed-text', message });
  }
  const settings: [string, string][] = [];
  for (const [name, value] of Object.entries(link.settings)) {
    const option = options.find((one) => one.name === name);
    if (!option) {
      const message = `This link sets the option “${name}”, which the scenario does not have.`;
      problems.push({ code: 'unknown-option', message });
    } else if (!option.values.includes(value)) {
      const message = `This link sets ${name} to “${value}”; it can be ${option.values.join(', ')}.`;
      problems.push({ code: 'unknown-value', message });
    } else settings.push([name, value]);
  }
  return { settings: Object.fromEntries(settings), problems };
}

/** The choice keys of a link. Fails where the program's statements are no longer those the link was made for. */
export function openChoices(link: ParsedLink, table: KeyTable): Result<readonly string[], LinkProblem> {
  const keys = decodeChoices(link.choices, table);
  if (keys) return ok(keys);
  const message =
    'The steps of this link cannot be told: of each it says only the CPU, the kind and the place of the statement in that CPU’s code as it was, and these places do not fit the code of today, nor that with one statement more, less or changed. Its options and memory model are kept, its steps are not.';
  return err({ code: 'unreadable-choices', message });
}

export function unknownScenario(id: string): LinkProblem {
  const message = `This link is for the scenario “${id}”, which this release does not have.`;
  return { code: 'unknown-scenario', message };
}

/** Line ends do not count: mailers and editors change them. */
function textChecksum(text: string): string {
  return checksum(text.replaceAll('\r\n', '\n').trimEnd(), TEXT_CHECK);
}

function damaged(how: string, scenario?: string): LinkProblem {
  const message = `This link is damaged: ${how}. Copy it again from where it came.`;
  if (scenario === undefined || scenario.startsWith('~')) return { code: 'damaged', message };
  return { code: 'damaged', message, scenario: scenario.split('/').map(decoded).join('/') };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function isModel(text: string): text is Model {
  return text === 'sc' || text === 'tso' || text === 'arm';
}
