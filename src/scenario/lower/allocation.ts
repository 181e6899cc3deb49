/**
 * Memory that comes and goes (include/linux/slab.h). Each place that allocates has an object of its own, which no other
 * is ever made of, so that a stale pointer is always one to a freed object; a place that may be passed again, in a loop or a
 * handler, has a few. What is allocated holds garbage; kzalloc() stores zeros, plainly, as memset() does. Freeing is
 * completed when the whole program is known: lifetime.ts.
 */
import { ADDRESS_BASE } from '../../base/index.ts';
import type { Expr } from '../../machine/index.ts';
import type { Expression } from '../syntax/syntax.ts';
import { INT, wordsOf, type CType } from '../types/ctype.ts';
import type { Context } from './context.ts';
import { ONE, ZERO, binary, conditional, constant } from './fold.ts';
import { maySleep } from './held.ts';
import { lateParts } from './late.ts';
import type { Call, Primitive } from './primitive.ts';
import { sizedType } from './type-of.ts';

/** How many objects a place that may be passed again has; the next one is told that there is no memory. */
const AGAIN = 4;

/** `typeIn`: the type that a call allocates; `flagsAt`: which argument says how. */
export function allocate(zeroes: boolean, arity = 2, typeIn = sizedBy, flagsAt = arity - 1): Primitive {
  return {
    arity,
    lower: (ctx, call) => {
      const type = typeIn(ctx, call);
      if (type.k === 'struct' && type.incomplete) ctx.instance.layout.types.incomplete(type, call);
      const flags = flagsOf(ctx, call, flagsAt);
      if (type.k === 'void') return ZERO;
      const clears = flags.k === 'const' && (flags.v & GFP_ZERO) !== 0;
      return object(ctx, call, type, zeroes || clears);
    },
  };
}

/** Bits of gfp_t (include/linux/gfp_types.h): the caller may sleep until there is memory, and gets it cleared. */
const [GFP_DIRECT_RECLAIM, GFP_ZERO] = [0x400, 0x100];

/** How memory is asked for; who may sleep for it must be allowed to. */
function flagsOf(ctx: Context, call: Call, at: number): Expr {
  const given = at > 0 ? call.args[at] : undefined;
  const flags = given ? ctx.value(given) : constant(GFP_DIRECT_RECLAIM);
  const sleeps = binary('&', flags, constant(GFP_DIRECT_RECLAIM));
  if (sleeps.k !== 'const') maySleep(ctx, sleeps);
  else if (sleeps.v !== 0) maySleep(ctx);
  return flags;
}

function sizedBy(ctx: Context, call: Call): CType {
  const [size] = call.args;
  return size ? allocatedType(ctx, size) : INT;
}

/** Of `sizeof(*p)` and `sizeof(struct foo)` the type; so many words where it is a number. */
export function allocatedType(ctx: Context, size: Expression): CType {
  const type = sizedType(ctx, size);
  if (type) return type;
  const words = lateParts()?.inWords(ctx, size) ?? ZERO;
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
    lateParts()?.allocated(ctx, name, call, { cell, words, n: ZERO, count: 1 });
    const addr = constant(ADDRESS_BASE + cell);
    if (zeroes) clear(ctx, addr, words);
    return addr;
  }
  const all = layout.addObject(name, { k: 'array', of: type, extent: AGAIN }, call);
  const counter = constant(ADDRESS_BASE + layout.addLocal(`${name}.count`, INT, call).cell);
  const n = ctx.emit({ op: 'load', dst: ctx.register('n'), addr: counter, acquire: 'no' });
  ctx.emit({ op: 'store', addr: counter, value: binary('+', n, ONE), release: false });
  lateParts()?.allocated(ctx, name, call, { cell: all.cell, words, n, count: AGAIN });
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

/** Plain stores of zeros. */
export function clear(ctx: Context, addr: Expr, words: number): void {
  for (let i = 0; i < words; i++)
    ctx.emit({ op: 'store', addr: binary('+', addr, constant(i)), value: ZERO, release: false });
}

/**
 * `kfree(p)`: all that came before is done with the object when others may get its memory, so it is a store-release, to a
 * word that says whether the object is there. NULL is let be.
 */
const free: Primitive = { arity: 1, lower: (ctx, call) => release(ctx, call, call.args[0]) };

/** Frees what a pointer leads to. */
export function release(ctx: Context, call: Call, p: Expression | undefined): null {
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

export const ALLOCATION: Readonly<Record<string, Primitive>> = {
  kmalloc: allocate(false),
  kzalloc: allocate(true),
  kvmalloc: allocate(false),
  kvzalloc: allocate(true),
  kfree: free,
  kvfree: free,
};
