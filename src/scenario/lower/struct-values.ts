/**
 * Structs as values: a parameter and a result are variables of their own, which get a copy, word by word, as the call is made or
 * left (ISO C 6.5.2.2, 6.8.6.4).
 */
import { ADDRESS_BASE } from '../../base/index.ts';
import type { Expression } from '../syntax/syntax.ts';
import { wordsOf, type CType } from '../types/ctype.ts';
import { copyWords } from './assignment.ts';
import type { Context } from './context.ts';
import { constant } from './fold.ts';
import { placeLocal } from './stack.ts';

/** The first cell of a new variable of that type, to which the value of `e` is stored. */
export function placeCopy(ctx: Context, name: string, type: CType, e: Expression): number {
  const from = ctx.value(e);
  const cell = placeLocal(ctx, name, type, null, e);
  copyWords(ctx, constant(ADDRESS_BASE + cell), from, wordsOf(type), e);
  return cell;
}
