/**
 * The type of an expression, as far as it decides what is evaluated: where a member lies, how far `p + 1` goes.
 */
import { byWord } from '../../base/index.ts';
import { INT, isAggregate, isWhole, pointee, pointerTo, type CType } from '../types/ctype.ts';
import type { Expression, TypeSyntax } from '../syntax/syntax.ts';
import { atCall } from './argument.ts';
import type { Context } from './context.ts';
import { lateParts } from './late.ts';
import { LONG, ULONG, common, isWideBit, literalType, promoted } from './width.ts';

/** Words that are worth what their first argument names, or what it points to. */
const NAMED =
  /^(READ_ONCE|READ_ONCE_NOCHECK|data_race|s?rcu_(dereference|access_pointer)\w*|rtnl_dereference|(raw_|__)?(this_cpu|cpu)_(read|xchg|cmpxchg|\w+_return)|per_cpu|get_cpu_var)$/;
const POINTED = /^(smp_load_acquire|smp_cond_load_\w+|xchg\w*|cmpxchg\w*|rcu_replace_pointer)$/;
/** Words that keep their argument's type. */
const SAME =
  /^(likely|unlikely|unrcu_pointer|rcu_pointer_handoff|RCU_INITIALIZER|array_index_nospec|clamp_t|clamp_val|abs|min3|max3|from_(timer|tasklet|work)|timer_container_of|list_(next|prev)_entry|min_t|max_t|(raw_|per_|this_)?cpu_ptr|this_cpu_ptr|per_cpu_ptr)$/;

const COMPUTING: ReadonlySet<string> = new Set('-+*/%&|^');

/** Null where it is not known; a number is an `int`. */
export function typeOf(ctx: Context, e: Expression): CType | null {
  const { layout, symbols } = ctx.instance;
  switch (e.k) {
    case 'name': {
      const bound = ctx.names.find(e.name);
      if (bound?.k === 'argument') return atCall(ctx, bound, (argument) => typeOf(ctx, argument));
      if (bound) return bound.type ?? null;
      const symbol = symbols.globals.get(e.name);
      if (symbol?.k === 'define') return typeOf(ctx, symbol.value);
      if (symbol?.k !== 'variable') return INT;
      const place = layout.place(e.name);
      return place?.perCpu && place.type.k === 'array' ? place.type.of : (place?.type ?? null);
    }
    case 'member': {
      const own = ctx.taskLocal?.(e);
      if (own) return own.type;
      const base = e.arrow ? pointee(typeOf(ctx, e.base)) : typeOf(ctx, e.base);
      if (isWhole(base, e.member.text)) return base;
      return base?.k === 'struct' ? (base.members.get(e.member.text)?.type ?? null) : null;
    }
    case 'index':
      return pointee(typeOf(ctx, e.base));
    case 'deref':
      return pointee(typeOf(ctx, e.a));
    case 'address': {
      const type = typeOf(ctx, e.a);
      return type && pointerTo(type);
    }
    case 'compound':
      return typeNamed(ctx, e.type, e.stars);
    case 'cast':
    case 'type':
      return typeNamed(ctx, e.type, e.stars);
    case 'call':
      return callType(ctx, e);
    case 'conditional': {
      const [a, b] = [decayed(typeOf(ctx, e.a)), decayed(typeOf(ctx, e.b))];
      if (a?.k !== 'scalar' || b?.k !== 'scalar') return a?.k === 'pointer' ? a : (b ?? a);
      return common(a, b);
    }
    case 'assign':
    case 'step':
      return typeOf(ctx, e.target);
    case 'comma': {
      const last = e.parts[e.parts.length - 1];
      return last ? typeOf(ctx, last) : null;
    }
    case 'statements':
      return lateParts()?.statementsType(ctx, e.body) ?? INT;
    case 'number':
      return literalType(e);
    case 'unary':
      return e.op === '!' ? INT : promoted(typeOf(ctx, e.a));
    case 'binary': {
      if (e.op === '<<' || e.op === '>>') return promoted(typeOf(ctx, e.a));
      if (!COMPUTING.has(e.op)) return INT;
      if (e.op !== '+' && e.op !== '-') return common(typeOf(ctx, e.a), typeOf(ctx, e.b));
      const [a, b] = [decayed(typeOf(ctx, e.a)), decayed(typeOf(ctx, e.b))];
      if (a?.k === 'pointer') return b?.k === 'pointer' ? INT : a;
      return b?.k === 'pointer' ? b : common(a, b);
    }
    default:
      return INT;
  }
}

