/** What a C litmus test of a program cannot say, in words. */
import type { Instr, Program } from '../machine/index.ts';

/** Found while it is written. */
export class Unsayable extends Error {
  override readonly name = 'Unsayable';
}

/** Said of what goes to a place that is only known while it runs. */
export const POINTERS = 'it goes through pointers, or to places of arrays that are reckoned';

/** Each reason once; an empty list means that it can be tried. */
export function litmusRefusals(program: Program): string[] {
  const reasons = new Set<string>();
  if (program.asks) reasons.add('it is a litmus test already: save its text');
  if (program.arch !== 'arm64')
    reasons.add('it is written for x86 alone, where not every ordering of the kernel’s words leaves a trace');
  if (program.sites.length > 0) reasons.add('it changes instructions while they run');
  if (program.pages.length > 0) reasons.add('it changes translations');
  if (program.irqs.length > 0) reasons.add('it has interrupts, and herd7’s model of the kernel has none');
  if (program.cpus.some(({ agent }) => agent)) reasons.add('somebody besides the CPUs acts');
  if (program.invariants.length > 0)
    reasons.add('a condition is to hold at every step, and herd7 asks at the end');
  for (const instr of program.code) {
    const reason = refusalOf(instr);
    if (reason !== null) reasons.add(`${reason} (${instr.at.text})`);
  }
  return [...reasons];
}

function refusalOf(instr: Instr): string | null {
  if ('addr' in instr && instr.addr !== null && instr.addr.k !== 'const') return POINTERS;
  if (instr.then && instr.then.length > 0) return 'it asserts or notes something in the middle of a run';
  switch (instr.op) {
    case 'effect':
      return instr.silent === true ? null : 'it asserts or notes something in the middle of a run';
    case 'load':
      if (instr.acquire === 'rcpc') return 'it reads with LDAPR';
      return instr.exclusive === true ? 'it uses load-exclusive' : null;
    case 'store':
      return instr.status === undefined ? null : 'it uses store-exclusive';
    case 'fence':
      return instr.kind.startsWith('dmb.')
        ? null
        : `${instr.kind.replace('.', ' ')} is no barrier of herd7’s`;
    case 'mode':
      return 'it changes the CPU’s mode';
    case 'await':
      return 'it waits in a loop';
    case 'choose':
      return 'it leaves a choice open';
    case 'select':
      return 'it selects without a branch';
    case 'let':
    case 'rmw':
    case 'jump':
    case 'branch':
    case 'halt':
      return null;
    case 'jumpTo':
    case 'raise':
    case 'execute':
    case 'dc':
    case 'ic':
    case 'tlbi':
    case 'eret':
      return 'it has no word in C';
  }
}
