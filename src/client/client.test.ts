import { afterEach, describe, expect, test, vi } from 'vitest';
import type { FromWorker, Instance, Progress, Request, ToWorker } from '../protocol/index.ts';
import { createClient, RequestFailed, threadsFor, type Death } from './client.ts';
import type { Thread } from './thread.ts';

/** Threads that a test plays by hand, in the order in which the client starts them. */
function fakes(threads: number) {
  const started: ReturnType<typeof fakeThread>[] = [];
  const deaths: Death[] = [];
  const client = createClient(
    (name) => {
      const fake = fakeThread(name);
      started.push(fake);
      return fake.thread;
    },
    { threads, onDeath: (death) => deaths.push(death) },
  );
  const nth = (index: number) => {
    const fake = started[index];
    if (!fake) throw new Error(`thread ${index} was not started`);
    return fake;
  };
  return { client, started, deaths, nth };
}

function fakeThread(name: string) {
  const sent: ToWorker[] = [];
  let hear: (message: FromWorker) => void = () => undefined;
  let die: (reason: string | null) => void = () => undefined;
  const thread: Thread & { terminated: boolean } = {
    terminated: false,
    post: (message) => void sent.push(message),
    listen: (onMessage, onDeath) => {
      hear = onMessage;
      die = onDeath;
    },
    terminate: () => {
      thread.terminated = true;
    },
  };
  return {
    name,
    thread,
    sent,
    say: (message: FromWorker) => hear(message),
    die: (reason: string | null) => die(reason),
    /** What the thread was asked, by name. */
    asked: () => sent.flatMap((message) => (message.type === 'request' ? message.body.do : [])),
  };
}

const compile = { do: 'compile', id: 'a', text: '' } as const;
const compiled = { scenario: null, diagnostics: [] };
const instance: Instance = { id: 'a', text: '', settings: {}, model: 'sc' };
const other: Instance = { ...instance, model: 'arm' };
const limits = { states: 10 };
const explore = (of: Instance): Request & { do: 'explore' } => ({ do: 'explore', instance: of, limits });
const replay = { do: 'replay', instance, keys: [] } as const;
const cell = (nth: number) =>
  ({ do: 'cell', instance: { ...instance, settings: { nth: String(nth) } }, limits }) as const;

afterEach(() => void vi.useRealTimers());

describe('one thread', () => {
  test('matches replies to requests, whatever their order', async () => {
    const { client, nth } = fakes(1);
    const first = client.request(compile);
    const second = client.request({ do: 'compile', id: 'b', text: '' });
    expect(nth(0).sent).toMatchObject([{ request: 1 }, { request: 2 }]);
    nth(0).say({ type: 'done', request: 2, reply: compiled });
    nth(0).say({ type: 'failed', request: 1, message: 'no' });
    await expect(second.promise).resolves.toEqual(compiled);
    await expect(first.promise).rejects.toThrow(new RequestFailed('no', false));
  });

  test('passes progress on and sends cancel', () => {
    const { client, nth } = fakes(1);
    const heard: Progress[] = [];
    const search = client.request(explore(instance), (progress) => heard.push(progress));
    const progress = { states: 1, steps: 2, frontier: 3, depth: 4, ms: 5 };
    nth(0).say({ type: 'progress', request: 1, progress });
    search.cancel();
    expect(heard).toEqual([progress]);
    expect(nth(0).sent.at(-1)).toEqual({ type: 'cancel', request: 1 });
  });
});

describe('a thread that dies', () => {
  test('is started again and asked once more; its late words are not heard', async () => {
    const { client, nth, deaths } = fakes(1);
    const lost = client.request(compile);
    nth(0).die('out of memory');
    expect(nth(0).thread.terminated).toBe(true);
    expect(deaths).toEqual([{ reason: 'out of memory', lost: 1, again: 1 }]);
    nth(0).say({ type: 'failed', request: 1, message: 'from the grave' });
    nth(1).say({ type: 'done', request: 1, reply: compiled });
    await expect(lost.promise).resolves.toEqual(compiled);
  });

  test('twice over one request: it fails with a message, and the next one starts a new thread', async () => {
    const { client, nth, deaths } = fakes(1);
    const lost = client.request(compile);
    nth(0).die('out of memory');
    nth(1).die('out of memory');
    await expect(lost.promise).rejects.toThrow(/stopped twice.*out of memory/);
    expect(deaths).toHaveLength(2);
    const next = client.request(compile);
    nth(2).say({ type: 'done', request: 2, reply: compiled });
    await expect(next.promise).resolves.toEqual(compiled);
  });

  test('is not asked again what was cancelled', async () => {
    const { client, nth, started } = fakes(1);
    const search = client.request(explore(instance));
    search.cancel();
    nth(0).die(null);
    await expect(search.promise).rejects.toThrow(RequestFailed);
    expect(started).toHaveLength(1);
  });

  test('without a word is found out by pings, and one that works for long is left alone', async () => {
    vi.useFakeTimers();
    const { client, nth, deaths } = fakes(1);
    const search = client.request(explore(instance));
    for (let minute = 0; minute < 60; minute++) {
      vi.advanceTimersByTime(6000);
      nth(0).say({ type: 'pong' });
    }
    expect(deaths).toEqual([]);
    vi.advanceTimersByTime(30_000);
    expect(deaths).toMatchObject([{ again: 1 }]);
    nth(1).say({ type: 'done', request: 1, reply: compiled });
    await search.promise;
    vi.advanceTimersByTime(3_600_000);
    expect(deaths).toHaveLength(1);
  });

  test('takes no other thread along', () => {
    const { client, nth, started } = fakes(3);
    void client.request(explore(instance));
    void client.request(explore(other));
    nth(0).die('gone');
    expect(nth(1).thread.terminated).toBe(false);
    expect(started).toHaveLength(3);
    expect(nth(2).asked()).toEqual(['explore']);
  });
});

