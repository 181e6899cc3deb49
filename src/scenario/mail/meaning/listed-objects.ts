/** `list_add(rq, &q->list)`, `list_del(req)`: an object on a list, by the entry that it has for that. */
import type { Expression } from '../../syntax/syntax.ts';
import { everyExpression, textOf } from './call-places.ts';
import type { Node } from './column-tree.ts';

type Call = Expression & { readonly k: 'call' };

const TAKES_ENTRY = /^(?:h?list_(?:add|del|move|replace)\w*|h?list_\w*_(?:rcu|init|careful)|h?list_add_\w+)$/;

/** The call with the entry of the object in place of the object; null where its first argument is an entry, or a list. */
export function ofEntry(call: Call, text: string, columns: readonly (readonly Node[])[]): string | null {
  const [object, ...rest] = call.args;
  if (!TAKES_ENTRY.test(call.callee.text) || object?.k !== 'name') return null;
  const { name } = object;
  if (isList(name, columns)) return null;
  const others = rest.map((one) => text.slice(one.from, one.to));
  return `${call.callee.text}(${[`&${name}->entry`, ...others].join(', ')})`;
}

/** Some call is given it as what entries are put on or looked for. */
function isList(name: string, columns: readonly (readonly Node[])[]): boolean {
  let found = false;
  for (const nodes of columns)
    everyExpression(nodes, (e) => {
      if (e.k !== 'call' || !/^h?list_/.test(e.callee.text)) return;
      const lists = TAKES_ENTRY.test(e.callee.text) ? e.args.slice(1) : e.args;
      found ||= lists.some((one) => textOf(one) === name || textOf(one) === `&${name}`);
    });
  return found;
}
