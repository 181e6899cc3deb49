/**
 * `sum = sum_up(readers)`, and then `if (sum == 0)`: whatever the function does, it finds no reader only where it has read
 * the variable, which another column changes.
 */
import type { Expression } from '../../syntax/syntax.ts';
import { everyExpression, textOf } from './call-places.ts';
import type { Node } from './column-tree.ts';
import { everyNode } from './node-walk.ts';
import { visit } from './walk-expression.ts';
import { accessOf } from './word-accesses.ts';

type Columns = readonly (readonly Node[])[];

/** What such a call reads, as C; null where it is none. `whole`: the statement that it stands in. */
export function readBy(
  call: Expression & { readonly k: 'call' },
  whole: Expression,
  column: number,
  columns: Columns,
): string | null {
  const [argument, ...more] = call.args;
  if (!argument || more.length > 0 || whole.k !== 'assign' || whole.value !== call) return null;
  if (whole.target.k !== 'name' || !isComparedWithZero(whole.target.name, columns[column] ?? [])) return null;
  const place = textOf(argument.k === 'address' ? argument.a : argument);
  return place !== '' && isChangedBeside(place, column, columns) ? `READ_ONCE(${place})` : null;
}

/** A condition asks whether it is 0. */
function isComparedWithZero(name: string, nodes: readonly Node[]): boolean {
  let found = false;
  everyNode(nodes, (node) => {
    if (node.k !== 'if' && node.k !== 'while') return;
    const isIt = (e: Expression) => e.k === 'name' && e.name === name;
    const isZero = (e: Expression) => e.k === 'number' && e.value === 0;
    found ||= isIt(node.code.cond);
    visit(node.code.cond, 'value', (e) => {
      if (e.k === 'unary' && e.op === '!') found ||= isIt(e.a);
      if (e.k === 'binary') found ||= (isIt(e.a) && isZero(e.b)) || (isZero(e.a) && isIt(e.b));
    });
  });
  return found;
}

/** Another column stores to the place, or counts it. */
function isChangedBeside(place: string, column: number, columns: Columns): boolean {
  return columns.some((nodes, other) => {
    if (other === column) return false;
    let found = false;
    everyExpression(nodes, (e) => {
      if (e.k === 'assign' || e.k === 'step') found ||= textOf(e.target) === place;
      const changed = e.k === 'call' && /store|change/.test(accessOf(e.callee.text)?.kind ?? '');
      if (changed) found ||= e.args.some((one) => textOf(one.k === 'address' ? one.a : one) === place);
    });
    return found;
  });
}
