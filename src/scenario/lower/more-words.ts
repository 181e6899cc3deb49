/**
 * Words that only compute, or that touch memory word by word (include/linux/minmax.h, bits.h, math.h, string.h), and more of
 * those about objects and lists (list.h, llist.h, list_bl.h, timer.h).
 */
import type { BinaryOp, Expr } from '../../machine/index.ts';
import type { Expression } from '../syntax/syntax.ts';
import { INT, memberNamed, pointee, wordsOf, type CType } from '../types/ctype.ts';
import { argumentOf, atCall } from './argument.ts';
import { assignTo } from './assignment.ts';
import type { Context } from './context.ts';
import { convert } from './conversion.ts';
import { onNumbers } from './arithmetic.ts';
import { ONE, ZERO, binary, conditional, constant, unary } from './fold.ts';
import type { Call, Primitive } from './primitive.ts';
import { inWords } from './sizes.ts';
import { sizedType, typeOf } from './type-of.ts';
import { ULONG, common, isSourceOp, operatorOn } from './width.ts';

/** In a register, so that it is evaluated once and may be used twice. */
function once(ctx: Context, value: Expr, name: string): Expr {
  if (value.k === 'const' || value.k === 'reg') return value;
  const dst = ctx.register(name);
  ctx.emit({ op: 'let', dst, value });
  return ctx.read(dst);
}

function valueOf(ctx: Context, call: Call, i: number, type: CType | null): Expr {
  const e = call.args[i];
  if (!e) return ZERO;
  return once(ctx, convert(type, ctx.value(e), typeOf(ctx, e)), ctx.shown(e));
}

/** `min(a, b)`, compared as what C makes of both; `min_t(type, a, b)` as what is said. */
function chosen(op: '<' | '>', typed: boolean): Primitive {
  return {
    arity: typed ? 3 : 2,
    lower: (ctx, call) => {
      const [first, second, third] = call.args;
      const type = typed
        ? first && typeOf(ctx, first)
        : common(first ? typeOf(ctx, first) : null, second ? typeOf(ctx, second) : null);
      const at = typed ? 1 : 0;
      const [a, b] = [valueOf(ctx, call, at, type ?? null), valueOf(ctx, call, at + 1, type ?? null)];
      return third && !typed ? ZERO : conditional(compared(op, a, b, type ?? null), a, b);
    },
  };
}

function compared(op: '<' | '>', a: Expr, b: Expr, type: CType | null): Expr {
  return onNumbers(op, a, b, type, type);
}

/** `clamp(value, least, most)`. */
const clamp: Primitive = {
  arity: 3,
  lower: (ctx, call) => {
    const type = call.args.reduce<CType | null>((all, e) => common(all, typeOf(ctx, e)), INT);
    const [value, least, most] = [0, 1, 2].map((i) => valueOf(ctx, call, i, type));
    if (!value || !least || !most) return ZERO;
    const low = conditional(compared('<', value, least, type), least, value);
    return conditional(compared('>', low, most, type), most, low);
  },
};

/** `swap(a, b)`: both are read, then both are written. */
const swap: Primitive = {
  arity: 2,
  lower: (ctx, call) => {
    const [a, b] = call.args;
    if (!a || !b) return null;
    const dst = ctx.register(ctx.shown(a));
    ctx.emit({ op: 'let', dst, value: ctx.value(a) });
    assignTo(ctx, '=', a, b);
    ctx.names.bind(KEPT, { k: 'register', r: dst, type: typeOf(ctx, a) ?? INT });
    assignTo(ctx, '=', b, { k: 'name', name: KEPT, from: a.from, to: a.to });
    return null;
  },
};

/** A name that no text can have. */
const KEPT = 'what swap() keeps';

function computes(arity: number, compute: (...args: readonly Expr[]) => Expr): Primitive {
  return {
    arity,
    pure: true,
    lower: (ctx, call) => compute(...call.args.map((e) => ctx.value(e))),
  };
}

function wide(op: string, a: Expr, b: Expr): Expr {
  const known = op as BinaryOp;
  return binary(isSourceOp(known) ? operatorOn(known, ULONG) : known, a, b);
}

/** `GENMASK(high, low)`. */
const genmask = computes(2, (high = ZERO, low = ZERO) =>
  wide('-', wide('<<', wide('<<', ONE, wide('-', high, ZERO)), ONE), wide('<<', ONE, low)),
);

