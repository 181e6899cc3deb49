import { expect, test } from 'vitest';
import { createCatalogue } from '../catalogue.ts';
import type { Tabs } from '../draft.ts';
import { createDrawer } from '../drawer.ts';
import { currentNode } from '../run-tree.ts';
import { createSession } from '../session.ts';
import { file, here } from '../worker-here.fixture.ts';
import { draftsInMemory, tabsOfOneBrowser, type DraftsInMemory } from './shelf-in-memory.fixture.ts';
import { createWorkshop } from './workshop.ts';

const ALONE: Tabs = { tell: () => undefined, listen: () => undefined };

async function visit(memory: DraftsInMemory = draftsInMemory(), tabs: Tabs = ALONE) {
  const client = here();
  const session = createSession(client);
  const catalogue = createCatalogue(() => Promise.resolve(null));
  const drawer = createDrawer();
  const desk = { client, session, catalogue, drawer, shelf: memory.shelf, tabs };
  const { drafts, editing } = await createWorkshop(desk);
  const state = () => session.store.getState();
  const verdict = () => {
    const { exploration } = state();
    return exploration.status === 'done' ? exploration.result.verdict : exploration.status;
  };
  const keys = () => currentNode(state().tree)?.run.steps.map(({ key }) => key) ?? [];
  return { session, catalogue, drawer, drafts, editing, memory, state, verdict, keys };
}

async function opened(memory?: DraftsInMemory, tabs?: Tabs) {
  const page = await visit(memory, tabs);
  await page.session.open(file);
  await expect.poll(page.verdict).toBe('holds');
  await expect.poll(page.session.length).toBeGreaterThan(0);
  return page;
}

const WITHOUT = file.text.replaceAll('if (mb) smp_mb(); ', '');

test('the first change of a bundled scenario makes it the reader’s own, and the library’s stays', async () => {
  const { editing, drafts, catalogue, state, verdict } = await opened();
  editing.type(`${file.text}\n`, 3);
  expect(state().file).toEqual({ id: 'sb', text: file.text, bundled: false });
  expect(drafts.of('sb')).toMatchObject({ text: `${file.text}\n`, ran: file.text, caret: 3 });
  expect(catalogue.own('sb')?.text).toBe(file.text);
  await expect.poll(() => state().file?.text).toBe(`${file.text}\n`);
  await expect.poll(verdict).toBe('holds');
});

test('a barrier that is taken out turns the verdict; the old one stands, as such, until then', async () => {
  const { editing, session, state, verdict, keys } = await opened();
  session.goTo(2);
  await session.take(keys()[2] ?? '');
  session.goTo(2);
  const seen: unknown[] = [];
  session.store.subscribe(({ text, exploration }) => {
    if (exploration.status === 'running') seen.push([text, exploration.before?.verdict]);
  });
  editing.type(WITHOUT, 0);
  expect(state()).toMatchObject({ text: 'changing', exploration: { status: 'done' } });
  await expect.poll(verdict).toBe('violated');
  expect(seen).toContainEqual(['same', 'holds']);
  expect(state()).toMatchObject({ text: 'same', position: 2 });
});

test('an option that is flipped while the text is being read is flipped in the new text', async () => {
  const { editing, session, state, verdict } = await opened();
  editing.type(`${file.text}\n`, 0);
  setTimeout(() => session.setOption('mb', 'off'), 200);
  await expect.poll(() => state().file?.text).toBe(`${file.text}\n`);
  await expect.poll(verdict).toBe('violated');
  expect(currentNode(state().tree)?.settings).toMatchObject({ mb: 'off' });
});

test('a run goes on through edits, also those that it cannot follow, and is whole again when they are undone', async () => {
  const { editing, session, state, keys } = await opened();
  session.goTo(session.length());
  const whole = keys();
  const settled = (text: string) => expect.poll(() => state().file?.text).toBe(text);
  const less = file.text.replace('WRITE_ONCE(y, 1); ', '');
  editing.type(less, 0);
  await settled(less);
  expect(state().notice?.what).toMatch(/not in the text any more/);
  expect(keys().length).toBeLessThan(whole.length);
  editing.type(file.text, 0);
  await settled(file.text);
  expect(keys()).toEqual(whole);
  expect(state().position).toBe(whole.length);
});

