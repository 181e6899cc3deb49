/** A thread that talks the protocol: a Web Worker in the page; tests bring their own. */
import type { FromThread, ToThread } from '../protocol/index.ts';

/** What a thread does: compile texts, or run programs. They are two scripts, and neither downloads the other's. */
export type Role = 'compiler' | 'runner';

export interface Thread {
  /** A compiler is sent what is for compilers, a runner what is for runners. */
  post(message: ToThread): void;
  /** `onDeath`: the thread broke, with the browser's message if it gave one. */
  listen(onMessage: (message: FromThread) => void, onDeath: (reason: string | null) => void): void;
  terminate(): void;
}

/** Why a thread died that never came to life. */
export const NOT_LOADED = 'its script could not be loaded';

export function startWorker(role: Role, name: string): Thread {
  // The bundler finds a thread's script by these very words.
  const worker =
    role === 'compiler'
      ? new Worker(new URL('../worker/compiler-thread.ts', import.meta.url), { type: 'module', name })
      : new Worker(new URL('../worker/runner-thread.ts', import.meta.url), { type: 'module', name });
  return {
    post: (message) => {
      worker.postMessage(message);
    },
    listen: (onMessage, onDeath) => {
      let alive = false;
      worker.onmessage = (event: MessageEvent<FromThread>) => {
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
