/** Advice about texts without threads: what a test asks. */
import { createMachine, type Model, type Program } from '../machine/index.ts';
import { compileText, instantiate, rewrite, type Settings, type TextEdit } from '../scenario/index.ts';
import { judgedOnce } from './judged-once.ts';
import { judge, sameCode, type Judge } from './judgement.ts';
import { placeBefore, type Place } from './reorderings.ts';

/** Judges versions of a text under some settings, each once. */
export function judgeOf(text: string, settings: Settings = {}, states = 200_000): Judge {
  const base = programOf(text, settings);
  return judgedOnce((edits, model) => Promise.resolve(judged(base, text, settings, edits, model, states)));
}

function judged(
  base: Program | null,
  text: string,
  settings: Settings,
  edits: readonly TextEdit[],
  model: Model,
  states: number,
): Awaited<ReturnType<Judge>> {
  const program = edits.length === 0 ? base : programOf(rewrite(text, edits).text, settings);
  if (!base || !program) return { k: 'refused', message: 'it does not compile' };
  if (edits.length > 0 && sameCode(base, program)) return { k: 'same' };
  return { k: 'judged', ...judge(createMachine(program, model), { states }) };
}

/** Null where it does not compile. */
export function programOf(text: string, settings: Settings): Program | null {
  const { scenario } = compileText(text, 'advised');
  return scenario && instantiate(scenario, settings).program;
}

export function originIn(text: string) {
  return (edits: readonly TextEdit[], place: Place) => placeBefore(rewrite(text, edits).pieces, place);
}
