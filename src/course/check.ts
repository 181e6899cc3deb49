/**
 * Whether a lesson is well made: what it names exists, each of its questions has an answer under the machine, and its prose
 * is of a length that is read. `smpscope course` and `npm test` ask this of every lesson.
 */
import type { Scenario } from '../scenario/index.ts';
import { answerOf, type Answer, type Ask } from './answer.ts';
import { plainText, wordCount } from './prose.ts';
import type { Circumstance, Ending, Lesson, Mistake, Question } from './text.ts';

/** Fewer words explain nothing, more are not read. */
const WORDS = { least: 100, most: 300 };
const QUESTIONS = { least: 1, most: 4 };

export interface Checked {
  readonly mistakes: readonly Mistake[];
  /** By question; null where it has no answer, which is a mistake. */
  readonly answers: readonly (Answer | null)[];
}

/** `knows` tells whether a word is in the glossary; null where there is none to ask. */
export async function checkLesson(
  lesson: Lesson,
  scenario: Scenario,
  ask: Ask,
  knows: ((term: string) => boolean) | null,
): Promise<Checked> {
  const mistakes: Mistake[] = [...shape(lesson), ...named(lesson.opens, 1, scenario)];
  const { interleaving } = lesson.opens;
  if (interleaving !== null && !scenario.interleavings.some(({ id }) => id === interleaving))
    mistakes.push({ line: 1, message: `The scenario has no interleaving ${interleaving}.` });
  const prose = plainText(lesson.prose).replace(/\s+/g, ' ').toLowerCase();
  for (const term of lesson.terms) {
    if (!prose.includes(term.toLowerCase()))
      mistakes.push({
        line: 1,
        message: `The lesson says that it brings “${term}”, and its prose has no such word.`,
      });
    else if (knows?.(term) === false)
      mistakes.push({ line: 1, message: `“${term}” is not in the glossary.` });
  }
  const answers: (Answer | null)[] = [];
  for (const question of lesson.questions) {
    const wrong = [...named(question, question.line, scenario), ...askedOf(question, scenario)];
    mistakes.push(...wrong);
    if (wrong.length > 0) {
      answers.push(null);
      continue;
    }
    const answer = await answerOf(question, scenario, ask);
    answers.push(answer.ok ? answer.value : null);
    if (!answer.ok)
      mistakes.push({ line: question.line, message: `The question has no answer: ${answer.error}.` });
  }
  return { mistakes, answers };
}

function shape({ prose, questions, title }: Lesson): readonly Mistake[] {
  const words = wordCount(prose);
  const told = (message: string) => [{ line: 1, message }];
  return [
    ...(words < WORDS.least || words > WORDS.most
      ? told(`The prose has ${words} words; from ${WORDS.least} to ${WORDS.most} are read.`)
      : []),
    ...(questions.length < QUESTIONS.least || questions.length > QUESTIONS.most
      ? told(
          `A lesson has ${QUESTIONS.least} to ${QUESTIONS.most} questions; this one has ${questions.length}.`,
        )
      : []),
    ...(title.length > 48 ? told('The title is longer than 48 characters and would be cut.') : []),
  ];
}

/** The variant and the settings that something is asked under. */
function named(
  { under, set }: Circumstance,
  line: number,
  { variants, options }: Scenario,
): readonly Mistake[] {
  const unknown = under !== null && !variants.some(({ id }) => id === under);
  return [
    ...(unknown
      ? [
          {
            line,
            message: `The scenario has no variant ${under}; it has ${variants.map(({ id }) => id).join(', ')}.`,
          },
        ]
      : []),
    ...Object.entries(set).flatMap(([name, value]) => {
      const option = options.find((one) => one.name === name);
      if (!option) return [{ line, message: `The scenario has no option ${name}.` }];
      if (option.values.includes(value)) return [];
      return [{ line, message: `${name} can be ${option.values.join(', ')}, not ${value}.` }];
    }),
  ];
}

function askedOf(question: Question, scenario: Scenario): readonly Mistake[] {
  const { line } = question;
  if (question.k !== 'fix') return ending(question.ending, line, scenario);
  return question.options
    .filter((name) => !scenario.options.some((one) => one.name === name))
    .map((name) => ({ line, message: `The scenario has no option ${name}.` }));
}

function ending(asked: Ending, line: number, { properties, rules = [] }: Scenario): readonly Mistake[] {
  if (asked.k === 'values') return [];
  const known = ['deadlock', 'livelock', ...[...properties, ...rules].map(({ slug }) => slug)];
  if (known.includes(asked.slug)) return [];
  return [{ line, message: `The scenario has no property ${asked.slug}; there are ${known.join(', ')}.` }];
}