test('a text with mistakes leaves what is shown, and says where they are', async () => {
  const { editing, state, keys } = await opened();
  const before = keys();
  editing.type(file.text.replace('int x, y;', 'int x'), 0);
  await expect.poll(() => state().text).toBe('mistaken');
  expect(editing.store.getState().diagnostics[0]).toMatchObject({ severity: 'error' });
  expect([keys(), state().file?.text, state().phase]).toEqual([before, file.text, 'ready']);
});

test('every version that ran is kept once, with its verdict', async () => {
  const { editing, verdict, memory, state } = await opened();
  editing.type(WITHOUT, 0);
  await expect.poll(verdict).toBe('violated');
  editing.type(file.text, 0);
  await expect.poll(() => state().file?.text).toBe(file.text);
  await expect.poll(() => memory.kept.map((one) => one.verdict)).toEqual(['holds', 'violated both', 'holds']);
  expect(memory.kept.map(({ text }) => text)).toEqual([file.text, WITHOUT, file.text]);
});

test('a draft comes back with its mistakes, over the score of what ran last', async () => {
  const first = await opened();
  const broken = `${file.text}oops`;
  first.editing.type(broken, 5);
  await expect.poll(() => first.state().text).toBe('mistaken');
  await first.drafts.flush();
  const second = await visit(first.memory);
  const kept = second.catalogue.own('sb');
  if (!kept) throw new Error('the draft is not in the library');
  await second.session.open(kept);
  await expect.poll(() => second.state().text).toBe('mistaken');
  expect(second.editing.store.getState()).toMatchObject({ id: 'sb', text: broken });
  expect(second.drawer.store.getState().editing).toBe(true);
  expect(second.state()).toMatchObject({ phase: 'ready', file: { text: file.text } });
});

test('two tabs on one draft see each other, and what both typed stays', async () => {
  const tabs = tabsOfOneBrowser();
  const one = await opened(draftsInMemory(), tabs());
  one.editing.type(`${file.text}// one\n`, 0);
  await one.drafts.flush();
  const other = await visit(one.memory, tabs());
  await other.session.open(other.catalogue.own('sb') ?? file);
  one.editing.type(WITHOUT, 0);
  await one.drafts.flush();
  await expect.poll(() => other.editing.store.getState().text).toBe(WITHOUT);
  await expect.poll(other.verdict).toBe('violated');

  other.editing.type(`${WITHOUT}// other\n`, 0);
  one.editing.type(`${WITHOUT}// one\n`, 0);
  await Promise.all([one.drafts.flush(), other.drafts.flush()]);
  const texts = () => [...one.memory.drafts.values()].map(({ text }) => text).sort();
  await expect.poll(texts).toEqual([`${WITHOUT}// one\n`, `${WITHOUT}// other\n`]);
  await expect.poll(() => [one.state().text, other.state().text]).toEqual(['same', 'same']);
  await expect
    .poll(() => other.state().notice?.what ?? one.state().notice?.what)
    .toMatch(/changed in another tab/);
});

test('what one tab deletes goes from the other, where it is open it is said, and one more change keeps it again', async () => {
  const tabs = tabsOfOneBrowser();
  const one = await opened(draftsInMemory(), tabs());
  one.editing.type(WITHOUT, 0);
  await one.drafts.flush();
  const other = await visit(one.memory, tabs());
  await other.session.open(other.catalogue.own('sb') ?? file);
  await expect.poll(other.verdict).toBe('violated');
  one.memory.drafts.delete('sb');
  one.catalogue.remove('sb');
  await expect.poll(() => other.state().notice?.what).toBe('“sb” was deleted in another tab.');
  expect(other.catalogue.own('sb')).toBeUndefined();
  expect(other.state().file?.id).toBe('sb');
  other.editing.type(`${WITHOUT}// again\n`, 0);
  await other.drafts.flush();
  expect(one.memory.drafts.get('sb')?.text).toBe(`${WITHOUT}// again\n`);
  await expect.poll(() => one.catalogue.own('sb')).toBeDefined();
});

test('where the browser keeps nothing it is said, and what was typed stays on the page', async () => {
  const memory = draftsInMemory();
  const refuse = () => Promise.reject(new DOMException('full', 'QuotaExceededError'));
  const page = await opened({ ...memory, shelf: { ...memory.shelf, keepDraft: refuse } });
  page.editing.type(WITHOUT, 0);
  await page.drafts.flush();
  expect(page.drafts.store.getState()).toMatchObject({ unkept: true });
  expect(page.drafts.store.getState().trouble).toMatch(/save it as a file before you leave/);
  await expect.poll(page.verdict).toBe('violated');
});
