import { expect, test } from 'vitest';
import { createStore } from 'zustand/vanilla';
import { createCatalogue } from './catalogue.ts';
import { createDrawer } from './drawer.ts';
import { createForgetting } from './forgetting.ts';
import { createKeeper, recallFiles, recallWork } from './keeper.ts';
import { asWork, workOf } from './kept-work.ts';
import type { ScenarioFile, Shelf } from './ports.ts';
import { currentNode } from './run-tree.ts';
import { createSession } from './session.ts';
import { file, here } from './worker-here.fixture.ts';

/** A browser's database in memory; what goes in and out is copied, as there. */
function shelfInMemory() {
  const files: ScenarioFile[] = [];
  const work = new Map<string, unknown>();
  const shelf: Shelf = {
    files: () => Promise.resolve(structuredClone(files)),
    keepFile: (one) => Promise.resolve(void files.push(structuredClone(one))),
    work: (id) => Promise.resolve(structuredClone(work.get(id)) ?? null),
    keepWork: (id, kept) => {
      if (kept === null) work.delete(id);
      else work.set(id, structuredClone(kept));
      return Promise.resolve();
    },
    kept: () => Promise.resolve([...work.keys()].map((id) => ({ id, file: false, work: true }))),
    forget: (id) => {
      const gone = [...work].filter(([one]) => id === null || one === id);
      for (const [one] of gone) work.delete(one);
      return Promise.resolve(() => {
        for (const [one, kept] of gone) work.set(one, kept);
        return Promise.resolve();
      });
    },
  };
  return { shelf, work };
}

function visit(shelf: Shelf) {
  const drawer = createDrawer();
  const catalogue = createCatalogue(() => Promise.resolve(null));
  const session = createSession(here(), (one) => recallWork(shelf, one, drawer));
  const refusals: string[] = [];
  const keeper = createKeeper(shelf, { session, drawer, catalogue }, () => refusals.push('refused'));
  const state = () => session.store.getState();
  const settled = () => expect.poll(() => state().exploration.status).toBe('done');
  const written = new Map<string, string>();
  const storage = {
    read: (key: string) => written.get(key) ?? null,
    write: (key: string, value: string) => void written.set(key, value),
  };
  const course = { store: createStore(() => ({ open: false, desk: null, failed: false })) };
  return { drawer, catalogue, session, keeper, refusals, state, settled, storage, course };
}

test('runs, place, undo, stops and the open panel come back', async () => {
  const { shelf } = shelfInMemory();
  const first = visit(shelf);
  await first.session.open(file);
  await first.settled();
  await expect.poll(first.session.length).toBeGreaterThan(0);
  const other = first
    .state()
    .tree.nodes[0]?.run.steps[0]?.choices.find(
      ({ key }) => key !== first.state().tree.nodes[0]?.run.steps[0]?.key,
    );
  await first.session.take(other?.key ?? '');
  first.session.setOption('mb', 'off');
  await expect.poll(() => first.state().tree.nodes.length).toBe(3);
  await first.settled();
  first.session.goTo(1);
  first.session.toggleStop({ kind: 'cell', cell: 0, name: 'x' });
  first.drawer.show('matrix');
  first.keeper.flush();

  const second = visit(shelf);
  await second.session.open(file);
  await second.settled();
  const runs = (one: ReturnType<typeof visit>) =>
    one.state().tree.nodes.map(({ run, source, settings, parent }) => ({
      keys: run.steps.map(({ key }) => key),
      title: source.title,
      settings,
      parent,
    }));
  expect(runs(second)).toEqual(runs(first));
  expect(second.state()).toMatchObject({ position: 1, stops: [{ kind: 'cell', name: 'x' }] });
  expect(second.drawer.store.getState().tab).toBe('matrix');
  second.session.undo();
  expect(currentNode(second.state().tree)?.id).toBe(1);
  // The link in the address bar is one of these runs, not another.
  const node = currentNode(second.state().tree);
  if (!node) throw new Error('nothing is shown');
  const view = {
    settings: node.settings,
    model: node.model,
    keys: node.run.steps.map(({ key }) => key),
    step: 0,
  };
  await second.session.open(file, { view });
  expect(second.state().tree.nodes).toHaveLength(3);
});

