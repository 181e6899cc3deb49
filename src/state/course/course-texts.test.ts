import { expect, test } from 'vitest';
import { keepOwn, ownTexts, siteTexts } from './course-texts.ts';

const lesson = (title: string, scenario: string) =>
  `---\ntitle: ${title}\nscenario: ${scenario}\n---\n\nWords.\n`;
const list =
  '---\ntitle: Mine\n---\n\n1. [One](one.md)\n2. [Flags](flags.md)\n3. [Sub](sub/two.md)\n4. [Gone](gone.md)\n';

function site(files: Readonly<Record<string, string>>) {
  const asked: string[] = [];
  const read = (path: string) => {
    asked.push(path);
    return Promise.resolve(files[path] ?? null);
  };
  return { asked, read };
}

test('a course beside the page brings its lessons and their scenarios; what comes along is not asked for', async () => {
  const { asked, read } = site({
    'my/list.md': list,
    'my/one.md': lesson('One', 'one.smp'),
    'my/one.smp': 'scenario "one"',
    'my/sub/two.md': lesson('Two', '../x.smp'),
  });
  const found = await siteTexts('my/list.md', read, { 'flags.md': lesson('Flags', 'flags.smp') });
  expect(found?.list).toBe(list);
  expect(Object.keys(found?.texts ?? {}).sort()).toEqual(['flags.md', 'one.md', 'one.smp', 'sub/two.md']);
  expect(asked.sort()).toEqual(['my/gone.md', 'my/list.md', 'my/one.md', 'my/one.smp', 'my/sub/two.md']);
});

test('a lesson alone is a course of one', async () => {
  const { read } = site({ 'one.md': lesson('One', 'one.smp') });
  const found = await siteTexts('one.md', read, {});
  expect(found?.list).toBe('---\ntitle: A lesson of your own\n---\n\n1. [One](one.md)\n');
  expect(await siteTexts('none.md', read, {})).toBeNull();
});

test('what the reader brought is kept, and what is no longer readable counts as nothing', () => {
  let kept: string | null = null;
  const storage = { read: () => kept, write: (_: string, value: string) => (kept = value) };
  expect(ownTexts(storage)).toBeNull();
  keepOwn(storage, [
    { name: 'a.md', text: lesson('A', 'a.smp') },
    { name: 'a.smp', text: 'scenario "a"' },
    { name: 'b.md', text: lesson('B', 'a.smp') },
  ]);
  expect(ownTexts(storage)?.list).toContain(
    'title: Lessons of your own\n---\n\n1. [A](a.md)\n2. [B](b.md)\n',
  );
  kept = '{broken';
  expect(ownTexts(storage)).toBeNull();
});
