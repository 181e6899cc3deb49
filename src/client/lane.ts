/**
 * One thread and what it has been asked. The thread is started with the first request and again with the first one
 * after it died; it is dead when it breaks, or when it answers neither requests nor pings for a while.
 */
import type { FromThread, Progress, Share } from '../protocol/index.ts';
import type { Ready } from './preparing.ts';
import type { Route } from './routing.ts';
import type { Thread } from './thread.ts';

/** A request on its way to an answer. */
export interface Job {
  readonly id: number;
  readonly route: Route;
  /** The request in the thread's words, with what that needs of the compiler. */
  readonly prepare: () => Ready | Promise<Ready>;
  readonly resolve: (reply: never) => void;
  readonly reject: (error: Error) => void;
  readonly onProgress: ((progress: Progress | Share) => void) | undefined;
  /** How often it was handed to a thread. */
  tries: number;
  cancelled: boolean;
  /** Numbers of the programs that it was handed over with. */
  uses: readonly number[];
}

export interface LaneEvents {
  readonly onReply: (job: Job, message: Extract<FromThread, { type: 'done' | 'failed' }>) => void;
  /** There is nothing to ask: the compiler had no program for it. */
  readonly onRefused: (job: Job, error: Error) => void;
  /** The thread is gone; `lost` is what it had not answered, oldest first. */
  readonly onDeath: (reason: string | null, lost: readonly Job[]) => void;
}

/** A thread that hears nothing of so many pings, one after each interval, does not come back. */
const PING_MS = 5000;
const PINGS = 4;

/** Programs that a thread holds beyond those that it is being asked about. */
const PROGRAMS_KEPT = 12;

export class Lane {
  private readonly start: () => Thread;
  private readonly events: LaneEvents;
  private readonly open = new Map<number, Job>();
  /** Programs that the thread was sent, least recently used first. */
  private readonly sent = new Set<number>();
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

  /** Hands the thread a job as soon as that is prepared; until then it counts as one that the thread has. */
  send(job: Job): void {
    const attempt = ++job.tries;
    this.open.set(job.id, job);
    this.watch ??= setInterval(() => this.ping(), PING_MS);
    // It starts while the job is prepared.
    this.dieIfFails(() => this.running());
    // It may be another thread's job by now, or that of this one's successor.
    const isMine = () => this.open.get(job.id) === job && job.tries === attempt;
    const hand = (ready: Ready) => {
      if (isMine()) this.dieIfFails(() => this.hand(job, ready));
    };
    const ready = job.prepare();
    if (!(ready instanceof Promise)) {
      hand(ready);
      return;
    }
    ready.then(hand, (error: unknown) => {
      if (!isMine()) return;
      this.close(job);
      this.events.onRefused(job, error instanceof Error ? error : new Error(String(error)));
    });
  }

  private hand(job: Job, { body, programs }: Ready): void {
    const thread = this.running();
    for (const { number, program } of programs) {
      if (!this.sent.delete(number)) thread.post({ type: 'program', number, program });
      this.sent.add(number);
    }
    job.uses = programs.map(({ number }) => number);
    thread.post({ type: 'request', request: job.id, body });
    if (job.cancelled) thread.post({ type: 'cancel', request: job.id });
    const used = new Set([...this.open.values()].flatMap(({ uses }) => uses));
    for (const number of this.sent) {
      if (this.sent.size <= PROGRAMS_KEPT) break;
      if (used.has(number)) continue;
      this.sent.delete(number);
      thread.post({ type: 'forget', number });
    }
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
    this.sent.clear();
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

  private receive(message: FromThread): void {
    this.unanswered = 0;
    if (message.type === 'pong') return;
    const job = this.open.get(message.request);
    if (!job) return;
    if (message.type === 'progress') {
      job.onProgress?.(message.progress);
      return;
    }
    this.close(job);
    this.events.onReply(job, message);
  }

  private close(job: Job): void {
    this.open.delete(job.id);
    if (this.open.size === 0) this.rest();
  }

  private dieIfFails(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.die(error instanceof Error ? error.message : String(error));
    }
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
