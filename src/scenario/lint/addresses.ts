/**
 * `smp_store_release(flag, 1)` for `&flag`: a number where a word asks for an address. C's compilers warn of it; here the machine
 * would follow the number. What a word asks for is told by its signature; own functions by their parameters.
 */
import { everyExpression } from '../check/walk.ts';
import type { Symbols } from '../check/symbols.ts';
import type { Diagnostics } from '../diagnostic.ts';
import type { Expression, FileSyntax, Statement } from '../syntax/syntax.ts';
import { wordOf } from '../words/table.ts';

/** Types of numbers that are no addresses: a `long` may hold one. */
const NUMBERS =
  /^(int|bool|char|short|unsigned( int| short| char)?|(__)?[us](8|16|32)|u?int(8|16|32)_t|atomic(64|_long)?_t|refcount_t)$/;

export function lintAddresses(file: FileSyntax, symbols: Symbols, diagnostics: Diagnostics): void {
  for (const decl of file.declarations) if ('body' in decl) inBody(decl.body, symbols, diagnostics);
}

function inBody(body: Statement, symbols: Symbols, diagnostics: Diagnostics): void {
  const locals = localsOf(body);
  everyExpression(body, (e) => {
    if (e.k !== 'call') return;
    const asked = addressesOf(e.callee.text, symbols);
    e.args.forEach((arg, i) => {
      if (asked[i] !== true || arg.k !== 'name' || locals.has(arg.name)) return;
      const type = numberType(arg, symbols);
      if (type === null) return;
      const at = { from: arg.from, to: arg.to };
      diagnostics.error(
        'no-address',
        at,
        `\`${arg.name}\` is ${/^[aeiou]/.test(type) ? 'an' : 'a'} \`${type}\`; \`${e.callee.text}()\` takes its address: \`&${arg.name}\`.`,
        { label: `Change to \`&${arg.name}\``, ...at, insert: `&${arg.name}` },
      );
    });
  });
}

/** Which arguments of a call are addresses. */
function addressesOf(name: string, symbols: Symbols): readonly boolean[] {
  const own = symbols.functions.get(name);
  if (own?.file === 0) return own.decl.parameters.map(({ stars, callable }) => stars > 0 && !callable);
  const list = /\((.*)\)$/.exec(wordOf(name)?.signature ?? '')?.[1] ?? '';
  return list.split(/, (?![^(]*\))/).map((parameter) => /^(?:const )?[\w ]+ \*\w+$/.test(parameter));
}

/** The type of a variable of the scenario that is one number; null for anything else. */
function numberType(e: Expression & { readonly k: 'name' }, symbols: Symbols): string | null {
  const symbol = symbols.globals.get(e.name);
  if (symbol?.k !== 'variable' || symbol.file !== 0 || symbol.perCpu) return null;
  const { stars, extents, callable } = symbol.declarator;
  if (stars > 0 || extents.length > 0 || callable || !NUMBERS.test(symbol.type.name)) return null;
  return symbol.type.name;
}

function localsOf(body: Statement): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (s: unknown): void => {
    if (Array.isArray(s)) s.forEach(visit);
    else if (typeof s === 'object' && s !== null) {
      if ('declarators' in s && Array.isArray(s.declarators))
        for (const { name } of s.declarators as readonly { readonly name: { readonly text: string } }[])
          names.add(name.text);
      Object.values(s).forEach(visit);
    }
  };
  visit(body);
  return names;
}
