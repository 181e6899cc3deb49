/**
 * Expressions: every mention of a shared variable becomes a load of its own, in C's order; what is left is an
 * expression over registers. `&&` and `||` branch only where the right side touches memory.
 */
import { ADDRESS_BASE, assertNever } from '../../base/index.ts';
import type { Expr } from '../../machine/index.ts';
import type { Expression, Span } from '../syntax/syntax.ts';
import type { Context } from './context.ts';
import { ZERO, binary, conditional, constant, not, unary } from './fold.ts';
import { inlineCall } from './inline.ts';
import type { Label } from './instance.ts';
import { primitiveOf } from './primitives.ts';

/** Lowers an expression; `into`: the register that a load at its top fills, where there is one. */
export function lowerValue(ctx: Context, e: Expression, into: number | null): Expr {
  switch (e.k) {
    case 'number':
      return constant(e.value);
    case 'bool':
      return constant(Number(e.value));
    case 'name':
      return nameValue(ctx, e, into);
    case 'index':
    case 'deref':
    case 'member':
      return load(ctx, lowerAddress(ctx, e), e, into);
    case 'address':
      return lowerAddress(ctx, e.a);
    case 'call':
      return callValue(ctx, e, into);
    case 'unary':
      return unary(e.op, ctx.value(e.a));
    case 'binary':
      return binaryValue(ctx, e);
    case 'conditional': {
      const c = ctx.value(e.c);
      if (c.k === 'const') return ctx.value(c.v !== 0 ? e.a : e.b, into);
      if (isPure(ctx, e.a) && isPure(ctx, e.b)) return conditional(c, ctx.value(e.a), ctx.value(e.b));
      return choose(
        ctx,
        ctx.shown(e),
        (otherwise) => {
          ctx.branch(not(c), otherwise);
        },
        e.a,
        e.b,
      );
    }
    default:
      return assertNever(e);
  }
}

/** The address that an lvalue names. */
export function lowerAddress(ctx: Context, e: Expression): Expr {
  switch (e.k) {
    case 'name': {
      if (ctx.names.find(e.name)) {
        ctx.error(
          'no-address',
          e,
          `\`${e.name}\` is a local variable or parameter; it has no address. Expected a shared variable.`,
        );
        return ZERO;
      }
      const place = ctx.instance.layout.place(e.name);
      if (!place) {
        unknown(ctx, e, e.name, 'variable');
        return ZERO;
      }
      if (place.kind === 'ghost')
        ctx.error(
          'ghost-access',
          e,
          `\`${e.name}\` is a ghost: code cannot read it; only effects (\`@\`), asserts, invariants and finals can.`,
        );
      return constant(ADDRESS_BASE + place.cell);
    }
    case 'index': {
      const base = ctx.value(e.base);
      const index = ctx.value(e.index);
      checkBounds(ctx, e, index);
      return binary('+', base, index);
    }
    case 'deref':
      return ctx.value(e.a);
    case 'member': {
      const name = e.base.k === 'name' ? e.base.name : '';
      const place = ctx.instance.layout.place(name);
      const cell = place
        ? ctx.instance.layout.cells.findIndex((known) => known.name === `${name}.${e.member.text}`)
        : -1;
      if (cell < 0) ctx.error('unknown-member', e.member, `\`${name}\` has no part \`${e.member.text}\`.`);
      return constant(ADDRESS_BASE + Math.max(cell, 0));
    }
    case 'call':
      if (e.callee.text === 'PTE') return pteAddress(ctx, e);
      break;
    default:
      break;
  }
  ctx.error(
    'not-lvalue',
    e,
    `\`${ctx.shown(e)}\` is a value, not a place; expected a variable, \`a[i]\`, \`*p\` or \`PTE(page)\`.`,
  );
  return ZERO;
}

function pteAddress(ctx: Context, e: Expression & { k: 'call' }): Expr {
  const argument = e.args[0];
  const page = argument?.k === 'name' ? ctx.instance.layout.page(argument.name) : null;
  const found = page === null ? undefined : ctx.instance.layout.pages[page];
  if (!found) ctx.error('not-a-page', argument ?? e, 'Expected the name of a `page`.');
  return constant(ADDRESS_BASE + (found?.pte ?? 0));
}

