/** Variables on the stack that others can reach: cells of their own, stored to where they are initialized. */
import { ADDRESS_BASE } from '../../base/index.ts';
import type { Expression, Initializer, Span } from '../syntax/syntax.ts';
import { leaves, wordsOf, type CType } from '../types/ctype.ts';
import { initialize } from '../types/initial.ts';
import { isBitField } from './bit-fields.ts';
import type { Context } from './context.ts';
import { convert } from './conversion.ts';
import { ZERO, constant } from './fold.ts';
import { typeOf } from './type-of.ts';

/** The first cell of a variable of that type, which holds what `init` says from here on. */
export function placeLocal(
  ctx: Context,
  name: string,
  type: CType,
  init: Initializer | null,
  at: Span,
): number {
  if (type.k === 'struct' && type.incomplete) ctx.instance.layout.types.incomplete(type, at);
  const place = ctx.instance.layout.addLocal(`cpu${String(ctx.cpu)}.${name}`, type, at);
  for (let i = 0; i < place.words; i++) ctx.instance.onStack.add(place.cell + i);
  if (init) fillLocal(ctx, place.cell, type, init);
  return place.cell;
}

/** Stores what `init` says to the cells of a variable. */
export function fillLocal(ctx: Context, cell: number, type: CType, init: Initializer): void {
  const words = initialWords(ctx, type, init);
  for (let i = 0; i < wordsOf(type); i++) {
    const given = words.get(i);
    const value = given ? convert(given.type, ctx.value(given.e), typeOf(ctx, given.e)) : ZERO;
    ctx.emit({ op: 'store', addr: constant(ADDRESS_BASE + cell + i), value, release: false });
  }
}

/** By word: what an initializer gives it, and of which type it is; null where bit-fields share it. */
export function initialWords(
  ctx: Context,
  type: CType,
  init: Initializer,
): ReadonlyMap<number, { readonly e: Expression; readonly type: CType | null }> {
  const words = new Map<number, Expression>();
  initialize(type, init, 0, {
    words,
    error: (code, at, message) => {
      ctx.error(code, at, message);
    },
    constant: (e) => ctx.instance.constant(e),
  });
  const parts = leaves(type, '');
  return new Map(
    [...words].map(([i, e]) => {
      const part = parts[i]?.type ?? null;
      return [i, { e, type: isBitField(part) ? null : part }];
    }),
  );
}
