/** What of a text can run: a file that is pasted whole has functions that nobody calls here, and whose words may be unknown. */
import type { Expression, FileSyntax } from '../syntax/syntax.ts';
import { everyExpression, ofInitializer, operands } from './walk.ts';

/** The scenario's functions that are called, or named, where something runs: by a CPU, an agent or a handler, a variable's
 *  beginning or a property. */
export function reachedIn(file: FileSyntax): ReadonlySet<string> {
  const functions = new Map(
    file.declarations.flatMap((decl) => (decl.k === 'function' ? [[decl.name.text, decl]] : [])),
  );
  const reached = new Set<string>();
  const name = (text: string): void => {
    const decl = reached.has(text) ? undefined : functions.get(text);
    if (!decl) return;
    reached.add(text);
    everyExpression(decl.body, look);
  };
  const look = (e: Expression): void => {
    if (e.k === 'name') name(e.name);
    if (e.k === 'call') name(e.callee.text);
  };
  const visit = (e: Expression): void => {
    look(e);
    operands(e).forEach(visit);
  };
  for (const decl of file.declarations) {
    if (decl.k === 'cpu' || decl.k === 'agent' || decl.k === 'handler') everyExpression(decl.body, look);
    else if (decl.k === 'variable')
      for (const { init } of decl.declarators) if (init) ofInitializer(init).forEach(visit);
    if (decl.k === 'invariant' || decl.k === 'final') visit(decl.cond);
    if (decl.k === 'define') visit(decl.value);
  }
  return reached;
}
