import { expect, test } from 'vitest';
import type { Coverage } from './answers.ts';
import { createCoverage } from './coverage.ts';
import type { WorkerClient } from './ports.ts';
import type { Session } from './session.ts';

test('coverage is asked for once, after the verdict, for the options shown; never where the search was stopped', async () => {
  const exploration = { status: 'running', result: { limit: null as string | null } };
  const node = { id: 0, settings: {}, model: 'tso' };
  const asked: string[] = [];
  const client = {
    request: ({ instance: { model } }: { readonly instance: { readonly model: string } }) => {
      asked.push(model);
      return { promise: Promise.resolve({ executed: asked.length } as Coverage), cancel: () => undefined };
    },
  };
  const state = () => ({ file: { id: 'x', text: '' }, tree: { nodes: [node], current: 0 }, exploration });
  const session = { store: { getState: state } };
  const { store, ask } = createCoverage(client as unknown as WorkerClient, session as unknown as Session);

  await ask();
  expect(asked).toEqual([]);
  exploration.status = 'done';
  await ask();
  await ask();
  expect(asked).toEqual(['tso']);
  expect(store.getState().coverage).toEqual({ executed: 1 });

  node.model = 'arm';
  exploration.status = 'running';
  await ask();
  expect(store.getState().coverage).toBeNull();
  exploration.status = 'done';
  exploration.result = { limit: 'cancelled' };
  await ask();
  expect(asked).toEqual(['tso']);
  exploration.result = { limit: 'states' };
  await ask();
  expect(asked).toEqual(['tso', 'arm']);
});
