/** The lessons that come along: each is well made, and each of its questions has an answer. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { explore } from '../explore/index.ts';
import { createMachine } from '../machine/index.ts';
import { compileScenario, instantiate } from '../scenario/index.ts';
import { checkLesson, readCourse, readLesson } from './index.ts';

const folder = join(import.meta.dirname, '../../scenarios/course');
const read = (path: string) => readFileSync(join(folder, path), 'utf8');
const course = readCourse(read('course.md'));
const lessons = course.value?.lessons ?? [];

test('the list names every lesson once, by its title', () => {
  expect(course.mistakes).toEqual([]);
  expect(lessons).toHaveLength(12);
  const files = readdirSync(folder).filter((name) => name.endsWith('.md'));
  expect(lessons.map(({ path }) => path).sort()).toEqual(
    files.filter((name) => !['course.md', 'README.md'].includes(name)).sort(),
  );
  for (const { path, title } of lessons) expect(readLesson(read(path), path).value?.title).toBe(title);
});

test('every scenario beside the lessons is played with in one', () => {
  const used = lessons.map(({ path }) => readLesson(read(path), path).value?.scenario);
  const files = readdirSync(folder).filter((name) => name.endsWith('.smp'));
  expect(files.filter((path) => !used.some((one) => one?.k === 'file' && one.path === path))).toEqual([]);
});

describe('lessons', () => {
  test.each(lessons.map(({ path }) => path))('%s', async (path) => {
    const { value: lesson, mistakes } = readLesson(read(path), path);
    expect(mistakes).toEqual([]);
    if (lesson?.scenario.k !== 'file') throw new Error('no scenario');
    const id = join('course', lesson.scenario.path).replace(/\.smp$/, '');
    const { scenario } = compileScenario(read(lesson.scenario.path), id);
    if (!scenario) throw new Error('does not compile');
    const checked = await checkLesson(
      lesson,
      scenario,
      (settings, model) => {
        const { program } = instantiate(scenario, settings);
        if (!program) throw new Error('no program');
        return explore(createMachine(program, model), { states: 200_000, paths: false });
      },
      null,
    );
    expect(checked.mistakes).toEqual([]);
    expect(checked.answers).toHaveLength(lesson.questions.length);
    expect(new Set(lesson.questions.map(({ k }) => k)).size).toBeGreaterThan(1);
  });
});
