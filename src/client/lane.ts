/**
 * One thread and what it has been asked. The thread is started with the first request and again with the first one
 * after it died; it is dead when it breaks, or when it answers neither requests nor pings for a while.
 */
import type { FromWorker, Progress, Request } from '../protocol/index.ts';
import type { Route } from './routing.ts';
import type { Thread } from './thread.ts';

/** A request on its way to an answer. */
export interface Job {
  readonly id: number;
  readonly body: Request;
  readonly route: Route;
  readonly resolve: (reply: never) => void;
  readonly reject: (error: Error) => void;
  readonly onProgress: ((progress: Progress) => void) | undefined;
  /** How often it was handed to a thread. */
  tries: number;
  cancelled: boolean;
}

export interface LaneEvents {
  readonly onReply: (job: Job, message: Extract<FromWorker, { type: 'done' | 'failed' }>) => void;
  /** The thread is gone; `lost` is what it had not answered, oldest first. */
  readonly onDeath: (reason: string | null, lost: readonly Job[]) => void;
}

/** A thread that hears nothing of so many pings, one after each interval, does not come back. */
const PING_MS = 5000;
const PINGS = 4;

export class Lane {
  private readonly start: () => Thread;
  private readonly events: LaneEvents;
  private readonly open = new Map<number, Job>();
  private thread: Thread | null = null;
  private watch: ReturnType<typeof setInterval> | null = null;
  private unanswered = 0;

  constructor(start: () => Thread, events: LaneEvents) {
    this.start = start;
    this.events = events;
  }

  get jobs(): Iterable<Job> {
    return this.open.values();
  }

  /** Starts the thread before it is needed; what is wrong with it, the first request will say. */
  warm(): void {
    try {
      this.running();
    } catch {
      this.stop();
    }
  }

  send(job: Job): void {
    job.tries++;
    this.open.set(job.id, job);
    try {
      this.running().post({ type: 'request', request: job.id, body: job.body });
    } catch (error) {
      this.die(error instanceof Error ? error.message : String(error));
    }
    this.watch ??= setInterval(() => this.ping(), PING_MS);
  }

  cancel(job: Job): void {
    if (this.open.has(job.id)) this.thread?.post({ type: 'cancel', request: job.id });
  }

  /** Ends the thread; what it has not answered is returned. */
  stop(): readonly Job[] {
    this.thread?.terminate();
    this.thread = null;
    const lost = [...this.open.values()];
    this.open.clear();
    this.rest();
    return lost;
  }

  private running(): Thread {
    if (this.thread) return this.thread;
    const started = this.start();
    this.thread = started;
    started.listen(
      (message) => {
        if (this.thread === started) this.receive(message);
      },
      (reason) => {
        if (this.thread === started) this.die(reason);
      },
    );
    return started;
  }

  private receive(message: FromWorker): void {
    this.unanswered = 0;
    if (message.type === 'pong') return;
    const job = this.open.get(message.request);
    if (!job) return;
    if (message.type === 'progress') {
      job.onProgress?.(message.progress);
      return;
    }
    this.open.delete(job.id);
    if (this.open.size === 0) this.rest();
    this.events.onReply(job, message);
  }

  private ping(): void {
    if (this.unanswered === PINGS) {
      this.die('it no longer answers');
      return;
    }
    this.unanswered++;
    this.thread?.post({ type: 'ping' });
  }

  private die(reason: string | null): void {
    this.events.onDeath(reason, this.stop());
  }

  private rest(): void {
    if (this.watch !== null) clearInterval(this.watch);
    this.watch = null;
    this.unanswered = 0;
  }
}
