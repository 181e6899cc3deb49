import { expect, test } from 'vitest';
import { file, here } from '../worker-here.fixture.ts';
import { createLearningDesk } from './desk.ts';
import type { ScenarioFile } from '../ports.ts';
import type { BreakGoal, Question } from './question.ts';

const client = here();
const desk = createLearningDesk(client);

async function scenarioOf(text = file.text) {
  const { scenario, diagnostics } = await client.request({ do: 'compile', id: file.id, text }).promise;
  if (!scenario) throw new Error(diagnostics[0]?.message);
  return scenario;
}

const both = { kind: 'property', slug: 'both' } as const;
const asked = (mb: string): Question => ({
  id: mb,
  file,
  settings: { mb },
  models: ['sc', 'tso', 'arm'],
  subject: both,
  text: null,
  under: null,
});

test('what happens under some models depends on the model, and who said no is led to the read that missed a store', async () => {
  const answer = await desk.answer(asked('off'));
  expect(answer.truth).toBe('depends');
  const { words, parting } = await desk.account(asked('off'), answer, 'no', await scenarioOf());
  expect(parting?.model).toBe('tso');
  expect(words).toMatch(
    /^You expected CPU [01].* to see the newer value in step \d+: .* found 0, 1 still queued on CPU/,
  );
  expect(parting?.step).toBeGreaterThan(0);
});

test('who was right is not told what they expected', async () => {
  const answer = await desk.answer(asked('off'));
  const { words } = await desk.account(asked('off'), answer, 'depends', await scenarioOf());
  expect(words).toMatch(/^CPU [01].* does not see the newer value in step \d+: /);
});

test('how it can end is asked of what some models show, all, and none; the machine agrees', async () => {
  const scenario = await scenarioOf();
  const free = {
    ...file,
    text: file.text.replace(/property.*\n/, '').replace(/final.*/, 'observe cpu0.r0, cpu1.r1;'),
  };
  const truthsOf = async (text: ScenarioFile, mb: string) => {
    const questions = await desk.outcomeQuestionsOf(text, scenario, { mb });
    return (await Promise.all(questions.map(async (one) => (await desk.answer(one)).truth))).sort();
  };
  expect(await truthsOf(free, 'off')).toEqual(['depends', 'yes']);
  expect(await truthsOf(free, 'on')).toEqual(['no', 'yes']);
  // What violates has no end of its own, so no end is asked about that cannot be for that.
  expect(await truthsOf(file, 'off')).toEqual(['yes']);
});

test('who expected what no interleaving does sees the run of another variant end where the machine refuses it', async () => {
  const text = `${file.text}variant with "with" { } model tso expect holds\nvariant without "without" { mb = off } model tso expect violated both\n`;
  const question = { ...asked('on'), file: { ...file, text } };
  const answer = await desk.answer(question);
  expect(answer.truth).toBe('no');
  const { words, parting } = await desk.account(question, answer, 'yes', await scenarioOf(text));
  expect(words).toMatch(/It takes mb = off\. Told here, that run ends before its step \d+\. /);
  expect(parting?.under?.settings).toEqual({ mb: 'on' });
});

test('a goal has a distance at each state, and is lost from one step on', async () => {
  const goal: BreakGoal = { file, settings: { mb: 'off' }, model: 'tso', subject: both, text: null };
  const instance = { id: file.id, text: file.text, settings: goal.settings, model: goal.model };
  const { witness } = await client.request({ do: 'explore', instance, limits: { states: 1000 } }).promise;
  const keys = witness ?? [];
  for (const at of keys.keys())
    expect(await desk.standing(goal, keys.slice(0, at))).toEqual({ left: keys.length - at, sure: true });
  expect(await desk.standing(goal, keys)).toEqual({ left: 0, sure: true });
  const { next } = await client.request({ do: 'replay', instance, keys: [] }).promise;
  const visible = next.flatMap(({ key, kind }) => (kind === 'visible' ? [key] : []));
  expect(await desk.lostSince(goal, keys.slice(0, 1))).toBeNull();
  // With the first store that is visible before the other CPU has read, one of the two is sure to see the other.
  expect(await desk.lostSince(goal, visible)).toBe(1);
});

