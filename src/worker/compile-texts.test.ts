import { describe, expect, test } from 'vitest';
import type { FromThread, Instance, Replies, TextRequest } from '../protocol/index.ts';
import { compileTexts } from './compile-texts.ts';

const text = `scenario "race"
arch arm64 | x86
option pad = on | off
int x, y;
cpu 0 { WRITE_ONCE(x, 1); if (pad) smp_mb(); int r = READ_ONCE(y); }
cpu 1 { WRITE_ONCE(y, 1); }
variant on "with the barrier" { } model arm expect holds
interleaving read "the read, first" by "us" of on {
    1: WRITE_ONCE(y, 1) visible;
}
`;
const race: Instance = { id: 'race', text, settings: {}, model: 'arm' };
const mp = `scenario "mp"
property stale "The flag came before the data."
option order = on | off | isb
int data, flag;
cpu 0 { WRITE_ONCE(data, 1); if (order == isb) isb(); if (order != off) smp_wmb(); WRITE_ONCE(flag, 1); }
cpu 1 { int seen = READ_ONCE(flag); smp_rmb(); int value = READ_ONCE(data); }
final(!(cpu1.seen && !cpu1.value), stale);
`;
/** A C test with too many orders of writes to be looked at in a moment. */
const manyWrites = `C many
{ }
${[0, 1, 2, 3].map((cpu) => `P${cpu}(int *x, int *y) { WRITE_ONCE(*x, ${cpu + 1}); WRITE_ONCE(*y, ${cpu + 1}); int r0 = READ_ONCE(*x); int r1 = READ_ONCE(*y); }`).join('\n')}
exists (0:r0=1)
`;
const BROKEN = 'int x;\ncpu 0 { x = 1 x = 2; }\n';

function thread(load?: Parameters<typeof compileTexts>[1]) {
  const waiting = new Map<number, (message: FromThread) => void>();
  const handle = compileTexts(
    {
      later: (work) => void setImmediate(work),
      post: (message) => {
        if (message.type === 'done' || message.type === 'failed') waiting.get(message.request)?.(message);
      },
    },
    load,
  );
  let last = 0;
  return (body: TextRequest) => {
    const request = ++last;
    const answer = new Promise<FromThread>((resolve) => waiting.set(request, resolve));
    handle({ type: 'request', request, body });
    return answer;
  };
}

function replyOf(message: FromThread): Replies[keyof Replies] {
  if (message.type !== 'done') throw new Error(JSON.stringify(message));
  return message.reply;
}

