/**
 * Pointers to functions: what they hold, and calls through them.
 */
import type { Expr } from '../../machine/index.ts';
import type { Expression, Word } from '../syntax/syntax.ts';
import type { FunctionSymbol } from '../check/symbols.ts';
import { pointee } from '../types/ctype.ts';
import type { Context } from './context.ts';
import { ZERO, binary, constant } from './fold.ts';
import { inlineCall } from './inline.ts';
import { typeOf } from './type-of.ts';

/** A named function as a value: what a pointer to it holds. */
export function functionNamed(ctx: Context, e: Expression): Expr | null {
  if (e.k !== 'name' || ctx.names.find(e.name) || !ctx.instance.symbols.isFunction(e.name)) return null;
  return constant(ctx.instance.functionValue(e.name));
}

/** A call through a pointer: one branch for each function whose address the program takes and that could be meant. */
export function callThrough(ctx: Context, e: Expression & { k: 'indirect' }, into: number | null): Expr {
  const fn = e.fn.k === 'deref' ? e.fn.a : e.fn;
  const target = ctx.value(fn);
  const all = ctx.instance.callable(e.args.length);
  const callees = all.filter(({ symbol }) => takes(ctx, symbol, e.args));
  if (target.k === 'const') {
    const known = all.find(({ value }) => value === target.v);
    if (known) return inlineCall(ctx, known.symbol, asCall(known.symbol.decl.name, e), into);
  }
  // What the prelude calls for whoever asks may be nothing here.
  if (callees.length === 0 && ctx.activation.file === 0) {
    ctx.error(
      'no-function',
      e,
      'No function that could be meant here has its address taken: `p->func = name`.',
    );
    return ZERO;
  }
  const dst = into ?? ctx.register(ctx.shown(e));
  const end = ctx.label();
  for (const { symbol, value } of callees) {
    const next = ctx.label();
    ctx.branch(binary('!=', target, constant(value)), next);
    const result = inlineCall(ctx, symbol, asCall(symbol.decl.name, e), dst);
    if (result.k !== 'reg' || result.r !== dst) ctx.emit({ op: 'let', dst, value: result });
    ctx.jump(end);
    ctx.place(next);
  }
  // None of them: as jumping to NULL does, the run ends in a fault.
  ctx.emit({ op: 'load', dst, addr: target, acquire: 'no' });
  ctx.place(end);
  return ctx.read(dst);
}

/** Whether the arguments may be meant for a function: none is a pointer to another struct than it takes. */
function takes(ctx: Context, { decl }: FunctionSymbol, args: readonly Expression[]): boolean {
  return decl.parameters.every(({ type, stars, callable }, i) => {
    const arg = args[i];
    const given = arg && pointee(typeOf(ctx, arg));
    const wanted = callable ? null : pointee(ctx.instance.layout.types.of(type, stars));
    // What `typedef` names may be the same under two names.
    const isTagged = (name: string) => name.startsWith('struct ');
    if (given?.k !== 'struct' || wanted?.k !== 'struct') return true;
    return given.name === wanted.name || !isTagged(given.name) || !isTagged(wanted.name);
  });
}

function asCall(name: Word, e: Expression & { k: 'indirect' }): Expression & { k: 'call' } {
  return { k: 'call', callee: { ...name, from: e.from, to: e.to }, args: e.args, from: e.from, to: e.to };
}
