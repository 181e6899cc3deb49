/** Accesses through a computed address, which may be none: the machine's rules `null-access` and `wild-access`. */
import { NULL_END } from '../base/index.ts';
import type { Program } from '../machine/index.ts';
import type { Target } from './promela-expr.ts';
import { check } from './promela-text.ts';

/** What a load reads: nothing is 0. */
export function inMemory({ index, name }: Target): string {
  return name ?? `(CELL(${index}) -> mem[${index}] : 0)`;
}

/** Checks to be made where an access completes. */
export function wildLines({ builtin }: Program, { index, name }: Target): string[] {
  if (name !== null) return [];
  const nothing = `(${index} >= 0 - ADDRESS(0) && ${index} < ${NULL_END} - ADDRESS(0))`;
  const lines: string[] = [];
  if (builtin['null-access'] !== undefined) lines.push(check(`!(${nothing})`, builtin['null-access']));
  if (builtin['wild-access'] !== undefined)
    lines.push(check(`CELL(${index}) || ${nothing}`, builtin['wild-access']));
  return lines;
}
