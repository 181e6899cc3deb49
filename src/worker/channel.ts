/** The dedicated worker's end of its channel to the page. */
import type { FromThread } from '../protocol/index.ts';

/** What a thread's loop needs of its host. */
export interface Port {
  post(message: FromThread): void;
  /** Calls back after the messages that have arrived meanwhile, without a timer's delay. */
  later(work: () => void): void;
}

/** `self` of a dedicated worker, which the DOM library declares as a window. */
interface Channel {
  onmessage: ((event: MessageEvent<never>) => void) | null;
  postMessage(message: FromThread): void;
}

/** Gives a loop this thread's port, and the loop every message that arrives: what the page sends is for this thread. */
export function attach(serve: (port: Port) => (message: never) => void): void {
  const channel = self as unknown as Channel;
  // A message to oneself comes back behind what the page has sent meanwhile; a timer would add its delay to every slice.
  const later: (() => void)[] = [];
  const turns = new MessageChannel();
  turns.port1.onmessage = () => later.shift()?.();
  const handle = serve({
    post: (message) => {
      channel.postMessage(message);
    },
    later: (work) => {
      later.push(work);
      turns.port2.postMessage(null);
    },
  });
  channel.onmessage = (event) => {
    handle(event.data);
  };
}
