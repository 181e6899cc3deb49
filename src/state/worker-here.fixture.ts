/** The page's stores on the real machine, without a browser, and a scenario to ask about. */
import { createClient } from '../client/index.ts';
import type { FromWorker } from '../protocol/index.ts';
import { serve } from '../worker/index.ts';
import type { ScenarioFile } from './ports.ts';

/** The worker's own loop on this thread: what the page asks, answered by the real machine. */
export function here() {
  let hear: (message: FromWorker) => void = () => undefined;
  const handle = serve({ post: (message) => hear(message), later: (work) => setTimeout(work) });
  return createClient(() => ({
    post: (message) => queueMicrotask(() => handle(message)),
    listen: (onMessage) => {
      hear = onMessage;
    },
    terminate: () => undefined,
  }));
}

export const file: ScenarioFile = {
  id: 'sb',
  bundled: true,
  text: `scenario "store buffering"
arch x86
option mb "barriers" = on | off
int x, y;
property both "Both CPUs read the old value."
cpu 0 "a" { WRITE_ONCE(x, 1); if (mb) smp_mb(); int r0 = READ_ONCE(y); }
cpu 1 "b" { WRITE_ONCE(y, 1); if (mb) smp_mb(); int r1 = READ_ONCE(x); }
final(cpu0.r0 == 1 || cpu1.r1 == 1, both);
`,
};
