/**
 * Memory that comes and goes (include/linux/slab.h). Each place that allocates has an object of its own, which no other
 * is ever made of, so that a stale pointer is always one to a freed object; a place that may be passed again, in a loop or a
 * handler, has a few. What is allocated holds garbage; kzalloc() stores zeros, plainly, as memset() does. Freeing is
 * completed when the whole program is known: lifetime.ts.
 */
import { ADDRESS_BASE } from '../../base/index.ts';
import type { Expr } from '../../machine/index.ts';
import type { Expression, TypeSyntax } from '../syntax/syntax.ts';
import { INT, pointee, wordsOf, type CType } from '../types/ctype.ts';
import type { Context } from './context.ts';
import { ONE, ZERO, binary, conditional, constant } from './fold.ts';
import { allocated } from './leaks.ts';
import type { Call, Primitive } from './primitive.ts';
import { OLD } from './rmw.ts';
import { sizedType, typeOf } from './type-of.ts';

/** How many objects a place that may be passed again has; the next one is told that there is no memory. */
const AGAIN = 4;

function allocate(zeroes: boolean, arity = 2, typeIn = sizedBy): Primitive {
  return {
    arity,
    lower: (ctx, call) => {
      const type = typeIn(ctx, call);
      if (type.k === 'struct' && type.incomplete) ctx.instance.layout.types.incomplete(type, call);
      return type.k === 'void' ? ZERO : object(ctx, call, type, zeroes);
    },
  };
}

function sizedBy(ctx: Context, call: Call): CType {
  const [size] = call.args;
  return size ? allocatedType(ctx, size) : INT;
}

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
  return ctx.texts[0].includes('kmem_cache_destroy');
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

/** Of `sizeof(*p)` and `sizeof(struct foo)` the type; so many words where it is a number. */
function allocatedType(ctx: Context, size: Expression): CType {
  const type = sizedType(ctx, size);
  if (type) return type;
  const words = ctx.value(size);
  if (words.k === 'const' && words.v >= 1 && words.v <= 64) return { k: 'array', of: INT, extent: words.v };
  ctx.error(
    'allocation-size',
    size,
    'Say what is allocated: `kmalloc(sizeof(*p), GFP_KERNEL)`, `kmalloc(sizeof(struct foo), GFP_KERNEL)`.',
  );
  return INT;
}

function object(ctx: Context, call: Call, type: CType, zeroes: boolean): Expr {
  const { layout } = ctx.instance;
  const name = `${type.k === 'struct' ? type.name.replace(/^\w+ /, '') : 'memory'}@${String(ctx.cpu)}`;
  const words = wordsOf(type);
  if (!ctx.mayRepeat()) {
    const { cell } = layout.addObject(name, type, call);
    allocated(ctx, name, call, { cell, words, n: ZERO, count: 1 });
    const addr = constant(ADDRESS_BASE + cell);
    if (zeroes) clear(ctx, addr, words);
    return addr;
  }
  const all = layout.addObject(name, { k: 'array', of: type, extent: AGAIN }, call);
  const counter = constant(ADDRESS_BASE + layout.addLocal(`${name}.count`, INT, call).cell);
  const n = ctx.emit({ op: 'load', dst: ctx.register('n'), addr: counter, acquire: 'no' });
  ctx.emit({ op: 'store', addr: counter, value: binary('+', n, ONE), release: false });
  allocated(ctx, name, call, { cell: all.cell, words, n, count: AGAIN });
  const place = binary('+', constant(ADDRESS_BASE + all.cell), binary('*', n, constant(words)));
  const dst = ctx.register(ctx.shown(call));
  ctx.emit({ op: 'let', dst, value: conditional(binary('<', n, constant(AGAIN)), place, ZERO) });
  const addr = ctx.read(dst);
  if (!zeroes) return addr;
  const end = ctx.label();
  ctx.branch(binary('==', addr, ZERO), end);
  clear(ctx, addr, words);
  ctx.place(end);
  return addr;
}

function clear(ctx: Context, addr: Expr, words: number): void {
  for (let i = 0; i < words; i++)
    ctx.emit({ op: 'store', addr: binary('+', addr, constant(i)), value: ZERO, release: false });
}

/**
 * `kfree(p)`: all that came before is done with the object when others may get its memory, so it is a store-release, to a
 * word that says whether the object is there. NULL is let be.
 */
const free: Primitive = { arity: 1, lower: (ctx, call) => release(ctx, call, call.args[0]) };

function release(ctx: Context, call: Call, p: Expression | undefined): null {
  const given = p ? ctx.value(p) : ZERO;
  if (given.k === 'const' && given.v === 0) return null;
  let pointer = given;
  if (given.k !== 'const' && given.k !== 'reg') {
    const r = ctx.register(ctx.shown(call));
    ctx.emit({ op: 'let', dst: r, value: given });
    pointer = ctx.read(r);
  }
  ctx.emit({ op: 'store', addr: pointer, value: ZERO, release: true });
  ctx.instance.frees.add(ctx.instance.code.length - 1);
  return null;
}

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

export const ALLOCATION: Readonly<Record<string, Primitive>> = {
  kmalloc: allocate(false),
  kzalloc: allocate(true),
  kvmalloc: allocate(false),
  kvzalloc: allocate(true),
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
  vfree: free,
  kfree: free,
  kvfree: free,
};
