import { describe, expect, test, vi } from 'vitest';
import { Exploration } from '../explore/index.ts';
import type { FromWorker, Instance, Reached, Replies, Request } from '../protocol/index.ts';
import { serve } from './serve.ts';

/** n CPUs, each writing and reading a few times: as many states as a test needs. */
function racing(cpus: number, accesses: number): string {
  const bodies = Array.from({ length: cpus }, (_, cpu) => {
    const body = Array.from({ length: accesses }, (_, nth) =>
      (cpu + nth) % 2
        ? `WRITE_ONCE(x${cpu % 3}, ${nth + 1});`
        : `int r${nth} = READ_ONCE(x${(cpu + 1) % 3});`,
    );
    return `cpu ${cpu} { ${body.join(' ')} }`;
  });
  return `scenario "race"\narch arm64 | x86\noption pad = on | off\nint x0, x1, x2;\n${bodies.join('\n')}\n`;
}

const small: Instance = { id: 'small', text: racing(2, 2), settings: {}, model: 'arm' };
const large: Instance = { id: 'large', text: racing(6, 9), settings: {}, model: 'arm' };

function thread(load?: Parameters<typeof serve>[1]) {
  const heard: FromWorker[] = [];
  const waiting = new Map<number, (message: FromWorker) => void>();
  const port = {
    later: (work: () => void) => void setImmediate(work),
    post: (message: FromWorker) => {
      heard.push(message);
      if (message.type === 'done' || message.type === 'failed') waiting.get(message.request)?.(message);
    },
  };
  const handle = serve(port, load);
  let last = 0;
  const ask = (body: Request) => {
    const request = ++last;
    const answer = new Promise<FromWorker>((resolve) => waiting.set(request, resolve));
    handle({ type: 'request', request, body });
    return { request, answer, cancel: () => handle({ type: 'cancel', request }) };
  };
  return { ask, heard, ping: () => handle({ type: 'ping' }) };
}

function reachedBy(message: FromWorker): Reached {
  if (message.type !== 'done') throw new Error(JSON.stringify(message));
  return message.reply as Reached;
}

