import { expect, test } from 'vitest';
import type { ExploreResult, Outcome } from '../explore/index.ts';
import { compileScenario } from '../scenario/index.ts';
import { answerOf } from './answer.ts';
import { answered, checkLesson, isCourse, plainText, readCourse, readLesson, readProgress } from './index.ts';

const scenarioText = `scenario "s"
arch arm64
option a "a" = off | on
option b "b" = off | on
property bad "It is bad."
int x;
cpu 0 "one" { if (a) smp_wmb(); if (b) smp_mb(); int r = READ_ONCE(x); }
final(cpu0.r == 0, bad);
observe cpu0.r;
variant v "v" { a = on } model tso expect holds
`;
const { scenario } = compileScenario(scenarioText, 's');
if (!scenario) throw new Error('does not compile');

const words = (count: number) => Array.from({ length: count }, (_, nth) => `word${nth}`).join(' ');

function lessonText(front: string, body: string): string {
  return `---\ntitle: T\n${front}\n---\n\n${words(120)}\n\n${body}\n`;
}

const messages = (text: string) =>
  readLesson(text, 'x.md').mistakes.map(({ line, message }) => `${line} ${message}`);

test('a lesson is read: front matter, prose, questions, where to read on', () => {
  const text = `---
title: A title
scenario: ../classics/x.smp
under: v
set: b = on
interleaving: i
step: 3
terms: one, two words
---

Some *prose* with \`a < b\` and a [link](other.md).

- an item
- another

## Predict

Can it?

- asks: bad
- models: sc, arm

> Because.

## Fix it

Mend it.

- options: a, b
- model: arm

## Read on

- A manual
`;
  const { value, mistakes } = readLesson(text, 'folder/a-lesson.md');
  expect(mistakes).toEqual([]);
  expect(value).toMatchObject({
    id: 'a-lesson',
    title: 'A title',
    scenario: { k: 'file', path: '../classics/x.smp' },
    opens: { under: 'v', set: { b: 'on' }, interleaving: 'i', step: 3, model: null },
    terms: ['one', 'two words'],
    questions: [
      {
        k: 'predict',
        key: 'predict bad initial',
        line: 16,
        ending: { k: 'bad', slug: 'bad' },
        models: ['sc', 'arm'],
      },
      { k: 'fix', options: ['a', 'b'], model: 'arm' },
    ],
  });
  expect(plainText(value?.prose ?? [])).toBe('Some prose with a < b and a link.\n\nan item\nanother');
  expect(plainText(value?.questions[0]?.afterwards ?? [])).toBe('Because.');
  expect(plainText(value?.sources ?? [])).toBe('A manual');
});

test('nothing in a lesson is HTML, and links lead to lessons, views and the web alone', () => {
  const text = lessonText(
    'scenario: x.smp',
    '<script>alert(1)</script>\n\n[a](javascript:alert(1)) [b](https://x.org/)',
  );
  const { value } = readLesson(text, 'x.md');
  expect(messages(text)).toEqual([
    '8 A lesson has paragraphs, lists, quotes and code; this is none of them (html).',
  ]);
  expect(value?.prose.at(-2)).toEqual({
    k: 'paragraph',
    of: [{ k: 'text', text: '<script>alert(1)</script>' }],
  });
  expect(value?.prose.at(-1)).toMatchObject({
    of: [{ k: 'emphasis' }, { k: 'text' }, { k: 'link', to: 'https://x.org/' }],
  });
});

test.each([
  ['', 'There is no scenario: write “scenario: file.smp”, or the text between ```smp and ```.'],
  ['scenario: x.smp\nstep: two', 'A step is a number, not “two”.'],
  [
    'scenario: x.smp\ncolour: red',
    '“colour” is not known here; there are scenario, set, under, model, interleaving, step, title, terms.',
  ],
  ['scenario: x.smp\nmodel: alpha', 'There is no memory model alpha; there are sc, tso and arm.'],
  ['scenario: x.smp\nset: a', '“a” is no setting; write “option = value”.'],
])('front matter %s', (front, message) => {
  expect(messages(lessonText(front, '')).join('\n')).toContain(message);
});

test.each([
  ['## Guess\n\nWhat?', '8 “Guess” is no part of a lesson; there are Predict, Break it, Fix it, Read on.'],
  [
    '## Predict\n\nWhat?',
    '8 “asks” is missing: the property, or the values, of which it is asked whether they can be.',
  ],
  ['## Predict\n\n- asks: bad', '8 The question is not asked: write it below the heading.'],
  ['## Fix it\n\nMend.\n\n- model: arm', '8 “options” is missing: those that the reader may change.'],
  [
    '## Break it\n\nDo.\n\n- goal: bad\n- answer: 7',
    '13 “answer” is not known here; there are set, under, goal, model.',
  ],
  [
    '## Predict\n\nA?\n\n- asks: bad\n\n## Predict\n\nB?\n\n- asks: bad',
    '14 The same question is asked twice.',
  ],
])('question %s', (body, message) => {
  expect(messages(lessonText('scenario: x.smp', body))).toContain(message);
});

