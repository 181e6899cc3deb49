/**
 * Asserts that may wait for a value when all else before is done. What an access asserts of its own address and of what it loads is told in its
 * own step, since no access that tells something is done by itself (`eagerAction` in tables/cpu-table.ts):
 *
 *     *p = 1;  asserts that *p is still there                             told when the store becomes visible
 *     a = READ_ONCE(x); b = xchg(&y, 1); assert(a != b)                   told with the last of both
 *     if (a) assert(!gone)                                                told when the branch is a guess no more
 */
import type { Expr, Instr } from '../program.ts';

/** Whether an assert of the instruction may be one. */
export function mayWait(cond: Expr, instr: Instr): boolean {
  if (instr.op !== 'load' && instr.op !== 'store' && instr.op !== 'rmw') return true;
  const known = registersIn(instr.addr);
  if (instr.op !== 'store' && instr.dst !== null) known.add(instr.dst);
  return [...registersIn(cond)].some((register) => !known.has(register));
}

function registersIn(e: Expr): Set<number> {
  const found = new Set<number>();
  JSON.stringify(e, (_, part: unknown) => {
    if (typeof part === 'object' && part !== null && 'k' in part && part.k === 'reg')
      found.add((part as Expr & { readonly k: 'reg' }).r);
    return part;
  });
  return found;
}
