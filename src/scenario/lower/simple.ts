/**
 * Declarations of locals, assignments and expressions that stand as statements.
 */
import type { Expr } from '../../machine/index.ts';
import type { Declarator, EffectSyntax, Expression, Simple, Statement } from '../syntax/syntax.ts';
import type { Context } from './context.ts';
import { attachEffects } from './effect.ts';
import { ONE, ZERO, binary } from './fold.ts';
import { nested } from './ordinals.ts';
import { outArguments } from './out-arguments.ts';

export function lowerLocal(ctx: Context, declarator: Declarator, effects: readonly EffectSyntax[]): void {
  const start = ctx.instance.code.length;
  const name = declarator.name.text;
  if (declarator.extent)
    ctx.error('local-array', declarator, 'Arrays must be shared: declare it outside the function.');
  const init = declarator.init as Expression | null;
  if (init && !assignedAgain(ctx, name)) {
    // Assigned once: a constant needs no register, so that masks and CPU numbers fold.
    const r = ctx.local(name);
    const value = ctx.value(init, r);
    if (value.k === 'const') {
      ctx.names.bind(name, { k: 'value', value });
      // A property that looks at it finds it where every other local is.
      if (ctx.instance.symbols.locals.has(name)) assign(ctx, r, value);
    } else {
      assign(ctx, r, value);
      ctx.names.bind(name, { k: 'register', r });
    }
  } else {
    const r = ctx.local(name);
    if (init) assign(ctx, r, ctx.value(init, r));
    else if (isLoopBody(ctx)) ctx.emit({ op: 'let', dst: r, value: ZERO });
    ctx.names.bind(name, { k: 'register', r });
  }
  attachEffects(ctx, effects, start);
}

function isLoopBody(ctx: Context): boolean {
  return ctx.activation.loop !== null;
}

function assignedAgain(ctx: Context, name: string): boolean {
  return assignedAgainIn(ctx.activation.body).has(name);
}

export function assign(ctx: Context, r: number, value: Expr): void {
  if (value.k !== 'reg' || value.r !== r) ctx.emit({ op: 'let', dst: r, value });
}

export function ghostSet(ctx: Context, simple: Simple): boolean {
  if (simple.k === 'expression') return false;
  const base = simple.target.k === 'index' ? simple.target.base : simple.target;
  if (base.k !== 'name' || ctx.names.find(base.name)) return false;
  if (ctx.instance.layout.place(base.name)?.kind !== 'ghost') return false;
  const one: Expression = { k: 'number', value: 1, from: simple.from, to: simple.to };
  const effect: EffectSyntax =
    simple.k === 'assign'
      ? {
          k: 'set',
          op: simple.op,
          target: simple.target,
          value: simple.value,
          from: simple.from,
          to: simple.to,
        }
      : {
          k: 'set',
          op: simple.op === '++' ? '+=' : '-=',
          target: simple.target,
          value: one,
          from: simple.from,
          to: simple.to,
        };
  attachEffects(ctx, [effect], ctx.instance.code.length);
  return true;
}

export function lowerSimple(ctx: Context, simple: Simple): void {
  if (simple.k === 'expression') {
    ctx.value(simple.e);
    return;
  }
  const { target } = simple;
  const op =
    simple.k === 'increment'
      ? simple.op === '++'
        ? '+'
        : '-'
      : simple.op === '='
        ? null
        : (simple.op.slice(0, -1) as '+');
  const amount = (into: number | null) => (simple.k === 'increment' ? ONE : ctx.value(simple.value, into));
  const bound = target.k === 'name' ? ctx.names.find(target.name) : null;
  if (bound?.k === 'register') {
    assign(ctx, bound.r, op === null ? amount(bound.r) : binary(op, ctx.read(bound.r), amount(null)));
    return;
  }
  if (bound) {
    ctx.error('not-assignable', target, 'This name stands for a constant and cannot be assigned to.');
    return;
  }
  const addr = ctx.address(target);
  let value: Expr;
  if (op === null) value = amount(null);
  else {
    const old = ctx.emit({ op: 'load', dst: ctx.register(ctx.shown(target)), addr, acquire: 'no' });
    value = binary(op, old, amount(null));
  }
  ctx.emit({ op: 'store', addr, value, release: false });
}

const assigned = new WeakMap<Statement, ReadonlySet<string>>();

/** Names that a body assigns to besides declaring them. */
function assignedAgainIn(body: Statement): ReadonlySet<string> {
  const known = assigned.get(body);
  if (known) return known;
  const found = new Set<string>();
  const visit = (part: Statement) => {
    const simples = part.k === 'simple' ? [part.simple] : part.k === 'for' ? [part.init, part.step] : [];
    for (const simple of simples) {
      if (simple === null || 'name' in simple || simple.k === 'expression') continue;
      if (simple.target.k === 'name') found.add(simple.target.name);
    }
    for (const name of outArguments(part)) found.add(name);
    for (const inner of nested(part)) visit(inner);
  };
  visit(body);
  assigned.set(body, found);
  return found;
}
