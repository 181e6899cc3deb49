/**
 * Declarations of locals, assignments and expressions that stand as statements.
 */
import { callsOf, everyExpression } from '../check/walk.ts';
import type {
  Declarator,
  EffectSyntax,
  Expression,
  Simple,
  Statement,
  TypeSyntax,
} from '../syntax/syntax.ts';
import { isAggregate } from '../types/ctype.ts';
import { lengthOf, onlyIn } from '../types/initial.ts';
import { assign, assignTo, stepTo } from './assignment.ts';
import type { Context } from './context.ts';
import { convert, literalMistake } from './conversion.ts';
import { attachEffects } from './effect.ts';
import { ZERO } from './fold.ts';
import { lateParts } from './late.ts';
import { typeNamed, typeOf } from './type-of.ts';
import { nested } from './ordinals.ts';
import { WRITES_LOCALS, writtenArgument } from './out-arguments.ts';
import { valueFor } from './wanted.ts';

export function lowerLocal(
  ctx: Context,
  syntax: TypeSyntax,
  declarator: Declarator,
  effects: readonly EffectSyntax[],
): void {
  const start = ctx.instance.code.length;
  const name = declarator.name.text;
  const { init: given } = declarator;
  const length = lengthOf(given, (e) => ctx.instance.constant(e));
  const value = given && given.k !== 'list' ? given : null;
  const named = typeNamed(ctx, syntax, declarator.stars, value);
  const type = ctx.instance.layout.types.declared(syntax, declarator, length, named);
  const init = (given && !isAggregate(type) ? onlyIn(given) : null) ?? given;
  const mistake = literalMistake(type, init);
  if (mistake !== null && init) ctx.error('number', init, mistake);
  if (isAggregate(type) || takesAddress(ctx.activation.body, name))
    lateParts()?.lowerPlace(ctx, declarator, type);
  else if (init?.k === 'list')
    ctx.error('initializer', init, `\`${name}\` is one variable and takes one value.`);
  else if (init && !assignedAgain(ctx, name)) {
    // Assigned once: a constant needs no register, so that masks and CPU numbers fold.
    const r = ctx.local(name, type);
    ctx.names.bind(name, { k: 'register', r, type });
    const value = convert(type, valueFor(ctx, type, init, r), typeOf(ctx, init));
    if (value.k === 'const') {
      ctx.names.bind(name, { k: 'value', value, type });
      // A property that looks at it finds it where every other local is.
      if (ctx.instance.symbols.locals.has(name)) assign(ctx, r, value);
    } else assign(ctx, r, value);
  } else {
    const r = ctx.local(name, type);
    ctx.names.bind(name, { k: 'register', r, type });
    if (init) assign(ctx, r, convert(type, valueFor(ctx, type, init, r), typeOf(ctx, init)));
    else {
      if (isLoopBody(ctx)) ctx.emit({ op: 'let', dst: r, value: ZERO });
      lateParts()?.watchUnset(ctx, declarator, r);
    }
  }
  attachEffects(ctx, effects, start);
  if (declarator.free) lateParts()?.freeAtEnd(ctx, declarator, declarator.free);
}

function isLoopBody(ctx: Context): boolean {
  return ctx.activation.loop !== null;
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
  if (simple.k === 'increment') stepTo(ctx, simple.op, simple.target, true);
  else assignTo(ctx, simple.op, simple.target, simple.value);
}

/** What `s.m.n` is a part of. */
export function partOf(place: Expression): Expression {
  return place.k === 'member' && !place.arrow ? partOf(place.base) : place;
}

interface Uses {
  /** Names that a body assigns to besides declaring them. */
  readonly assigned: ReadonlySet<string>;
  /** Names of which it takes the address. */
  readonly addressed: ReadonlySet<string>;
}

const used = new WeakMap<Statement, Uses>();

function usesIn(body: Statement): Uses {
  const known = used.get(body);
  if (known) return known;
  const [assigned, addressed] = [new Set<string>(), new Set<string>()];
  const outs = new Set(callsOf(body).map(writtenArgument));
  const counts = (s: Statement): void => {
    if (s.k === 'loop') for (const e of s.args) if (e.k === 'name') assigned.add(e.name);
    if (s.k === 'foreach') assigned.add(s.name.text);
    nested(s).forEach(counts);
  };
  counts(body);
  everyExpression(body, (e) => {
    const changed = e.k === 'assign' || e.k === 'step' ? partOf(e.target) : e;
    if (changed !== e && changed.k === 'name') assigned.add(changed.name);
    if (e.k === 'call' && WRITES_LOCALS.test(e.callee.text))
      for (const a of e.args) if (a.k === 'name') assigned.add(a.name);
    if (e.k !== 'address') return;
    const place = partOf(e.a);
    if (place.k === 'name') (outs.has(e) ? assigned : addressed).add(place.name);
  });
  const uses = { assigned, addressed };
  used.set(body, uses);
  return uses;
}

function assignedAgain(ctx: Context, name: string): boolean {
  return usesIn(ctx.activation.body).assigned.has(name);
}

function takesAddress(body: Statement, name: string): boolean {
  return usesIn(body).addressed.has(name);
}
