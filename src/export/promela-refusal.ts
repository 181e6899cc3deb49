/** What a Promela model of a program cannot say (yet), in words; an empty list means it can be exported. */
import type { CpuSpec, Expr, Instr, Model, Program } from '../machine/index.ts';
import { readsRegisters } from './promela-expr.ts';

export function promelaRefusals(program: Program, model: Model): string[] {
  const reasons = new Set<string>();
  if (model === 'arm') reasons.add('loads and stores complete in any order under arm; export sc or tso');
  if (program.sites.length > 0) reasons.add('it changes instructions while they run');
  if (program.pages.length > 0) reasons.add('it changes translations while they are used');
  if (program.observed.some(({ k }) => k === 'fault')) reasons.add('it observes faults');
  for (const cpu of program.cpus) if (hasTraps(cpu)) reasons.add('it has handlers of breakpoints or faults');
  for (const instr of program.code) {
    const reason = refusalOf(instr, model);
    if (reason !== null) reasons.add(`${reason} (${instr.at.text})`);
  }
  return [...reasons];
}

function hasTraps({ bpHandler, faultHandler }: CpuSpec): boolean {
  return bpHandler !== null || faultHandler !== null;
}

function refusalOf(instr: Instr, model: Model): string | null {
  switch (instr.op) {
    case 'load':
      return instr.exclusive === true ? 'load-exclusive has a monitor' : null;
    case 'store': {
      if (instr.status !== undefined) return 'store-exclusive has a monitor';
      const late =
        model === 'tso' && (instr.then ?? []).some((effect) => effectExprs(effect).some(readsRegisters));
      return late ? 'what happens when this store becomes visible needs the values of its issue' : null;
    }
    case 'jumpTo':
      return 'it jumps to a computed place';
    case 'execute':
    case 'dc':
    case 'ic':
    case 'tlbi':
      return 'it maintains caches or translations';
    default:
      return null;
  }
}

function effectExprs(effect: NonNullable<Instr['then']>[number]): Expr[] {
  if (effect.k === 'assert') return [effect.cond];
  return effect.index ? [effect.index, effect.value] : [effect.value];
}