function checkBounds(ctx: Context, e: Expression & { k: 'index' }, index: Expr): void {
  const place =
    e.base.k === 'name' && !ctx.names.find(e.base.name) ? ctx.instance.layout.place(e.base.name) : null;
  if (!place || place.extent === null || index.k !== 'const' || (index.v >= 0 && index.v < place.extent))
    return;
  outOfBounds(ctx, e, index.v, place.extent);
}

export function outOfBounds(ctx: Context, at: Span, index: number, extent: number): void {
  ctx.error(
    'out-of-bounds',
    at,
    `Index ${String(index)} is outside the array, which has ${String(extent)} elements.`,
  );
}

function load(ctx: Context, addr: Expr, e: Expression, into: number | null): Expr {
  return ctx.emit({ op: 'load', dst: into ?? ctx.register(ctx.shown(e)), addr, acquire: 'no' });
}

function nameValue(ctx: Context, e: Expression & { k: 'name' }, into: number | null): Expr {
  const bound = ctx.names.find(e.name);
  if (bound) {
    if (bound.k === 'register') return ctx.read(bound.r);
    return bound.k === 'value' ? bound.value : ZERO;
  }
  if (e.name === 'this_cpu') return constant(ctx.cpu);
  const known = ctx.instance.constantName(e.name);
  if (known) return known;
  return ctx.instance.layout.place(e.name)
    ? load(ctx, lowerAddress(ctx, e), e, into)
    : (unknown(ctx, e, e.name, 'name'), ZERO);
}

function unknown(ctx: Context, e: Expression, name: string, what: string): void {
  const meant = ctx.instance.diagnostics.suggest(name, ctx.instance.symbols.globals.keys());
  ctx.error(
    'unknown-name',
    e,
    `Found the ${what} \`${name}\`, which is not declared.${meant === null ? '' : ` Did you mean \`${meant}\`?`}`,
  );
}

function callValue(ctx: Context, e: Expression & { k: 'call' }, into: number | null): Expr {
  const own = ctx.instance.symbols.functions.get(e.callee.text);
  if (own) return inlineCall(ctx, own, e, into);
  const primitive = primitiveOf(e.callee.text);
  if (!primitive) {
    ctx.error(
      'unknown-function',
      e.callee,
      `Found a call of \`${e.callee.text}\`, which is neither a function of this scenario nor a primitive.`,
    );
    return ZERO;
  }
  return primitive.lower(ctx, e, into) ?? ZERO;
}

function binaryValue(ctx: Context, e: Expression & { k: 'binary' }): Expr {
  const compared = ctx.instance.comparedOption(e, (name) => ctx.names.find(name) !== null);
  if (compared !== null) return constant(compared);
  if (e.op !== '&&' && e.op !== '||') {
    const a = ctx.value(e.a);
    return binary(e.op, a, ctx.value(e.b));
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
  );
}

/** A register that is `a` where `test` falls through and `b` where it jumps. */
function choose(
  ctx: Context,
  name: string,
  test: (otherwise: Label) => void,
  a: Expression,
  b: Expression,
): Expr {
  const dst = ctx.register(name);
  const [otherwise, end] = [ctx.label(), ctx.label()];
  const assign = (e: Expression) => {
    const value = ctx.value(e, dst);
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

/** What a pure condition is worth at compile time, null where only the run decides. */
function decided(ctx: Context, e: Expression): boolean | null {
  if (!isPure(ctx, e)) return null;
  const value = ctx.value(e);
  return value.k === 'const' ? value.v !== 0 : null;
}

/** Code that goes on where `e` holds and jumps where it does not. */
export function jumpUnless(ctx: Context, e: Expression, to: Label): void {
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
  switch (e.k) {
    case 'number':
    case 'bool':
      return true;
    case 'address':
      return e.a.k !== 'index' || isPure(ctx, e.a.index);
    case 'name':
      return (
        ctx.names.find(e.name) !== null || e.name === 'this_cpu' || ctx.instance.constantName(e.name) !== null
      );
    case 'call':
      return primitiveOf(e.callee.text)?.pure === true && e.args.every((a) => isPure(ctx, a));
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
    case 'member':
      return false;
    default:
      return assertNever(e);
  }
}
