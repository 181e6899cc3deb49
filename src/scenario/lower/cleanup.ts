/**
 * Pointers that their block gives back (include/linux/cleanup.h): `struct foo *p __free(kfree) = …;`. What a class does is the
 * function that DEFINE_FREE() makes, else the word or function of the class's own name, where the pointer is one.
 */
import type { Declarator, Expression, Word } from '../syntax/syntax.ts';
import type { Context } from './context.ts';
import { addGuard } from './guards.ts';
import { ZERO } from './fold.ts';
import { primitiveOf } from './primitives.ts';
import type { Primitive } from './primitive.ts';

/** Classes of the kernel's that are called otherwise than what they call. */
const ALIASES: Readonly<Record<string, string>> = {
  put_task: 'put_task_struct',
  bitmap: 'bitmap_free',
  mmput: 'mmput',
};

export function freeAtEnd(ctx: Context, { name }: Declarator, by: Word): void {
  const { functions } = ctx.instance.symbols;
  const made = `__free_${by.text}`;
  const called = functions.has(made) ? made : (ALIASES[by.text] ?? by.text);
  if (!functions.has(called) && !primitiveOf(called)) {
    ctx.error(
      'unknown-guard',
      by,
      `What \`__free(${by.text})\` does is not known here; say it: \`DEFINE_FREE(${by.text}, void *, if (_T) …(_T))\`.`,
    );
    return;
  }
  const at = { from: by.from, to: by.to };
  const p: Expression = { k: 'name', name: name.text, from: name.from, to: name.to };
  const call = (text: string): Expression => ({ k: 'call', callee: { text, ...at }, args: [p], ...at });
  const none: Expression = functions.has('IS_ERR_OR_NULL')
    ? call('IS_ERR_OR_NULL')
    : { k: 'unary', op: '!', a: p, ...at };
  const then = {
    k: 'simple' as const,
    simple: { k: 'expression' as const, e: call(called), ...at },
    effects: [],
    ...at,
  };
  const otherwise =
    called === made
      ? then
      : {
          k: 'if' as const,
          cond: { k: 'unary' as const, op: '!' as const, a: none, ...at },
          then,
          otherwise: null,
          ...at,
        };
  addGuard(ctx, { k: 'statements', body: [otherwise], ...at });
}

/** `no_free_ptr(p)`: the pointer, which its block keeps no longer. */
const taken: Primitive = {
  arity: 1,
  lower: (ctx, call) => {
    const [e] = call.args;
    const bound = e?.k === 'name' ? ctx.names.find(e.name) : null;
    if (!e || bound?.k !== 'register') return e ? ctx.value(e) : ZERO;
    const dst = ctx.register(ctx.shown(call));
    ctx.emit({ op: 'let', dst, value: ctx.read(bound.r) });
    ctx.emit({ op: 'let', dst: bound.r, value: ZERO });
    return ctx.read(dst);
  },
};

export const CLEANUP: Readonly<Record<string, Primitive>> = {
  no_free_ptr: taken,
  retain_and_null_ptr: taken,
  return_ptr: {
    arity: 1,
    lower: (ctx, { args, callee, from, to }) => {
      const value: Expression = { k: 'call', callee: { ...callee, text: 'no_free_ptr' }, args, from, to };
      ctx.lower({ k: 'return', value, from, to });
      return null;
    },
  },
};
