/** Advice about texts without threads: what a test asks. */
import type { Program } from '../machine/index.ts';
import { compileText, instantiate, rewrite, type Settings, type TextEdit } from '../scenario/index.ts';
import { judgedOnce } from './judged-once.ts';
import type { Judge } from './judgement.ts';
import { placeBefore, type Place } from './reorderings.ts';
import { Versions } from './versions.ts';

/** Judges versions of a text under some settings, each once. */
export function judgeOf(text: string, settings: Settings = {}, states = 200_000): Judge {
  const versions = new Versions(text, settings);
  return judgedOnce((edits, model, first = false) =>
    Promise.resolve(versions.judge(edits, model, { states, first })),
  );
}

/** Null where it does not compile. */
export function programOf(text: string, settings: Settings): Program | null {
  const { scenario } = compileText(text, 'advised');
  return scenario && instantiate(scenario, settings).program;
}

export function originIn(text: string) {
  return (edits: readonly TextEdit[], place: Place) => placeBefore(rewrite(text, edits).pieces, place);
}
