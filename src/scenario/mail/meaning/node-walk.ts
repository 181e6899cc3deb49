/** Walking nested code. */
import type { Expression } from '../../syntax/syntax.ts';
import type { Node } from './column-tree.ts';
import { asExpression, visit } from './walk-expression.ts';

/** Visits every node, the outer ones first. */
export function everyNode(nodes: readonly Node[], seen: (node: Node) => void): void {
  for (const node of nodes) {
    seen(node);
    if ('body' in node) everyNode(node.body, seen);
    if (node.k === 'if') everyNode(node.otherwise, seen);
  }
}

/** Visits the expressions of a context: not those of handlers that interrupt it, unless `handlers` asks for them. */
export function everyCode(
  nodes: readonly Node[],
  seen: (e: Expression) => void,
  handlers: boolean = false,
): void {
  for (const node of nodes) {
    if (node.k === 'simple') seen(asExpression(node.code.simple));
    if (node.k === 'if' || node.k === 'while') seen(node.code.cond);
    if ('body' in node && (handlers || node.k !== 'interrupt')) everyCode(node.body, seen, handlers);
    if (node.k === 'if') everyCode(node.otherwise, seen, handlers);
  }
}

/** A loop that can be left. */
export function leaves(nodes: readonly Node[]): boolean {
  return nodes.some(
    (node) =>
      (node.k === 'jump' && /^(break|return)/.test(node.text)) ||
      (node.k === 'if' && (leaves(node.body) || leaves(node.otherwise))) ||
      (node.k === 'call' && leaves(node.body)),
  );
}

/** Whether another column has a name in what it assigns to something. */
export function isLoadedElsewhere(
  columns: readonly (readonly Node[])[],
  name: string,
  column: number,
): boolean {
  let found = false;
  columns.forEach((nodes, other) => {
    if (other === column) return;
    everyNode(nodes, (node) => {
      const e = node.k === 'simple' ? asExpression(node.code.simple) : null;
      if (e?.k !== 'assign') return;
      visit(e.value, 'value', (part) => {
        found ||= part.k === 'name' && part.name === name;
      });
    });
  });
  return found;
}

/** Whether some statement begins with a word. */
export function hasWord(nodes: readonly Node[], words: RegExp): boolean {
  let found = false;
  everyNode(nodes, (node) => {
    found ||= node.k === 'simple' && words.test(node.code.text);
  });
  return found;
}