/** What the words of a type and its stars mean; of `__auto_type` the type of `init`. */
export function typeNamed(
  ctx: Context,
  type: TypeSyntax,
  stars: number,
  init: Expression | null = null,
): CType {
  const of = type.of ?? (type.name === '__auto_type' ? init : null);
  const inner = of && decayed(typeOf(ctx, of));
  if (!inner) return ctx.instance.layout.types.of(type, stars);
  let named = inner;
  for (let i = 0; i < stars; i++) named = pointerTo(named);
  return named;
}

/** As a value, an array is a pointer to its first element. */
function decayed(type: CType | null): CType | null {
  return type?.k === 'array' ? pointerTo(type.of) : type;
}

function callType(ctx: Context, e: Expression & { k: 'call' }): CType | null {
  const { layout, symbols } = ctx.instance;
  const name = e.callee.text;
  const own = symbols.functions.get(name);
  if (own) return layout.types.of(own.decl.type, own.decl.stars);
  const [first, second] = e.args;
  if (!first) return null;
  switch (worthOf(name)) {
    case 'unsigned long':
      return ULONG;
    case 'a bit':
      return isWideBit(e) || (name === 'BIT' && (ctx.instance.constantOrNull(first) ?? 0) > 30) ? ULONG : INT;
    case 'long':
      return LONG;
    case 'allocated per CPU':
      return pointerTo(typeOf(ctx, first) ?? INT);
    case 'allocated':
      return pointerTo(sizedType(ctx, first) ?? INT);
    case 'of two':
      return common(typeOf(ctx, first), second ? typeOf(ctx, second) : null);
    case 'the object around':
      return second?.k === 'type' ? pointerTo(layout.types.of(second.type, second.stars)) : null;
    case 'as the first':
      return typeOf(ctx, first);
    case 'what the first points to':
      return pointee(typeOf(ctx, first));
    default:
      return INT;
  }
}

/** What a word of the kernel is worth, by its name. */
const worthOf = byWord((name) => {
  if (name === 'sizeof' || name === 'offsetof' || name === 'ARRAY_SIZE') return 'unsigned long';
  if (name === 'BIT' || name === 'BIT_ULL') return 'a bit';
  if (/^atomic(64|_long)_(read|fetch|\w+_return|xchg|cmpxchg)/.test(name)) return 'long';
  if (/^alloc_percpu/.test(name)) return 'allocated per CPU';
  if (/^(kv?|v)[mz]alloc$/.test(name)) return 'allocated';
  if (/^(?:min|max|clamp)$/.test(name)) return 'of two';
  if (/^(?:GENMASK(?:_ULL)?|ALIGN(?:_DOWN)?|round_(?:up|down))$/.test(name)) return 'unsigned long';
  if (/^(?:container_of(?:_const)?|(?:h|l)?list_(?:bl_)?entry\w*|list_(?:first|last)_\w+)$/.test(name))
    return 'the object around';
  if (NAMED.test(name) || SAME.test(name)) return 'as the first';
  return POINTED.test(name) ? 'what the first points to' : 'an int';
});

/** The type of which `sizeof(…)` is the size; null for any other expression. */
export function sizedType(ctx: Context, e: Expression): CType | null {
  const [first] = e.k === 'call' ? e.args : [];
  if (e.k !== 'call' || !first) return null;
  if (e.callee.text === 'struct_size') return pointee(typeOf(ctx, first));
  return e.callee.text === 'sizeof' ? typeOf(ctx, first) : null;
}

/** Does the expression stand for an address because what it names is a struct or an array? */
export function isPlaceOnly(ctx: Context, e: Expression): boolean {
  return (e.k === 'member' || e.k === 'index' || e.k === 'deref') && isAggregate(typeOf(ctx, e));
}
