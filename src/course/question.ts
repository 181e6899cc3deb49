/**
 * A question of a lesson: a heading that says of which kind it is, the question in words, a list of what it is about, and
 * behind `>` what is said once it has been answered.
 *
 *     ## Predict
 *
 *     Can CPU 1 see the flag and miss the message?
 *
 *     - asks: missed
 *     - under: course.message.plain
 */
import type { Tokens } from 'marked';
import { Entries } from './front-matter.ts';
import { proseOf, type Placed } from './prose.ts';
import type { Circumstance, Ending, Mistake, ModelName, Question } from './text.ts';

const MODELS: readonly ModelName[] = ['sc', 'tso', 'arm'];

/** Kinds by their headings. */
export const KINDS: Readonly<Record<string, Question['k']>> = {
  Predict: 'predict',
  'Break it': 'break',
  'Fix it': 'fix',
};

export function questionOf(
  kind: Question['k'],
  heading: Placed,
  blocks: readonly Placed[],
  mistakes: Mistake[],
): Question {
  const { line } = heading;
  const entries = new Entries(line, mistakes);
  const settings = blocks.find(({ token }) => isSettings(token as Tokens.Generic));
  if (settings) addAll(entries, settings);
  const quotes = blocks.filter(({ token }) => token.type === 'blockquote');
  const rest = blocks.filter((block) => block !== settings && !quotes.includes(block));
  const words = proseOf(rest, mistakes);
  const afterwards = proseOf(quotes, mistakes).flatMap((block) => (block.k === 'quote' ? block.of : [block]));
  if (words.length === 0)
    mistakes.push({ line, message: 'The question is not asked: write it below the heading.' });
  const asked = { line, words, afterwards, ...circumstance(entries, mistakes) };
  const question = specific(kind, entries, asked, mistakes);
  entries.finish();
  return question;
}

type Common = Omit<Question & { k: 'fix' }, 'k' | 'key' | 'options' | 'model'>;

function specific(kind: Question['k'], entries: Entries, asked: Common, mistakes: Mistake[]): Question {
  const where = [asked.under ?? 'initial', ...Object.entries(asked.set).map((pair) => pair.join('='))].join(
    ' ',
  );
  switch (kind) {
    case 'predict': {
      const asks = entries.need(
        'asks',
        'the property, or the values, of which it is asked whether they can be',
      );
      const models = entries.list('models').map((name) => modelOf(name, entries.lineOf('models'), mistakes));
      const chosen = models.filter((model) => model !== null);
      return {
        k: kind,
        key: `predict ${asks} ${where}`,
        ...asked,
        ending: endingOf(asks),
        models: chosen.length > 0 ? chosen : MODELS,
      };
    }
    case 'break': {
      const goal = entries.need('goal', 'the property, or the values, that the reader is to bring about');
      const model = oneModel(entries, mistakes);
      return {
        k: kind,
        key: `break ${goal} ${where} ${model ?? ''}`.trim(),
        ...asked,
        ending: endingOf(goal),
        model,
      };
    }
    case 'fix': {
      const options = entries.list('options');
      if (options.length === 0)
        mistakes.push({
          line: asked.line,
          message: '“options” is missing: those that the reader may change.',
        });
      const model = oneModel(entries, mistakes);
      return {
        k: kind,
        key: `fix ${options.join(' ')} ${where} ${model ?? ''}`.trim(),
        ...asked,
        options,
        model,
      };
    }
  }
}

/** `under: variant` and `set: option = value, …`. */
export function circumstance(entries: Entries, mistakes: Mistake[]): Circumstance {
  const pairs = entries.list('set').flatMap((pair) => {
    const [name, value] = pair.split('=').map((part) => part.trim());
    if (name && value) return [[name, value] as const];
    mistakes.push({
      line: entries.lineOf('set'),
      message: `“${pair}” is no setting; write “option = value”.`,
    });
    return [];
  });
  return { under: entries.get('under'), set: Object.fromEntries(pairs) };
}

export function oneModel(entries: Entries, mistakes: Mistake[]): ModelName | null {
  const name = entries.get('model');
  return name === null ? null : modelOf(name, entries.lineOf('model'), mistakes);
}

function modelOf(name: string, line: number, mistakes: Mistake[]): ModelName | null {
  const model = MODELS.find((one) => one === name);
  if (!model)
    mistakes.push({ line, message: `There is no memory model ${name}; there are sc, tso and arm.` });
  return model ?? null;
}

/** `cpu1.got = 0, cpu1.raised = 1` are values at the end; anything else is a property, or `deadlock`. */
function endingOf(text: string): Ending {
  if (!text.includes('=')) return { k: 'bad', slug: text };
  const pairs = text.split(',').map((pair) => pair.split('=').map((part) => part.trim()));
  return { k: 'values', values: Object.fromEntries(pairs.map(([name = '', value = '']) => [name, value])) };
}

/** A list of which each entry is `name: value` holds settings; any other belongs to the question's words. */
function isSettings(token: Tokens.Generic): boolean {
  if (token.type !== 'list') return false;
  return (token as unknown as Tokens.List).items.every(({ text }) => /^[a-z ]+:/.test(text));
}

function addAll(entries: Entries, { token, line }: Placed): void {
  let at = line;
  for (const { text, raw } of (token as Tokens.List).items) {
    entries.add(text.replace(/\s*\n\s*/g, ' '), at);
    at += raw.replace(/\n+$/, '').split('\n').length;
  }
}