describe('several threads', () => {
  test('are two at least and four at most', () => {
    expect([1, 2, 3, 4, 64].map(threadsFor)).toEqual([2, 2, 3, 4, 4]);
  });

  test('stepping has one of its own, searches share the others', () => {
    const { client, started } = fakes(3);
    void client.request(compile);
    void client.request(explore(instance));
    void client.request(explore(other));
    void client.request(replay);
    expect(started.map((one) => one.asked())).toEqual([['compile', 'replay'], ['explore'], ['explore']]);
  });

  test('the first answer starts the thread that will search', async () => {
    const { client, started, nth } = fakes(3);
    const first = client.request(compile);
    expect(started).toHaveLength(1);
    nth(0).say({ type: 'done', request: 1, reply: compiled });
    await first.promise;
    expect(started.map(({ name }) => name)).toEqual(['stepping', 'search 1']);
    void client.request(explore(instance));
    expect(nth(1).asked()).toEqual(['explore']);
  });

  test('who explored an instance answers what needs its graph, and its replays once it is idle', async () => {
    const { client, nth } = fakes(3);
    void client.request(explore(other));
    const search = client.request(explore(instance));
    void client.request(replay);
    void client.request({ ...replay, fates: true });
    nth(1).say({ type: 'done', request: 2, reply: compiled });
    await search.promise;
    void client.request(replay);
    void client.request({ do: 'coverage', instance, limits });
    void client.request(replay);
    const [verdicts, explorer, stepping] = [nth(0), nth(1), nth(2)];
    expect(stepping.name).toBe('stepping');
    expect(verdicts.asked()).toEqual(['explore']);
    expect(explorer.asked()).toEqual(['explore', 'replay', 'replay', 'coverage']);
    expect(stepping.asked()).toEqual(['replay', 'replay']);
  });

  test('cells are spread, two ahead a thread, and wait where a verdict is sought', async () => {
    const { client, nth } = fakes(3);
    const verdict = client.request(explore(instance));
    const cells = [0, 1, 2, 3].map((number) => client.request(cell(number)));
    expect(nth(0).asked()).toEqual(['explore']);
    expect(nth(1).asked()).toEqual(['cell', 'cell']);
    nth(1).say({ type: 'done', request: 3, reply: null });
    await cells[1]?.promise;
    expect(nth(1).asked()).toHaveLength(3);
    nth(0).say({ type: 'done', request: 1, reply: null });
    await verdict.promise;
    expect(nth(0).asked()).toEqual(['explore', 'cell']);
  });

  test('a cell that waits is cancelled without a thread', async () => {
    const { client, nth } = fakes(2);
    const cells = [0, 1, 2].map((number) => client.request(cell(number)));
    cells[2]?.cancel();
    await expect(cells[2]?.promise).resolves.toBeNull();
    cells[0]?.cancel();
    expect(nth(0).sent.at(-1)).toEqual({ type: 'cancel', request: 1 });
    nth(0).say({ type: 'done', request: 1, reply: null });
    nth(0).say({ type: 'done', request: 2, reply: null });
    await Promise.all(cells.map(({ promise }) => promise));
    expect(nth(0).asked()).toEqual(['cell', 'cell']);
  });

  test('closing ends all and fails what is open', async () => {
    const { client, started } = fakes(2);
    const open = [client.request(compile), ...[0, 1, 2].map((number) => client.request(cell(number)))];
    client.close();
    for (const { promise } of open) await expect(promise).rejects.toThrow(/closed/);
    expect(started.every(({ thread }) => thread.terminated)).toBe(true);
  });
});
