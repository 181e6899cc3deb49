/** The columns of a table with every call of a function that nobody has the code of as what its name says. */
import { readCode, readExpression } from './c-code.ts';
import type { Line, Node } from './column-tree.ts';
import type { Harm } from './harms.ts';
import { foundBy } from './lookups.ts';
import { OpaqueCalls, type Taken } from './opaque-calls.ts';
import type { Edits } from './reading.ts';
import { asExpression } from './walk-expression.ts';

/** The columns with every call resolved; a line of which nothing is known becomes a note. */
export function resolveCalls(
  columns: readonly (readonly Node[])[],
  edits: Edits = {},
  harms: ReadonlySet<Harm> = new Set(),
): {
  readonly columns: readonly (readonly Node[])[];
  readonly taken: readonly Taken[];
  readonly finding: ReadonlySet<Line>;
} {
  const calls = new OpaqueCalls(columns, edits, harms);
  const resolved = (nodes: readonly Node[], column: number): Node[] =>
    nodes.flatMap((node): Node[] => {
      if (node.k === 'simple') {
        const text = calls.rewritten(node.code.text, asExpression(node.code.simple), node.line, column);
        const code = text === null ? null : readCode(text);
        if (code?.k !== 'simple') {
          const e = asExpression(node.code.simple);
          const found = foundBy(e, columns);
          if (e.k === 'call' && calls.dropsOne(e, node.line)) {
            calls.finding.add(node.line);
            const as = 'the drop of a reference that is not the last one';
            calls.taken.push({ line: node.line, call: `${e.callee.text}()`, as });
          } else if (found !== null) {
            calls.finding.add(node.line);
            calls.taken.push({ line: node.line, call: `${found.call}()`, as: `what finds ${found.name}` });
          }
          return [{ k: 'note', line: node.line }];
        }
        return [{ ...node, code: { ...code, declared: node.code.declared } }];
      }
      if (node.k === 'if' || node.k === 'while') {
        const text = calls.rewritten(node.code.text, node.code.cond, node.line, column);
        const cond = text === null ? null : readExpression(text);
        const body = resolved(node.body, column);
        const otherwise = node.k === 'if' ? resolved(node.otherwise, column) : [];
        // A condition of which nothing is known went the way that is drawn.
        if (text === null || !cond) {
          const isLeft = body.every(({ k }) => k === 'note' || k === 'jump');
          const way = node.line.seen?.k === 'zero' ? otherwise : isLeft ? [] : body;
          return [{ k: 'note', line: node.line }, ...way];
        }
        const code = { ...node.code, text, cond };
        return [node.k === 'if' ? { ...node, code, body, otherwise } : { ...node, code, body }];
      }
      if ('body' in node) return [{ ...node, body: resolved(node.body, column) }];
      return [node];
    });
  return { columns: columns.map(resolved), taken: calls.taken, finding: calls.finding };
}
