/** The two phases of compiling for any text: nothing about it is known, so it is checked, against the prelude with all that it says of it. */
import { litmusHeader } from '../base/index.ts';
import type { Compiled, Diagnostic, Scenario, Settings } from './api.ts';
import { check } from './check/check.ts';
import * as compiling from './compile.ts';
import { LATE_PARTS } from './lower/late-parts.ts';
import { setLateParts } from './lower/late.ts';
import { currentPrelude } from './prelude.ts';
import { hasMoreFor } from './prelude/more-whole.ts';

setLateParts(LATE_PARTS);

/** `loadMoreFor` comes first where not all of the prelude is there. */
function meansFor(text: string): compiling.Means {
  if (!hasMoreFor(text)) throw new Error('internal: what the text needs of the prelude is not loaded');
  return { prelude: currentPrelude(), check };
}

/**
 * Compiles a scenario's text. `id` is its stable id (`task-isolation/kick`). Never throws for a user's text; the
 * scenario is null when there are errors, but for those in the rows of an interleaving, which cost that one alone. A
 * syntax error (code `syntax`) is not explained: see `explained`.
 */
export function compileText(text: string, id: string): Compiled {
  if (litmusHeader(text)) return { scenario: null, diagnostics: [litmusTest(text)] };
  return compiling.compileText(text, id, meansFor(text));
}

/** The machine program of a scenario under the reader's settings; settings that do not apply are ignored. */
export function instantiate(
  scenario: Scenario,
  settings: Settings,
): ReturnType<typeof compiling.instantiate> {
  return compiling.instantiate(scenario, settings, meansFor(scenario.text));
}

/**
 * The program of a text under settings, without more of the scenario than that takes: for versions of a text that is known
 * to be right, of which many are tried and few are kept.
 */
export function programOf(
  text: string,
  name: string,
  settings: Settings,
): ReturnType<typeof compiling.programOf> {
  return compiling.programOf(text, name, settings, meansFor(text));
}

/** Parses and checks a text, or remembers it. */
export function readText(text: string): ReturnType<typeof compiling.readText> {
  return compiling.readText(text, meansFor(text));
}

function litmusTest(text: string): Diagnostic {
  return {
    severity: 'error',
    code: 'litmus-test',
    message:
      'Found a litmus test, not a scenario. `smpscope litmus FILE --model sc|tso|arm` judges it on the command line.',
    from: 0,
    to: text.trimStart().indexOf('\n') < 0 ? text.length : text.indexOf('\n', text.search(/\S/)),
  };
}
