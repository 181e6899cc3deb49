/** A thread that talks the protocol: a Web Worker in the page; tests bring their own. */
import type { FromWorker, ToWorker } from '../protocol/index.ts';

export interface Thread {
  post(message: ToWorker): void;
  /** `onDeath`: the thread broke, with the browser's message if it gave one. */
  listen(onMessage: (message: FromWorker) => void, onDeath: (reason: string | null) => void): void;
  terminate(): void;
}

/** Why a thread died that never came to life. */
export const NOT_LOADED = 'its script could not be loaded';

export function startWorker(name: string): Thread {
  const worker = new Worker(new URL('../worker/thread.ts', import.meta.url), { type: 'module', name });
  return {
    post: (message) => {
      worker.postMessage(message);
    },
    listen: (onMessage, onDeath) => {
      let alive = false;
      worker.onmessage = (event: MessageEvent<FromWorker>) => {
        alive = true;
        onMessage(event.data);
      };
      worker.onmessageerror = () => {
        onDeath('a message could not be read');
      };
      worker.onerror = (event: Event) => {
        event.preventDefault();
        // A script that does not load is told by an event without a message.
        const said = event instanceof ErrorEvent ? event.message.replace(/^Uncaught (\w*Error: )?/, '') : '';
        onDeath(said || (alive ? null : NOT_LOADED));
      };
    },
    terminate: () => {
      worker.terminate();
    },
  };
}
