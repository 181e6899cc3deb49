/** What forbids the rows of an interleaving, on the command line. */
import { finish, whyRefused } from '../advice/index.ts';
import type { Schedule } from '../explore/index.ts';
import type { Model, Program } from '../machine/index.ts';

/** The chain of orderings; empty where it is not by them that the rows cannot be, or not known. */
export function refusalLines(
  program: Program,
  model: Model,
  schedule: Schedule,
  lineOf?: (row: number) => number,
): readonly string[] {
  const { never, short, chain } = finish(whyRefused(program, model, schedule, lineOf));
  return never.k === 'ordered' ? [`${short}:`, ...chain] : [];
}
