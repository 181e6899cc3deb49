/**
 * Calls are inlined: the callee's statements become instructions of the caller's routine, and `scope` remembers the
 * call so that stepping can go into, over and out of it.
 */
import type { Expr } from '../../machine/index.ts';
import type { FunctionSymbol } from '../check/symbols.ts';
import type { Expression, ParameterSyntax, Statement } from '../syntax/syntax.ts';
import { arriveAt } from './masks.ts';
import { Names, type Context } from './context.ts';
import { entryValue } from './entries.ts';
import { pointerTo } from '../types/ctype.ts';
import { MACRO_ARGUMENT } from './argument.ts';
import { everyExpression } from '../check/walk.ts';
import { convert } from './conversion.ts';
import { ZERO } from './fold.ts';
import { WRITES_LOCALS } from './out-arguments.ts';
import { nested } from './ordinals.ts';
import { typeOf } from './type-of.ts';
import { valueFor } from './wanted.ts';

const DEPTH_LIMIT = 24;

/** Lowers a call of one of the file's own functions and gives its result (0 for void). */
export function inlineCall(
  ctx: Context,
  callee: FunctionSymbol,
  e: Expression & { k: 'call' },
  into: number | null,
): Expr {
  const { decl, file } = callee;
  const outer = ctx.activation;
  if (outer.scope.length >= DEPTH_LIMIT) {
    ctx.error('recursion', e, `Calls nest more than ${String(DEPTH_LIMIT)} deep; recursion is not possible.`);
    return ZERO;
  }
  ctx.instance.budget.spend(1, ctx.caller);
  const names = new Names(null);
  const changed = assignedNames(decl.body);
  for (const [i, parameter] of decl.parameters.entries()) {
    const argument = e.args[i];
    const name = parameter.name.text;
    if (argument && parameter.type.name === MACRO_ARGUMENT && parameter.stars === 0) {
      names.bind(name, { k: 'argument', e: argument, names: ctx.names, activation: outer });
      continue;
    }
    const type = parameter.callable
      ? pointerTo({ k: 'function' })
      : ctx.instance.layout.types.of(parameter.type, parameter.stars);
    const value = argument
      ? convert(type, argumentValue(ctx, argument, parameter), typeOf(ctx, argument))
      : ZERO;
    if (!changed.has(name) && (value.k === 'const' || value.k === 'reg')) {
      names.bind(name, { k: 'value', value, type });
      continue;
    }
    const r = ctx.register(name);
    ctx.emit({ op: 'let', dst: r, value });
    names.bind(name, { k: 'register', r, type });
  }
  const only = decl.body.k === 'block' && decl.body.body.length === 1 ? decl.body.body[0] : undefined;
  const scope = ctx.instance.scopes.length;
  ctx.instance.scopes.push({
    name: decl.name.text,
    text: ctx.shown(e),
    file: outer.file,
    from: e.from,
    to: e.to,
  });
  const { statement, names: outerNames } = ctx;
  const call = statement.count.calls++;
  const returnsValue = decl.type.name !== 'void' || decl.stars > 0;
  const result =
    returnsValue && !(only?.k === 'return') ? (into ?? ctx.register(`${decl.name.text}()`)) : null;
  ctx.names = names;
  ctx.activation = {
    file,
    fn: decl,
    body: decl.body,
    exit: ctx.label(),
    result,
    keyPrefix: `${statement.key}${call === 0 ? '' : `,${String(call)}`}.`,
    scope: [...outer.scope, scope],
    labels: new Map(),
    loop: null,
  };
  const { exit } = ctx.activation;
  let value: Expr = result === null ? ZERO : ctx.read(result);
  if (only?.k === 'return' && only.value) {
    const returned = only.value;
    const { from, to } = returned;
    const before = ctx.enter(only, { from, to }, null);
    const type = ctx.instance.layout.types.of(decl.type, decl.stars);
    value = convert(type, valueFor(ctx, type, returned, into), typeOf(ctx, returned));
    ctx.statement = before;
  } else ctx.lower(decl.body);
  arriveAt(ctx, exit, ctx.isReached());
  ctx.dropJumpTo(exit);
  ctx.place(exit);
  ctx.activation = outer;
  ctx.names = outerNames;
  return value;
}

/** A page's name stands for its address where a pointer is asked for, a frame's for its entry where an entry is. */
function argumentValue(ctx: Context, e: Expression, { stars, type }: ParameterSyntax): Expr {
  if (stars > 0 && e.k === 'name' && !ctx.names.find(e.name) && ctx.instance.layout.page(e.name) !== null)
    return ctx.address(e);
  return type.name === 'pte_t' && stars === 0 ? entryValue(ctx, e) : ctx.value(e);
}

const assigned = new WeakMap<Statement, ReadonlySet<string>>();

/** Names that a body assigns to, declares or counts with. */
function assignedNames(body: Statement): ReadonlySet<string> {
  const cached = assigned.get(body);
  if (cached) return cached;
  const found = new Set<string>();
  const visit = (s: Statement) => {
    if (s.k === 'local') for (const declarator of s.declarators) found.add(declarator.name.text);
    if (s.k === 'foreach') found.add(s.name.text);
    if (s.k === 'for' && s.init && 'name' in s.init) found.add(s.init.name.text);
    for (const part of nested(s)) visit(part);
  };
  visit(body);
  everyExpression(body, (e) => {
    if ((e.k === 'assign' || e.k === 'step') && e.target.k === 'name') found.add(e.target.name);
    if (e.k === 'address' && e.a.k === 'name') found.add(e.a.name);
    if (e.k === 'call' && WRITES_LOCALS.test(e.callee.text))
      for (const a of e.args) if (a.k === 'name') found.add(a.name);
  });
  assigned.set(body, found);
  return found;
}
