/**
 * Expressions: every mention of a shared variable becomes a load of its own, in C's order; what is left is an
 * expression over registers. `&&` and `||` branch only where the right side touches memory.
 */
import { assertNever, byWord } from '../../base/index.ts';
import type { Expr } from '../../machine/index.ts';
import type { Expression } from '../syntax/syntax.ts';
import { calledBy } from '../check/called.ts';
import { isAggregate, pointee, wordsOf, type CType } from '../types/ctype.ts';
import { atCall } from './argument.ts';
import { assignTo, stepTo } from './assignment.ts';
import { fieldOf } from './bit-fields.ts';
import { isPure, jumpUnless } from './condition.ts';
import type { Context } from './context.ts';
import { onNumbers } from './arithmetic.ts';
import { convert } from './conversion.ts';
import { ONE, ZERO, asWide, binary, conditional, constant, not, times, unary, wideConstant } from './fold.ts';
import { callThrough, functionNamed } from './indirect.ts';
import { inlineCall } from './inline.ts';
import type { Label } from './instance.ts';
import { lateParts } from './late.ts';
import { lowerAddress, unknown, wordAddress } from './place.ts';
import { plain } from './plain.ts';
import { primitiveOf } from './primitives.ts';
import { isPlaceOnly, typeNamed, typeOf } from './type-of.ts';
import { wholeOf } from './whole.ts';
import { bitsIn, unaryOperatorOn } from './width.ts';

/** What computes: its value is none of those that its accesses take. */
const COMPUTES: ReadonlySet<Expression['k']> = new Set<Expression['k']>(['unary', 'binary', 'conditional']);

/** Lowers an expression; `into`: the register that a load at its top fills, where there is one. */
export function lowerValue(ctx: Context, e: Expression, into: number | null): Expr {
  const { code, calls } = ctx.instance;
  const from = code.length;
  const value = valueOf(ctx, e, into);
  // Rows of interleavings name what the scenario itself computes.
  if (COMPUTES.has(e.k) && ctx.activation.file === 0 && code.length > from)
    calls.push({ name: '', text: ctx.shown(e), from, to: code.length, value, isAccess: false });
  return value;
}

function valueOf(ctx: Context, e: Expression, into: number | null): Expr {
  switch (e.k) {
    case 'number':
      return wideConstant(e.value);
    case 'bool':
      return constant(Number(e.value));
    case 'name':
      return nameValue(ctx, e, into);
    case 'index':
    case 'deref':
    case 'member': {
      const whole = wholeOf(ctx, e);
      if (whole) return valueOf(ctx, whole, into);
      return isPlaceOnly(ctx, e)
        ? lowerAddress(ctx, e)
        : fieldOf(typeOf(ctx, e), load(ctx, wordAddress(ctx, e), e, into));
    }
    case 'address':
      return functionNamed(ctx, e.a) ?? lowerAddress(ctx, e.a);
    case 'cast':
      return convert(typeNamed(ctx, e.type, e.stars), ctx.value(e.a, into), typeOf(ctx, e.a));
    case 'assign':
      return assignTo(ctx, e.op, e.target, e.value);
    case 'step':
      return stepTo(ctx, e.op, e.target, e.prefix);
    case 'comma':
      return e.parts.map((part) => ctx.value(part)).at(-1) ?? ZERO;
    case 'indirect':
      return callThrough(ctx, e, into);
    case 'compound': {
      const made = lateParts()?.compoundValue(ctx, e);
      if (!made) return ZERO;
      return made.isPlace ? made.addr : load(ctx, made.addr, e, into);
    }
    case 'statements':
      return lateParts()?.statementsValue(ctx, e.body, into) ?? ZERO;
    case 'text':
      // A pointer to no word that anybody could follow it to, but no NULL.
      return ONE;
    case 'type':
      ctx.error('not-a-value', e, `\`${ctx.shown(e)}\` has no value here.`);
      return ZERO;
    case 'call':
      return callValue(ctx, e, into);
    case 'unary':
      return unary(unaryOperatorOn(e.op, typeOf(ctx, e.a)), ctx.value(e.a));
    case 'binary':
      return binaryValue(ctx, e);
    case 'conditional': {
      const c = ctx.value(e.c);
      const type = typeOf(ctx, e);
      const arm = (part: Expression, dst: number | null) =>
        convert(type, ctx.value(part, dst), typeOf(ctx, part));
      if (c.k === 'const') return arm(c.v !== 0 ? e.a : e.b, into);
      if (isPure(ctx, e.a) && isPure(ctx, e.b)) return conditional(c, arm(e.a, null), arm(e.b, null));
      return choose(
        ctx,
        ctx.shown(e),
        (otherwise) => {
          ctx.branch(not(c), otherwise);
        },
        e.a,
        e.b,
        arm,
      );
    }
    default:
      return assertNever(e);
  }
}

