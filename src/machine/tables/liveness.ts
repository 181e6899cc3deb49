/**
 * Which local registers still matter at each pc, so that dead values do not tell equal states apart.
 * Plain backward dataflow over the flat code; a frame's registers are numbered from 0 in every routine, and code of
 * different routines never flows into one another.
 */
import { successors } from '../flow/code.ts';
import type { Effect, Expr, Handler, Instr, Program } from '../program.ts';

function readsOf(e: Expr | null | undefined, out: Set<number>): void {
  if (e === null || e === undefined) return;
  switch (e.k) {
    case 'reg':
      out.add(e.r);
      return;
    case 'cell':
      readsOf(e.index, out);
      return;
    case 'un':
      readsOf(e.a, out);
      return;
    case 'bin':
      readsOf(e.a, out);
      readsOf(e.b, out);
      return;
    case 'cond':
      readsOf(e.c, out);
      readsOf(e.a, out);
      readsOf(e.b, out);
      return;
    case 'const':
    case 'old':
    case 'final':
      return;
  }
}

function effectReads(effects: readonly Effect[] | undefined, out: Set<number>): void {
  for (const effect of effects ?? []) {
    if (effect.k === 'assert') readsOf(effect.cond, out);
    else {
      readsOf(effect.index, out);
      readsOf(effect.value, out);
    }
  }
}

/** Registers an instruction reads and the one it certainly writes. */
function usage(i: Instr): { reads: Set<number>; writes: number | null } {
  const reads = new Set<number>();
  let writes: number | null = null;
  effectReads(i.then, reads);
  switch (i.op) {
    case 'let':
      readsOf(i.value, reads);
      writes = i.dst;
      break;
    case 'select':
      for (const e of [i.cond, i.a, i.b]) readsOf(e, reads);
      writes = i.dst;
      break;
    case 'load':
      readsOf(i.addr, reads);
      writes = i.dst;
      break;
    case 'store':
      readsOf(i.addr, reads);
      readsOf(i.value, reads);
      writes = i.status ?? null;
      break;
    case 'rmw':
      for (const e of [i.addr, i.value, i.when, i.compare]) readsOf(e, reads);
      writes = i.dst;
      break;
    case 'branch':
    case 'await':
      readsOf(i.cond, reads);
      break;
    case 'jumpTo':
      readsOf(i.target, reads);
      break;
    case 'effect':
      effectReads(i.effects, reads);
      break;
    case 'raise':
      readsOf(i.cpu, reads);
      readsOf(i.mask, reads);
      readsOf(i.lines?.of, reads);
      break;
    case 'execute':
      writes = i.dst;
      break;
    case 'dc':
    case 'ic':
    case 'tlbi':
      readsOf(i.addr, reads);
      break;
    case 'eret':
      readsOf(i.result, reads);
      break;
    case 'fence':
    case 'jump':
    case 'choose':
    case 'mode':
    case 'halt':
      break;
  }
  // A hook may read what its own statement writes; the value exists by then.
  if (writes !== null && i.then !== undefined && i.then.length > 0) reads.delete(writes);
  return { reads, writes };
}

/** `live[pc]` holds the registers read at or after pc before being written; `observed` are live at every halt. Where
 *  pages are, an access may fault instead, and the task ends or goes on in `faultHandler` with what it had. */
export function liveRegisters(
  program: Program,
  observed: ReadonlySet<number>,
  faultHandler: Handler | null,
): readonly ReadonlySet<number>[] {
  const onFault = (i: Instr): readonly number[] | ReadonlySet<number> => {
    if (program.pages.length === 0 || (i.op !== 'load' && i.op !== 'store' && i.op !== 'rmw')) return [];
    if (faultHandler?.continuesTask === true) return live[faultHandler.entry] ?? [];
    return faultHandler === null && program.faultEnds ? observed : [];
  };
  const live: Set<number>[] = program.code.map(() => new Set<number>());
  const used = program.code.map((i) => usage(i));
  let changed = true;
  while (changed) {
    changed = false;
    for (let pc = program.code.length - 1; pc >= 0; pc--) {
      const instr = program.code[pc];
      const mine = live[pc];
      const use = used[pc];
      if (instr === undefined || mine === undefined || use === undefined) continue;
      const before = mine.size;
      for (const r of use.reads) mine.add(r);
      for (const r of onFault(instr)) mine.add(r);
      if (instr.op === 'halt') for (const r of observed) mine.add(r);
      for (const next of successors(instr, pc)) {
        for (const r of live[next] ?? []) if (r !== use.writes) mine.add(r);
      }
      if (mine.size !== before) changed = true;
    }
  }
  return live;
}
