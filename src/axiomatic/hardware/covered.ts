/** What the models here do not speak of: instructions that are fetched, translations, interrupts, what only properties see. */
import { assertNever } from '../../base/index.ts';
import type { Instr, Program } from '../../machine/index.ts';

/** Why a program has no graph: the instruction that is beyond it, null where the program as a whole is, and what it does. */
export interface Uncovered {
  readonly instr: Instr | null;
  /** After “its graph would need”. */
  readonly what: string;
}

/** Null where there is nothing. */
export function uncovered(program: Program): Uncovered | null {
  for (const instr of program.code) {
    const what = beyond(instr);
    if (what !== null) return { instr, what };
    if (instr.then !== undefined) return { instr, what: 'what properties see, which is no memory' };
  }
  if (program.sites.length > 0) return { instr: null, what: 'what each CPU fetches of code that changes' };
  if (program.pages.length > 0) return { instr: null, what: 'what each CPU’s TLB holds' };
  return null;
}

function beyond(instr: Instr): string | null {
  switch (instr.op) {
    case 'let':
    case 'select':
    case 'load':
    case 'store':
    case 'rmw':
    case 'fence':
    case 'jump':
    case 'branch':
    case 'jumpTo':
    case 'await':
    case 'choose':
    case 'halt':
      return null;
    case 'execute':
    case 'dc':
    case 'ic':
      return 'what each CPU fetches of code that changes';
    case 'tlbi':
      return 'what each CPU’s TLB holds';
    case 'effect':
      return 'what properties see, which is no memory';
    case 'mode':
    case 'raise':
    case 'eret':
      return 'interrupts';
    default:
      return assertNever(instr);
  }
}
