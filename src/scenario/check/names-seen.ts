/** Names that a scenario's text mentions in a way that lowering has to know of beforehand. */
import type { Expression, FileSyntax } from '../syntax/syntax.ts';
import { everyExpression, ofInitializer, operands } from './walk.ts';

/** Functions that are named without being called, so that pointers to them exist. */
export function addressedIn(
  scenario: FileSyntax,
  isFunction: (name: string) => boolean,
): ReadonlySet<string> {
  const found = new Set<string>();
  const look = (e: Expression) => {
    if (e.k === 'name' && isFunction(e.name)) found.add(e.name);
  };
  for (const decl of scenario.declarations) {
    if ('body' in decl) everyExpression(decl.body, look);
    if (decl.k !== 'variable') continue;
    for (const { init } of decl.declarators)
      for (const e of init ? ofInitializer(init) : []) {
        look(e);
        operands(e).forEach(look);
      }
  }
  return found;
}

/** Names of local variables that a `final` or `observe` looks at, as `r` in `cpu1.r`. */
export function localsSeen(scenario: FileSyntax): ReadonlySet<string> {
  const seen = new Set<string>();
  const visit = (e: Expression) => {
    if (e.k === 'member') seen.add(e.member.text);
    operands(e).forEach(visit);
  };
  for (const decl of scenario.declarations) {
    if (decl.k === 'final') visit(decl.cond);
    if (decl.k === 'observe') decl.what.forEach(visit);
  }
  return seen;
}
