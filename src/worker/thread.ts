/** What `new Worker` starts in the page. */
import type { FromWorker, ToWorker } from '../protocol/index.ts';
import { serve } from './serve.ts';

/** The dedicated worker's side of the channel; the DOM library declares `self` as a window. */
interface Channel {
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
  postMessage(message: FromWorker): void;
}

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