test('a browser that keeps nothing is told of once, and nothing else changes', async () => {
  const refuse = () => Promise.reject(new DOMException('full', 'QuotaExceededError'));
  const closed: Shelf = {
    files: refuse,
    keepFile: refuse,
    work: refuse,
    keepWork: refuse,
    kept: refuse,
    forget: refuse,
  };
  const page = visit(closed);
  await recallFiles(closed, page.catalogue);
  await page.session.open(file);
  await page.settled();
  page.keeper.flush();
  page.session.goTo(1);
  page.keeper.flush();
  await expect.poll(() => page.refusals).toEqual(['refused']);
  expect(page.state()).toMatchObject({ phase: 'ready', position: 1 });
  const forgetting = createForgetting(closed, page);
  await forgetting.look();
  expect(forgetting.store.getState().kept).toEqual([]);
  await forgetting.forget(file.id);
  expect(page.state()).toMatchObject({ position: 1, notice: { tone: 'problem' } });
});

test('forgotten runs go from the page and the shelf, come back together, and an untouched scenario keeps none', async () => {
  const { shelf, work } = shelfInMemory();
  const page = visit(shelf);
  const forgetting = createForgetting(shelf, page);
  await page.session.open(file);
  await page.settled();
  page.keeper.flush();
  expect(work.size).toBe(0);
  page.session.setOption('mb', 'off');
  await expect.poll(() => page.state().tree.nodes.length).toBe(2);
  page.session.goTo(1);
  await forgetting.look();
  expect(forgetting.store.getState().kept).toEqual([{ id: file.id, file: false, work: true }]);
  await forgetting.forget(file.id);
  page.keeper.flush();
  expect(work.size).toBe(0);
  expect(page.state()).toMatchObject({ position: 0, notice: { deed: { words: 'Undo' } } });
  expect(page.state().tree.nodes).toHaveLength(1);
  page.state().notice?.deed?.run();
  await expect.poll(() => page.state().tree.nodes.length).toBe(2);
  expect(page.state().position).toBe(1);
  await expect.poll(() => forgetting.store.getState().kept?.length).toBe(1);
});

test('what was answered in lessons is kept here too: forgotten alone, or with everything, and brought back', async () => {
  const { shelf } = shelfInMemory();
  const page = visit(shelf);
  const forgetting = createForgetting(shelf, page);
  const answers = '{"message":{"opened":true,"tried":{}}}';
  page.storage.write('smpscope.course.progress', answers);
  await forgetting.look();
  const [thing] = forgetting.store.getState().kept ?? [];
  expect(thing).toMatchObject({ course: 'progress', work: false });
  await forgetting.forget(thing?.id ?? '');
  expect(page.storage.read('smpscope.course.progress')).toBe('{}');
  expect(forgetting.store.getState().kept).toEqual([]);
  page.state().notice?.deed?.run();
  await expect.poll(() => page.storage.read('smpscope.course.progress')).toBe(answers);
  await forgetting.forget(null);
  expect(page.storage.read('smpscope.course.progress')).toBe('{}');
});

test('files keep their names, and another text under a name is its next version', async () => {
  const { shelf } = shelfInMemory();
  const first = visit(shelf);
  expect(first.catalogue.add('mine', 'scenario "one"').id).toBe('mine');
  expect(first.catalogue.add('mine', 'scenario "two"').id).toBe('mine v2');
  expect(first.catalogue.add('other', 'scenario "one"').id).toBe('mine');
  const second = visit(shelf);
  await recallFiles(shelf, second.catalogue);
  expect(await second.catalogue.load('mine')).toEqual({ id: 'mine', text: 'scenario "one"', bundled: false });
  expect((await second.catalogue.load('mine v2'))?.text).toBe('scenario "two"');
});

test('what is kept stays small, and what is read back and is none of it counts as nothing', async () => {
  const { session, state, settled } = visit(shelfInMemory().shelf);
  await session.open(file);
  await settled();
  for (let times = 0; times < 3; times++) session.setOption('mb', times % 2 ? 'on' : 'off');
  await expect.poll(() => state().tree.nodes.length).toBeGreaterThan(1);
  const work = workOf(state(), 'code', false, 1);
  expect(work?.runs[work.current]?.keys).toEqual(currentNode(state().tree)?.run.steps.map(({ key }) => key));
  expect(asWork(structuredClone(work))).toEqual(work);
  for (const junk of [null, 7, {}, { ...work, format: 2 }, { ...work, current: 99 }])
    expect(asWork(junk)).toBeNull();
});