describe('the worker', () => {
  test('explores, then knows the fates of what it replays', async () => {
    const { ask } = thread();
    const explored = await ask({ do: 'explore', instance: small, limits: { states: 10_000 } }).answer;
    expect(explored).toMatchObject({ type: 'done', reply: { verdict: 'holds', limit: null } });
    const replayed = await ask({ do: 'replay', instance: small, keys: [] }).answer;
    expect(replayed).toMatchObject({ type: 'done', reply: { steps: [], end: 'open' } });
    expect(JSON.stringify(replayed)).toContain('"fate":"clear"');
  });

  test('says of a text that cannot be read what is missing', async () => {
    const { ask } = thread();
    const text = 'int x;\ncpu 0 { x = 1 x = 2; }\n';
    const compiled = await ask({ do: 'compile', id: 'broken', text }).answer;
    expect(compiled).toMatchObject({
      type: 'done',
      reply: { scenario: null, diagnostics: [{ code: 'syntax', message: 'Expected `;` before `x`.' }] },
    });
  });

  test('fails what needs a part that does not load, and that alone, until it does', async () => {
    let online = false;
    const { ask } = thread(() =>
      online ? import('./studies.ts') : Promise.reject(new TypeError('Failed to fetch')),
    );
    const lattice: Request = {
      do: 'lattice',
      instance: small,
      limits: { states: 1000 },
      nodes: 100,
      mapped: 1000,
      axes: null,
    };
    expect(await ask(lattice).answer).toMatchObject({
      type: 'failed',
      message: expect.stringContaining('could not be loaded') as string,
    });
    const search = ask({ do: 'explore', instance: small, limits: { states: 10_000 } });
    const unread = ask({ do: 'compile', id: 'broken', text: 'int x;\ncpu 0 { x = 1 x = 2; }\n' });
    expect(await unread.answer).toMatchObject({ reply: { diagnostics: [{ code: 'syntax' }] } });
    expect(await search.answer).toMatchObject({ reply: { verdict: 'holds' } });
    online = true;
    expect(await ask(lattice).answer).toMatchObject({ type: 'done' });
  });

  test('answers short requests while a search goes on, reports progress, and can be cancelled', async () => {
    const { ask, heard } = thread();
    const search = ask({ do: 'explore', instance: large, limits: { states: 3_000_000 } });
    await new Promise((resolve) => setTimeout(resolve, 300));
    await ask({ do: 'compile', id: 'other', text: racing(2, 1) }).answer;
    expect(heard.at(-1)).toMatchObject({ type: 'done', request: 2 });
    search.cancel();
    expect(await search.answer).toMatchObject({
      type: 'done',
      reply: { verdict: 'bounded', limit: 'cancelled' },
    });
    expect(heard.some(({ type }) => type === 'progress')).toBe(true);
    expect(await ask({ do: 'explore', instance: large, limits: { states: 100 } }).answer).toMatchObject({
      reply: { limit: 'states' },
    });
  });

  test('answers the questions of a reader', async () => {
    const { ask } = thread();
    const limits = { states: 10_000 };
    expect(await ask({ do: 'coverage', instance: small, limits }).answer).toMatchObject({
      reply: { gaps: [], complete: true },
    });
    const goal = { k: 'write', cell: 'x1', value: 1 } as const;
    const reached = await ask({ do: 'reach', instance: small, from: [], goal, limits }).answer;
    const { keys } = reachedBy(reached);
    if (!keys) throw new Error('not reached');
    const from = await ask({ do: 'explore', instance: small, limits, from: keys }).answer;
    expect(from).toMatchObject({ type: 'done', reply: { verdict: 'holds' } });
    expect(await ask({ do: 'why-not', instance: small, keys, key: keys[0] ?? '' }).answer).toMatchObject({
      type: 'done',
    });
    expect(await ask({ do: 'who', instance: small, keys, cell: 1 }).answer).toMatchObject({
      reply: { visible: keys.length, value: 1 },
    });
    expect(await ask({ do: 'account', instance: small, keys, step: keys.length }).answer).toMatchObject({
      reply: {
        step: keys.length,
        held: [],
        cells: expect.arrayContaining([expect.objectContaining({ cell: 1, value: 1 })]) as unknown,
      },
    });
    const sc = { ...small, model: 'sc' as const };
    const compared = await ask({ do: 'compare', a: sc, b: small, limits }).answer;
    expect(compared).toMatchObject({ reply: { onlyA: [], complete: true } });
  });

  test('names the cells of a matrix, answers each, gives none for one that is cancelled', async () => {
    const { ask } = thread();
    const models = ['sc', 'tso', 'arm'] as const;
    const named = await ask({ do: 'cells', instance: small, options: ['pad'], models }).answer;
    if (named.type !== 'done') throw new Error(JSON.stringify(named));
    const cells = named.reply as Replies['cells'];
    expect(cells.map(({ model, settings }) => `${model} ${settings['pad'] ?? ''}`)).toEqual([
      'arm on',
      'sc on',
      'tso on',
      'arm off',
      'sc off',
      'tso off',
    ]);
    const limits = { states: 10_000 };
    const cell = { ...small, settings: { pad: 'off' } };
    expect(await ask({ do: 'cell', instance: cell, limits }).answer).toMatchObject({
      reply: { verdict: 'holds', settings: { pad: 'off' }, model: 'arm' },
    });
    const long = ask({ do: 'cell', instance: large, limits: { states: 3_000_000 } });
    long.cancel();
    expect(await long.answer).toMatchObject({ type: 'done', reply: null });
  });

  test('a verdict goes before a cell that is under way; a ping is answered meanwhile', async () => {
    const { ask, heard, ping } = thread();
    const cell = ask({ do: 'cell', instance: large, limits: { states: 3_000_000 } });
    await new Promise((resolve) => setTimeout(resolve, 60));
    await ask({ do: 'explore', instance: small, limits: { states: 10_000 } }).answer;
    ping();
    expect(heard.at(-1)).toEqual({ type: 'pong' });
    expect(heard).not.toContainEqual(expect.objectContaining({ type: 'done', request: cell.request }));
    cell.cancel();
    await cell.answer;
  });

  test('breaks where memory runs out, instead of going on with half a step', () => {
    const full = new RangeError('Array buffer allocation failed');
    vi.spyOn(Exploration.prototype, 'advance').mockImplementation(() => {
      throw full;
    });
    const heard: FromWorker[] = [];
    const turns: (() => void)[] = [];
    const handle = serve({ later: (work) => turns.push(work), post: (message) => heard.push(message) });
    handle({ type: 'request', request: 1, body: { do: 'explore', instance: small, limits: { states: 9 } } });
    turns.shift()?.();
    expect(turns.shift()).toThrow(full);
    expect(heard).toEqual([]);
    vi.restoreAllMocks();
  });

  test('says what is wrong with a text', async () => {
    const { ask } = thread();
    const answer = await ask({ do: 'program', instance: { ...small, text: 'scenario' } }).answer;
    expect(answer).toMatchObject({ type: 'failed' });
    expect(JSON.stringify(answer)).not.toContain('.ts:');
  });
});
