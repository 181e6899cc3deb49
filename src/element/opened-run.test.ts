import { expect, test } from 'vitest';
import { Mistake, openRun } from './opened-run.ts';
import type { Wanted } from './question.ts';

const text = `scenario "A flag before its data"
arch arm64 | x86
option wmb "smp_wmb() between data and flag" = on | off
property stale "The reader sees the flag without the data."
int data, flag;
cpu 0 "writer" { WRITE_ONCE(data, 1); if (wmb) smp_wmb(); WRITE_ONCE(flag, 1); }
cpu 1 "reader" { int f = smp_load_acquire(&flag); int d = READ_ONCE(data); assert(!(f && !d), stale); }
variant barrier "with it" { } model arm expect holds
variant none "without it" { wmb = off } model arm expect violated stale
interleaving late "the flag first" by "test" of none {
    0: WRITE_ONCE(flag, 1) visible;
    note "The data is still on its way.";
}
`;
const nothing: Wanted = {
  text,
  name: null,
  link: null,
  interleaving: null,
  variant: null,
  model: null,
  set: null,
  limit: 10_000,
};

test('a variant is shown by its shortest run to the worst end, with the verdict of all', async () => {
  const none = await openRun({ ...nothing, variant: 'none' });
  expect(none.run.end).toBe('violated');
  expect(none.result).toMatchObject({ verdict: 'violated', properties: ['stale'] });
  expect(none.step).toBe(none.run.steps.length);
  expect(none.run.steps.at(-1)?.fate).toBe('doomed');
  const barrier = await openRun({ ...nothing, variant: 'barrier' });
  expect([barrier.run.end, barrier.result.verdict]).toEqual(['finished', 'holds']);
});

test('options and model can be named without a variant', async () => {
  const { result, model } = await openRun({ ...nothing, set: 'wmb=off', model: 'tso' });
  expect([result.verdict, model]).toEqual(['holds', 'tso']);
});

test('its link carries text, options and steps, and opens at the step that it names', async () => {
  const first = await openRun({ ...nothing, variant: 'none' });
  const again = await openRun({
    ...nothing,
    text: null,
    link: `https://example.org/smp/${first.link ?? ''}@1`,
  });
  expect(again.run.steps.map(({ key }) => key)).toEqual(first.run.steps.map(({ key }) => key));
  expect([again.step, again.model, again.link]).toEqual([1, 'arm', first.link]);
});

test('a link to what the text was before says that it is', async () => {
  const { link } = await openRun({ ...nothing, variant: 'none', name: 'flag' });
  const changed = text.replace('WRITE_ONCE(data, 1); ', '');
  const { odd } = await openRun({ ...nothing, text: changed, link: `${link ?? ''}@2` });
  expect(odd.join(' ')).toMatch(/changed/);
  expect((await openRun({ ...nothing, link: `${link ?? ''}@2` })).odd).toEqual([]);
});

test('an interleaving of the text comes with its notes', async () => {
  const { run, title } = await openRun({ ...nothing, interleaving: 'late' });
  expect(title).toBe('the flag first');
  expect(run.steps.map(({ note }) => note)).toContain('The data is still on its way.');
});

test.each([
  [{ text: null }, /There is no scenario/],
  [{ text: 'scenario "x"\narch x86\ncpu 0 { y = 1; }\n' }, /scenario:3:\d+ .*\by\b/],
  [{ variant: 'some' }, 'The scenario has no variant some; it has barrier, none.'],
  [{ interleaving: 'i' }, 'The scenario has no interleaving i; it has late.'],
  [{ model: 'alpha' }, 'There is no memory model alpha'],
  [{ set: 'mb=off' }, 'The scenario has no option mb; it has arch, wmb.'],
  [{ set: 'wmb=1' }, 'wmb can be on, off, not 1.'],
  [{ text: null, link: '#2/task-isolation/kick/-/arm/abc' }, /damaged|missing/],
])('what cannot be shown is said: %j', async (what, words) => {
  const failure: unknown = await openRun({ ...nothing, ...what }).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(Mistake);
  expect((failure as Mistake).message).toMatch(words);
});
