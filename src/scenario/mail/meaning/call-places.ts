/** Places as text, and the expressions of nested code, for who looks at calls. */
import type { Expression } from '../../syntax/syntax.ts';
import { drawnWordOf as wordOf } from '../../words/table.ts';
import type { Node } from './column-tree.ts';
import { everyNode } from './node-walk.ts';
import { asExpression, visit } from './walk-expression.ts';

/** A place as text; empty for what is none. */
export function textOf(e: Expression): string {
  if (e.k === 'name') return e.name;
  if (e.k === 'member') {
    const base = textOf(e.base);
    return base === '' ? '' : `${base}${e.arrow ? '->' : '.'}${e.member.text}`;
  }
  if (e.k === 'index') {
    const base = textOf(e.base);
    const index = e.index.k === 'number' ? String(e.index.value) : textOf(e.index);
    return base === '' || index === '' ? '' : `${base}[${index}]`;
  }
  if (e.k === 'address') return `&${textOf(e.a)}`;
  if (e.k === 'deref') return `*${textOf(e.a)}`;
  return '';
}

/** Every expression of statements and conditions, the outer ones first. */
export function everyExpression(nodes: readonly Node[], seen: (e: Expression) => void): void {
  everyNode(nodes, (node) => {
    if (node.k === 'simple' || node.k === 'call') visit(asExpression(node.code.simple), 'value', seen);
    if (node.k === 'if' || node.k === 'while') visit(node.code.cond, 'value', seen);
  });
}

/** Whether `inner` stands inside a call that is itself inside `outer`. */
export function isInside(inner: Expression, outer: Expression): boolean {
  let found = false;
  visit(outer, 'value', (between) => {
    if (between === outer || between === inner || between.k !== 'call') return;
    visit(between, 'value', (part) => {
      found ||= part === inner;
    });
  });
  return found;
}

/** A word that does what it says here; objects from a cache are objects like others. */
export function isKnown({ callee }: Expression & { readonly k: 'call' }): boolean {
  return wordOf(callee.text) !== null && !/^kmem_cache_free$/.test(callee.text);
}
