import { afterEach, describe, expect, test, vi } from 'vitest';
import type {
  FromThread,
  Instance,
  Program,
  Progress,
  Replies,
  Request,
  ToThread,
} from '../protocol/index.ts';
import { createClient, RequestFailed, threadsFor, type Death } from './client.ts';
import type { Role, Thread } from './thread.ts';

const program = { code: [], cells: [] } as unknown as Program;

type Fake = ReturnType<typeof fakeThread>;

/** Threads that a test plays by hand. The one that compiles gives programs itself unless it `keeps` them. */
function fakes(threads: number, { keeps = false } = {}) {
  const started: Fake[] = [];
  const deaths: Death[] = [];
  const client = createClient(
    (role, name) => {
      const fake = fakeThread(role, name, keeps);
      started.push(fake);
      return fake.thread;
    },
    { threads, onDeath: (death) => deaths.push(death) },
  );
  /** The thread of a name that was started last, and how often there was one. */
  const named = (name: string) => {
    const fake = started.findLast((one) => one.name === name);
    if (!fake) throw new Error(`${name} was not started`);
    return fake;
  };
  return { client, started, deaths, named };
}

function fakeThread(role: Role, name: string, keeps: boolean) {
  const sent: ToThread[] = [];
  let hear: (message: FromThread) => void = () => undefined;
  let die: (reason: string | null) => void = () => undefined;
  const thread: Thread & { terminated: boolean } = {
    terminated: false,
    post: (message) => {
      sent.push(message);
      if (message.type === 'request' && message.body.do === 'program' && !keeps)
        queueMicrotask(() => hear({ type: 'done', request: message.request, reply: program }));
    },
    listen: (onMessage, onDeath) => {
      hear = onMessage;
      die = onDeath;
    },
    terminate: () => {
      thread.terminated = true;
    },
  };
  const requests = () => sent.flatMap((message) => (message.type === 'request' ? message : []));
  return {
    role,
    name,
    thread,
    sent,
    say: (message: FromThread) => hear(message),
    die: (reason: string | null) => die(reason),
    /** What the thread was asked, by name. */
    asked: () => requests().map(({ body }) => body.do),
    /** The number of the nth request of a kind. */
    id: (what: Request['do'], nth = 0) =>
      requests().filter(({ body }) => body.do === what)[nth]?.request ?? -1,
    /** Answers the nth request of a kind. */
    reply: (what: Request['do'], reply: Replies[keyof Replies], nth = 0) =>
      hear({
        type: 'done',
        request: requests().filter(({ body }) => body.do === what)[nth]?.request ?? -1,
        reply,
      }),
  };
}

/** Until programs have gone from thread to thread. */
const passed = () => new Promise((resolve) => setTimeout(resolve));

const compile = { do: 'compile', id: 'a', text: '' } as const;
const compiled = { scenario: null, diagnostics: [] };
const instance: Instance = { id: 'a', text: '', settings: {}, model: 'sc' };
const other: Instance = { ...instance, model: 'arm' };
const limits = { states: 10 };
const explore = (of: Instance): Request & { do: 'explore' } => ({ do: 'explore', instance: of, limits });
const replay = { do: 'replay', instance, keys: [] } as const;
const align = { do: 'align', a: [], b: [] } as const;
const cell = (nth: number) =>
  ({ do: 'cell', instance: { ...instance, settings: { nth: String(nth) } }, limits }) as const;

afterEach(() => void vi.useRealTimers());

describe('one thread', () => {
  test('matches replies to requests, whatever their order', async () => {
    const { client, named } = fakes(1);
    const first = client.request(compile);
    const second = client.request({ do: 'compile', id: 'b', text: '' });
    const compiler = named('compiling');
    expect(compiler.sent).toMatchObject([{ request: 1 }, { request: 2 }]);
    compiler.say({ type: 'done', request: 2, reply: compiled });
    compiler.say({ type: 'failed', request: 1, message: 'no' });
    await expect(second.promise).resolves.toEqual(compiled);
    await expect(first.promise).rejects.toThrow(new RequestFailed('no', false));
  });

  test('passes progress on and sends cancel', async () => {
    const { client, named } = fakes(1);
    const heard: Progress[] = [];
    const search = client.request(explore(instance), (progress) => heard.push(progress));
    await passed();
    const stepping = named('stepping');
    const progress = { states: 1, steps: 2, frontier: 3, depth: 4, ms: 5 };
    stepping.say({ type: 'progress', request: stepping.id('explore'), progress });
    search.cancel();
    expect(heard).toEqual([progress]);
    expect(stepping.sent.at(-1)).toEqual({ type: 'cancel', request: stepping.id('explore') });
  });
});

