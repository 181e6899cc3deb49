/**
 * Cells that only one CPU accesses: the sound reduction "eager private completions" of the design's memory model. What
 * counts as an access is decided over the code that a CPU and its handlers can reach; an address that is computed
 * may be any cell's that pointers lead to.
 */
import { isPte, physicalCell } from '../../base/index.ts';
import { reachable } from '../flow/code.ts';
import { pointsTo } from '../flow/points-to.ts';
import type { Effect, Expr, Instr, Program } from '../program.ts';

/** For each CPU the data cells that are its own. */
export function privateCells(program: Program): readonly ReadonlySet<number>[] {
  const users: Set<number>[] = program.cells.map(() => new Set<number>());
  const targets = pointsTo(program);
  program.cpus.forEach((_, cpu) => {
    for (const [pc, instr] of reachable(program, cpu)) {
      if (!('addr' in instr) || instr.addr === null) continue;
      for (const cell of targets.cells(pc) ?? users.keys()) users[cell]?.add(cpu);
    }
  });
  const watched = watchedCells(program);
  return program.cpus.map((_, cpu) => {
    const own = new Set<number>();
    program.cells.forEach((cell, i) => {
      const only = users[i];
      if (cell.kind === 'data' && only?.size === 1 && only.has(cpu) && !watched.has(i)) own.add(i);
    });
    return own;
  });
}

/**
 * Cells that are locks and nothing else: no load looks at them, and whoever changes one by halves waits for the same, so
 * that nobody can tell when the store of an acquisition becomes visible. It does as soon as it may (rule 11).
 */
export function lockCells(program: Program): ReadonlySet<number> {
  const waits = program.cells.map(() => new Set<string>());
  const tries = program.cells.map(() => new Set<string>());
  const seen = new Set(watchedCells(program));
  const look = (instr: Instr, cell: number): void => {
    if (program.cells[cell]?.kind !== 'data') return;
    if (instr.op === 'load' || (instr.op === 'store' && instr.status !== undefined)) seen.add(cell);
    else if (instr.op === 'rmw' && instr.when !== undefined)
      (instr.waits === true ? waits : tries)[cell]?.add(JSON.stringify(instr.when));
  };
  if (!program.code.some((instr) => instr.op === 'rmw' && instr.waits === true)) return NONE;
  const targets = pointsTo(program);
  program.code.forEach((instr, pc) => {
    if (!('addr' in instr) || instr.addr === null) return;
    for (const cell of targets.cells(pc) ?? program.cells.keys()) look(instr, cell);
  });
  // One that gives up where another would have got it would tell the moment.
  const agree = (i: number) =>
    tries[i]?.size === 0 || (tries[i]?.size === 1 && new Set([...tries[i], ...(waits[i] ?? [])]).size === 1);
  return new Set([...program.cells.keys()].filter((i) => waits[i]?.size !== 0 && !seen.has(i) && agree(i)));
}

const NONE: ReadonlySet<number> = new Set();

/** Cells whose value matters at every moment: read by properties, reached through translations. */
function watchedCells(program: Program): ReadonlySet<number> {
  const watched = new Set<number>(program.pages.flatMap((p) => [p.cell, p.pte]));
  const look = (e: Expr | undefined): void => {
    if (e === undefined) return;
    switch (e.k) {
      case 'cell':
        // An indexed read may be of any element behind the first.
        if (e.index === undefined) watched.add(e.cell);
        else for (let i = e.cell; i < program.cells.length; i++) watched.add(i);
        look(e.index);
        return;
      case 'const':
        if (isPte(e.v)) watched.add(physicalCell(e.v));
        return;
      case 'un':
        look(e.a);
        return;
      case 'bin':
        look(e.a);
        look(e.b);
        return;
      case 'cond':
        look(e.c);
        look(e.a);
        look(e.b);
        return;
      case 'reg':
      case 'old':
      case 'final':
        return;
    }
  };
  const lookAll = (effects: readonly Effect[] | undefined): void => {
    for (const effect of effects ?? []) {
      if (effect.k === 'assert') look(effect.cond);
      else {
        look(effect.index);
        look(effect.value);
      }
    }
  };
  for (const check of [...program.invariants]) look(check.cond);
  for (const instr of program.code) {
    lookAll(instr.then);
    if (instr.op === 'effect') lookAll(instr.effects);
    if (instr.op === 'let' || instr.op === 'store' || instr.op === 'rmw') look(instr.value);
  }
  for (const value of [...program.cells.map((c) => c.init), ...program.cpus.flatMap((c) => c.init)]) {
    if (isPte(value)) watched.add(physicalCell(value));
  }
  return watched;
}
