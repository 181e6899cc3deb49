/**
 * Bit-fields: neighbours share a word, as in C (6.7.2.1), so that a store to one reads the word and writes all of it back, and
 * what another CPU stored to its neighbour meanwhile is lost.
 */
import type { Expr } from '../../machine/index.ts';
import type { CType } from '../types/ctype.ts';
import { binary, constant } from './fold.ts';

const SIGNED = /^(signed|int|long|short|(__)?s\d|int\d)/;
const mask = (width: number): number => 2 ** width - 1;

/** What a member is worth in its word. */
export function fieldOf(type: CType | null, word: Expr): Expr {
  if (type?.k !== 'scalar' || !type.bits) return word;
  const { shift, width } = type.bits;
  if (!SIGNED.test(type.name)) return binary('&', binary('>>', word, constant(shift)), constant(mask(width)));
  return binary('>>', binary('<<', word, constant(32 - shift - width)), constant(32 - width));
}

/** The word with another value in a member. */
export function withField(type: CType, word: Expr, value: Expr): Expr {
  if (type.k !== 'scalar' || !type.bits) return value;
  const { shift, width } = type.bits;
  const kept = binary('&', word, constant(~(mask(width) << shift)));
  return binary('|', kept, binary('<<', binary('&', value, constant(mask(width))), constant(shift)));
}

export function isBitField(type: CType | null): boolean {
  return type?.k === 'scalar' && type.bits !== undefined;
}
