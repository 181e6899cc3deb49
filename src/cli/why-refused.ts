/** What forbids the rows of an interleaving, on the command line. */
import { finish, whyRefused } from '../advice/index.ts';
import type { Schedule } from '../explore/index.ts';
import type { Model, Program } from '../machine/index.ts';

/** The chain of orderings, else the one rule that forbids it; empty where neither is known. */
export function refusalLines(
  program: Program,
  model: Model,
  schedule: Schedule,
  lineOf?: (row: number) => number,
): readonly string[] {
  const { never, short, chain, rule } = finish(whyRefused(program, model, schedule, lineOf));
  if (rule !== null) return [rule];
  return never.k === 'ordered' ? [`${short}:`, ...chain] : [];
}
