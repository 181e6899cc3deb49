/** What `new Worker` starts in the page. */
import type { FromWorker, ToWorker } from '../protocol/index.ts';
import { serve } from './serve.ts';

/** The dedicated worker's side of the channel; the DOM library declares `self` as a window. */
interface Channel {
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
  postMessage(message: FromWorker): void;
}

const channel = self as unknown as Channel;
const handle = serve({
  post: (message) => {
    channel.postMessage(message);
  },
});
channel.onmessage = (event) => {
  handle(event.data);
};
