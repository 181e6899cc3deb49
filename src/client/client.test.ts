import { describe, expect, test } from 'vitest';
import type { FromWorker, Progress, ToWorker } from '../protocol/index.ts';
import { createClient, RequestFailed, type Thread } from './client.ts';

/** A thread that a test plays by hand. */
function fakeThread() {
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
    thread,
    sent,
    say: (message: FromWorker) => {
      hear(message);
    },
    die: (reason: string | null) => {
      die(reason);
    },
  };
}

const compile = { do: 'compile', id: 'a', text: '' } as const;
const instance = { id: 'a', text: '', settings: {}, model: 'sc' } as const;

describe('client', () => {
  test('matches replies to requests, whatever their order', async () => {
    const { thread, sent, say } = fakeThread();
    const client = createClient(() => thread);
    const first = client.request(compile);
    const second = client.request({ do: 'compile', id: 'b', text: '' });
    expect(sent.map((message) => message.request)).toEqual([1, 2]);
    say({ type: 'done', request: 2, reply: { scenario: null, diagnostics: [] } });
    say({ type: 'failed', request: 1, message: 'no' });
    await expect(second.promise).resolves.toEqual({ scenario: null, diagnostics: [] });
    await expect(first.promise).rejects.toThrow(new RequestFailed('no', false));
  });

  test('passes progress on and sends cancel', () => {
    const { thread, sent, say } = fakeThread();
    const heard: Progress[] = [];
    const client = createClient(() => thread);
    const search = client.request({ do: 'explore', instance, limits: { states: 10 } }, (progress) =>
      heard.push(progress),
    );
    const progress = { states: 1, steps: 2, frontier: 3, depth: 4, ms: 5 };
    say({ type: 'progress', request: 1, progress });
    search.cancel();
    expect(heard).toEqual([progress]);
    expect(sent.at(-1)).toEqual({ type: 'cancel', request: 1 });
  });

  test('when the thread dies, pending requests fail with a message and the next one starts a new thread', async () => {
    const threads = [fakeThread(), fakeThread()];
    let started = 0;
    const client = createClient(() => (threads[started++] ?? fakeThread()).thread);
    const lost = client.request(compile);
    threads[0]?.die('out of memory');
    await expect(lost.promise).rejects.toThrow(/search thread stopped.*out of memory/);
    expect(threads[0]?.thread.terminated).toBe(true);
    const again = client.request(compile);
    threads[0]?.say({ type: 'failed', request: 2, message: 'from the grave' });
    threads[1]?.say({ type: 'done', request: 2, reply: { scenario: null, diagnostics: [] } });
    await expect(again.promise).resolves.toEqual({ scenario: null, diagnostics: [] });
  });
});