describe('programs', () => {
  test('are compiled by one thread and sent to another, once, and no text with them', async () => {
    const { client, named } = fakes(1);
    void client.request(explore(instance));
    void client.request(explore(other));
    void client.request(replay);
    await expect(client.request({ do: 'program', instance }).promise).resolves.toBe(program);
    await passed();
    expect(named('compiling').asked()).toEqual(['program']);
    const { sent } = named('stepping');
    expect(sent.map((message) => (message.type === 'request' ? message.body.do : message.type))).toEqual([
      'program',
      'explore',
      'explore',
      'replay',
    ]);
    expect(sent[1]).toMatchObject({ body: { instance: { program: 1, model: 'sc' } } });
    expect(JSON.stringify(sent)).not.toContain('"text"');
  });

  test('come with the rows of an interleaving', async () => {
    const { client, named } = fakes(1);
    void client.request({ do: 'interleaving', instance, name: 'i' });
    await passed();
    expect(named('stepping').asked()).toEqual([]);
    named('compiling').reply('schedule', { rows: [], impossibleAt: 3 });
    await passed();
    expect(named('stepping').sent.at(-1)).toMatchObject({
      body: { do: 'interleaving', schedule: { impossibleAt: 3 } },
    });
  });

  test('that there are none of fail what needs them, and nothing is remembered of it', async () => {
    const { client, named } = fakes(2, { keeps: true });
    const lost = client.request(explore(instance));
    const compiler = named('compiling');
    compiler.say({ type: 'failed', request: compiler.id('program'), message: 'no `;`' });
    await expect(lost.promise).rejects.toThrow(new RequestFailed('no `;`', false));
    void client.request(explore(instance));
    expect(compiler.asked()).toEqual(['program', 'program']);
    compiler.reply('program', program, 1);
    await passed();
    expect(named('search 1').asked()).toEqual(['explore']);
  });

  test('that nobody asks about any more are forgotten, and sent anew when they are asked about', async () => {
    const { client, named } = fakes(1);
    const nth = (number: number) => ({ ...replay, instance: cell(number).instance });
    for (let number = 0; number < 14; number++) {
      void client.request(nth(number));
      await passed();
      if (number > 0) named('stepping').reply('replay', null, number);
    }
    const { sent } = named('stepping');
    // The first is still being asked about.
    expect(sent.filter(({ type }) => type === 'forget')).toEqual([
      { type: 'forget', number: 2 },
      { type: 'forget', number: 3 },
    ]);
    const before = sent.length;
    void client.request(nth(1));
    await passed();
    expect(sent.slice(before)).toMatchObject([
      { type: 'program', number: 2 },
      { body: { do: 'replay' } },
      { type: 'forget' },
    ]);
  });

  test('are sent again to a thread that took the place of another', async () => {
    const { client, named } = fakes(1);
    void client.request(replay);
    await passed();
    named('stepping').die('gone');
    await passed();
    expect(named('stepping').sent).toMatchObject([
      { type: 'program', number: 1 },
      { body: { do: 'replay' } },
    ]);
    expect(named('compiling').asked()).toEqual(['program']);
  });

  test('may be long in coming: a search that is cancelled meanwhile ends as such', async () => {
    const { client, named } = fakes(2, { keeps: true });
    const search = client.request(explore(instance));
    search.cancel();
    named('compiling').reply('program', program);
    await passed();
    const thread = named('search 1');
    expect(thread.sent.slice(-2)).toMatchObject([
      { type: 'request', body: { do: 'explore' } },
      { type: 'cancel', request: thread.id('explore') },
    ]);
  });

  test('are had from a second thread when the first that compiles dies', async () => {
    const { client, named, deaths } = fakes(1, { keeps: true });
    void client.request(replay);
    named('compiling').die('gone');
    expect(deaths).toEqual([{ reason: 'gone', lost: 1, again: 1 }]);
    named('compiling').reply('program', program);
    await passed();
    expect(named('stepping').asked()).toEqual(['replay']);
  });
});

describe('a thread that dies', () => {
  test('is started again and asked once more; its late words are not heard', async () => {
    const { client, named, deaths } = fakes(1);
    const lost = client.request(compile);
    const first = named('compiling');
    first.die('out of memory');
    expect(first.thread.terminated).toBe(true);
    expect(deaths).toEqual([{ reason: 'out of memory', lost: 1, again: 1 }]);
    first.say({ type: 'failed', request: 1, message: 'from the grave' });
    named('compiling').reply('compile', compiled);
    await expect(lost.promise).resolves.toEqual(compiled);
  });

  test('twice over one request: it fails with a message, and the next one starts a new thread', async () => {
    const { client, named, deaths } = fakes(1);
    const lost = client.request(compile);
    named('compiling').die('out of memory');
    named('compiling').die('out of memory');
    await expect(lost.promise).rejects.toThrow(/stopped twice.*out of memory/);
    expect(deaths).toHaveLength(2);
    const next = client.request(compile);
    named('compiling').reply('compile', compiled);
    await expect(next.promise).resolves.toEqual(compiled);
  });

  test('is not asked again what was cancelled', async () => {
    const { client, named, started } = fakes(1);
    const search = client.request(explore(instance));
    await passed();
    search.cancel();
    named('stepping').die(null);
    await expect(search.promise).rejects.toThrow(RequestFailed);
    expect(started.filter(({ role }) => role === 'runner')).toHaveLength(1);
  });

  test('without a word is found out by pings, and one that works for long is left alone', async () => {
    vi.useFakeTimers();
    const { client, named, deaths } = fakes(1);
    const search = client.request(explore(instance));
    await vi.advanceTimersByTimeAsync(1);
    for (let minute = 0; minute < 60; minute++) {
      vi.advanceTimersByTime(6000);
      named('stepping').say({ type: 'pong' });
    }
    expect(deaths).toEqual([]);
    vi.advanceTimersByTime(30_000);
    expect(deaths).toMatchObject([{ again: 1 }]);
    await vi.advanceTimersByTimeAsync(1);
    named('stepping').reply('explore', compiled);
    await search.promise;
    vi.advanceTimersByTime(3_600_000);
    expect(deaths).toHaveLength(1);
  });

  test('takes no other thread along', async () => {
    const { client, named, started } = fakes(3);
    void client.request(explore(instance));
    void client.request(explore(other));
    await passed();
    const [first, second] = [named('search 1'), named('search 2')];
    const before = started.length;
    first.die('gone');
    expect(second.thread.terminated).toBe(false);
    expect(started).toHaveLength(before + 1);
    await passed();
    expect(named('search 1').asked()).toEqual(['explore']);
    expect(second.asked()).toEqual(['explore']);
  });
});

