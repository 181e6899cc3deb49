/** A thread that talks the protocol: a Web Worker in the page; tests bring their own. */
import type { FromWorker, ToWorker } from '../protocol/index.ts';

export interface Thread {
  post(message: ToWorker): void;
  /** `onDeath`: the thread broke, with the browser's message if it gave one. */
  listen(onMessage: (message: FromWorker) => void, onDeath: (reason: string | null) => void): void;
  terminate(): void;
}

export function startWorker(name: string): Thread {
  const worker = new Worker(new URL('../worker/thread.ts', import.meta.url), { type: 'module', name });
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
        onDeath(event.message.replace(/^Uncaught (\w*Error: )?/, '') || null);
      };
    },
    terminate: () => {
      worker.terminate();
    },
  };
}
