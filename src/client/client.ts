/**
 * Requests to the worker as promises. One worker serves all; it answers short requests between slices of a search.
 * When it dies, what was pending fails with a message for people and the next request starts a new one.
 */
import type { FromWorker, MatrixAnswer, Progress, ReplyOf, Request, ToWorker } from '../protocol/index.ts';

/** A thread that talks the protocol; tests bring their own. */
export interface Thread {
  post(message: ToWorker): void;
  /** `onDeath`: the thread broke, with the browser's message if it gave one. */
  listen(onMessage: (message: FromWorker) => void, onDeath: (reason: string | null) => void): void;
  terminate(): void;
}

export interface Pending<T> {
  readonly promise: Promise<T>;
  /** Stops a search: its promise resolves with what is known so far. Other requests just finish. */
  readonly cancel: () => void;
}

export interface Client {
  /** Sends a request. The promise rejects with a RequestFailed. */
  request<R extends Request>(
    body: R,
    onProgress?: (progress: Progress) => void,
    onPart?: (part: MatrixAnswer) => void,
  ): Pending<ReplyOf<R>>;
  /** Ends the worker; pending requests fail. */
  close(): void;
}

/** A request that got no answer; `message` is for people. `died`: the thread itself is gone. */
export class RequestFailed extends Error {
  override readonly name = 'RequestFailed';
  readonly died: boolean;

  constructor(message: string, died: boolean) {
    super(message);
    this.died = died;
  }
}

interface Waiting {
  readonly resolve: (reply: never) => void;
  readonly reject: (error: RequestFailed) => void;
  readonly onProgress: ((progress: Progress) => void) | undefined;
  readonly onPart: ((part: MatrixAnswer) => void) | undefined;
}

const DIED =
  'The search thread stopped, most likely out of memory. It starts again with the next request; a lower limit of states helps.';

/** A client whose worker is started by `start`, when the first request comes. */
export function createClient(start: () => Thread = startWorker): Client {
  const waiting = new Map<number, Waiting>();
  let thread: Thread | null = null;
  let last = 0;

  const failAll = (message: string) => {
    thread?.terminate();
    thread = null;
    const failed = [...waiting.values()];
    waiting.clear();
    for (const { reject } of failed) reject(new RequestFailed(message, true));
  };

  const receive = (message: FromWorker) => {
    const pending = waiting.get(message.request);
    if (!pending) return;
    if (message.type === 'progress') {
      pending.onProgress?.(message.progress);
      return;
    }
    if (message.type === 'part') {
      pending.onPart?.(message.part);
      return;
    }
    waiting.delete(message.request);
    if (message.type === 'done') pending.resolve(message.reply as never);
    else pending.reject(new RequestFailed(message.message, false));
  };

  const running = (): Thread => {
    if (thread) return thread;
    const started = start();
    started.listen(
      (message) => {
        if (thread === started) receive(message);
      },
      (reason) => {
        if (thread === started) failAll(reason === null ? DIED : `${DIED} (${reason})`);
      },
    );
    thread = started;
    return started;
  };

  return {
    request: <R extends Request>(
      body: R,
      onProgress?: (progress: Progress) => void,
      onPart?: (part: MatrixAnswer) => void,
    ) => {
      const request = ++last;
      const promise = new Promise<ReplyOf<R>>((resolve, reject) => {
        waiting.set(request, { resolve, reject, onProgress, onPart });
        running().post({ type: 'request', request, body });
      });
      const cancel = () => {
        if (waiting.has(request)) thread?.post({ type: 'cancel', request });
      };
      return { promise, cancel };
    },
    close: () => {
      failAll('The page closed the search thread.');
    },
  };
}

function startWorker(): Thread {
  const worker = new Worker(new URL('../worker/thread.ts', import.meta.url), {
    type: 'module',
    name: 'search',
  });
  return {
    post: (message) => {
      worker.postMessage(message);
    },
    listen: (onMessage, onDeath) => {
      worker.onmessage = (event: MessageEvent<FromWorker>) => {
        onMessage(event.data);
      };
      worker.onmessageerror = () => {
        onDeath('a message could not be read');
      };
      worker.onerror = (event) => {
        event.preventDefault();
        onDeath(event.message || null);
      };
    },
    terminate: () => {
      worker.terminate();
    },
  };
}