const divideUp = computes(2, (n = ZERO, by = ONE) => binary('/', binary('-', binary('+', n, by), ONE), by));

const alignUp = computes(2, (n = ZERO, to = ONE) =>
  wide('&', wide('-', wide('+', n, to), ONE), unary('~l', wide('-', to, ONE))),
);

const alignDown = computes(2, (n = ZERO, to = ONE) => wide('&', n, unary('~l', wide('-', to, ONE))));

/** How many words `sizeof(…)` is. */
function wordsIn(ctx: Context, call: Call, e: Expression | undefined): number {
  const bound = e ? argumentOf(ctx, e) : null;
  if (bound) return atCall(ctx, bound, (given) => wordsIn(ctx, call, given));
  const type = e ? sizedType(ctx, e) : null;
  if (type) return wordsOf(type);
  const known = e ? inWords(ctx, e) : ZERO;
  if (known.k === 'const' && known.v >= 1 && known.v <= 64) return known.v;
  ctx.error('arguments', call, `Say how much it is: \`${call.callee.text}(…, sizeof(*p))\`.`);
  return 0;
}

/** Plain stores of zeros, word by word. */
const memset: Primitive = {
  arity: 3,
  lower: (ctx, call) => {
    const [p, byte, size] = call.args;
    const filled = byte ? ctx.value(byte) : ZERO;
    if (filled.k !== 'const' || filled.v !== 0)
      ctx.error('arguments', call, 'Memory is words here: it can be filled with 0 alone.');
    const addr = p ? once(ctx, ctx.value(p), ctx.shown(p)) : ZERO;
    const words = wordsIn(ctx, call, size);
    for (let i = 0; i < words; i++)
      ctx.emit({ op: 'store', addr: binary('+', addr, constant(i)), value: ZERO, release: false });
    return null;
  },
};

/** Plain loads and stores, word by word. */
const memcpy: Primitive = {
  arity: 3,
  lower: (ctx, call) => {
    const [to, from, size] = call.args;
    const [dst, src] = [to, from].map((e) => (e ? once(ctx, ctx.value(e), ctx.shown(e)) : ZERO));
    const words = wordsIn(ctx, call, size);
    for (let i = 0; i < words && dst && src; i++) {
      const value = ctx.emit({
        op: 'load',
        dst: ctx.register('word'),
        addr: binary('+', src, constant(i)),
        acquire: 'no',
      });
      ctx.emit({ op: 'store', addr: binary('+', dst, constant(i)), value, release: false });
    }
    return null;
  },
};

/** The struct around a node, of the type that a pointer or a type says. */
function around(
  ctx: Context,
  call: Call,
  node: Expr,
  type: CType | null | undefined,
  member: Expression | undefined,
): Expr {
  const found = memberNamed(type ?? null, member);
  if (found) return binary('-', node, constant(found.offset));
  ctx.error('arguments', call, `\`${call.callee.text}\` is given no member that the type has.`);
  return ZERO;
}

function linkOf(ctx: Context, call: Call, node: Expr, link: 'next' | 'prev'): Expr {
  const addr = binary('+', node, constant(link === 'prev' ? 1 : 0));
  return ctx.emit({ op: 'load', dst: ctx.register(ctx.shown(call)), addr, acquire: 'no' });
}

/** `list_last_entry(head, type, member)`. */
const lastEntry: Primitive = {
  arity: 3,
  lower: (ctx, call) => {
    const [head, type, member] = call.args;
    const node = linkOf(ctx, call, head ? ctx.value(head) : ZERO, 'prev');
    return around(ctx, call, node, type && typeOf(ctx, type), member);
  },
};

/** `list_next_entry(pos, member)`. */
function neighbour(link: 'next' | 'prev'): Primitive {
  return {
    arity: 2,
    lower: (ctx, call) => {
      const [pos, member] = call.args;
      const type = pos ? pointee(typeOf(ctx, pos)) : null;
      const offset = memberNamed(type, member)?.offset ?? 0;
      const own = binary('+', pos ? ctx.value(pos) : ZERO, constant(offset));
      return around(ctx, call, linkOf(ctx, call, own, link), type, member);
    },
  };
}

