/** Where names that have cells stand in the scenario's text. */
import type { GlobalSymbol } from '../check/symbols.ts';
import type { Span } from '../syntax/syntax.ts';

/** Where a name of the scenario is declared; the file's beginning for names of the prelude. */
export function declaredAt(symbol: GlobalSymbol | undefined): Span {
  if (symbol?.file !== 0) return { from: 0, to: 1 };
  switch (symbol.k) {
    case 'variable':
      return symbol.declarator;
    case 'frame':
      return symbol.version;
    case 'constant':
    case 'define':
      return symbol.name;
    default:
      return symbol.decl.name;
  }
}
