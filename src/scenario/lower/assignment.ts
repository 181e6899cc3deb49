/**
 * Assignments and increments, as statements and inside expressions. A local without an address is a register; anything
 * else is stored to, and read first where the old value counts.
 */
import type { SourceOp } from '../../base/index.ts';
import type { Expr } from '../../machine/index.ts';
import type { AssignOp, Expression } from '../syntax/syntax.ts';
import { INT, pointee, wordsOf, type CType } from '../types/ctype.ts';
import { atCall } from './argument.ts';
import { fieldOf, isBitField, withField } from './bit-fields.ts';
import type { Context } from './context.ts';
import { onNumbers } from './arithmetic.ts';
import { convert, literalMistake } from './conversion.ts';
import { ONE, ZERO, binary, constant } from './fold.ts';
import { lateParts } from './late.ts';
import { wordAddress } from './place.ts';
import { plain } from './plain.ts';
import { typeOf } from './type-of.ts';
import { wholeOf } from './whole.ts';
import { common, promoted } from './width.ts';
import { valueFor } from './wanted.ts';

export function assign(ctx: Context, r: number, value: Expr): void {
  if (value.k !== 'reg' || value.r !== r) ctx.emit({ op: 'let', dst: r, value });
}

/** `target op value`; worth what is stored. */
export function assignTo(ctx: Context, op: AssignOp, target: Expression, value: Expression): Expr {
  const type = typeOf(ctx, target);
  const mistake = literalMistake(type, value);
  if (mistake !== null) ctx.error('number', value, mistake);
  if (op === '=' && type?.k === 'struct') return copy(ctx, target, value, type.words);
  return change(
    ctx,
    target,
    op === '=' ? null : (op.slice(0, -1) as SourceOp),
    (into) => valueFor(ctx, type, value, into),
    typeOf(ctx, value),
  ).stored;
}

/** `target++` and its like; worth the new value with `prefix`, else the old one. */
export function stepTo(ctx: Context, op: '++' | '--', target: Expression, prefix: boolean): Expr {
  const { old, stored } = change(ctx, target, op === '++' ? '+' : '-', () => ONE, INT, !prefix);
  return prefix ? stored : old;
}

/** Stores `amount`, which is a `typeBy`, or what `op` makes of the old value and it. `keep`: the old value is asked for afterwards. */
function change(
  ctx: Context,
  target: Expression,
  op: SourceOp | null,
  amount: (into: number | null) => Expr,
  typeBy: CType | null,
  keep = false,
): { readonly old: Expr; readonly stored: Expr } {
  const whole = wholeOf(ctx, target);
  if (whole) return change(ctx, whole, op, amount, typeBy, keep);
  const type = typeOf(ctx, target);
  const bound = target.k === 'name' ? ctx.names.find(target.name) : null;
  const made = (old: Expr, by: Expr) => {
    const to = pointee(type);
    const moves = to && (op === '+' || op === '-') && wordsOf(to) > 1;
    if (op === null) return by;
    if (to) return binary(op, old, moves ? binary('*', by, constant(wordsOf(to))) : by);
    return onNumbers(op, old, by, type, typeBy);
  };
  const typeMade = op === null ? typeBy : op === '<<' || op === '>>' ? promoted(type) : common(type, typeBy);
  if (bound?.k === 'register') {
    if (op !== null) lateParts()?.checkSet(ctx, bound.r);
    let old = ctx.read(bound.r);
    if (keep) {
      const before = ctx.register(ctx.shown(target));
      ctx.emit({ op: 'let', dst: before, value: old });
      old = ctx.read(before);
    }
    assign(ctx, bound.r, convert(type, made(old, amount(op === null ? bound.r : null)), typeMade));
    return { old, stored: ctx.read(bound.r) };
  }
  if (bound?.k === 'argument') {
    // What is given is evaluated here, the place where the call stands.
    const by = amount(null);
    return atCall(ctx, bound, (e) => change(ctx, e, op, () => by, typeBy, keep));
  }
  if (bound && bound.k !== 'place') {
    ctx.error('not-assignable', target, 'This name stands for a constant and cannot be assigned to.');
    return { old: ZERO, stored: ZERO };
  }
  const addr = wordAddress(ctx, target);
  const word =
    op === null && !isBitField(type)
      ? ZERO
      : ctx.emit({ op: 'load', dst: ctx.register(ctx.shown(target)), addr, acquire: 'no', ...plain(ctx) });
  const old = fieldOf(type, word);
  const given = convert(type, made(old, amount(null)), typeMade);
  const stored = type ? withField(type, word, given) : given;
  const store = () => ctx.emit({ op: 'store', addr, value: stored, release: false, ...plain(ctx) });
  if (ctx.freedom && !isBitField(type)) ctx.freedom.store(addr, stored, store);
  else store();
  return { old, stored: fieldOf(type, stored) };
}

/** A struct is copied word by word, as a compiler does. */
function copy(ctx: Context, target: Expression, source: Expression, words: number): Expr {
  const [to, from] = [ctx.address(target), ctx.value(source)];
  return copyWords(ctx, to, from, words, source);
}

/** Stores to one place what another has, word by word; worth the first. */
export function copyWords(ctx: Context, to: Expr, from: Expr, words: number, source: Expression): Expr {
  for (let i = 0; i < words; i++) {
    const value = ctx.emit({
      op: 'load',
      dst: ctx.register(ctx.shown(source)),
      addr: binary('+', from, constant(i)),
      acquire: 'no',
      ...plain(ctx),
    });
    ctx.emit({ op: 'store', addr: binary('+', to, constant(i)), value, release: false, ...plain(ctx) });
  }
  return to;
}