function load(ctx: Context, addr: Expr, e: Expression, into: number | null): Expr {
  const dst = into ?? ctx.register(ctx.shown(e));
  const once = () => ctx.emit({ op: 'load', dst, addr, acquire: 'no', ...plain(ctx) });
  return ctx.freedom?.load(addr, dst, once) ?? once();
}

function nameValue(ctx: Context, e: Expression & { k: 'name' }, into: number | null): Expr {
  const bound = ctx.names.find(e.name);
  if (bound?.k === 'argument') return atCall(ctx, bound, (argument) => ctx.value(argument, into));
  if (bound?.k === 'place') {
    const addr = lowerAddress(ctx, e);
    return isAggregate(bound.type ?? null) ? addr : load(ctx, addr, e, into);
  }
  if (bound) {
    if (bound.k === 'register') lateParts()?.checkSet(ctx, bound.r);
    if (bound.k === 'register') return ctx.freedom?.use(bound.r) ?? ctx.read(bound.r);
    return bound.k === 'value' ? bound.value : ZERO;
  }
  const symbol = ctx.instance.symbols.globals.get(e.name);
  if (symbol?.k === 'define') return ctx.value(symbol.value, into);
  if (e.name === 'this_cpu') return constant(ctx.home);
  if (e.name === 'this_task') return constant(ctx.cpu);
  const known = functionNamed(ctx, e) ?? ctx.instance.constantName(e.name);
  if (known) return known;
  const place = ctx.instance.layout.place(e.name);
  if (place) {
    const addr = lowerAddress(ctx, e);
    return isAggregate(typeOf(ctx, e)) ? addr : load(ctx, addr, e, into);
  }
  unknown(ctx, e, e.name, 'name');
  return ZERO;
}

/** `asm volatile("…" ::: "memory")` and nothing else. */
const HOLDS_COMPILER: ReadonlySet<string> = new Set(['barrier', 'barrier_data', 'cpu_relax']);

const isWideAtomic = byWord((name) => /^(raw_|arch_)?atomic(64|_long)_/.test(name));

/** `fn(…)` may be a call through a variable that points to a function. */
function isVariable(ctx: Context, name: string): boolean {
  return ctx.names.find(name) !== null || ctx.instance.symbols.globals.get(name)?.k === 'variable';
}

function callValue(ctx: Context, e: Expression & { k: 'call' }, into: number | null): Expr {
  const { code, calls } = ctx.instance;
  const from = code.length;
  const value = lowerCall(ctx, e, into);
  // A number that is made of what is read is not that: `atomic_add_return()`.
  const isOther = value.k === 'bin' && '-+&|^'.includes(value.op);
  const isAccess = !ctx.instance.symbols.functions.has(e.callee.text) && !isOther;
  const to = code.length;
  if (to > from) calls.push({ name: e.callee.text, text: ctx.shown(e), from, to, value, isAccess });
  return value;
}

