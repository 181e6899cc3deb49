/**
 * `while (!cond) cpu_relax();` is a wait where the condition makes exactly one shared load: the machine then keeps the
 * CPU spinning instead of unrolling the loop. Anything else is an ordinary loop.
 */
import type { Effect, Expr } from '../../machine/index.ts';
import type { Statement } from '../syntax/syntax.ts';
import type { Context } from './context.ts';
import { instructionDefined } from './defined.ts';
import { not } from './fold.ts';
import { isPure } from './condition.ts';

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
    const wait = { op: 'await', cond, from } as const;
    const defined = instructionDefined(wait, instance.layout.extentAt);
    if (defined) ctx.emitDefined(defined);
    const emitted = instance.code.slice(from);
    // Whether the condition has a value is asked once, before the wait, unless it hangs on what the wait loads.
    const checks = emitted.filter((instr) => instr.op === 'effect');
    const turn = emitted.filter((instr) => instr.op !== 'effect');
    const simple = turn.every((instr) => instr.op === 'load' || instr.op === 'let');
    const loaded = turn.flatMap((instr) => ('dst' in instr && instr.dst !== null ? [instr.dst] : []));
    const ahead = !checks.some(({ effects }) => effects.some((effect) => reads(effect, loaded)));
    if (simple && ahead && turn.filter((instr) => instr.op === 'load').length === 1) {
      instance.code.splice(from, emitted.length, ...checks, ...turn);
      ctx.emitAsIs({ ...wait, from: from + checks.length });
      lowered = true;
      return;
    }
    // Not a wait after all: forget what was emitted.
    Object.assign(ctx.statement.count, count);
    instance.code.length = from;
    instance.scopes.length = scopes;
    ctx.registers.length = registers;
    for (const [name, r] of ctx.heldIn) if (r >= registers) ctx.heldIn.delete(name);
    ctx.targets.length = targets;
  });
  return lowered;
}

/** Does an effect look at one of these registers? */
function reads(effect: Effect, registers: readonly number[]): boolean {
  return registersIn(effect.k === 'assert' ? effect.cond : effect.value).some((r) => registers.includes(r));
}

function registersIn(e: Expr): readonly number[] {
  switch (e.k) {
    case 'reg':
      return [e.r];
    case 'un':
      return registersIn(e.a);
    case 'bin':
      return [...registersIn(e.a), ...registersIn(e.b)];
    case 'cond':
      return [...registersIn(e.c), ...registersIn(e.a), ...registersIn(e.b)];
    default:
      return [];
  }
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
