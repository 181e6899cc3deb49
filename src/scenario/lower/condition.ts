/**
 * Conditions as jumps, and which expressions touch nothing but registers: `&&` and `||` branch only where their right
 * side touches memory.
 */
import { assertNever } from '../../base/index.ts';
import type { Expression } from '../syntax/syntax.ts';
import { isAggregate } from '../types/ctype.ts';
import { argumentOf, atCall } from './argument.ts';
import type { Context } from './context.ts';
import { not } from './fold.ts';
import { functionNamed } from './indirect.ts';
import type { Label } from './instance.ts';
import { primitiveOf } from './primitives.ts';
import { isPlaceOnly, typeOf } from './type-of.ts';
import { wholeOf } from './whole.ts';

/** What a pure condition is worth at compile time, null where only the run decides. */
function decided(ctx: Context, e: Expression): boolean | null {
  if (!isPure(ctx, e)) return null;
  const value = ctx.value(e);
  return value.k === 'const' ? value.v !== 0 : null;
}

/** Code that goes on where `e` holds and jumps where it does not. */
export function jumpUnless(ctx: Context, e: Expression, to: Label): void {
  const argument = argumentOf(ctx, e);
  if (argument) {
    atCall(ctx, argument, (at) => {
      jumpUnless(ctx, at, to);
    });
    return;
  }
  const left = e.k === 'binary' && (e.op === '&&' || e.op === '||') ? decided(ctx, e.a) : null;
  if (e.k === 'binary' && left !== null) {
    if (left === (e.op === '&&')) jumpUnless(ctx, e.b, to);
    else if (!left) ctx.jump(to);
  } else if (e.k === 'unary' && e.op === '!') {
    jumpIf(ctx, e.a, to);
  } else if (e.k === 'binary' && e.op === '&&' && !isPure(ctx, e.b)) {
    jumpUnless(ctx, e.a, to);
    jumpUnless(ctx, e.b, to);
  } else if (e.k === 'binary' && e.op === '||' && !isPure(ctx, e.b)) {
    const holds = ctx.label();
    jumpIf(ctx, e.a, holds);
    jumpUnless(ctx, e.b, to);
    ctx.place(holds);
  } else ctx.branch(not(ctx.value(e)), to);
}

export function jumpIf(ctx: Context, e: Expression, to: Label): void {
  const argument = argumentOf(ctx, e);
  if (argument) {
    atCall(ctx, argument, (at) => {
      jumpIf(ctx, at, to);
    });
    return;
  }
  const left = e.k === 'binary' && (e.op === '&&' || e.op === '||') ? decided(ctx, e.a) : null;
  if (e.k === 'binary' && left !== null) {
    if (left === (e.op === '&&')) jumpIf(ctx, e.b, to);
    else if (left) ctx.jump(to);
  } else if (e.k === 'unary' && e.op === '!') {
    jumpUnless(ctx, e.a, to);
  } else if (e.k === 'binary' && e.op === '||' && !isPure(ctx, e.b)) {
    jumpIf(ctx, e.a, to);
    jumpIf(ctx, e.b, to);
  } else if (e.k === 'binary' && e.op === '&&' && !isPure(ctx, e.b)) {
    const fails = ctx.label();
    jumpUnless(ctx, e.a, fails);
    jumpIf(ctx, e.b, to);
    ctx.place(fails);
  } else ctx.branch(ctx.value(e), to);
}

/** Does evaluating the expression touch nothing but registers and constants? */
export function isPure(ctx: Context, e: Expression): boolean {
  const argument = argumentOf(ctx, e);
  if (argument) return atCall(ctx, argument, (at) => isPure(ctx, at));
  switch (e.k) {
    case 'number':
    case 'bool':
      return true;
    case 'address':
      return isPureAddress(ctx, e.a);
    case 'cast':
      return isPure(ctx, e.a);
    case 'assign':
    case 'step':
    case 'indirect':
    case 'compound':
    case 'statements':
      return false;
    case 'comma':
      return e.parts.every((part) => isPure(ctx, part));
    case 'type':
    case 'text':
      return true;
    case 'name':
      return (
        isLocalValue(ctx, e.name) ||
        e.name === 'this_cpu' ||
        e.name === 'this_task' ||
        functionNamed(ctx, e) !== null ||
        ctx.instance.constantName(e.name) !== null ||
        isPureDefine(ctx, e.name)
      );
    case 'call': {
      const primitive = primitiveOf(e.callee.text);
      return primitive?.pure === true && (primitive.looks === true || e.args.every((a) => isPure(ctx, a)));
    }
    case 'unary':
      return isPure(ctx, e.a);
    case 'binary':
      return (
        ctx.instance.comparedOption(e, (name) => ctx.names.find(name) !== null) !== null ||
        (isPure(ctx, e.a) && isPure(ctx, e.b))
      );
    case 'conditional':
      return isPure(ctx, e.c) && isPure(ctx, e.a) && isPure(ctx, e.b);
    case 'index':
    case 'deref':
    case 'member': {
      const whole = wholeOf(ctx, e);
      return whole ? isPure(ctx, whole) : isPlaceOnly(ctx, e) && isPureAddress(ctx, e);
    }
    default:
      return assertNever(e);
  }
}

function isLocalValue(ctx: Context, name: string): boolean {
  const bound = ctx.names.find(name);
  if (bound?.k === 'register') return !ctx.setBy.has(bound.r);
  return bound !== null && (bound.k !== 'place' || isAggregate(bound.type ?? null));
}

function isPureDefine(ctx: Context, name: string): boolean {
  const symbol = ctx.names.find(name) ? undefined : ctx.instance.symbols.globals.get(name);
  return symbol?.k === 'define' && isPure(ctx, symbol.value);
}

/** Is finding the place that `e` names no access? */
function isPureAddress(ctx: Context, e: Expression): boolean {
  const argument = argumentOf(ctx, e);
  if (argument) return atCall(ctx, argument, (at) => isPureAddress(ctx, at));
  switch (e.k) {
    case 'name':
      return true;
    case 'index':
      return (
        isPure(ctx, e.index) &&
        (typeOf(ctx, e.base)?.k === 'array' ? isPureAddress(ctx, e.base) : isPure(ctx, e.base))
      );
    case 'member':
      return e.arrow ? isPure(ctx, e.base) : isPureAddress(ctx, e.base);
    case 'deref':
      return isPure(ctx, e.a);
    default:
      return e.k !== 'call' || e.args.every((a) => isPure(ctx, a));
  }
}
