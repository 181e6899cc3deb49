/** Compiling with words for syntax errors. They are apart because only a text with errors needs them. */
import type { Compiled, Diagnostic } from './api.ts';
import { UNKNOWN_WORD } from './check/unknown-word.ts';
import { compileText, readText } from './checked.ts';
import { Diagnostics } from './diagnostic.ts';
import { lint } from './lint/lint.ts';
import { preludeSyntax } from './prelude.ts';
import { explainSyntax } from './syntax/explain.ts';
import { adviceOn, misspelt, unknownWordMessage } from './words/missing.ts';
import { wordNames, wordOf } from './words/table.ts';

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

/** The same answer with its syntax errors and unknown words, if it has any, explained: what was found, what was expected, what to do. */
function explained(compiled: Compiled, text: string): Compiled {
  const error = compiled.diagnostics.find(({ code }) => code === 'syntax');
  if (error) return { scenario: null, diagnostics: explainSyntax(text, error.from) };
  if (!compiled.diagnostics.some(({ code }) => code === UNKNOWN_WORD || code === 'arguments'))
    return compiled;
  const { functions: known } = readText(text).symbols;
  const functions = [...known.keys()];
  const own = functions.filter((name) => known.get(name)?.file === 0);
  const diagnostics = compiled.diagnostics.map((found) => {
    if (found.code === UNKNOWN_WORD) return explainWord(found, text, own, functions);
    return found.code === 'arguments' ? withSignature(found, (name) => known.get(name)?.file === 0) : found;
  });
  return { ...compiled, diagnostics };
}

/** Of a word of the kernel that is given too many or too few arguments: how it is called here. */
function withSignature(found: Diagnostic, isOwn: (name: string) => boolean): Diagnostic {
  const name = /^`(\w+)` takes /.exec(found.message)?.[1] ?? '';
  const word = isOwn(name) ? null : wordOf(name);
  return word ? { ...found, message: `${found.message} Here it is \`${word.signature}\`.` } : found;
}

function explainWord(
  found: Diagnostic,
  text: string,
  own: readonly string[],
  functions: readonly string[],
): Diagnostic {
  const { from, to } = found;
  const name = text.slice(from, to);
  // Inside the prelude it is told at the statement that called into it.
  if (!/^\w+$/.test(name)) return found;
  const meant =
    misspelt(name, own) ?? (adviceOn(name) === null ? misspelt(name, [...functions, ...wordNames()]) : null);
  if (meant === null) return { ...found, message: unknownWordMessage(name) };
  return {
    ...found,
    message: `\`${name}()\` is not known here. Did you mean \`${meant}\`?`,
    fix: { label: `Change to \`${meant}\``, from, to, insert: meant },
  };
}
