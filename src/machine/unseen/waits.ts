/**
 * Waits that nothing ends before a CPU moves. What another CPU does behind one cannot come before that:
 *
 *     holds l, and is in its section        waits for l, and would store what the section looks at
 *     a reader                              waits for the readers, and would free what he looks at
 *
 * Such a wait is for one of a few cells alone, none of which has a value that ends it, and nobody may store to one of them before: not
 * the others by what is left of their code when it stops at these waits, nor the CPU itself. Then the first who did would be one who
 * got past such a wait.
 */
import { ADDRESS_BASE } from '../../base/index.ts';
import { pointsTo } from '../flow/points-to.ts';
import { evaluate, isKnown, constant, type Val } from '../cpu/value.ts';
import type { Expr, Instr, Program } from '../program.ts';

/** A wait for the value of one of these cells. */
export interface WaitSite {
  /** The load that waits, and the `await` or read-modify-write that ends the wait. */
  readonly from: number;
  readonly pc: number;
  readonly cells: readonly number[];
  /** It ends with a read-modify-write that acquires: what is issued behind it takes no value before. */
  readonly acquires: boolean;
  /** A task issues nothing behind it before it is over (`isHeldUp` in issue-class.ts). */
  readonly whole: boolean;
  ends(value: number): boolean;
}

/** As many as a mask of bits has room for. */
const MOST = 30;

/** The waits of a program of which can be told what for. */
export function waitSites(program: Program): readonly WaitSite[] {
  const sites = program.code.flatMap((instr, pc) => siteAt(program, instr, pc) ?? []);
  return sites.slice(0, MOST);
}

function siteAt(program: Program, instr: Instr, pc: number): WaitSite | null {
  if (instr.op === 'rmw' && instr.waits === true && instr.when && instr.acquire !== 'no') {
    const { when } = instr;
    const cells = pointsTo(program).cells(pc);
    if (!cells || cells.size === 0 || !isOver(when, null)) return null;
    const ends = (value: number) => isTrue(evaluate(when, [], value));
    return { from: pc, pc, cells: [...cells], acquires: true, whole: issuesNothing(program), ends };
  }
  if (instr.op !== 'await' || instr.from !== pc - 1) return null;
  const load = program.code[instr.from];
  if (load?.op !== 'load' || load.exclusive === true || !isOver(instr.cond, load.dst)) return null;
  const cells = pointsTo(program).cells(instr.from);
  if (!cells || cells.size === 0) return null;
  const { cond } = instr;
  const { dst } = load;
  const ends = (value: number) => {
    const regs: Val[] = [];
    regs[dst] = value;
    return isTrue(evaluate(cond, regs, 0));
  };
  const whole = instr.asleep === true && issuesNothing(program);
  return { from: instr.from, pc, cells: [...cells], acquires: false, whole, ends };
}

/** Where there are pages, walks behind a wait begin before it is over. */
function issuesNothing({ pages }: Program): boolean {
  return pages.length === 0;
}

function isTrue(v: Val): boolean {
  return !isKnown(v) || constant(v) !== 0;
}

/** Nothing goes into it but constants and the value that is waited for: in the register, or `old`. */
function isOver(e: Expr, register: number | null): boolean {
  switch (e.k) {
    case 'const':
      return true;
    case 'old':
      return register === null;
    case 'reg':
      return e.r === register;
    case 'un':
      return isOver(e.a, register);
    case 'bin':
      return isOver(e.a, register) && isOver(e.b, register);
    case 'cond':
      return isOver(e.c, register) && isOver(e.a, register) && isOver(e.b, register);
    default:
      return false;
  }
}

/** Whether nothing younger than the wait can take a value before it is over: it waits for the load of the wait. */
export function holdsBack(instr: Instr, { cells }: WaitSite): boolean {
  if (instr.op === 'fence') return HOLDING.has(instr.kind);
  if (instr.op !== 'load' && instr.op !== 'rmw') return false;
  if (instr.acquire === 'no' || instr.addr.k !== 'const' || cells.length !== 1) return false;
  if (instr.op === 'rmw' && (instr.dst === null || instr.failsPlain === true)) return false;
  return instr.addr.v - ADDRESS_BASE === cells[0];
}

const HOLDING: ReadonlySet<string> = new Set(['dmb.sy', 'dsb.sy', 'dmb.ld', 'dsb.ld']);
