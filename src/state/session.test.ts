import { describe, expect, test } from 'vitest';
import type { ScenarioFile } from './ports.ts';
import { currentNode } from './run-tree.ts';
import { createSession } from './session.ts';
import { nextStop, stepOfCpu } from './stops.ts';
import { file, here } from './worker-here.fixture.ts';

async function opened() {
  const session = createSession(here());
  await session.open(file);
  const settled = () => expect.poll(() => session.store.getState().exploration.status).toBe('done');
  await settled();
  await expect.poll(session.length).toBeGreaterThan(0);
  const state = () => session.store.getState();
  const node = () => {
    const found = currentNode(state().tree);
    if (!found) throw new Error('nothing is shown');
    return found;
  };
  const verdict = () => {
    const { exploration } = state();
    return exploration.status === 'done' ? exploration.result.verdict : exploration.status;
  };
  return { session, state, node, verdict };
}

test('a scenario without interleavings opens with a run to look at', async () => {
  const { verdict, node } = await opened();
  expect(verdict()).toBe('holds');
  expect(node().run.end).toBe('finished');
  expect(node().source.title).toBe('a run that finishes');
});

test('an option changes the verdict and keeps the position; undo brings both back', async () => {
  const { session, state, verdict } = await opened();
  session.goTo(2);
  session.setOption('mb', 'off');
  await expect.poll(verdict).toBe('violated');
  expect(state().position).toBe(2);
  session.undo();
  await expect.poll(verdict).toBe('holds');
  expect(state().position).toBe(2);
});

test('the witness is shown at its last step', async () => {
  const { session, state, node, verdict } = await opened();
  session.setOption('mb', 'off');
  await expect.poll(verdict).toBe('violated');
  const { exploration } = state();
  const keys = exploration.status === 'done' ? exploration.result.witness : null;
  await session.showWitness(keys ?? [], 'shortest');
  expect(node().run.end).toBe('violated');
  expect(state().position).toBe(session.length());
});

test('another choice forks, the run’s own choice only steps', async () => {
  const { session, state, node } = await opened();
  const own = node().run.steps[0]?.key ?? '';
  await session.take(own);
  expect(state().tree.nodes).toHaveLength(1);
  expect(state().position).toBe(1);
  const other = node().run.steps[1]?.choices.find((choice) => choice.key !== node().run.steps[1]?.key);
  await session.take(other?.key ?? '');
  expect(state().tree.nodes).toHaveLength(2);
  expect(node().parent).toBe(0);
  expect(node().fork).toBe(1);
  expect(session.length()).toBe(2);
});

test('once explored, every step of the run knows its fate', async () => {
  const { node } = await opened();
  await expect.poll(() => node().score.fates.every((fate) => fate === 'clear')).toBe(true);
});

test('a watch stops at every access to its location, in both directions', async () => {
  const { node } = await opened();
  const cell = node().program.cells.findIndex((one) => one.name === 'x');
  const stops = [{ kind: 'cell', cell, name: 'x' }] as const;
  const first = nextStop(node(), 0, 1, stops);
  const second = nextStop(node(), first ?? 0, 1, stops);
  expect(second).toBeGreaterThan(first ?? Infinity);
  expect(nextStop(node(), second ?? 0, -1, stops)).toBe(first);
  expect(nextStop(node(), second ?? 0, 1, stops)).toBeNull();
});

test('stepping one CPU passes over the others’ steps', async () => {
  const { node } = await opened();
  const at = stepOfCpu(node(), 0, 1, 'into', 1) ?? 0;
  expect(node().run.steps[at - 1]?.trace.info.cpu).toBe(1);
  expect(
    node()
      .run.steps.slice(0, at - 1)
      .every((step) => step.trace.info.cpu !== 1),
  ).toBe(true);
});

test('a statement is run to, the shortest way from here', async () => {
  const { session, state, node } = await opened();
  session.goTo(0);
  const load = node().program.code.find(({ at }) => at.text.includes('r1 = READ_ONCE(x)'));
  await session.runTo({ k: 'step', statement: load?.at.key ?? '' }, 'the load of x');
  expect(state().position).toBe(session.length());
  expect(node().source.title).toBe('run to the load of x');
});

