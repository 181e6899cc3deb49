/**
 * Loops that try again until a compare-and-swap succeeds, and do nothing else:
 *
 *     do { while (READ_ONCE(*l)) cpu_relax(); } while (cmpxchg(l, 0, 1) != 0);        do { h = READ_ONCE(*x); } while (cmpxchg(x, h, h | 1) != h);
 *
 * A round that fails has loaded, and what it loaded is dead where the loop begins anew: without it the run is the same, only that
 * the loop's first load comes later. Nobody saw it, since nothing in it is stored, and nothing is ordered by it that is not without it. So a large
 * search can do without the guess that it fails. Nor is anybody stuck for want of it: from its beginning, while nobody else moves, the loop waits as the whole
 * does (first form: what the wait waits for makes the swap succeed), or succeeds (second form: it swaps what it has just loaded).
 */
import { ADDRESS_BASE } from '../../base/index.ts';
import type { Expr, Instr, Program } from '../program.ts';
import { successors } from '../flow/code.ts';
import { evaluate, isKnown, constant } from '../cpu/value.ts';

/** The pcs of compare-and-swaps that are such a loop's last access. `live`: registers by pc whose values are still needed. */
export function retriesOf(program: Program, live: readonly ReadonlySet<number>[]): ReadonlySet<number> {
  if (program.sites.length > 0) return new Set();
  return new Set(program.code.flatMap((_, pc) => (isRetry(program, live, pc) ? [pc] : [])));
}

type Rmw = Extract<Instr, { readonly op: 'rmw' }>;

function isRetry({ code, pages }: Program, live: readonly ReadonlySet<number>[], pc: number): boolean {
  const swap = code[pc];
  if (swap?.op !== 'rmw' || !swap.when || swap.waits === true || swap.dst === null || isTold(swap))
    return false;
  const branch = code[pc + 1];
  if (branch?.op !== 'branch' || branch.to > pc) return false;
  const body = code.slice(branch.to, pc);
  const first = branch.to;
  if (!body.every((instr, nth) => isPure(instr, first, first + nth))) return false;
  if ([...body, swap].some((instr) => mayTranslate(instr, pages))) return false;
  // It is entered at its beginning alone.
  const inside = (to: number): boolean => to > first && to <= pc + 1;
  if (code.some((instr, at) => (at < first || at > pc + 1) && successors(instr, at).some(inside)))
    return false;
  const set = [...body, swap].flatMap((instr) => ('dst' in instr && instr.dst !== null ? [instr.dst] : []));
  if (set.some((register) => live[first]?.has(register) !== false)) return false;
  return swapsWhatItLoaded(body, swap, branch.cond) || swapsWhatItWaitedFor(body, swap, branch.cond);
}

/** Loads and what is computed from them; waits for them. */
function isPure(instr: Instr, first: number, pc: number): boolean {
  if (isTold(instr)) return false;
  if (instr.op === 'await') return instr.from >= first && instr.from < pc;
  return instr.op === 'let' || (instr.op === 'load' && instr.exclusive !== true);
}

/** What may fault, or begins a walk, is more than a load. */
function mayTranslate(instr: Instr, pages: Program['pages']): boolean {
  if (pages.length === 0 || (instr.op !== 'load' && instr.op !== 'rmw')) return false;
  const { addr } = instr;
  return addr.k !== 'const' || pages.some(({ cell }) => ADDRESS_BASE + cell === addr.v);
}

function isTold({ then }: Instr): boolean {
  return (then ?? []).length > 0;
}

/** `when` is `old == h`, the branch `result != h`, and h was loaded from there in the same round, once. */
function swapsWhatItLoaded(body: readonly Instr[], swap: Rmw, again: Expr): boolean {
  const { when, dst, addr } = swap;
  if (when?.k !== 'bin' || when.op !== '==' || when.a.k !== 'old' || when.b.k !== 'reg') return false;
  if (again.k !== 'bin' || again.op !== '!=' || again.a.k !== 'reg' || again.b.k !== 'reg') return false;
  const { r } = when.b;
  if (again.a.r !== dst || again.b.r !== r || r === dst) return false;
  const loads = body.filter((instr) => 'dst' in instr && instr.dst === r);
  const [load] = loads;
  return loads.length === 1 && load?.op === 'load' && isSamePlace(load.addr, addr);
}

/** Where `when` is false it is tried again, and the wait before was for a value that makes it true. */
function swapsWhatItWaitedFor(body: readonly Instr[], { when, dst, addr }: Rmw, again: Expr): boolean {
  const last = body[body.length - 1];
  const load = body[body.length - 2];
  if (!when || dst === null || last?.op !== 'await' || load?.op !== 'load') return false;
  if (!isSamePlace(load.addr, addr)) return false;
  const { cond } = last;
  return (
    follows(when, null, (isFree, value) => isFree || holds(again, dst, value) === true) &&
    follows(when, null, (isFree, value) => isFree || holds(cond, load.dst, value) === false) &&
    follows(again, dst, (tries, value) => !tries || holds(when, null, value) === false)
  );
}

/** An address that registers do not change. */
function isSamePlace(a: Expr, b: Expr): boolean {
  return a.k === 'const' && b.k === 'const' && a.v === b.v;
}

function follows(e: Expr, register: number | null, so: (holds: boolean, value: number) => boolean): boolean {
  return VALUES.every((value) => {
    const known = holds(e, register, value);
    return known !== null && so(known, value);
  });
}

/** Values that stand for all: small constants are compared with, and low bits picked, so that what is above is nothing, something or all. */
const SMALL = 64;
const VALUES = [0, SMALL, 1 << 30, -(1 << 31), -SMALL].flatMap((high) =>
  Array.from({ length: SMALL }, (_, low) => high | low),
);
const PICKING: ReadonlySet<string> = new Set(['==', '!=', '&', '&l', '|', '|l', '>>', '&&', '||']);

/** Whether the expression over the one register (or `old`) holds for a value; null where the values do not stand for all. */
function holds(e: Expr, register: number | null, value: number): boolean | null {
  if (!isPicking(e, register)) return null;
  const regs: number[] = [];
  if (register !== null) regs[register] = value;
  const v = evaluate(e, regs, value);
  return isKnown(v) ? constant(v) !== 0 : null;
}

function isPicking(e: Expr, register: number | null): boolean {
  switch (e.k) {
    case 'const':
      return e.v >= 0 && e.v < SMALL;
    case 'old':
      return register === null;
    case 'reg':
      return e.r === register;
    case 'un':
      return e.op === '!' && isPicking(e.a, register);
    case 'bin':
      if (e.op === '>>') return e.b.k === 'const' && e.b.v >= 0 && e.b.v < 6 && isPicking(e.a, register);
      return PICKING.has(e.op) && isPicking(e.a, register) && isPicking(e.b, register);
    default:
      return false;
  }
}
