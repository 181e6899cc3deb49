/** Compiling with words for syntax errors. They are apart because only a text with errors needs them. */
import type { Compiled } from './api.ts';
import { compileText, readText } from './compile.ts';
import { Diagnostics } from './diagnostic.ts';
import { lint } from './lint/lint.ts';
import { preludeSyntax } from './prelude.ts';
import { explainSyntax } from './syntax/explain.ts';

/** As `compileText`, with every syntax error explained, and with what compiles and means nothing. */
export function compileScenario(text: string, id: string): Compiled {
  const compiled = explained(compileText(text, id), text);
  if (compiled.diagnostics.some(({ code }) => UNREAD.includes(code))) return compiled;
  const { file, symbols } = readText(text);
  const found = new Diagnostics();
  lint(file, symbols, preludeSyntax(), found);
  const diagnostics = new Diagnostics();
  diagnostics.addAll(compiled.diagnostics);
  // What is merely without effect can wait until the rest is mended.
  const isBroken = compiled.scenario === null || found.hasErrors();
  diagnostics.addAll(found.list().filter(({ severity }) => !isBroken || severity === 'error'));
  return {
    scenario: diagnostics.hasErrors() && !onlyRows(compiled, diagnostics) ? null : compiled.scenario,
    diagnostics: diagnostics.list(),
  };
}

/** What stands for a text that was not read. */
const UNREAD: readonly string[] = ['syntax', 'too-large', 'too-deep', 'not-text', 'litmus-test'];

/** A mistaken row costs its own interleaving alone: are there no other errors than before? */
function onlyRows(compiled: Compiled, diagnostics: Diagnostics): boolean {
  const errors = (all: Compiled['diagnostics']) => all.filter(({ severity }) => severity === 'error').length;
  return errors(diagnostics.list()) === errors(compiled.diagnostics);
}

/** The same answer with its syntax errors, if it has any, explained: what was found, what was expected, what to do. */
export function explained(compiled: Compiled, text: string): Compiled {
  const error = compiled.diagnostics.find(({ code }) => code === 'syntax');
  return error ? { scenario: null, diagnostics: explainSyntax(text, error.from) } : compiled;
}
