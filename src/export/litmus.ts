/**
 * A program as a C litmus test for herd7 and its model of the kernel: accesses, barriers, atomics, spinlocks, straight-line
 * code and `if`; what must hold in the end is what the test asks for, negated. What herd7 has no word for is refused.
 * It is written from the program of arm64, where every barrier and ordering leaves an instruction.
 *
 *     final(cpu1.seen == 0 || cpu1.value == 1, stale)   ==>   exists (1:seen=1 /\ 1:value=0)
 */
import { err, ok, safeText, type Result } from '../base/index.ts';
import type { Program } from '../machine/index.ts';
import { ThreadText } from './litmus-code.ts';
import { conditionText } from './litmus-condition.ts';
import { LitmusNames } from './litmus-names.ts';
import { litmusRefusals, Unsayable } from './litmus-refusal.ts';

export interface LitmusAbout {
  /** An id, from which the test has its name. */
  readonly name: string;
  /** What stands in its head: title, options. */
  readonly lines: readonly string[];
}

/** The test's text, or why the program cannot be said in one. The same program gives the same text. */
export function litmusTest(program: Program, about: LitmusAbout): Result<string, readonly string[]> {
  const refusals = litmusRefusals(program);
  if (refusals.length > 0) return err(refusals);
  try {
    return ok(safeText(written(program, about)));
  } catch (error) {
    if (error instanceof Unsayable) return err([error.message]);
    throw error;
  }
}

/** What the test calls each place that the program observes; null for those that it does not name. */
export function litmusPlaces(program: Program): readonly (string | null)[] {
  const names = new LitmusNames(program);
  for (const [cpu] of program.cpus.entries()) new ThreadText(program, cpu, names).lines();
  return placesOf(program, names);
}

function placesOf({ observed }: Program, names: LitmusNames): readonly (string | null)[] {
  return observed.map((one) => {
    if (one.k === 'reg') return names.register(one.cpu, one.r);
    return one.k === 'cell' && names.isUsed(one.cell) && !names.isLock(one.cell)
      ? names.cell(one.cell)
      : null;
  });
}

function written(program: Program, { name, lines }: LitmusAbout): string {
  const names = new LitmusNames(program);
  const condition = conditionText(program, names);
  const threads = program.cpus.map((_, cpu) => new ThreadText(program, cpu, names));
  const bodies = threads.map((thread) => thread.lines());
  const places = program.observed.flatMap((one) => {
    if (one.k === 'reg') return [names.register(one.cpu, one.r)];
    return one.k === 'cell' && names.isUsed(one.cell) && !names.isLock(one.cell)
      ? [names.cell(one.cell)]
      : [];
  });
  return [
    `C ${name.replace(/[^\w.+-]+/g, '-') || 'test'}`,
    '',
    ...lines.map((line) => `(* ${line.replaceAll('*)', '* )').replaceAll('(*', '( *')} *)`),
    '(* Plain accesses are written as READ_ONCE() and WRITE_ONCE(). *)',
    '',
    '{',
    ...names.initial().map((line) => `\t${line}`),
    '}',
    '',
    ...bodies.flatMap((body, cpu) => [`P${cpu}(${names.parameters(cpu)})`, '{', ...body, '}', '']),
    ...(places.length > 0 ? [`locations [${places.map((place) => `${place};`).join(' ')}]`] : []),
    ...(condition === null ? [] : [condition]),
    '',
  ].join('\n');
}
