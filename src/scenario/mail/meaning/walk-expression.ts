/** Who is mentioned how in an expression: read, written, as a place that a kernel word accesses, as what a member is of. */
import { operands } from '../../check/walk.ts';
import type { Expression, Simple } from '../../syntax/syntax.ts';
import { drawnWordOf as wordOf } from '../../words/table.ts';
import { accessOf, parametersOf, placeArgument } from './word-accesses.ts';

export type How = 'value' | 'target' | 'place' | 'base';
export type Visit = (e: Expression, how: How) => void;

/** Visits every expression, from the outside. */
export function visit(e: Expression, how: How, seen: Visit): void {
  seen(e, how);
  if (e.k === 'call') {
    const place = wordOf(e.callee.text) ? placeArgument(e.callee.text) : -1;
    const isMacro = accessOf(e.callee.text)?.macro ?? false;
    e.args.forEach((argument, i) => {
      // The name of a member: `kfree_rcu(p, rcu)`.
      if (i === 1 && e.callee.text === 'kfree_rcu') return;
      const leads = parametersOf(e.callee.text)[i]?.stars ?? 0;
      visit(argument, i === place && isMacro ? 'place' : leads > 0 ? 'base' : 'value', seen);
    });
    return;
  }
  if (e.k === 'address') visit(e.a, 'place', seen);
  else if (e.k === 'deref') visit(e.a, 'base', seen);
  else if (e.k === 'member') visit(e.base, e.arrow ? 'base' : how === 'value' ? 'base' : how, seen);
  else if (e.k === 'assign') {
    visit(e.value, 'value', seen);
    visit(e.target, 'target', seen);
  } else if (e.k === 'step') visit(e.target, 'target', seen);
  else if (e.k === 'index') {
    visit(e.base, 'base', seen);
    visit(e.index, 'value', seen);
  } else for (const part of operands(e)) visit(part, 'value', seen);
}

/** A statement as one expression. */
export function asExpression(simple: Simple): Expression {
  if (simple.k === 'expression') return simple.e;
  if (simple.k === 'assign') return simple;
  return { k: 'step', op: simple.op, prefix: true, target: simple.target, from: simple.from, to: simple.to };
}
