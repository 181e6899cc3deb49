/**
 * Which registers still matter at a place. A model keeps the others at 0, so that values which nobody will read do not
 * tell states apart.
 */
import type { Effect, Expr, Instr, Program } from '../machine/index.ts';
import { successors } from './promela-capacity.ts';
import { registersOf } from './promela-expr.ts';

export type Live = readonly ReadonlySet<number>[];

/** By instruction, for one CPU's code; what is observed or checked at the end of its task lives until then. */
export function liveRegisters(program: Program, cpu: number): Live {
  const { code } = program;
  const kept = keptRegisters(program, cpu);
  const live = code.map(() => new Set<number>());
  const reads = code.map(readsOf);
  for (let changed = true; changed;) {
    changed = false;
    for (let pc = code.length - 1; pc >= 0; pc--) {
      const instr = code[pc];
      const mine = live[pc];
      if (!instr || !mine) continue;
      const before = mine.size;
      const written = writtenBy(instr);
      for (const r of reads[pc] ?? []) mine.add(r);
      if (instr.op === 'halt') for (const r of kept) mine.add(r);
      for (const next of successors(instr, pc))
        for (const r of live[next] ?? []) if (r !== written) mine.add(r);
      if (mine.size !== before) changed = true;
    }
  }
  return live;
}

/** Registers of a CPU's task that an outcome or a final check looks at. */
export function keptRegisters({ observed, finals }: Program, cpu: number): ReadonlySet<number> {
  const kept = new Set<number>();
  const look = (e: Expr): void => {
    switch (e.k) {
      case 'final':
        if (e.cpu === cpu) kept.add(e.r);
        return;
      case 'cell':
        if (e.index) look(e.index);
        return;
      case 'un':
        look(e.a);
        return;
      case 'bin':
      case 'cond':
        for (const part of e.k === 'bin' ? [e.a, e.b] : [e.c, e.a, e.b]) look(part);
        return;
      default:
    }
  };
  for (const one of observed) if (one.k === 'reg' && one.cpu === cpu) kept.add(one.r);
  for (const { cond } of finals) look(cond);
  return kept;
}

export function writtenBy(instr: Instr): number | null {
  switch (instr.op) {
    case 'let':
    case 'select':
    case 'load':
    case 'rmw':
      return instr.dst;
    default:
      return null;
  }
}

function readsOf(instr: Instr): ReadonlySet<number> {
  const reads = new Set<number>();
  for (const e of readExpressions(instr)) registersOf(e, reads);
  const after = new Set<number>();
  for (const e of (instr.then ?? []).flatMap(effectExpressions)) registersOf(e, after);
  // What happens as the statement completes sees its result.
  const written = writtenBy(instr);
  for (const r of after) if (r !== written) reads.add(r);
  return reads;
}

export function effectExpressions(effect: Effect): readonly Expr[] {
  if (effect.k === 'assert') return [effect.cond];
  return effect.index ? [effect.value, effect.index] : [effect.value];
}

function readExpressions(instr: Instr): readonly Expr[] {
  switch (instr.op) {
    case 'let':
      return [instr.value];
    case 'select':
      return [instr.cond, instr.a, instr.b];
    case 'load':
      return [instr.addr];
    case 'store':
      return [instr.addr, instr.value];
    case 'rmw':
      return [instr.addr, instr.value, ...(instr.when ? [instr.when] : [])];
    case 'branch':
    case 'await':
      return [instr.cond];
    case 'effect':
      return instr.effects.flatMap(effectExpressions);
    case 'raise':
      return [...(instr.cpu ? [instr.cpu] : []), ...(instr.mask ? [instr.mask] : [])];
    default:
      return [];
  }
}
