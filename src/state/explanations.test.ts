import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Explanation, Run } from './answers.ts';
import { createExplanations, explanationOf } from './explanations.ts';
import type { WorkerClient } from './ports.ts';
import type { Session } from './session.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function setUp() {
  const run = { steps: [{ key: 'a' }, { key: 'b' }] } as unknown as Run;
  let position = 0;
  const node = { id: 0, run, settings: {}, model: 'tso' };
  const state = () => ({ file: { id: 'x', text: '' }, tree: { nodes: [node], current: 0 }, position });
  const asked: { readonly step: number; readonly keys: readonly string[] }[] = [];
  let isBroken = false;
  const client = {
    request: (body: { readonly step: number; readonly keys: readonly string[] }) => {
      asked.push(body);
      const told = { step: body.step } as Explanation;
      return {
        promise: isBroken ? Promise.reject(new Error('gone')) : Promise.resolve(told),
        cancel: () => undefined,
      };
    },
  };
  const session = { store: { getState: state } };
  const explanations = createExplanations(
    client as unknown as WorkerClient,
    session as unknown as Session,
    100,
  );
  return {
    run,
    asked,
    goTo: (step: number) => {
      position = step;
      explanations.ask();
    },
    breakClient: (is: boolean) => (isBroken = is),
    told: (step: number) => explanationOf(explanations.store.getState().answers, run, step),
    rest: () => vi.advanceTimersByTimeAsync(100),
  };
}

describe('explanations', () => {
  test('are asked for where the position rests, with the whole run, and kept', async () => {
    const { asked, goTo, rest, told } = setUp();
    goTo(0);
    await vi.advanceTimersByTimeAsync(60);
    goTo(1);
    await vi.advanceTimersByTimeAsync(60);
    expect(asked).toEqual([]);
    await rest();
    expect(asked).toMatchObject([{ do: 'account', step: 1, keys: ['a', 'b'] }]);
    expect(told(1)).toEqual({ step: 1 });
    expect(told(0)).toBeNull();
    goTo(0);
    await rest();
    goTo(1);
    await rest();
    expect(asked.map(({ step }) => step)).toEqual([1, 0]);
  });

  test('that could not be had are asked for again', async () => {
    const { asked, goTo, rest, told, breakClient } = setUp();
    breakClient(true);
    goTo(2);
    await rest();
    expect(told(2)).toBeNull();
    breakClient(false);
    goTo(2);
    await rest();
    expect(asked).toHaveLength(2);
    expect(told(2)).toEqual({ step: 2 });
  });
});
