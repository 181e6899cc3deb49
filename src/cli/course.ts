/**
 * `smpscope course [FILE]`: the lessons of a course, or one lesson: whether each is well made and each of its questions has an
 * answer, which is the machine's; `--answers` tells them.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { safeJson } from '../base/index.ts';
import {
  checkLesson,
  endingText,
  isCourse,
  plainText,
  readCourse,
  readLesson,
  wordCount,
  type Answer,
  type Lesson,
  type Mistake,
  type Question,
} from '../course/index.ts';
import { explore } from '../explore/index.ts';
import { DEFAULT_LIMIT } from './limits.ts';
import {
  bundledCourse,
  compileText,
  loadScenario,
  makeMachine,
  type ScenarioFile,
} from './scenario-files.ts';
import { onlyOne, readArguments, UserError } from './user-error.ts';

interface CheckedFile {
  readonly path: string;
  readonly lesson: Lesson | null;
  readonly mistakes: readonly Mistake[];
  readonly answers: readonly (Answer | null)[];
}

export async function runCourse(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(args, {
    answers: { type: 'boolean' },
    json: { type: 'boolean' },
  });
  const path = positionals.length === 0 ? bundledCourse() : onlyOne(positionals, 'a course or a lesson');
  const text = read(path);
  const course = isCourse(text) ? readCourse(text) : null;
  const entries = course?.value?.lessons ?? [];
  const checked: CheckedFile[] = [];
  if (course) {
    if (!values.json && course.value) console.log(course.value.title);
    for (const { path: to, title, line } of entries) {
      const one = await checkFile(join(dirname(path), to));
      checked.push(
        one.lesson && one.lesson.title !== title
          ? { ...one, mistakes: [...one.mistakes, wrongTitle(path, line, title, one.lesson.title)] }
          : one,
      );
    }
  } else checked.push(await checkFile(path));
  for (const { line, message } of course?.mistakes ?? []) tell(path, { line, message });
  for (const one of checked) {
    for (const mistake of one.mistakes) tell(one.path, mistake);
    if (!values.json) printLesson(one, values.answers === true);
  }
  if (values.json) console.log(safeJson({ course: path, lessons: checked.map(told) }, 2));
  const isRight =
    (course?.mistakes ?? []).length === 0 && checked.every(({ mistakes }) => mistakes.length === 0);
  return checked.some(({ lesson }) => !lesson) ? 2 : isRight ? 0 : 1;
}

function wrongTitle(path: string, line: number, listed: string, own: string): Mistake {
  return { line: 1, message: `The lesson is called “${own}”, and “${listed}” in ${path}, line ${line}.` };
}

async function checkFile(path: string): Promise<CheckedFile> {
  const { value: lesson, mistakes } = readLesson(read(path), path);
  if (!lesson) return { path, lesson, mistakes, answers: [] };
  let file: ScenarioFile;
  try {
    file = scenarioOf(lesson, path);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { path, lesson, mistakes: [...mistakes, { line: 1, message: error.message }], answers: [] };
  }
  const found = await checkLesson(
    lesson,
    file.scenario,
    (settings, model) => explore(makeMachine(file, settings, model), { states: DEFAULT_LIMIT, paths: false }),
    null,
  );
  return { path, lesson, mistakes: [...mistakes, ...found.mistakes], answers: found.answers };
}

function scenarioOf({ scenario, id }: Lesson, path: string): ScenarioFile {
  if (scenario.k === 'text') return compileText(path, id, scenario.text);
  return loadScenario(join(dirname(path), scenario.path));
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new UserError(`${path}: there is no such file.`);
  }
}

function tell(path: string, { line, message }: Mistake): void {
  console.error(`${path}:${line}:1 lesson ${message}`);
}

function printLesson({ path, lesson, mistakes, answers }: CheckedFile, withAnswers: boolean): void {
  const mark = mistakes.length === 0 ? 'ok  ' : 'FAIL';
  if (!lesson) {
    console.log(`  ${mark} ${path}`);
    return;
  }
  const count = `${wordCount(lesson.prose)} words, ${lesson.questions.length} questions`;
  console.log(`  ${mark} ${lesson.title.padEnd(40)} ${lesson.id.padEnd(18)} ${count}`);
  if (!withAnswers) return;
  lesson.questions.forEach((question, nth) => {
    const answer = answers[nth] ?? null;
    console.log(`         ${plainText(question.words).replace(/\s+/g, ' ')}`);
    console.log(`           ${about(question)}: ${answer ? answerText(answer) : 'no answer'}`);
  });
}

function about(question: Question): string {
  const { k, under } = question;
  const what = k === 'fix' ? question.options.join(', ') : endingText(question.ending);
  return `${k} ${what}${under === null ? '' : ` (${under})`}`;
}

function answerText(answer: Answer): string {
  switch (answer.k) {
    case 'predict': {
      const by = Object.entries(answer.steps).map(([model, steps]) =>
        steps === null ? `not under ${model}` : `under ${model} in ${steps} steps`,
      );
      return `${answer.can}; ${by.join(', ')}`;
    }
    case 'break':
      return `${answer.steps} steps under ${answer.model}`;
    case 'fix':
      return answer.solutions
        .map((changes) =>
          Object.entries(changes)
            .map(([name, value]) => `${name} = ${value}`)
            .join(', '),
        )
        .join(' or ');
  }
}

function told({ path, lesson, mistakes, answers }: CheckedFile) {
  return {
    file: path,
    id: lesson?.id ?? null,
    title: lesson?.title ?? null,
    words: lesson ? wordCount(lesson.prose) : null,
    mistakes,
    questions: (lesson?.questions ?? []).map((question, nth) => ({
      kind: question.k,
      line: question.line,
      words: plainText(question.words),
      answer: answers[nth] ?? null,
    })),
  };
}
