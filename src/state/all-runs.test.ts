import { expect, test } from 'vitest';
import type { Instance } from '../protocol/index.ts';
import { createComparison } from './comparison.ts';
import { createLattices, latticeKey } from './lattices.ts';
import { createMatrix, matrixKey } from './matrix.ts';
import { currentNode } from './run-tree.ts';
import { createSession } from './session.ts';
import { file, here } from './worker-here.fixture.ts';

const instance = (mb: string): Instance => ({ id: file.id, text: file.text, settings: { mb }, model: 'tso' });

test('a matrix fills once and teaches anew for each base', async () => {
  const client = here();
  const session = createSession(client);
  const matrix = createMatrix(client, session);
  await matrix.fill(instance('on'), ['mb']);
  const { answers, status } = matrix.store.getState();
  expect(status).toBe('done');
  expect(answers.size).toBe(6);
  expect(answers.get(matrixKey(['mb'], instance('off')))).toMatchObject({ verdict: 'violated' });
  await expect
    .poll(() => matrix.store.getState().switches.find(({ model }) => model === 'tso'))
    .toEqual({ model: 'tso', changes: { mb: 'off' }, from: 'holds', to: 'violated' });

  await matrix.fill(instance('off'), ['mb']);
  expect(matrix.store.getState().answers).toBe(answers);
  expect(matrix.store.getState().switches.find(({ model }) => model === 'tso')).toMatchObject({
    changes: { mb: 'on' },
    to: 'holds',
  });
});

test('a lattice is fetched once', async () => {
  const client = here();
  let asked = 0;
  const lattices = createLattices({
    request: (body, ...more) => {
      asked++;
      return client.request(body, ...more);
    },
  });
  await Promise.all([lattices.want(instance('on')), lattices.want(instance('on'))]);
  await lattices.want(instance('on'));
  expect(asked).toBe(1);
  const entry = lattices.store.getState().entries[latticeKey(instance('on'))];
  if (entry?.status !== 'ready') throw new Error(`it is ${entry?.status ?? 'not there'}`);
  expect(entry.lattice?.nodes.every(({ fate }) => fate === 'clear')).toBe(true);
  expect(entry.map.cells.reduce((all, { clear }) => all + clear, 0)).toBe(entry.states);

  await lattices.want(instance('on'), [1, 0]);
  const turned = lattices.store.getState().entries[latticeKey(instance('on'), [1, 0])];
  expect(turned).toMatchObject({ status: 'ready', map: { axes: [1, 0] } });
});

test('a run under other options leaves out what does not exist there, and says what else can happen', async () => {
  const client = here();
  const session = createSession(client);
  await session.open(file);
  await expect.poll(session.length).toBeGreaterThan(0);
  const node = currentNode(session.store.getState().tree);
  if (!node) throw new Error('nothing is shown');
  const keys = node.run.steps.map((step) => step.key);
  const comparison = createComparison(client);
  const under = {
    id: 'off',
    title: 'without',
    settings: { mb: 'off' },
    model: 'tso',
    run: { keys },
  } as const;
  await comparison.beside(file, node, under, []);
  const { status, other, alignment, outcomes } = comparison.store.getState();
  expect(status).toBe('ready');
  expect(other?.run.problem).toBeNull();
  expect(alignment?.rows.filter(({ b }) => b === null)).toHaveLength(other?.dropped ?? -1);
  expect(outcomes?.onlyA).toEqual([]);
  expect(outcomes?.onlyB.map(({ label }) => label)).toContain('both');

  await comparison.beside(file, node, null, []);
  expect(comparison.store.getState()).toMatchObject({ status: 'none', other: null });
});
