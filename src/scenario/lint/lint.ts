/**
 * What a user types that compiles and means nothing. This is apart from what compiling needs, for only texts that a
 * user writes need it; it needs a text that parses, and finds its way through one that has other mistakes.
 */
import type { Symbols } from '../check/symbols.ts';
import type { Diagnostics } from '../diagnostic.ts';
import type { FileSyntax } from '../syntax/syntax.ts';
import { lintAddresses } from './addresses.ts';
import { lintDeclarations } from './declarations.ts';
import { lintStatements } from './statements.ts';
import { lintUnset } from './unset.ts';
import { usesOf } from './uses.ts';

export function lint(
  file: FileSyntax,
  symbols: Symbols,
  prelude: FileSyntax,
  diagnostics: Diagnostics,
): void {
  lintDeclarations(file, symbols, prelude, usesOf(file, symbols), diagnostics);
  lintStatements(file, symbols, diagnostics);
  lintAddresses(file, symbols, diagnostics);
  lintUnset(file, symbols, diagnostics);
}