/** `list_first_or_null_rcu(head, type, member)`. */
const firstOrNull: Primitive = {
  arity: 3,
  lower: (ctx, call) => {
    const [list, type, member] = call.args;
    const head = list ? once(ctx, ctx.value(list), ctx.shown(list)) : ZERO;
    const next = linkOf(ctx, call, head, 'next');
    return conditional(
      binary('==', next, head),
      ZERO,
      around(ctx, call, next, type && typeOf(ctx, type), member),
    );
  },
};

/** `list_next_or_null_rcu(head, node, type, member)`. */
const nextOrNull: Primitive = {
  arity: 4,
  lower: (ctx, call) => {
    const [list, node, type, member] = call.args;
    const head = list ? once(ctx, ctx.value(list), ctx.shown(list)) : ZERO;
    const next = linkOf(ctx, call, node ? ctx.value(node) : ZERO, 'next');
    return conditional(
      binary('==', next, head),
      ZERO,
      around(ctx, call, next, type && typeOf(ctx, type), member),
    );
  },
};

/** `hlist_first_rcu(head)` and its like, which are places: as a value what RCU's reader loads. */
function placeOf(link: 'first' | 'next'): Primitive {
  return {
    arity: 1,
    lower: (ctx, call) => {
      const [p] = call.args;
      const type = p ? pointee(typeOf(ctx, p)) : null;
      const offset = type?.k === 'struct' ? (type.members.get(link)?.offset ?? 0) : 0;
      const addr = binary('+', p ? ctx.value(p) : ZERO, constant(offset));
      return ctx.emit({ op: 'load', dst: ctx.register(ctx.shown(call)), addr, acquire: 'no' });
    },
  };
}

/** `list_entry_is_head(pos, head, member)`. */
const isHead: Primitive = {
  arity: 3,
  lower: (ctx, call) => {
    const [pos, head, member] = call.args;
    const offset = memberNamed(pos ? pointee(typeOf(ctx, pos)) : null, member)?.offset ?? 0;
    const node = binary('+', pos ? ctx.value(pos) : ZERO, constant(offset));
    return binary('==', node, head ? ctx.value(head) : ZERO);
  },
};

/** A node's struct by a type; `orNull`: NULL for NULL. */
function entryOf(orNull: boolean): Primitive {
  return {
    arity: 3,
    lower: (ctx, call) => {
      const [node, type, member] = call.args;
      const value = node ? once(ctx, ctx.value(node), ctx.shown(node)) : ZERO;
      const entry = around(ctx, call, value, type && typeOf(ctx, type), member);
      return orNull ? conditional(binary('!=', value, ZERO), entry, ZERO) : entry;
    },
  };
}

/** `from_timer(p, t, member)`: container_of() of the type that `p` points to. */
const fromMember: Primitive = {
  arity: 3,
  lower: (ctx, call) => {
    const [p, inner, member] = call.args;
    return around(ctx, call, inner ? ctx.value(inner) : ZERO, p && pointee(typeOf(ctx, p)), member);
  },
};

export const MORE_WORDS: Readonly<Record<string, Primitive>> = {
  min: chosen('<', false),
  max: chosen('>', false),
  min_t: chosen('<', true),
  max_t: chosen('>', true),
  clamp,
  swap,
  GENMASK: genmask,
  GENMASK_ULL: genmask,
  DIV_ROUND_UP: divideUp,
  ALIGN: alignUp,
  round_up: alignUp,
  round_down: alignDown,
  ALIGN_DOWN: alignDown,
  memset,
  memcpy,
  list_last_entry: lastEntry,
  list_next_entry: neighbour('next'),
  list_prev_entry: neighbour('prev'),
  list_first_or_null_rcu: firstOrNull,
  list_next_or_null_rcu: nextOrNull,
  hlist_first_rcu: placeOf('first'),
  hlist_next_rcu: placeOf('next'),
  list_next_rcu: placeOf('next'),
  list_entry_is_head: isHead,
  list_entry_rcu: entryOf(false),
  llist_entry: entryOf(false),
  hlist_bl_entry: entryOf(false),
  hlist_entry_safe: entryOf(true),
  container_of_const: entryOf(false),
  from_timer: fromMember,
  timer_container_of: fromMember,
  from_tasklet: fromMember,
  from_work: fromMember,
};
