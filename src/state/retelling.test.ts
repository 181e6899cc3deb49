import { expect, test } from 'vitest';
import { createComparison } from './comparison.ts';
import { currentNode } from './run-tree.ts';
import { retellingNotice } from './retelling.ts';
import { createSession } from './session.ts';
import { file, here } from './worker-here.fixture.ts';

/** The scenario without barriers under tso, at the end of the run in which both CPUs read the old value. */
async function opened() {
  const session = createSession(here());
  await session.open(file);
  const state = () => session.store.getState();
  const node = () => {
    const found = currentNode(state().tree);
    if (!found) throw new Error('nothing is shown');
    return found;
  };
  const settled = (model: string) =>
    expect
      .poll(() => `${state().wanted === null ? node().model : ''} ${state().exploration.status}`)
      .toBe(`${model} done`);
  await settled('tso');
  session.setOption('mb', 'off');
  await expect.poll(() => node().settings['mb']).toBe('off');
  await settled('tso');
  const { exploration } = state();
  await session.showWitness(
    exploration.status === 'done' ? (exploration.result.witness ?? []) : [],
    'both miss',
  );
  expect(node().run.end).toBe('violated');
  return { session, state, node, settled };
}

test('under sc the read finds the new value: the run ends there, the rest stays in pencil with the reason', async () => {
  const { session, state, node, settled } = await opened();
  const old = node();
  const { position } = state();
  session.setModel('sc');
  await settled('sc');
  expect(node().run.steps.length).toBeGreaterThan(0);
  const lost = node().score.rows.filter(({ kind }) => kind === 'lost');
  expect(lost.length).toBeGreaterThan(0);
  expect(lost[0]?.note).toMatch(
    /^Under sc CPU \d’s .* can only find 1 here: CPU \d’s store became visible at step \d\.$/,
  );
  expect(state().notice).toMatchObject({ offers: ['nearest', 'compare'] });
  // There and back again is the run itself, at its place.
  session.setModel('tso');
  await settled('tso');
  expect(node()).toBe(state().tree.nodes[old.id]);
  expect(node().run.end).toBe('violated');
  expect(state().position).toBe(position);
});

test('what is lost under one model is not lost under the next: it is the reader’s own run that is told', async () => {
  const { session, state, node, settled } = await opened();
  const count = state().tree.nodes.length;
  session.setModel('sc');
  await settled('sc');
  session.setModel('arm');
  await settled('arm');
  expect(node().run.end).toBe('violated');
  expect(node().score.rows.some(({ kind }) => kind === 'lost')).toBe(false);
  session.setModel('sc');
  await settled('sc');
  expect(state().notice).toMatchObject({ offers: ['nearest', 'compare'] });
  // A model that was tried before adds no run.
  expect(state().tree.nodes).toHaveLength(count + 2);
});

test('a run of which nothing is left, because nobody else sees what it did, says so', async () => {
  const { node } = await opened();
  const run = { ...node().run, steps: [] };
  const retold = {
    origin: 0,
    came: { here: 0, origin: 2 },
    lost: [],
    broken: null,
    moved: [],
    gone: 0,
  };
  const said = (positions: readonly number[]) =>
    retellingNotice({ model: 'sc', run, retold: { ...retold, positions } });
  expect(said([2])?.what).toMatch(/no other CPU sees: here that takes no step\.$/);
  expect(said([0])).toBeNull();
});

test('the nearest run goes on to its end', async () => {
  const { session, node, settled } = await opened();
  session.setModel('sc');
  await settled('sc');
  session.showNearest();
  await expect.poll(() => node().source.title).toMatch(/^nearest to /);
  await settled('sc');
  expect(node().run.end).toBe('finished');
  expect(node().retold).toBeUndefined();
});

test('an option keeps the order of the effects and the place', async () => {
  const { session, state, node, settled } = await opened();
  session.goTo(2);
  const done = node().run.steps[1]?.trace.info;
  session.setModel('arm');
  await settled('arm');
  const now = node().run.steps[state().position - 1]?.trace.info;
  expect([now?.cpu, now?.pc]).toEqual([done?.cpu, done?.pc]);
});

test('Compare lays the same accesses side by side, whichever machine did them', async () => {
  const { session, state, node, settled } = await opened();
  const old = node();
  session.setModel('sc');
  await settled('sc');
  const comparison = createComparison(here());
  const { settings, model } = old;
  const candidate = { id: 'was', title: 'was', settings, model, run: { node: old.id } };
  await comparison.beside(file, node(), candidate, state().tree.nodes);
  const rows = comparison.store.getState().alignment?.rows ?? [];
  const both = rows.filter(({ a, b }) => a !== null && b !== null);
  // Of the three accesses that are possible under sc one comes sooner than it did.
  expect(both).toHaveLength(2);
});

test('the steps of an old link are told by what they do where they are no longer the choices that it names', async () => {
  const { session, state, node } = await opened();
  const tso = node();
  const keys = tso.run.steps.map(({ key }) => key);
  await session.open(file, {
    view: { settings: { mb: 'off' }, model: 'sc', keys: [...keys].reverse(), step: 2 },
  });
  expect(node().run.steps.length).toBeGreaterThan(0);
  expect(state().notice?.what ?? '').not.toMatch(/cannot do (.+) now: it is at \1/);
  const ways = keys.map((key) => key.replace(':issue:', ':value:'));
  await session.open(file, { view: { settings: { mb: 'on' }, model: 'sc', keys: ways, step: 0 } });
  expect(state().notice?.what).toMatch(/Step 1 of this link is no longer possible as it was/);
  expect(node().run.steps.length).toBeGreaterThan(1);
});

test('a change that is made while another is under way keeps what that one changes', async () => {
  const { session, node, settled } = await opened();
  session.setOption('mb', 'on');
  session.setModel('sc');
  await settled('sc');
  expect(node().settings['mb']).toBe('on');
});
