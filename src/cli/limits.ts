/** How far a search goes, as the command line says it. */
import type { ExploreLimits } from '../explore/index.ts';
import { wordsLine } from '../export/index.ts';
import { readCount } from './user-error.ts';

/** States that a search stores unless --limit says otherwise; about half a gigabyte. */
export const DEFAULT_LIMIT = 5_000_000;

/** The options of a command that searches. */
export const LIMIT_OPTIONS = {
  limit: { type: 'string' },
  memory: { type: 'string' },
  seconds: { type: 'string' },
} as const;

interface Wanted {
  readonly limit?: string | undefined;
  readonly memory?: string | undefined;
  readonly seconds?: string | undefined;
}

/** `--limit STATES`, `--memory GB` and `--seconds S`, whole numbers. */
export function readLimits({ limit, memory, seconds }: Wanted): ExploreLimits {
  return {
    states: limit === undefined ? DEFAULT_LIMIT : readCount(limit, 'limit'),
    ...(memory === undefined ? {} : { bytes: readCount(memory, 'memory') * 1_000_000_000 }),
    ...(seconds === undefined ? {} : { ms: readCount(seconds, 'seconds') * 1000 }),
  };
}

/** What to do where a command has reached its limit of states: the same again with ten times as many. */
export function raisedLimit(command: string, args: readonly string[], states: number): string {
  const rest = args.filter((word, at) => !word.startsWith('--limit') && args[at - 1] !== '--limit');
  return `To go on: ${wordsLine([command, ...rest, '--limit', String(states * 10)])}`;
}
