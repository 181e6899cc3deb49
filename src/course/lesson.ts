/** A lesson from its text: front matter, prose, questions, and where to read on. */
import type { Tokens } from 'marked';
import { frontMatter, type Entries } from './front-matter.ts';
import { blocksOf, proseOf, type Placed } from './prose.ts';
import { circumstance, KINDS, oneModel, questionOf } from './question.ts';
import type { Lesson, Mistake, Read, ScenarioPlace } from './text.ts';

const READ_ON = 'Read on';

/** `path` is the file's; the lesson has its name. Never throws: what is wrong is told, line by line. */
export function readLesson(text: string, path: string): Read<Lesson> {
  const mistakes: Mistake[] = [];
  const { entries, body, bodyLine } = frontMatter(text, mistakes);
  const [before = [], ...sections] = sectionsOf(blocksOf(body, bodyLine));
  const scenario = scenarioOf(entries, before, mistakes);
  const opens = {
    ...circumstance(entries, mistakes),
    model: oneModel(entries, mistakes),
    interleaving: entries.get('interleaving'),
    step: stepOf(entries, mistakes),
  };
  const title = entries.need('title', 'what the lesson is called');
  const terms = entries.list('terms');
  entries.finish();
  const questions = [];
  let sources: Lesson['sources'] = [];
  for (const [heading, ...blocks] of sections) {
    if (!heading) continue;
    const name = (heading.token as Tokens.Heading).text.trim();
    const kind = KINDS[name];
    if (kind) questions.push(questionOf(kind, heading, blocks, mistakes));
    else if (name === READ_ON) sources = proseOf(blocks, mistakes);
    else {
      const known = [...Object.keys(KINDS), READ_ON].join(', ');
      mistakes.push({ line: heading.line, message: `“${name}” is no part of a lesson; there are ${known}.` });
    }
  }
  for (const [nth, { key, line }] of questions.entries())
    if (questions.findIndex((one) => one.key === key) !== nth)
      mistakes.push({ line, message: 'The same question is asked twice.' });
  const prose = proseOf(before.filter(isProse), mistakes);
  if (!scenario || !title) return { value: null, mistakes };
  return {
    value: { id: lessonName(path), title, scenario, opens, terms, prose, questions, sources },
    mistakes,
  };
}

/** `scenarios/course/message.md` → `message`. */
export function lessonName(path: string): string {
  return path.replace(/^.*\//, '').replace(/\.md$/, '');
}

/** The blocks before the first heading, then each heading with what stands below it. */
function sectionsOf(blocks: readonly Placed[]): Placed[][] {
  const sections: Placed[][] = [[]];
  for (const block of blocks) {
    if (block.token.type === 'heading') sections.push([block]);
    else sections.at(-1)?.push(block);
  }
  return sections;
}

/** All but the scenario's own text, which stands in a fence. */
function isProse({ token }: Placed): boolean {
  return token.type !== 'code' || (token as Tokens.Code).lang?.trim() !== 'smp';
}

/** The file that is named, or the text in a fence that says `smp`. */
function scenarioOf(entries: Entries, blocks: readonly Placed[], mistakes: Mistake[]): ScenarioPlace | null {
  const path = entries.get('scenario');
  const within = blocks.find((block) => !isProse(block));
  if (path !== null) {
    if (within)
      mistakes.push({
        line: within.line,
        message: 'The lesson names a scenario, and has another one in it.',
      });
    return { k: 'file', path };
  }
  if (within) return { k: 'text', text: (within.token as Tokens.Code).text };
  mistakes.push({
    line: 1,
    message: 'There is no scenario: write “scenario: file.smp”, or the text between ```smp and ```.',
  });
  return null;
}

function stepOf(entries: Entries, mistakes: Mistake[]): number | null {
  const text = entries.get('step');
  if (text === null) return null;
  if (/^\d+$/.test(text)) return Number(text);
  mistakes.push({ line: entries.lineOf('step'), message: `A step is a number, not “${text}”.` });
  return null;
}