describe('a link tells what it shows in the words of the thread', () => {
  const text = `${file.text}
variant plain "without barriers" { mb = off } model tso expect violated both
variant barriers "with barriers" { mb = on } model tso expect holds
interleaving i.both "both read too early" by "a mail" of plain {
    about "The stores wait in their buffers."
    0: r0 = READ_ONCE(y) value;
    note "CPU 0's own store is not out yet.";
    1: r1 = READ_ONCE(x) value;
}
interleaving i.held "a barrier in between" by "a reply" of barriers {
    0: WRITE_ONCE(x, 1) visible;
    note "Out, before the load.";
    impossible 0: r0 = READ_ONCE(y) value = 1;
    note "Nobody has written it.";
}
`;
  const told: ScenarioFile = { ...file, text };

  async function linked(name: string, change: (keys: readonly string[]) => readonly string[]) {
    const session = createSession(here());
    await session.open(told, { interleaving: name });
    const nodeOf = () => currentNode(session.store.getState().tree);
    const first = nodeOf();
    const keys = change(first?.run.steps.map(({ key }) => key) ?? []);
    const again = createSession(here());
    const { settings = {}, model = 'tso' } = first ?? {};
    await again.open(told, { view: { settings, model, keys, step: 1 } });
    const node = currentNode(again.store.getState().tree);
    return { node, notes: node?.run.steps.map(({ note }) => note) ?? [], state: again.store.getState() };
  }

  test('title, author and notes of the interleaving it is', async () => {
    const { node, notes, state } = await linked('i.both', (keys) => keys);
    expect(node?.source).toMatchObject({
      kind: 'interleaving',
      name: 'i.both',
      title: 'both read too early',
      by: 'a mail',
      about: 'The stores wait in their buffers.',
    });
    expect(notes).toContain("CPU 0's own store is not out yet.");
    expect(state.position).toBe(1);
  });

  test('the refused row with both notes, and what the machine says', async () => {
    const { node, state } = await linked('i.held', (keys) => keys);
    expect(node?.run.end).toBe('impossible');
    expect(node?.score.rows.find(({ kind }) => kind === 'refused')).toMatchObject({
      note: expect.stringMatching(/^Nobody has written it\. ./) as string,
    });
    expect(state.notice?.what).toMatch(/refuses the next row/);
  });

  test('one step less and one step more keep the notes of what they share', async () => {
    const less = await linked('i.both', (keys) => keys.slice(0, -1));
    expect(less.node?.source).toMatchObject({ kind: 'link', by: 'a mail' });
    expect(less.node?.source.title).toMatch(/^both read too early, as far as step \d/);
    expect(less.notes).toContain("CPU 0's own store is not out yet.");
  });

  test('the same steps under other options are not that interleaving', async () => {
    const session = createSession(here());
    const view = { settings: { mb: 'off' }, model: 'sc', keys: ['0:issue:0'], step: 1 } as const;
    await session.open(told, { view });
    const node = currentNode(session.store.getState().tree);
    expect(node?.source.kind).toBe('link');
    expect(node?.source.title).toBe('from a link');
  });
});

test('opening a text that cannot be read while another is searched leaves nothing behind', async () => {
  const lost: unknown[] = [];
  const hear = (reason: unknown) => void lost.push(reason);
  process.on('unhandledRejection', hear);
  const session = createSession(here());
  await session.open({ ...file, id: 'first' });
  await session.open({ id: 'broken', text: 'cpu 0 {', bundled: false });
  await new Promise((resolve) => setTimeout(resolve, 50));
  process.off('unhandledRejection', hear);
  expect(lost).toEqual([]);
});

test('a text that is no scenario leaves its diagnostics', async () => {
  const session = createSession(here());
  await session.open({ id: 'broken', text: 'cpu 0 {', bundled: false });
  expect(session.store.getState().phase).toBe('failed');
  expect(session.store.getState().diagnostics.length).toBeGreaterThan(0);
});

test('what compiles and means nothing is told of a text of the reader’s own', async () => {
  const session = createSession(here());
  const text = (body: string) => `scenario "own"\narch arm64\n${body}`;
  await session.open({
    id: 'own',
    text: text('property p "never asserted"\nint x;\ncpu 0 "a" { WRITE_ONCE(x, 1); }\n'),
    bundled: false,
  });
  expect(session.store.getState().scenario).not.toBeNull();
  expect(session.store.getState().notice?.what).toMatch(/^Warning, line 3: /);
  await session.open({
    id: 'own',
    text: text(
      'property p "never asserted"\nproperty q "nor this"\nint x;\ncpu 0 "a" { WRITE_ONCE(x, 1); }\n' +
        'variant v "v" { } model sc expect holds\ninterleaving i "i" by "me" of v { 0: WRITE_ONCE(y, 1); }\n',
    ),
    bundled: false,
  });
  // What is said of a mistaken row does not hide what is warned of.
  const { notice } = session.store.getState();
  expect(notice?.what).toMatch(/^The interleaving “i” cannot be played: /);
  expect(notice?.places?.map(({ severity }) => severity)).toEqual(['error', 'warning', 'warning']);
  await session.open({
    id: 'own',
    text: text('page va = { a -> b };\ncpu 0 "a" { assert(va == 0); }\n'),
    bundled: false,
  });
  expect(session.store.getState().phase).toBe('failed');
});
