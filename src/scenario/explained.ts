/** Compiling with words for syntax errors. They are apart because only a text with errors needs them. */
import type { Compiled } from './api.ts';
import { compileText } from './compile.ts';
import { explainSyntax } from './syntax/explain.ts';

/** As `compileText`, with every syntax error explained. */
export function compileScenario(text: string, id: string): Compiled {
  return explained(compileText(text, id), text);
}

/** The same answer with its syntax errors, if it has any, explained: what was found, what was expected, what to do. */
export function explained(compiled: Compiled, text: string): Compiled {
  const error = compiled.diagnostics.find(({ code }) => code === 'syntax');
  return error ? { scenario: null, diagnostics: explainSyntax(text, error.from) } : compiled;
}