describe('several threads', () => {
  test('are two at least and four at most', () => {
    expect([1, 2, 3, 4, 64].map(threadsFor)).toEqual([2, 2, 3, 4, 4]);
  });

  test('one compiles, stepping has one of its own, searches share the others', async () => {
    const { client, started } = fakes(3);
    void client.request(compile);
    void client.request(explore(instance));
    void client.request(explore(other));
    void client.request(replay);
    void client.request(align);
    await passed();
    expect(Object.fromEntries(started.map((one) => [one.name, [one.role, one.asked()]]))).toEqual({
      compiling: ['compiler', ['compile', 'program']],
      stepping: ['runner', ['align', 'replay']],
      'search 1': ['runner', ['explore']],
      'search 2': ['runner', ['explore']],
    });
  });

  test('the first question starts the thread that steps, its answer the one that will search', async () => {
    const { client, started, named } = fakes(3);
    const first = client.request(compile);
    expect(started.map(({ name }) => name)).toEqual(['compiling', 'stepping']);
    named('compiling').reply('compile', compiled);
    await first.promise;
    expect(started.map(({ name }) => name)).toEqual(['compiling', 'stepping', 'search 1']);
    void client.request(explore(instance));
    await passed();
    expect(named('search 1').asked()).toEqual(['explore']);
  });

  test('who explored an instance answers what needs its graph, and its replays once it is idle', async () => {
    const { client, named } = fakes(3);
    void client.request(explore(other));
    const search = client.request(explore(instance));
    void client.request(replay);
    void client.request({ ...replay, fates: true });
    await passed();
    named('search 2').reply('explore', compiled);
    await search.promise;
    void client.request(replay);
    void client.request({ do: 'coverage', instance, limits });
    await passed();
    void client.request(replay);
    await passed();
    expect(named('search 1').asked()).toEqual(['explore']);
    expect(named('search 2').asked()).toEqual(['explore', 'replay', 'replay', 'coverage']);
    expect(named('stepping').asked()).toEqual(['replay', 'replay']);
  });

  test('cells are spread, two ahead a thread, and wait where a verdict is sought', async () => {
    const { client, named } = fakes(3);
    const verdict = client.request(explore(instance));
    const cells = [0, 1, 2, 3].map((number) => client.request(cell(number)));
    await passed();
    const [first, second] = [named('search 1'), named('search 2')];
    expect(first.asked()).toEqual(['explore']);
    expect(second.asked()).toEqual(['cell', 'cell']);
    // What waits is not compiled either.
    expect(named('compiling').asked()).toEqual(['program', 'program', 'program']);
    second.reply('cell', null, 1);
    await cells[1]?.promise;
    await passed();
    expect(second.asked()).toHaveLength(3);
    first.reply('explore', null);
    await verdict.promise;
    await passed();
    expect(first.asked()).toEqual(['explore', 'cell']);
  });

  test('a cell that waits is cancelled without a thread', async () => {
    const { client, named } = fakes(2);
    const cells = [0, 1, 2].map((number) => client.request(cell(number)));
    await passed();
    cells[2]?.cancel();
    await expect(cells[2]?.promise).resolves.toBeNull();
    cells[0]?.cancel();
    const thread = named('search 1');
    expect(thread.sent.at(-1)).toEqual({ type: 'cancel', request: thread.id('cell') });
    thread.reply('cell', null, 0);
    thread.reply('cell', null, 1);
    await Promise.all(cells.map(({ promise }) => promise));
    expect(thread.asked()).toEqual(['cell', 'cell']);
  });

  test('closing ends all and fails what is open', async () => {
    const { client, started } = fakes(2);
    const open = [client.request(compile), ...[0, 1, 2].map((number) => client.request(cell(number)))];
    client.close();
    for (const { promise } of open) await expect(promise).rejects.toThrow(/closed/);
    expect(started.every(({ thread }) => thread.terminated)).toBe(true);
  });
});
