/**
 * Arguments of macros. A parameter of the type `macro_arg_t` stands for the expression itself, as a parameter of `#define
 * wait_event(wq_head, condition)` does: each mention evaluates it anew, with the names of the place where the call stands.
 */
import type { Activation, Binding, Context } from './context.ts';
import type { Expression } from '../syntax/syntax.ts';

/** The type of a parameter that is not evaluated before the call. */
export const MACRO_ARGUMENT = 'macro_arg_t';

type Argument = Binding & { readonly k: 'argument' };

/** What a name stands for, where it is the parameter of a macro. */
export function argumentOf(ctx: Context, e: Expression): Argument | null {
  const bound = e.k === 'name' ? ctx.names.find(e.name) : null;
  return bound?.k === 'argument' ? bound : null;
}

/** Runs `lower` on the expression where the call of the macro stands; instructions have its text. */
export function atCall<T>(ctx: Context, { e, names, activation }: Argument, lower: (e: Expression) => T): T {
  const inside = { names: ctx.names, activation: ctx.activation, statement: ctx.statement };
  ctx.names = names;
  const outer: Activation = { ...activation, scope: inside.activation.scope };
  ctx.activation = outer;
  ctx.statement = { ...inside.statement, text: ctx.shown(e), from: e.from, to: e.to };
  const result = lower(e);
  Object.assign(ctx, inside);
  return result;
}
