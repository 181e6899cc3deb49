/**
 * Calls are inlined, so a function may not call itself, directly or through others.
 */
import type { Diagnostics } from '../diagnostic.ts';
import type { Expression, FileSyntax, Statement } from '../syntax/syntax.ts';
import { callsOf } from './walk.ts';
import type { Symbols } from './symbols.ts';

type Call = Expression & { readonly k: 'call' };

export function checkRecursion(file: FileSyntax, symbols: Symbols, diagnostics: Diagnostics): void {
  const reaches = new Map<string, ReadonlySet<string>>();
  const visit = (name: string, seen: ReadonlySet<string>): ReadonlySet<string> => {
    const known = reaches.get(name);
    if (known) return known;
    const found = new Set<string>();
    const callee = symbols.functions.get(name);
    for (const call of callee ? callsOf(callee.decl.body) : []) {
      const next = call.callee.text;
      found.add(next);
      if (!seen.has(next)) for (const further of visit(next, new Set([...seen, next]))) found.add(further);
    }
    reaches.set(name, found);
    return found;
  };
  const report = (body: Statement, name: string) => {
    for (const call of callsOf(body).filter(
      (c: Call) => c.callee.text === name || visit(c.callee.text, new Set([c.callee.text])).has(name),
    )) {
      diagnostics.error(
        'recursion',
        call,
        `\`${name}\` calls itself here${call.callee.text === name ? '' : ` through \`${call.callee.text}\``}; calls are inlined, so recursion is not possible. Use a loop.`,
      );
      return;
    }
  };
  for (const decl of file.declarations) if (decl.k === 'function') report(decl.body, decl.name.text);
}
