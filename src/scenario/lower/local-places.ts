/** Locals that are places: those that others can reach, that outlive their function, or that have no name. */
import { ADDRESS_BASE } from '../../base/index.ts';
import type { Expr } from '../../machine/index.ts';
import type { Declarator, Expression, TypeSyntax } from '../syntax/syntax.ts';
import { isAggregate, type CType } from '../types/ctype.ts';
import { lengthOf, onlyIn } from '../types/initial.ts';
import { assignTo } from './assignment.ts';
import type { Context } from './context.ts';
import { convert } from './conversion.ts';
import { constant, wideConstant } from './fold.ts';
import { fillLocal, initialWords, placeLocal } from './stack.ts';
import { typeNamed, typeOf } from './type-of.ts';

/** A local that outlives its function: one variable for all that call it, which begins with its initializer. */
export function lowerStatic(ctx: Context, syntax: TypeSyntax, declarator: Declarator): void {
  const { layout, statics } = ctx.instance;
  const { name, init } = declarator;
  const type = layout.types.declared(
    syntax,
    declarator,
    lengthOf(init, (e) => ctx.instance.constant(e)),
  );
  const own = `${ctx.activation.fn?.name.text ?? `cpu${String(ctx.cpu)}`}.${name.text}`;
  const place = statics.get(declarator) ?? layout.addLocal(own, type, name);
  if (init && !statics.has(declarator))
    for (const [i, word] of initialWords(ctx, type, init)) {
      const value = convert(word.type, wideConstant(ctx.instance.constant(word.e)), typeOf(ctx, word.e));
      layout.beginAs(place.cell + i, value.k === 'const' ? value.v : 0);
    }
  statics.set(declarator, place);
  ctx.names.bind(name.text, { k: 'place', cell: place.cell, type });
}

/** A variable on the stack that others can reach. */
export function lowerPlace(ctx: Context, { name, init }: Declarator, type: CType): void {
  // Its own initializer does not see it as what it is yet, but its address (`LIST_HEAD(l)`).
  const cell = placeLocal(ctx, name.text, type, null, name);
  ctx.names.bind(name.text, { k: 'place', cell, type });
  if (
    init &&
    type.k === 'struct' &&
    /^(name|member|index|deref|compound|call|indirect|conditional|statements)$/.test(init.k)
  ) {
    assignTo(ctx, '=', { k: 'name', name: name.text, ...name }, init as Expression);
    return;
  }
  if (init) fillLocal(ctx, cell, type, init);
}

/** `(struct foo){ … }`: its address, or of a number where that lies; of a number in braces, that number as one of the type. */
export function compoundValue(
  ctx: Context,
  e: Expression & { k: 'compound' },
): { readonly addr: Expr; readonly isPlace: boolean } {
  const type = typeNamed(ctx, e.type, e.stars);
  const only = isAggregate(type) ? null : onlyIn(e.init);
  if (only) return { addr: convert(type, ctx.value(only), typeOf(ctx, only)), isPlace: true };
  const addr = constant(ADDRESS_BASE + placeLocal(ctx, ctx.shown(e), type, e.init, e));
  return { addr, isPlace: isAggregate(type) };
}
