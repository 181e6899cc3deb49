/**
 * Words that only count: effects add to them and take from them what they added, and who looks at one waits until it is 0. That one goes
 * down can only let somebody go on, and never stop him: nobody who waits could have gone on before.
 */
import { pointsTo } from '../flow/points-to.ts';
import type { Effect, Expr, Instr, Program } from '../program.ts';
import type { Touch, TouchRules } from './touches.ts';

/** The cells of a program that count. */
export function countersOf(program: Program, rules: TouchRules): ReadonlySet<number> {
  const counters = new Set(program.cells.flatMap(({ kind }, cell) => (kind === 'ghost' ? [cell] : [])));
  const drop = (touched: readonly Touch[] | null): void => {
    if (touched) for (const { cell } of touched) counters.delete(cell);
    else counters.clear();
  };
  program.code.forEach((instr, pc) => {
    for (const effect of effectsOf(instr)) {
      if (effect.k === 'assert') drop(rules.looks(effect.cond, pc));
      else {
        if (effect.index) drop(rules.looks(effect.index, pc));
        const touches = rules.effects([effect], pc);
        if (!touches) counters.clear();
        else if (step(effect) === 0) drop([...touches.reads, ...touches.writes]);
      }
    }
    if (!('addr' in instr) || instr.addr === null) return;
    const cells = pointsTo(program).cells(pc);
    if (instr.op === 'load' && cells && awaitsZero(program, pc)) return;
    for (const cell of cells ?? counters) counters.delete(cell);
  });
  for (const { cond } of [...program.invariants, ...program.finals]) {
    for (const cell of cellsIn(cond)) counters.delete(cell);
    if (mentionsAny(cond)) counters.clear();
  }
  return counters;
}

/** The effect only has counters go down, once all before it is done. */
export function goesDown(
  instr: Extract<Instr, { readonly op: 'effect' }>,
  writes: readonly Touch[],
  counters: ReadonlySet<number>,
): boolean {
  return (
    instr.timing === 'behind' &&
    effectsOf(instr).every((effect) => effect.k === 'set' && step(effect) < 0) &&
    writes.every(({ cell }) => counters.has(cell))
  );
}

/** `[cell] + number` of the cell itself: the number; 0 of anything else. */
function step({ cell, index, value }: Extract<Effect, { readonly k: 'set' }>): number {
  if (value.k !== 'bin' || value.op !== '+' || value.b.k !== 'const') return 0;
  const isOwn = value.a.k === 'cell' && value.a.cell === cell && isSame(value.a.index, index);
  return isOwn ? value.b.v : 0;
}

function isSame(a: Expr | undefined, b: Expr | undefined): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

/** `r = counter; await(r <= 0)`, and nothing else is made of it. */
function awaitsZero(program: Program, pc: number): boolean {
  const load = program.code[pc];
  const next = program.code[pc + 1];
  if (load?.op !== 'load' || next?.op !== 'await' || next.from !== pc) return false;
  const { cond } = next;
  return (
    cond.k === 'bin' && cond.op === '<=' && cond.a.k === 'reg' && cond.a.r === load.dst && isZero(cond.b)
  );
}

function isZero(e: Expr): boolean {
  return e.k === 'const' && e.v === 0;
}

function effectsOf(instr: Instr): readonly Effect[] {
  return instr.op === 'effect' ? [...instr.effects, ...(instr.then ?? [])] : (instr.then ?? []);
}

/** Cells that an expression names, without what an index may lead to. */
export function cellsIn(e: Expr): readonly number[] {
  switch (e.k) {
    case 'cell':
      return [e.cell];
    case 'un':
      return cellsIn(e.a);
    case 'bin':
      return [...cellsIn(e.a), ...cellsIn(e.b)];
    case 'cond':
      return [...cellsIn(e.c), ...cellsIn(e.a), ...cellsIn(e.b)];
    default:
      return [];
  }
}

/** An index in it may lead to any cell. */
export function mentionsAny(e: Expr): boolean {
  switch (e.k) {
    case 'cell':
      return e.index !== undefined;
    case 'un':
      return mentionsAny(e.a);
    case 'bin':
      return mentionsAny(e.a) || mentionsAny(e.b);
    case 'cond':
      return mentionsAny(e.c) || mentionsAny(e.a) || mentionsAny(e.b);
    default:
      return false;
  }
}

/** Whether a condition asks for a register of some CPU. */
export function looksIntoRegisters(e: Expr): boolean {
  switch (e.k) {
    case 'final':
      return true;
    case 'un':
      return looksIntoRegisters(e.a);
    case 'bin':
      return looksIntoRegisters(e.a) || looksIntoRegisters(e.b);
    case 'cond':
      return looksIntoRegisters(e.c) || looksIntoRegisters(e.a) || looksIntoRegisters(e.b);
    default:
      return false;
  }
}
