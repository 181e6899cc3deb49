/**
 * `while (!cond) cpu_relax();` is a wait where the condition makes exactly one shared load: the machine then keeps the
 * CPU spinning instead of unrolling the loop. Anything else is an ordinary loop.
 */
import type { Statement } from '../syntax/syntax.ts';
import type { Context } from './context.ts';
import { not } from './fold.ts';
import { isPure } from './expression.ts';

/** Lowers a wait; false, and nothing emitted, when the loop is none. */
export function lowerWait(ctx: Context, s: Statement & { k: 'while' }, label: string | null): boolean {
  if (!isIdle(s.body) || isPure(ctx, s.cond)) return false;
  let lowered = false;
  const { instance } = ctx;
  const registers = ctx.registers.length;
  const targets = ctx.targets.length;
  const scopes = instance.scopes.length;
  ctx.at(s, { from: s.cond.from, to: s.cond.to, prefix: 'while (', suffix: ')' }, label, () => {
    const from = instance.code.length;
    const count = { ...ctx.statement.count };
    const cond = not(ctx.value(s.cond));
    const emitted = instance.code.slice(from);
    const simple = emitted.every((instr) => instr.op === 'load' || instr.op === 'let');
    if (simple && emitted.filter((instr) => instr.op === 'load').length === 1) {
      ctx.emit({ op: 'await', cond, from });
      lowered = true;
      return;
    }
    // Not a wait after all: forget what was emitted.
    Object.assign(ctx.statement.count, count);
    instance.code.length = from;
    instance.scopes.length = scopes;
    ctx.registers.length = registers;
    ctx.targets.length = targets;
  });
  return lowered;
}

function isIdle(body: Statement): boolean {
  if (body.k === 'empty') return true;
  if (body.k === 'block') return body.body.every(isIdle);
  return (
    body.k === 'simple' &&
    body.effects.length === 0 &&
    body.simple.k === 'expression' &&
    body.simple.e.k === 'call' &&
    body.simple.e.callee.text === 'cpu_relax'
  );
}
