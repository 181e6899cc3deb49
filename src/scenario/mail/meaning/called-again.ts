/**
 * A function whose inside is drawn once does the same wherever it is called with the same arguments:
 *
 *     CPU 0                CPU 1
 *     drop(p)
 *       kfree(p)
 *                          drop(p)       frees it again
 */
import type { Line, Node } from './column-tree.ts';
import { everyNode } from './node-walk.ts';
import { referenceIn } from './releases.ts';

type Call = Node & { readonly k: 'call' };
type Columns = readonly (readonly Node[])[];

/** The columns, with what a call is drawn to do wherever the same call stands again. */
export function withCalledAgain(columns: Columns, skip: ReadonlySet<Line>): Columns {
  const drawn = new Map<string, Call[]>();
  for (const nodes of columns)
    everyNode(nodes, (node) => {
      // Of references only the last one does it.
      if (node.k !== 'call' || referenceIn(node.name) === 'put') return;
      drawn.set(node.code.text, [...(drawn.get(node.code.text) ?? []), node]);
    });
  const done = (nodes: readonly Node[]): readonly Node[] =>
    nodes.flatMap((node): readonly Node[] => {
      if (node.k === 'simple') {
        const [call, ...more] = drawn.get(node.code.text) ?? [];
        // Drawn twice it may do one thing or the other; a value that is said is of this call only.
        if (!call || more.length > 0 || node.line.seen || skip.has(node.line)) return [node];
        const body = call.body.filter(({ k, line }) => k !== 'note' && !skip.has(line));
        return isPlain(body) ? body.map((one) => ({ ...one, line: node.line })) : [node];
      }
      if (!('body' in node)) return [node];
      const body = done(node.body);
      return [node.k === 'if' ? { ...node, body, otherwise: done(node.otherwise) } : { ...node, body }];
    });
  return columns.map(done);
}

/** Statements and nothing else: where it branches or waits, it may go another way the second time. */
function isPlain(body: readonly Node[]): boolean {
  return body.length > 0 && body.every(({ k, line }) => k === 'simple' && line.seen === null);
}
