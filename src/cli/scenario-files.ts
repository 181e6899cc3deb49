/** Scenario files on disk, litmus tests too where a command takes them, and machines made of them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { litmusHeader } from '../base/index.ts';
import { createMachine, type Machine, type Model, type Program } from '../machine/index.ts';
import {
  compileLitmusScenario,
  compileScenario,
  formatDiagnostic,
  instantiate,
  instantiateLitmus,
  position,
  type Compiled,
  type Diagnostic,
  type Scenario,
  type Settings,
} from '../scenario/index.ts';
import { UserError } from './user-error.ts';

/** The checkout, or the installed package: two folders up from src/cli, and from the bundle in .cache/cli or lib/cli. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SCENARIOS = join(ROOT, 'scenarios');
const EXTENSION = '.smp';

/** Of this smpscope. */
export function version(): string {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  return version;
}

export interface ScenarioFile {
  /** As given, or relative to the current folder. */
  readonly path: string;
  readonly scenario: Scenario;
  readonly text: string;
  /** What stops no run of the file, as a terminal shows it: warnings, and mistaken rows; empty where there is nothing. */
  readonly notices: string;
  /** What is allowed but hardly meant, as `--json` prints it. */
  readonly warnings: readonly Warning[];
}

export interface Warning {
  /** Both from 1. */
  readonly line: number;
  readonly column: number;
  readonly code: string;
  readonly message: string;
}

/** The list of the lessons that come along. */
export function bundledCourse(): string {
  return relative(process.cwd(), join(SCENARIOS, 'course', 'course.md'));
}

/** Every bundled scenario's file, by name. */
export function bundledFiles(): string[] {
  if (!existsSync(SCENARIOS)) return [];
  return readdirSync(SCENARIOS, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(EXTENSION))
    .sort()
    .map((name) => relative(process.cwd(), join(SCENARIOS, name)) || name);
}

/** The file of a bundled scenario, null where there is none of that id. */
export function bundledFile(id: string): string | null {
  return bundledFiles().find((path) => idOf(path) === id) ?? null;
}

/** Reads and compiles; diagnostics go into the UserError when there are errors. */
export function loadScenario(path: string): ScenarioFile {
  return compileText(path, idOf(path), readFile(path));
}

/** The same, of a litmus test too: it is a scenario without options, variants and interleavings. */
export function loadRunnable(path: string): ScenarioFile {
  return compileRunnable(path, idOf(path), readFile(path));
}

function readFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const reason = {
      ENOENT: 'there is no such file',
      EISDIR: 'it is a folder',
      EACCES: 'it may not be read',
    }[code];
    throw new UserError(`${path}: ${reason ?? 'it cannot be read'}`);
  }
}

/** Compiles a text that came from `path`, or from a link. */
export function compileText(path: string, id: string, text: string): ScenarioFile {
  return fileOf(path, text, compileScenario(text, id));
}

/** The same, of a litmus test too. */
export function compileRunnable(path: string, id: string, text: string): ScenarioFile {
  return litmusHeader(text)
    ? fileOf(path, text, compileLitmusScenario(text, id))
    : compileText(path, id, text);
}

function fileOf(path: string, text: string, { scenario, diagnostics }: Compiled): ScenarioFile {
  if (!scenario) throw new UserError(listed(path, text, diagnostics));
  return {
    path,
    scenario,
    text,
    notices: listed(path, text, diagnostics),
    warnings: diagnostics
      .filter(({ severity }) => severity === 'warning')
      .map(({ code, message, from }) => ({ ...position(text, from), code, message })),
  };
}

/** The program under some settings, names and values checked; a litmus test's own depends on the model. */
export function makeProgram(
  { path, scenario, text }: ScenarioFile,
  settings: Settings,
  model = scenario.model,
): Program {
  for (const [name, value] of Object.entries(settings)) {
    const option = scenario.options.find((one) => one.name === name);
    const names = scenario.options.map((one) => one.name).join(', ') || 'none';
    if (!option) throw new UserError(`${path} has no option ${name}; it has ${names}.`);
    if (!option.values.includes(value)) {
      throw new UserError(`${path}: ${name} can be ${option.values.join(', ')}, not ${value}.`);
    }
  }
  const { program, diagnostics } = scenario.litmus
    ? instantiateLitmus(scenario, model)
    : instantiate(scenario, settings);
  if (!program) throw new UserError(listed(path, text, diagnostics));
  return program;
}

/** What a machine was made of. */
export interface Made {
  readonly file: ScenarioFile;
  readonly settings: Settings;
  readonly model: Model;
}

let last: Made | null = null;

/** What this thread's last machine was made of. */
export function lastMade(): Made | null {
  return last;
}

export function makeMachine(file: ScenarioFile, settings: Settings, model: Model): Machine {
  last = { file, settings, model };
  return createMachine(makeProgram(file, settings, model), model);
}

/** All options of a scenario with the values they have under these settings. */
export function fullSettings({ options }: Scenario, settings: Settings): Settings {
  return Object.fromEntries(options.map(({ name, initial }) => [name, settings[name] ?? initial]));
}

function listed(path: string, text: string, diagnostics: readonly Diagnostic[]): string {
  const lines = diagnostics.map((diagnostic) => {
    const told = formatDiagnostic(path, text, diagnostic);
    return diagnostic.severity === 'warning' ? `warning ${told}` : told;
  });
  return [...new Set(lines)].join('\n');
}

export function idOf(path: string): string {
  const inside = relative(SCENARIOS, resolve(path));
  const name = inside.startsWith('..') ? basename(path) : inside.split(sep).join('/');
  return name.replace(/\.(smp|litmus)$/, '');
}
