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
import { pointee, pointerTo } from '../types/ctype.ts';
import { MACRO_ARGUMENT } from './argument.ts';
import { everyExpression } from '../check/walk.ts';
import { convert } from './conversion.ts';
import { ADDRESS_BASE } from '../../base/index.ts';
import { ZERO, constant } from './fold.ts';
import { lateParts } from './late.ts';
import { WRITES_LOCALS } from './out-arguments.ts';
import { nested } from './ordinals.ts';
import { partOf } from './simple.ts';
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
    if (type.k === 'struct' && argument) {
      const cell = lateParts()?.placeCopy(ctx, name, type, argument) ?? 0;
      names.bind(name, { k: 'place', cell, type });
      continue;
    }
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
    value = returnedValue(ctx, decl, returned, into);
    ctx.statement = before;
  } else ctx.lower(decl.body);
  arriveAt(ctx, exit, ctx.isReached());
  ctx.dropJumpTo(exit);
  ctx.place(exit);
  ctx.activation = outer;
  ctx.names = outerNames;
  return value;
}

/** The value of `return e;`; of a struct the address of a copy. */
export function returnedValue(
  ctx: Context,
  { type, stars, name }: FunctionSymbol['decl'],
  e: Expression,
  into: number | null,
): Expr {
  const returned = ctx.instance.layout.types.of(type, stars);
  if (returned.k === 'struct')
    return constant(ADDRESS_BASE + (lateParts()?.placeCopy(ctx, `${name.text}()`, returned, e) ?? 0));
  return convert(returned, valueFor(ctx, returned, e, into), typeOf(ctx, e));
}

/** A page's name stands for its address where a pointer is asked for, a frame's for its entry where an entry is. */
function argumentValue(ctx: Context, e: Expression, { stars, type }: ParameterSyntax): Expr {
  const at = { from: e.from, to: e.to };
  if (stars > 0 && e.k === 'name' && !ctx.names.find(e.name) && ctx.instance.layout.page(e.name) !== null)
    return ctx.address(e);
  // The kernel gives masks by their address.
  if (stars === 0 && type.name === 'cpumask_t' && pointee(typeOf(ctx, e)))
    return ctx.value({ k: 'call', callee: { text: 'mask_of', ...at }, args: [e], ...at });
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
    const changed =
      e.k === 'assign' || e.k === 'step' ? partOf(e.target) : e.k === 'address' ? partOf(e.a) : e;
    if (changed !== e && changed.k === 'name') found.add(changed.name);
    if (e.k === 'call' && WRITES_LOCALS.test(e.callee.text))
      for (const a of e.args) if (a.k === 'name') found.add(a.name);
  });
  assigned.set(body, found);
  return found;
}