describe('the thread that compiles', () => {
  test('gives a scenario, the program of an instance and the rows of an interleaving', async () => {
    const ask = thread();
    const compiled = replyOf(
      await ask({ do: 'compile', id: 'race', text, bundled: true }),
    ) as Replies['compile'];
    expect(compiled.diagnostics).toEqual([]);
    const on = replyOf(await ask({ do: 'program', instance: race })) as Replies['program'];
    const off = replyOf(
      await ask({ do: 'program', instance: { ...race, settings: { pad: 'off' } } }),
    ) as Replies['program'];
    expect(on.code.length).toBeGreaterThan(off.code.length);
    expect(structuredClone(on)).toEqual(on);
    expect(await ask({ do: 'schedule', id: 'race', text, name: 'read' })).toMatchObject({
      reply: { rows: [expect.anything()], impossibleAt: null },
    });
    expect(await ask({ do: 'schedule', id: 'race', text, name: 'write' })).toMatchObject({
      type: 'failed',
      message: 'The scenario has no interleaving write.',
    });
  });

  test('names the cells of a matrix, the nearest first', async () => {
    const models = ['sc', 'tso', 'arm'] as const;
    const named = await thread()({ do: 'cells', instance: race, options: ['pad'], models });
    const cells = replyOf(named) as Replies['cells'];
    expect(cells.map(({ model, settings }) => `${model} ${settings['pad'] ?? ''}`)).toEqual([
      'arm on',
      'sc on',
      'tso on',
      'arm off',
      'sc off',
      'tso off',
    ]);
  });

  test('says of a text that cannot be read what is missing, and of the reader’s own what means nothing', async () => {
    const ask = thread();
    expect(await ask({ do: 'compile', id: 'broken', text: BROKEN })).toMatchObject({
      type: 'done',
      reply: { scenario: null, diagnostics: [{ code: 'syntax', message: 'Expected `;` before `x`.' }] },
    });
    const idle = `${text}void idle(void) { }\n`;
    expect(await ask({ do: 'compile', id: 'idle', text: idle, bundled: true })).toMatchObject({
      reply: { diagnostics: [] },
    });
    const own = replyOf(await ask({ do: 'compile', id: 'idle', text: idle })) as Replies['compile'];
    expect(own.diagnostics).toMatchObject([{ severity: 'warning' }]);
  });

  test('needs what finds mistakes for a reader’s text alone, and has it once it loads', async () => {
    let online = false;
    const ask = thread(() =>
      online ? import('./careful-compiler.ts') : Promise.reject(new TypeError('Failed to fetch')),
    );
    const notLoaded = { type: 'failed', message: expect.stringContaining('could not be loaded') as string };
    expect(await ask({ do: 'compile', id: 'race', text })).toMatchObject(notLoaded);
    expect(await ask({ do: 'program', instance: race })).toMatchObject(notLoaded);
    expect(await ask({ do: 'compile', id: 'race', text, bundled: true })).toMatchObject({ type: 'done' });
    expect(await ask({ do: 'program', instance: race })).toMatchObject({ type: 'done' });
    // Its place is known all the same.
    const broken: TextRequest = { do: 'compile', id: 'broken', text: BROKEN };
    expect(await ask(broken)).toMatchObject({
      reply: { scenario: null, diagnostics: [{ code: 'syntax', from: BROKEN.indexOf(' x = 2') + 1 }] },
    });
    online = true;
    expect(await ask(broken)).toMatchObject({
      reply: { diagnostics: [{ message: 'Expected `;` before `x`.' }] },
    });
    expect(await ask({ do: 'compile', id: 'race', text })).toMatchObject({ reply: { diagnostics: [] } });
  });

  test('makes the same of a right text with checks and without', async () => {
    const trusting = thread();
    const careful = thread();
    const compiled = await trusting({ do: 'compile', id: 'race', text, bundled: true });
    expect(replyOf(await careful({ do: 'compile', id: 'race', text }))).toEqual(replyOf(compiled));
    const program = { do: 'program', instance: race } as const;
    expect(replyOf(await careful(program))).toEqual(replyOf(await trusting(program)));
  });

  test('checks a text of which it does not know where it is from', async () => {
    const wrong = { ...race, text: text.replace('WRITE_ONCE(y, 1); }', 'nowhere(y); }') };
    expect(await thread()({ do: 'program', instance: wrong })).toMatchObject({
      type: 'failed',
      message: expect.stringContaining('nowhere') as string,
    });
  });

  test('says what is wrong with a text', async () => {
    const answer = await thread()({ do: 'program', instance: { ...race, text: 'scenario' } });
    expect(answer).toMatchObject({ type: 'failed' });
    expect(JSON.stringify(answer)).not.toContain('.ts:');
  });

  test('says what the kernel’s model says of a scenario under options', async () => {
    const ask = thread();
    const of = (pad: string) =>
      ask({ do: 'kernel-verdict', text: mp, of: { id: 'mp', settings: { order: pad } } });
    expect(replyOf(await of('on'))).toMatchObject({ k: 'scenario', verdict: 'holds', execution: null });
    expect(replyOf(await of('off'))).toMatchObject({
      k: 'scenario',
      verdict: 'violated',
      properties: ['stale'],
      execution: { forbidden: null },
    });
    expect(replyOf(await of('isb'))).toMatchObject({ k: 'refused' });
  });

  test('compiles while the kernel’s model is asked, and leaves it for another text', async () => {
    const ask = thread();
    const done: string[] = [];
    const asked = (name: string, body: TextRequest) =>
      ask(body).then((message) => {
        done.push(name);
        return replyOf(message);
      });
    await ask({ do: 'kernel-verdict', text: 'C t\n{ }\nP0(int *x) { WRITE_ONCE(*x, 1); }\nexists (x=1)\n' });
    const long = asked('long', { do: 'kernel-verdict', text: manyWrites });
    await asked('compiled', { do: 'compile', id: 'race', text, bundled: true });
    const next = asked('next', { do: 'kernel-verdict', text: mp, of: { id: 'mp', settings: {} } });
    expect(await long).toMatchObject({ k: 'refused' });
    expect(await next).toMatchObject({ k: 'scenario', verdict: 'holds' });
    expect(done).toEqual(['compiled', 'long', 'next']);
  });
});