test('options that only order are barriers; the search knows the fewest that help', async () => {
  const text = `scenario "sb"
arch arm64
option left = off | on
option right = off | wmb | mb
option other = off | on
int x, y;
property both "Both miss."
cpu 0 "a" { WRITE_ONCE(x, 1); if (left) smp_mb(); int r0 = READ_ONCE(y); if (other) WRITE_ONCE(y, 2); }
cpu 1 "b" { WRITE_ONCE(y, 1); if (right == wmb) smp_wmb(); if (right == mb) smp_mb(); int r1 = READ_ONCE(x); }
final(cpu0.r0 == 1 || cpu1.r1 == 1, both);
`;
  const task = { file: { ...file, text }, settings: {}, model: 'arm' } as const;
  const options = await desk.barriers(task, await scenarioOf(text));
  expect(options).toEqual([
    { name: 'left', values: ['off', 'on'] },
    { name: 'right', values: ['off', 'wmb', 'mb'] },
  ]);
  const tried = await desk.attempt(task, { left: 'on', right: 'wmb' });
  expect([tried.added, tried.result.verdict, tried.result.witness !== null]).toEqual([2, 'violated', true]);
  expect((await desk.attempt(task, { left: 'on', right: 'mb' })).result.verdict).toBe('holds');
  expect(await desk.fewest(task, options)).toBe(2);
});

test('where anything may be changed each option counts one', async () => {
  const text = `scenario "sb"
arch arm64
option order = bad | good
option left = off | on
int x;
property seen "It is seen."
cpu 0 "a" { if (left) smp_mb(); if (order == good) int y = 0; else WRITE_ONCE(x, 1); }
cpu 1 "b" { int r = READ_ONCE(x) @ assert(r == 0, seen); }
`;
  const settings = { order: 'bad', left: 'off' };
  const task = { file: { ...file, text }, settings, model: 'arm', options: ['order', 'left'] } as const;
  const options = await desk.barriers(task, await scenarioOf(text));
  expect(options.map(({ name }) => name)).toEqual(['order', 'left']);
  const all = await desk.attempt(task, { order: 'good', left: 'on' });
  expect([all.added, all.result.verdict]).toEqual([2, 'holds']);
  expect(await desk.fewest(task, options)).toBe(1);
});

test('each claim that a variant shows is a question of its own, then what other variants give', async () => {
  const text = `${file.text}variant with "with" { } model tso expect holds
variant without "without" { mb = off } model tso expect violated both
claim c1 by "A": "It is needed." is true shown by without
claim c2 by "B": "It never happens." is false shown by with, without
`;
  const questions = desk.questionsOf({ ...file, text }, await scenarioOf(text));
  expect(questions.map(({ id, under, claim }) => [id, under, claim?.by])).toEqual([
    ['c1', 'mb = off', 'A'],
    ['c2', null, 'B'],
  ]);
});