const outcome = (label: string, values: Record<string, string> | null, steps: number): Outcome => ({
  kind: values ? 'finished' : 'violated',
  label,
  property: values ? null : label,
  values: values ?? {},
  bad: !values,
  finals: 1,
  interleavings: '1',
  witness: Array.from({ length: steps }, String),
});

function searched(outcomes: readonly Outcome[]): ExploreResult {
  const verdict = outcomes.some(({ bad }) => bad) ? 'violated' : 'holds';
  return {
    verdict,
    properties: [],
    outcomes,
    witness: null,
    states: 1,
    steps: 1,
    squashed: 0,
    ms: 0,
    fates: null,
    reduced: false,
    limit: null,
  };
}

async function problems(
  body: string,
  ask: (set: Readonly<Record<string, string>>, model: string) => readonly Outcome[],
) {
  const { value } = readLesson(lessonText('scenario: x.smp\nterms: word1, word2, nowhere', body), 'x.md');
  if (!value || !scenario) throw new Error('no lesson');
  const checked = await checkLesson(
    value,
    scenario,
    (set, model) => searched(ask(set, model)),
    (term) => term === 'word1',
  );
  return checked.mistakes.map(({ line, message }) => `${line} ${message}`);
}

const terms = [
  '1 “word2” is not in the glossary.',
  '1 The lesson says that it brings “nowhere”, and its prose has no such word.',
];

test.each([
  [
    '## Predict\n\nA?\n\n- asks: worse',
    'The scenario has no property worse; there are deadlock, livelock, bad',
  ],
  ['## Predict\n\nA?\n\n- asks: bad\n- under: w', 'The scenario has no variant w; it has v.'],
  ['## Predict\n\nA?\n\n- asks: bad\n- set: a = maybe', 'a can be off, on, not maybe.'],
  [
    '## Predict\n\nA?\n\n- asks: cpu0.r = 7',
    'The question has no answer: “cpu0.r = 7” names values that no run ends with, each by itself.',
  ],
  [
    '## Break it\n\nA.\n\n- goal: bad',
    'The question has no answer: the goal “bad” is out of reach under arm.',
  ],
  [
    '## Fix it\n\nA.\n\n- options: a',
    'The question has no answer: nothing goes wrong under arm to begin with.',
  ],
  ['## Fix it\n\nA.\n\n- options: c', 'The scenario has no option c.'],
])('a question without an answer is found: %s', async (body, message) => {
  const found = await problems(body, () => [outcome('cpu0.r=0', { 'cpu0.r': '0' }, 1)]);
  expect(found.slice(0, 2)).toEqual(terms);
  expect(found[2]).toContain(`9 ${message}`);
});

test('answers are the machine’s', async () => {
  const body = `## Predict\n\nA?\n\n- asks: bad\n\n## Break it\n\nB.\n\n- goal: bad\n- model: arm\n\n## Fix it\n\nC.\n\n- options: a, b\n- under: v\n- set: a = off`;
  const { value } = readLesson(lessonText('scenario: x.smp', body), 'x.md');
  const ask = (set: Readonly<Record<string, string>>, model: string) =>
    searched(model === 'sc' || set['b'] === 'on' ? [] : [outcome('bad', null, 5)]);
  const answers = [];
  for (const question of value?.questions ?? []) answers.push(await answerOf(question, scenario, ask));
  expect(answers.map((one) => (one.ok ? one.value : one.error))).toEqual([
    { k: 'predict', can: 'depends', steps: { sc: null, tso: 5, arm: 5 } },
    { k: 'break', model: 'arm', steps: 5 },
    { k: 'fix', model: 'tso', solutions: [{ b: 'on' }] },
  ]);
});

test('a course is a numbered list of links', () => {
  const text = `---\ntitle: Mine\n---\n\nWords.\n\n1. [One](one.md): the first\n2. [Two](two.md)\n3. nothing\n4. [Two](two.md)\n`;
  const { value, mistakes } = readCourse(text);
  expect(value?.lessons).toEqual([
    { path: 'one.md', title: 'One', says: 'the first', line: 7 },
    { path: 'two.md', title: 'Two', says: '', line: 8 },
    { path: 'two.md', title: 'Two', says: '', line: 10 },
  ]);
  expect(mistakes).toEqual([
    { line: 9, message: '“nothing” is no lesson; write “[Title](file.md)”.' },
    { line: 10, message: 'two.md stands in the list twice.' },
  ]);
  expect(isCourse(text)).toBe(true);
  expect(isCourse(lessonText('scenario: x.smp', '1. first\n2. second'))).toBe(false);
});

test('progress is by question, and what was right once stays so', () => {
  const once = answered({}, 'l', 'k', true);
  const twice = answered(once, 'l', 'k', false);
  expect(twice).toEqual({ l: { opened: true, tried: { k: { right: true, tries: 2 } } } });
  expect(readProgress(JSON.parse(JSON.stringify(twice)))).toEqual(twice);
  expect(readProgress([{ l: 1 }])).toEqual({});
  expect(readProgress({ l: 7, m: { tried: { k: 'x' } } })).toEqual({ m: { opened: false, tried: {} } });
});
