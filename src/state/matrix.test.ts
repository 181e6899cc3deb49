import { expect, test } from 'vitest';
import { createClient, type Role, type Thread } from '../client/index.ts';
import type { FromThread, Instance, RunRequest, TextRequest } from '../protocol/index.ts';
import { createMatrix } from './matrix.ts';
import { createSession } from './session.ts';
import { loopOf } from './worker-here.fixture.ts';

const instance: Instance = {
  id: 'sb',
  settings: { mb0: 'on', mb1: 'on', pad: 'on' },
  model: 'tso',
  text: `scenario "store buffering"
arch x86
option mb0 "CPU 0's barrier" = on | off
option mb1 "CPU 1's barrier" = on | off
option pad "another read" = on | off
int x, y;
property both "Both CPUs read the old value."
cpu 0 "a" { WRITE_ONCE(x, 1); if (mb0) smp_mb(); int r0 = READ_ONCE(y); if (pad) int s = READ_ONCE(x); }
cpu 1 "b" { WRITE_ONCE(y, 1); if (mb1) smp_mb(); int r1 = READ_ONCE(x); }
final(cpu0.r0 == 1 || cpu1.r1 == 1, both);
`,
};
const options = ['mb0', 'mb1', 'pad'];

interface Weather {
  /** Before each answer, in ms. */
  readonly delay: () => number;
  /** Asked with each request: whether the thread breaks instead of answering. */
  readonly breaks?: (body: TextRequest | RunRequest) => boolean;
}

/** A worker's own loop as a thread of the page that answers late, in any order, or dies. */
function thread(role: Role, { delay, breaks = () => false }: Weather): Thread {
  let hear: (message: FromThread) => void = () => undefined;
  let die: (reason: string | null) => void = () => undefined;
  const handle = loopOf(role, {
    later: (work) => setTimeout(work),
    post: (message) => setTimeout(() => hear(message), delay()),
  });
  return {
    post: (message) => {
      const dies = message.type === 'request' && breaks(message.body);
      setTimeout(() => (dies ? die('struck') : handle(message)));
    },
    listen: (onMessage, onDeath) => {
      hear = onMessage;
      die = onDeath;
    },
    terminate: () => undefined,
  };
}

function grid(threads: number, weather: Weather) {
  const client = createClient((role) => thread(role, weather), { threads });
  return createMatrix(client, createSession(client));
}

/** Everything that a reader sees of a full grid, times of computing left out. */
function seen({ store }: ReturnType<typeof grid>) {
  const { status, answers, switches } = store.getState();
  return { status, switches, answers: [...answers].map(([key, answer]) => [key, { ...answer, ms: 0 }]) };
}

/** Numbers that look random and are the same each time. */
function dice(seed: number) {
  let state = seed;
  return (below: number) => ((state = (Math.imul(state, 1103515245) + 12345) >>> 0) >>> 8) % below;
}

test('cells, their order and what they teach do not depend on threads or timing', async () => {
  const alone = grid(1, { delay: () => 0 });
  await alone.fill(instance, options);
  const expected = seen(alone);
  expect(expected.answers).toHaveLength(24);
  expect(expected.switches).toContainEqual({
    model: 'tso',
    changes: { mb0: 'off' },
    from: 'holds',
    to: 'violated',
  });
  for (const seed of [1, 2, 3]) {
    const roll = dice(seed);
    const spread = grid(4, { delay: () => roll(12) });
    await spread.fill(instance, options);
    expect(seen(spread)).toEqual(expected);
  }
});

test('a thread that dies costs no cell', async () => {
  const calm = grid(3, { delay: () => 0 });
  await calm.fill(instance, options);
  let cells = 0;
  const struck = grid(3, { delay: () => 1, breaks: ({ do: what }) => what === 'cell' && ++cells % 9 === 0 });
  await struck.fill(instance, options);
  expect(seen(struck)).toEqual(seen(calm));
  expect(cells).toBeGreaterThan(24);
});

test('a cell that kills every thread ends the filling with a word; what is filled stays', async () => {
  const matrix = grid(2, {
    delay: () => 0,
    breaks: (body) => body.do === 'cell' && body.instance.settings['pad'] === 'off',
  });
  await matrix.fill(instance, options);
  const { status, message, answers } = matrix.store.getState();
  expect(status).toBe('failed');
  expect(message).toMatch(/stopped twice.*struck/);
  expect(answers.size).toBeGreaterThan(0);
  expect([...answers.values()].every(({ settings }) => settings['pad'] === 'on')).toBe(true);
});

test('stopping keeps what is filled, and the rest is explored when asked for', async () => {
  const matrix = grid(2, { delay: () => 5 });
  const filled = matrix.fill(instance, options);
  await expect.poll(() => matrix.store.getState().answers.size, { interval: 2 }).toBeGreaterThan(0);
  matrix.stop();
  await filled;
  const { status, answers } = matrix.store.getState();
  expect(status).toBe('stopped');
  expect(answers.size).toBeLessThan(24);
  matrix.again(instance, options);
  await expect.poll(() => matrix.store.getState().status).toBe('done');
  expect(matrix.store.getState().answers.size).toBe(24);
});
