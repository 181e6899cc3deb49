import { describe, expect, test, vi } from 'vitest';
import { Exploration } from '../explore/index.ts';
import type { FromThread, Loadable, Program, Reached, RunRequest } from '../protocol/index.ts';
import { compileText, instantiate } from '../scenario/index.ts';
import { runPrograms } from './run-programs.ts';

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

function programOf(text: string): Program {
  const { scenario, diagnostics } = compileText(text, 'race');
  const program = scenario && instantiate(scenario, {}).program;
  if (!program) throw new Error(JSON.stringify(diagnostics));
  return program;
}

const PROGRAMS = [programOf(racing(2, 2)), programOf(racing(6, 9))];
const small: Loadable = { program: 0, settings: {}, model: 'arm' };
const large: Loadable = { program: 1, settings: {}, model: 'arm' };

function thread(load?: Parameters<typeof runPrograms>[1]) {
  const heard: FromThread[] = [];
  const waiting = new Map<number, (message: FromThread) => void>();
  const port = {
    later: (work: () => void) => void setImmediate(work),
    post: (message: FromThread) => {
      heard.push(message);
      if (message.type === 'done' || message.type === 'failed') waiting.get(message.request)?.(message);
    },
  };
  const handle = runPrograms(port, load);
  PROGRAMS.forEach((program, number) => {
    handle({ type: 'program', number, program });
  });
  let last = 0;
  const ask = (body: RunRequest) => {
    const request = ++last;
    const answer = new Promise<FromThread>((resolve) => waiting.set(request, resolve));
    handle({ type: 'request', request, body });
    return { request, answer, cancel: () => handle({ type: 'cancel', request }) };
  };
  return { ask, heard, ping: () => handle({ type: 'ping' }), handle };
}

function reachedBy(message: FromThread): Reached {
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

  test('fails what needs a part that does not load, and that alone, until it does', async () => {
    let online = false;
    const { ask } = thread(() =>
      online ? import('./studies.ts') : Promise.reject(new TypeError('Failed to fetch')),
    );
    const lattice: RunRequest = {
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
    expect(await search.answer).toMatchObject({ reply: { verdict: 'holds' } });
    online = true;
    expect(await ask(lattice).answer).toMatchObject({ type: 'done' });
  });

  test('answers short requests while a search goes on, reports progress, and can be cancelled', async () => {
    const { ask, heard } = thread();
    const search = ask({ do: 'explore', instance: large, limits: { states: 3_000_000 } });
    await new Promise((resolve) => setTimeout(resolve, 300));
    await ask({ do: 'replay', instance: small, keys: [] }).answer;
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

  test('answers each cell of a matrix, gives none for one that is cancelled', async () => {
    const { ask } = thread();
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
    const heard: FromThread[] = [];
    const turns: (() => void)[] = [];
    const handle = runPrograms({ later: (work) => turns.push(work), post: (message) => heard.push(message) });
    handle({ type: 'program', number: 0, program: programOf(racing(2, 2)) });
    handle({ type: 'request', request: 1, body: { do: 'explore', instance: small, limits: { states: 9 } } });
    turns.shift()?.();
    expect(turns.shift()).toThrow(full);
    expect(heard).toEqual([]);
    vi.restoreAllMocks();
  });

  test('plays the rows of an interleaving', async () => {
    const { ask } = thread();
    const schedule = { rows: [], impossibleAt: null };
    const played = await ask({ do: 'interleaving', instance: small, schedule }).answer;
    expect(played).toMatchObject({ type: 'done', reply: { steps: [], problem: null } });
  });

  test('forgets a program, and says so if it is asked about all the same', async () => {
    const { ask, handle } = thread();
    handle({ type: 'forget', number: 0 });
    expect(await ask({ do: 'replay', instance: small, keys: [] }).answer).toMatchObject({
      type: 'failed',
      message: expect.stringContaining('program 0 was not sent') as string,
    });
    expect(await ask({ do: 'replay', instance: large, keys: [] }).answer).toMatchObject({ type: 'done' });
  });
});
