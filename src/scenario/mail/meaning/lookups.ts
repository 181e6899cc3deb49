/** `sk = lookup(port)`, by a function that nobody knows: it finds the object that the name stands for. */
import type { Expression } from '../../syntax/syntax.ts';
import { drawnWordOf as wordOf } from '../../words/table.ts';
import type { Node } from './column-tree.ts';
import { everyNode } from './node-walk.ts';
import { asExpression, visit } from './walk-expression.ts';

/** What is found and by which function; null where the row says more, or where the object is taken out of where it was,
 *  so that it matters when it is looked for. */
export function foundBy(
  e: Expression,
  columns: readonly (readonly Node[])[],
): { readonly name: string; readonly call: string } | null {
  if (e.k !== 'assign' || e.target.k !== 'name' || e.value.k !== 'call') return null;
  const { name } = e.target;
  // What it takes besides is not known.
  if (/lock/.test(e.value.callee.text)) return null;
  const told = { isObject: false, isElse: false };
  const look = (part: Expression) => {
    const isName = (one: Expression | undefined) => one?.k === 'name' && one.name === name;
    if (part.k === 'member' && isName(part.base)) told.isObject = true;
    if (part.k === 'call') {
      if (part.args.some(isName)) told.isObject = true;
      const isOut = /(?:^|_)(?:del|remove|rm|unlink|unhash|erase|detach|unpublish)(?:_|$)/.test(
        part.callee.text,
      );
      if (isOut && part.args.some((one) => isAbout(one, name))) told.isElse = true;
    }
    if (part.k === 'assign' && isName(part.target))
      told.isElse ||= part.value.k !== 'call' || wordOf(part.value.callee.text) !== null;
  };
  for (const nodes of columns)
    everyNode(nodes, (node) => {
      if (node.k === 'simple' || node.k === 'call') visit(asExpression(node.code.simple), 'value', look);
      if (node.k === 'if' || node.k === 'while') visit(node.code.cond, 'value', look);
    });
  return told.isObject && !told.isElse ? { name, call: e.value.callee.text } : null;
}

function isAbout(e: Expression, name: string): boolean {
  let found = false;
  visit(e, 'value', (part) => {
    found ||= part.k === 'name' && part.name === name;
  });
  return found;
}
