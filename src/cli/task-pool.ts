/**
 * Threads that share tasks: as many as there are cores, each a copy of this program that waits for work. Where the
 * program is not bundled (in tests) tasks are done here, one after another.
 */
import { availableParallelism } from 'node:os';
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

export class TaskPool {
  private readonly queue: Queued[] = [];
  private readonly threads: Worker[] = [];
  private readonly idle: Worker[] = [];
  private readonly busy = new Map<Worker, Queued>();
  private readonly most: number;

  constructor() {
    const isBundled = fileURLToPath(import.meta.url).endsWith('.mjs');
    this.most = isBundled ? Math.min(MAX_THREADS, availableParallelism()) : 0;
  }

  /** The task's result, whichever thread does it. */
  run<T extends Task>(task: T): Promise<ResultOf<T>> {
    if (this.most < 2) return perform(task) as Promise<ResultOf<T>>;
    return new Promise((resolve, reject) => {
      this.queue.push({ task, resolve, reject });
      if (this.idle.length === 0 && this.threads.length < this.most) this.start();
      else this.next();
    });
  }

  async close(): Promise<void> {
    await Promise.all(this.threads.map((thread) => thread.terminate()));
  }

  private start(): void {
    const thread = new Worker(new URL(import.meta.url));
    thread.on('message', ({ result, mistake, failure }: Answer) => {
      const done = this.busy.get(thread);
      this.busy.delete(thread);
      this.idle.push(thread);
      if (mistake !== undefined) done?.reject(new UserError(mistake));
      else if (failure !== undefined) done?.reject(new OwnMistake(failure));
      else done?.resolve(result as never);
      this.next();
    });
    thread.on('error', (error) => this.busy.get(thread)?.reject(error));
    this.threads.push(thread);
    this.idle.push(thread);
    this.next();
  }

  private next(): void {
    const [queued] = this.queue;
    const thread = queued && this.idle.pop();
    if (!thread) return;
    this.queue.shift();
    this.busy.set(thread, queued);
    thread.postMessage(queued.task);
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
