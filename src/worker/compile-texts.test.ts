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
    const compiled = replyOf(await ask({ do: 'compile', id: 'race', text })) as Replies['compile'];
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
    expect(await ask({ do: 'compile', id: 'idle', text: idle })).toMatchObject({
      reply: { diagnostics: [] },
    });
    const own = replyOf(
      await ask({ do: 'compile', id: 'idle', text: idle, own: true }),
    ) as Replies['compile'];
    expect(own.diagnostics).toMatchObject([{ severity: 'warning' }]);
  });

  test('knows the place of a mistake while its words do not load, and its words once they do', async () => {
    let online = false;
    const ask = thread(() =>
      online ? import('./mistakes.ts') : Promise.reject(new TypeError('Failed to fetch')),
    );
    const where = { code: 'syntax', from: expect.any(Number) as number };
    const first = replyOf(await ask({ do: 'compile', id: 'broken', text: BROKEN })) as Replies['compile'];
    expect(first).toMatchObject({ scenario: null, diagnostics: [where] });
    online = true;
    const second = replyOf(await ask({ do: 'compile', id: 'broken', text: BROKEN })) as Replies['compile'];
    expect(second.diagnostics[0]?.message).toBe('Expected `;` before `x`.');
    expect(first.diagnostics[0]?.message).not.toBe('Expected `;` before `x`.');
  });

  test('says what is wrong with a text', async () => {
    const answer = await thread()({ do: 'program', instance: { ...race, text: 'scenario' } });
    expect(answer).toMatchObject({ type: 'failed' });
    expect(JSON.stringify(answer)).not.toContain('.ts:');
  });
});
