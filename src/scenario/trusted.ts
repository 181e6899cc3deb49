/**
 * The same two phases for texts that are known to be right, as those that come with smpscope are: without the checks
 * and without what they do not need of the prelude, neither of which has to be loaded then. A text with mistakes may
 * compile to anything here. `loadPreludeFor` comes first.
 */
import type { Compiled, Diagnostic, Scenario, Settings } from './api.ts';
import * as compiling from './compile.ts';
import { Diagnostics } from './diagnostic.ts';
import { preludeFor } from './prelude-parts.ts';
import { parseFile } from './syntax/parse.ts';

const meansFor = (text: string): compiling.Means => ({ prelude: preludeFor(text), check: null });

/** As `compileText`, of a text that would have no errors there. */
export function compileTrusted(text: string, id: string): Compiled {
  return compiling.compileText(text, id, meansFor(text));
}

/** As `instantiate`, of such a text. */
export function instantiateTrusted(
  scenario: Scenario,
  settings: Settings,
): ReturnType<typeof compiling.instantiate> {
  return compiling.instantiate(scenario, settings, meansFor(scenario.text));
}

/** The place of the first syntax error of any text, without words for it; null where it has none. */
export function findSyntaxError(text: string): Diagnostic | null {
  const diagnostics = new Diagnostics();
  parseFile(text, diagnostics);
  return diagnostics.list().find(({ code }) => code === 'syntax') ?? null;
}
