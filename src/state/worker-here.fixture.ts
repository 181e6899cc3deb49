/** The page's stores on the real machine, without a browser, and a scenario to ask about. */
import { createClient, type Role, type Thread } from '../client/index.ts';
import type { FromThread, ToThread } from '../protocol/index.ts';
import { compileTexts, runPrograms, type Port } from '../worker/index.ts';
import type { ScenarioFile } from './ports.ts';

/** The threads' own loops on this thread: what the page asks, answered by the real compiler and the real machine. */
export function here() {
  return createClient((role): Thread => {
    let hear: (message: FromThread) => void = () => undefined;
    const handle = loopOf(role, { post: (message) => hear(message), later: (work) => setTimeout(work) });
    return {
      post: (message) => queueMicrotask(() => handle(message)),
      listen: (onMessage) => {
        hear = onMessage;
      },
      terminate: () => undefined,
    };
  });
}

/** The loop of a thread; it hears what is for it. */
export function loopOf(role: Role, port: Port): (message: ToThread) => void {
  return (role === 'compiler' ? compileTexts(port) : runPrograms(port)) as (message: ToThread) => void;
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
