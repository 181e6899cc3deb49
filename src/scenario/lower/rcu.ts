/**
 * Readers that a grace period waits for (kernel/rcu/tree.c; Documentation/RCU/Design/Requirements). Each CPU has a count of
 * the sections that it is in, which is no memory to it: a section adds to it as it begins, whatever the CPU still has in
 * flight, and takes from it when all that it did up to its end is done. Neither is a barrier (rule 12):
 *
 *     rcu_read_lock()        readers[CPU 1]++ as it issues
 *     rcu_read_unlock()      readers[CPU 1]-- once every older access is done; younger ones pass it
 *     synchronize_rcu()      smp_mb(); for each other CPU, in any order, a wait until its count is 0; smp_mb()
 *
 * A count of 0 is a quiescent state. Interrupt handlers, masked interrupts, spinlocks and preempt_disable() are sections
 * too, as in kernels since 4.20. A program in which nobody waits has no counts, and its sections cost nothing. RCU's own
 * words are in rcu-words.ts.
 */
import { ADDRESS_BASE } from '../../base/index.ts';
import type { Expr } from '../../machine/index.ts';
import type { FunctionSymbol } from '../check/symbols.ts';
import type { Context } from './context.ts';
import { ONE, ZERO, binary, constant } from './fold.ts';
import { registerOf } from './held.ts';

const WAITING =
  /\b(synchronize_(?:rcu|net)\w*|call_rcu\w*|k[v]?free_rcu\w*|rcu_barrier\w*|percpu_ref_kill)\s*\(/g;

/** Whether the scenario waits for readers by the prelude's words and not by functions of its own. */
export function waitsForReaders(text: string, functions: ReadonlyMap<string, FunctionSymbol>): boolean {
  const known = waiting.get(functions) ?? namesWait(text, functions);
  waiting.set(functions, known);
  return known;
}

/** By the scenario's functions: it is asked again under each choice of settings. */
const waiting = new WeakMap<ReadonlyMap<string, FunctionSymbol>, boolean>();

function namesWait(text: string, functions: ReadonlyMap<string, FunctionSymbol>): boolean {
  if (!/rcu|synchronize_net|percpu_ref/.test(text)) return false;
  const called = text.replace(/\/\/.*|\/\*[^]*?\*\//g, '').matchAll(WAITING);
  return [...called].some(([, name = '']) => functions.get(name)?.file !== 0);
}

/** Adds to a count (`by` 1) as a section begins, or takes from it (-1) behind the section. */
export function count(ctx: Context, cell: Expr, by: Expr, timing: 'now' | 'behind', shown: boolean): void {
  const at =
    cell.k === 'const'
      ? { cell: cell.v - ADDRESS_BASE }
      : // Counted from the word before the first, so that any cell may be meant.
        { cell: -1, index: binary('-', cell, constant(ADDRESS_BASE - 1)) };
  const effects = [{ k: 'set', ...at, value: binary('+', { k: 'cell', ...at }, by) }] as const;
  if (shown) ctx.emitAsIs({ op: 'effect', effects, timing });
  else ctx.emitUnseen({ op: 'effect', effects, timing });
}

function own(ctx: Context): Expr | null {
  const { readers } = ctx.instance;
  return readers && constant(ADDRESS_BASE + readers.cell + ctx.cpu);
}

/** Something begins that a grace period waits for; `shown`: it is a statement of its own. */
export function beginSection(ctx: Context, by: Expr = ONE, shown = false): void {
  const cell = own(ctx);
  if (cell) count(ctx, cell, by, 'now', shown);
}

/** It ends. */
export function endSection(ctx: Context, by: Expr = ONE, shown = false): void {
  const cell = own(ctx);
  if (cell) count(ctx, cell, binary('-', ZERO, by), 'behind', shown);
}

/** Masked interrupts are one section, however often they are masked. */
export function maskSection(ctx: Context, masked: boolean): void {
  if (!ctx.instance.readers) return;
  const r = registerOf(ctx, 'interrupts are masked');
  if (masked) beginSection(ctx, binary('-', ONE, ctx.read(r)));
  else endSection(ctx, ctx.read(r));
  ctx.emitAsIs({ op: 'let', dst: r, value: masked ? ONE : ZERO });
}
