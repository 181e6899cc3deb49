/**
 * Caches of objects of one type, arrays of objects and what else allocates as kmalloc() does (include/linux/slab.h). A cache is a
 * `struct kmem_cache` of the prelude, which counts its objects where somebody destroys one.
 */
import type { Expr } from '../../machine/index.ts';
import type { TypeSyntax } from '../syntax/syntax.ts';
import { INT, pointee, wordsOf, type CType } from '../types/ctype.ts';
import { allocate, allocatedType, clear, release } from './allocation.ts';
import type { Context } from './context.ts';
import { ONE, ZERO, binary, constant } from './fold.ts';
import type { Call, Primitive } from './primitive.ts';
import { OLD } from './rmw.ts';
import { typeOf } from './type-of.ts';

/** `kcalloc(n, sizeof(*p), gfp)`. */
function manyBy(ctx: Context, call: Call): CType {
  const [n, size] = call.args;
  const of = size ? allocatedType(ctx, size) : INT;
  const extent = n ? (ctx.instance.constantOrNull(n) ?? 0) : 0;
  if (extent >= 1 && extent <= 64) return { k: 'array', of, extent };
  ctx.error('allocation-size', n ?? call, 'Expected how many, from 1 to 64, as a constant.');
  return of;
}

/** Of `kmem_cache_alloc(cache, gfp)`: what the pointer that takes it points to, as a cache is of one type. */
function wantedBy(ctx: Context, call: Call): CType {
  const type = ctx.wanted;
  const cache = call.args[0] ? ctx.value(call.args[0]) : ZERO;
  if (counted(ctx)) countObject(ctx, cache, ONE, false);
  if (type && type.k !== 'void') return type;
  ctx.error(
    'allocation-size',
    call,
    `Say what is allocated by what takes it: \`struct foo *p = ${call.callee.text}(cache, GFP_KERNEL);\`.`,
  );
  return INT;
}

/** Whether anybody asks how many objects a cache has. */
function counted(ctx: Context): boolean {
  return ctx.texts[0].text.includes('kmem_cache_destroy');
}

/** The count of a `struct kmem_cache`, which is its first word. */
function countObject(ctx: Context, cache: Expr, by: Expr, release: boolean): void {
  const value = binary('+', OLD, by);
  ctx.emit({ op: 'rmw', dst: null, addr: cache, value, acquire: 'no', release });
}

/** A cache; objects of one whose flags say so may be another's while a reader looks at them. */
function cacheOf(arity: number, flagsAt: number): Primitive {
  const made = allocate(true, arity, (ctx) => ctx.instance.layout.types.of(CACHE));
  return {
    ...made,
    special: { at: arity === 2 ? [0] : [], is: 'config' },
    lower: (ctx, call, into) => {
      const flags = call.args[flagsAt];
      if (flags && /SLAB_TYPESAFE_BY_RCU/.test(ctx.shown(flags)))
        ctx.error(
          'typesafe-cache',
          flags,
          'Objects of such a cache are used again while readers look at them. Write the pool as an array, `static struct foo pool[2];`, and let who takes an element change what readers check again.',
        );
      return made.lower(ctx, call, into);
    },
  };
}

const CACHE: TypeSyntax = {
  name: 'struct',
  tag: { text: 'kmem_cache', from: 0, to: 1 },
  from: 0,
  to: 1,
};

/** The object goes first: who destroys the cache then finds none. */
const freeToCache: Primitive = {
  arity: 2,
  lower: (ctx, call) => {
    const [cache, p] = call.args;
    const from = cache ? ctx.value(cache) : ZERO;
    release(ctx, call, p);
    if (counted(ctx)) countObject(ctx, from, constant(-1), true);
    return null;
  },
};

/** Stores zeros before it frees, which the compiler may not leave out. */
const freeSensitive: Primitive = {
  arity: 1,
  lower: (ctx, call) => {
    const [p] = call.args;
    const type = p ? pointee(typeOf(ctx, p)) : null;
    if (!p || !type || type.k === 'void')
      ctx.error('allocation-size', p ?? call, 'Expected a pointer to what is freed, of its own type.');
    else {
      const r = ctx.register(ctx.shown(p));
      ctx.emit({ op: 'let', dst: r, value: ctx.value(p) });
      const end = ctx.label();
      ctx.branch(binary('==', ctx.read(r), ZERO), end);
      clear(ctx, ctx.read(r), wordsOf(type));
      ctx.place(end);
      release(ctx, call, p);
    }
    return null;
  },
};

/** `devm_kzalloc(dev, size, gfp)`: it is freed with the device, whose end nobody sees here. */
function sizedSecond(ctx: Context, call: Call): CType {
  const size = call.args[1];
  return size ? allocatedType(ctx, size) : INT;
}

export const CACHES: Readonly<Record<string, Primitive>> = {
  devm_kzalloc: allocate(true, 3, sizedSecond),
  devm_kmalloc: allocate(false, 3, sizedSecond),
  kmalloc_node: allocate(false, 3, undefined, 1),
  kzalloc_node: allocate(true, 3, undefined, 1),
  vmalloc: allocate(false, 1),
  vzalloc: allocate(true, 1),
  kmalloc_array: allocate(false, 3, manyBy),
  kcalloc: allocate(true, 3, manyBy),
  kmem_cache_create: cacheOf(5, 3),
  KMEM_CACHE: cacheOf(2, 1),
  kmem_cache_alloc: allocate(false, 2, wantedBy),
  kmem_cache_zalloc: allocate(true, 2, wantedBy),
  kmem_cache_free: freeToCache,
  kfree_sensitive: freeSensitive,
  vfree: { arity: 1, lower: (ctx, call) => release(ctx, call, call.args[0]) },
};