function lowerCall(ctx: Context, e: Expression & { k: 'call' }, into: number | null): Expr {
  const own = calledBy(ctx.instance.symbols, e.callee.text, e.args.length);
  if (own) return inlineCall(ctx, own, e, into);
  const primitive = primitiveOf(e.callee.text);
  const { text, from, to } = e.callee;
  if (!primitive && isVariable(ctx, text))
    return callThrough(ctx, { ...e, k: 'indirect', fn: { k: 'name', name: text, from, to } }, into);
  if (!primitive) {
    ctx.error(
      'unknown-function',
      e.callee,
      `Found a call of \`${e.callee.text}\`, which is neither a function of this scenario nor a primitive.`,
    );
    return ZERO;
  }
  if (HOLDS_COMPILER.has(text)) ctx.freedom?.forget();
  const outer = ctx.wide;
  ctx.wide = isWideAtomic(text);
  const { code, silent } = ctx.instance;
  const before = code.length;
  const value = ctx.under(text, () => primitive.lower(ctx, e, into)) ?? ZERO;
  if (code.length === before) silent.push({ word: text, pc: before });
  const isWideCall = ctx.wide;
  ctx.wide = outer;
  return isWideCall ? asWide(value) : value;
}

function binaryValue(ctx: Context, e: Expression & { k: 'binary' }): Expr {
  const compared = ctx.instance.comparedOption(e, (name) => ctx.names.find(name) !== null);
  if (compared !== null) return constant(compared);
  if (e.op !== '&&' && e.op !== '||') {
    return arithmetic(ctx, e, ctx.value(e.a));
  }
  const a = isPure(ctx, e.a) ? ctx.value(e.a) : null;
  if (a?.k === 'const' && (a.v !== 0) === (e.op === '||')) return constant(Number(e.op === '||'));
  if (a && isPure(ctx, e.b)) return binary(e.op, a, ctx.value(e.b));
  if (a?.k === 'const') return binary('!=', ctx.value(e.b), ZERO);
  if (isPure(ctx, e.b)) return binary(e.op, a ?? ctx.value(e.a), ctx.value(e.b));
  const [one, zero]: [Expression, Expression] = [
    { k: 'number', value: 1, from: e.from, to: e.to },
    { k: 'number', value: 0, from: e.from, to: e.to },
  ];
  return choose(
    ctx,
    ctx.shown(e),
    (otherwise) => {
      jumpUnless(ctx, e, otherwise);
    },
    one,
    zero,
    (part, dst) => ctx.value(part, dst),
  );
}

/** An operator with two sides. A pointer moves by what it points to; unsigned numbers compare as such. */
function arithmetic(ctx: Context, e: Expression & { k: 'binary' }, a: Expr): Expr {
  const moves = e.op === '+' || e.op === '-';
  const left = moves ? pointee(typeOf(ctx, e.a)) : null;
  // `(char *)p - offsetof(…)`: bytes of an object are words here.
  const b = (isByte(left) ? lateParts()?.inWords(ctx, e.b) : null) ?? ctx.value(e.b);
  if (moves) {
    const right = pointee(typeOf(ctx, e.b));
    if (left && right && e.op === '-') return apart(binary('-', a, b), wordsOf(left));
    if (left) return binary(e.op, a, times(b, wordsOf(left)));
    if (right && e.op === '+') return binary('+', times(a, wordsOf(right)), b);
  }
  return onNumbers(e.op, a, b, typeOf(ctx, e.a), typeOf(ctx, e.b));
}

/** What a pointer to bytes, or to nothing in particular, points to. */
function isByte(type: CType | null): boolean {
  return type?.k === 'void' || (type?.k === 'scalar' && bitsIn(type) === 8);
}

function apart(words: Expr, each: number): Expr {
  return each <= 1 ? words : binary('/', words, constant(each));
}

/** A register that is `a` where `test` falls through and `b` where it jumps. */
function choose(
  ctx: Context,
  name: string,
  test: (otherwise: Label) => void,
  a: Expression,
  b: Expression,
  valueOf: (e: Expression, dst: number) => Expr,
): Expr {
  const dst = ctx.register(name);
  const [otherwise, end] = [ctx.label(), ctx.label()];
  const assign = (e: Expression) => {
    const value = valueOf(e, dst);
    if (value.k !== 'reg' || value.r !== dst) ctx.emit({ op: 'let', dst, value });
  };
  test(otherwise);
  assign(a);
  ctx.jump(end);
  ctx.place(otherwise);
  assign(b);
  ctx.place(end);
  return ctx.read(dst);
}
