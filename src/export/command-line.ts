/** Command lines for what is shown, and those that go on where a search stopped: for the reader to copy. */
import { assertNever } from '../base/index.ts';
import type { Model } from '../machine/index.ts';

export interface Command {
  readonly command: string;
  /** A file or a permalink. */
  readonly what: string;
  /** Null for the scenario's own, or a link's. */
  readonly model: Model | null;
  /** Options that differ from their initial value. */
  readonly settings: Readonly<Record<string, string>>;
  readonly flags: readonly string[];
}

/** One line for a POSIX shell, to be run in a checkout. */
export function commandLine({ command, what, model, settings, flags }: Command): string {
  return wordsLine([
    ...[command, what],
    ...(model === null ? [] : ['--model', model]),
    ...Object.entries(settings).flatMap(([name, value]) => ['--set', `${name}=${value}`]),
    ...flags,
  ]);
}

/** The same of arguments as they were given. */
export function wordsLine(words: readonly string[]): string {
  return ['npm', 'run', '-s', 'smpscope', '--', ...words].map(quoted).join(' ');
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** A search's limits: number of states, milliseconds, bytes. */
interface Limits {
  readonly states: number;
  readonly ms?: number | undefined;
  readonly bytes?: number | undefined;
}

export interface Further {
  /** Where the search stopped, a sentence. */
  readonly stopped: string;
  /** What to do, with the command line that does it; the likeliest first. */
  readonly ways: readonly { readonly what: string; readonly command: string }[];
}

const GIGABYTE = 1_000_000_000;
const count = new Intl.NumberFormat('en');

/** How to go on after a search that stopped at a limit. `asked` explores the same; its flags name no limits. */
export function furtherThan(
  limit: 'states' | 'memory' | 'time' | 'loop' | 'cancelled',
  limits: Limits,
  asked: Omit<Command, 'command'>,
): Further {
  const explore = (next: Limits, ...flags: readonly string[]) =>
    commandLine({ ...asked, command: 'explore', flags: [...asked.flags, ...flags, ...limitFlags(next)] });
  const smaller = asked.flags.includes('--reduce')
    ? []
    : [{ what: 'With fewer states, for verdict and outcomes alone', command: explore(limits, '--reduce') }];
  const spin =
    asked.model === 'sc' || asked.model === 'tso'
      ? [
          {
            what: 'As a model for Spin, which can search in parts and on several machines',
            command: commandLine({ ...asked, command: 'export', flags: ['--format', 'promela'] }),
          },
        ]
      : [];
  const onwards = (what: string, next: Limits) => [{ what, command: explore(next) }, ...smaller, ...spin];
  const { states, ms = 0, bytes = GIGABYTE } = limits;
  switch (limit) {
    case 'states':
      return {
        stopped: `The search stopped at its limit of ${count.format(states)} states.`,
        ways: onwards('Up to ten times as many', withRoom({ ...limits, states: states * 10 })),
      };
    case 'memory':
      return {
        stopped: `The search stopped at its limit of ${bytes / GIGABYTE} GB of memory.`,
        ways: onwards('With four times as much', { ...limits, bytes: bytes * 4, states: states * 4 }),
      };
    case 'time':
      return {
        stopped: `The search stopped at its limit of ${ms / 1000} s.`,
        ways: onwards('Ten times as long', { ...limits, ms: ms * 10 }),
      };
    case 'loop':
      return {
        stopped:
          'The search stopped inside a loop over local variables that takes millions of turns; let it take fewer.',
        ways: [],
      };
    case 'cancelled':
      return { stopped: 'The search was stopped.', ways: onwards('To its end', limits) };
    default:
      return assertNever(limit);
  }
}

/** A state takes up to 100 bytes: where so many do not fit, more memory as well. */
function withRoom(limits: Limits): Limits {
  const bytes = Math.ceil((limits.states * 100) / GIGABYTE) * GIGABYTE;
  return bytes > (limits.bytes ?? GIGABYTE) ? { ...limits, bytes } : limits;
}

function limitFlags({ states, ms, bytes }: Limits): readonly string[] {
  return [
    ...['--limit', String(states)],
    ...(ms === undefined ? [] : ['--seconds', String(ms / 1000)]),
    ...(bytes === undefined ? [] : ['--memory', String(bytes / GIGABYTE)]),
  ];
}
