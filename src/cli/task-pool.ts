/**
 * Threads that share tasks: as many as there are cores, each a copy of this program that waits for work. Where the
 * program is not bundled (in tests) tasks are done here, one after another.
 */
import { availableParallelism } from 'node:os';
import { setImmediate as immediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parentPort, Worker } from 'node:worker_threads';
import { OwnMistake, tellMistake } from './own-mistake.ts';
import { perform, type ResultOf, type Task } from './tasks.ts';
import { UserError } from './user-error.ts';

const MAX_THREADS = 8;

interface Answer {
  readonly result?: unknown;
  /** A user's mistake, in words. */
  readonly mistake?: string;
  /** Ours, told. */
  readonly failure?: string;
}

interface Queued {
  readonly task: Task;
  readonly resolve: (result: never) => void;
  readonly reject: (error: Error) => void;
}

/** More small tasks than this are worth another thread. */
const FEW = 3;

export class TaskPool {
  private readonly queue: Queued[] = [];
  /** The tasks that each has, in the order in which it was given them. */
  private readonly threads = new Map<Worker, Queued[]>();
  private readonly most: number;
  private readonly helps: boolean;
  private isHelping = false;

  /** With this thread, it does tasks too: many small ones are done before another has begun. */
  constructor(who: 'others' | 'with this thread' = 'others') {
    const isBundled = fileURLToPath(import.meta.url).endsWith('.mjs');
    this.helps = who === 'with this thread';
    this.most = isBundled ? Math.min(MAX_THREADS, availableParallelism()) - Number(this.helps) : 0;
  }

  /** The task's result, whichever thread does it. */
  run<T extends Task>(task: T): Promise<ResultOf<T>> {
    if (this.most < 2 && !this.helps) return perform(task) as Promise<ResultOf<T>>;
    return new Promise((resolve, reject) => {
      this.queue.push({ task, resolve, reject });
      this.next();
      const left = this.queue.length - (this.helps ? FEW : 0);
      if (left > 0 && this.threads.size < this.most) this.start();
      if (this.helps) void this.help();
    });
  }

  async close(): Promise<void> {
    await Promise.all([...this.threads.keys()].map((thread) => thread.terminate()));
  }

  private start(): void {
    const thread = new Worker(new URL(import.meta.url));
    const own: Queued[] = [];
    thread.on('message', ({ result, mistake, failure }: Answer) => {
      const done = own.shift();
      if (mistake !== undefined) done?.reject(new UserError(mistake));
      else if (failure !== undefined) done?.reject(new OwnMistake(failure));
      else done?.resolve(result as never);
      this.next();
    });
    thread.on('error', (error) => own[0]?.reject(error));
    this.threads.set(thread, own);
    this.next();
  }

  /** While this thread is busy it gives nobody the next task, so that each has one ahead. */
  private next(): void {
    for (let full = 0; full < (this.helps ? 2 : 1); full += 1)
      for (const [thread, own] of this.threads) {
        const queued = own.length > full ? undefined : this.queue.shift();
        if (queued === undefined) continue;
        own.push(queued);
        thread.postMessage(queued.task);
      }
  }

  /** Tasks here, one after another; what others have done is taken in between. */
  private async help(): Promise<void> {
    if (this.isHelping) return;
    this.isHelping = true;
    await immediate();
    for (let queued = this.queue.shift(); queued !== undefined; queued = this.queue.shift()) {
      await perform(queued.task).then(queued.resolve as (result: unknown) => void, queued.reject);
      await immediate();
    }
    this.isHelping = false;
  }
}

/** What a thread does: each message is a task. */
export function waitForTasks(): void {
  parentPort?.on('message', (task: Task) => {
    perform(task).then(
      (result) => {
        parentPort?.postMessage({ result } satisfies Answer);
      },
      async (error: unknown) => {
        const answer: Answer =
          error instanceof UserError ? { mistake: error.message } : { failure: await tellMistake(error) };
        parentPort?.postMessage(answer);
      },
    );
  });
}