test('barriers may be added anywhere in the code that runs; an attempt in another text shows how it fails there', async () => {
  const text = `scenario "sb"
arch arm64 | x86
option off = no | yes
int x, y;
property both "Both miss."
static void tell(void) { WRITE_ONCE(x, 1); }
cpu 0 "a" { tell(); if (off == yes) smp_mb(); int r0 = READ_ONCE(y); }
cpu 1 "b" { WRITE_ONCE(y, 1); int r1 = READ_ONCE(x); }
final(cpu0.r0 == 1 || cpu1.r1 == 1, both);
`;
  const task = { file: { ...file, text }, settings: { off: 'no' }, model: 'tso' } as const;
  const menu = await desk.menuOf(task, await scenarioOf(text));
  expect(menu.failsInOrder).toBe(false);
  expect(menu.places.map(({ inside, line }) => [inside, line])).toEqual([
    ['tell()', 'WRITE_ONCE(x, 1)'],
    ['CPU 0', 'tell()'],
    ['CPU 0', 'r0 = READ_ONCE(y)'],
    ['CPU 1', 'WRITE_ONCE(y, 1)'],
    ['CPU 1', 'r1 = READ_ONCE(x)'],
  ]);
  const added = (nth: number) => menu.places[nth]?.forms.filter(({ says }) => says === 'smp_mb()') ?? [];
  const one = await desk.attempt(task, task.settings, added(2));
  expect([one.added, one.result.verdict]).toEqual([1, 'violated']);
  const shown = await desk.shownIn(task, one);
  expect(shown?.file?.text).toContain('smp_mb();');
  expect(shown?.position).toBe(one.result.witness?.length);
  const two = await desk.attempt(task, task.settings, [...added(2), ...added(4)]);
  expect([two.added, two.result.verdict]).toEqual([2, 'holds']);
  expect(await desk.fewest(task, [], menu)).toBe(2);
});

test('where it fails in order too, what else may be changed stands at the lines', async () => {
  const text = `scenario "lost"
arch arm64
int x;
spinlock_t lock;
property lost "One is lost."
static void add(void) { int r = READ_ONCE(x); WRITE_ONCE(x, r + 1); }
cpu 0 { spin_lock(&lock); add(); spin_unlock(&lock); }
cpu 1 { spin_lock(&lock); spin_unlock(&lock); add(); }
final(x == 2, lost);
`;
  const task = { file: { ...file, text }, settings: {}, model: 'arm' } as const;
  const menu = await desk.menuOf(task, await scenarioOf(text));
  expect(menu.failsInOrder).toBe(true);
  const says = menu.places.flatMap(({ forms }) => forms.filter(({ keeps }) => keeps === 'none'));
  expect(says.length).toBeGreaterThan(0);
  expect(await desk.fewest(task, [], menu)).toBe(1);
});

test('of a litmus test its condition can be predicted and brought about, its other states after it', async () => {
  const litmus = `C MP
{ }
P0(int *x, int *y) { WRITE_ONCE(*x, 1); smp_wmb(); WRITE_ONCE(*y, 1); }
P1(int *x, int *y) { int r0 = READ_ONCE(*y); int r1 = READ_ONCE(*x); }
exists (1:r0=1 /\\ 1:r1=0)
`;
  const test = { id: 'mp', bundled: false, text: litmus };
  const scenario = await desk.scenarioOf(test);
  const [condition, ...rest] = desk.questionsOf(test, scenario);
  if (!condition) throw new Error('nothing is asked');
  expect([rest.length, condition.text]).toEqual([0, 'A run ends with (1:r0=1 /\\ 1:r1=0).']);
  const answer = await desk.answer(condition);
  expect(answer.truth).toBe('depends');
  const { parting } = await desk.account(condition, answer, 'no', scenario);
  expect(parting?.model).toBe('arm');
  const ends = await desk.outcomeQuestionsOf(test, scenario, {});
  expect(ends.map(({ subject }) => subject)).toEqual([
    { kind: 'outcome', values: { '1:r0': '0', '1:r1': '0' } },
  ]);
  const goals = desk.failuresOf(test, scenario);
  const left = await Promise.all(goals.map(async (goal) => (await desk.standing(goal, [])).left));
  expect(goals.map(({ model }) => model)).toEqual(['arm', 'sc', 'tso']);
  expect(left.map((steps) => steps !== null)).toEqual([true, false, false]);
  // Where it must hold everywhere, a run that ends otherwise is looked for.
  const all = { ...test, text: litmus.replace('exists', 'forall') };
  expect(desk.questionsOf(all, await desk.scenarioOf(all))[0]?.text).toMatch(/^A run ends otherwise than /);
});
