/**
 * The thread's loop: short requests are answered at once, searches go on slice by slice, one after another, with
 * messages looked at in between.
 */
import { assertNever } from '../base/index.ts';
import { playSchedule, replay } from '../explore/index.ts';
import type { FromWorker, Replies, Request, ToWorker } from '../protocol/index.ts';
import { Session, Unusable } from './session.ts';

/** Long enough to be efficient, short enough that stepping through a run stays smooth while a search goes on. */
const SLICE_MS = 25;
const PROGRESS_MS = 100;

export interface Port {
  post(message: FromWorker): void;
}

type Search = Extract<Request, { do: 'explore' }>;

interface Job {
  readonly id: number;
  readonly body: Search;
  reported: number;
  cancelled: boolean;
}

/** Handles the messages of one port; give every message that arrives to the function returned. */
export function serve(port: Port): (message: ToWorker) => void {
  const session = new Session();
  const jobs: Job[] = [];
  const ticks = new MessageChannel();
  ticks.port1.onmessage = () => {
    const [job] = jobs;
    if (!job) return;
    attempt(job.id, () => {
      if (slice(job)) jobs.splice(jobs.indexOf(job), 1);
    });
    if (jobs.length > 0) tick();
  };
  const tick = () => {
    ticks.port2.postMessage(null);
  };

  const slice = (job: Job): boolean => {
    const exploration = session.explore(job.body.instance, job.body.limits);
    if (job.cancelled) exploration.search.cancel();
    const now = performance.now();
    exploration.done = exploration.search.advance(now + SLICE_MS);
    if (exploration.done) port.post({ type: 'done', request: job.id, reply: exploration.search.result });
    else if (now - job.reported > PROGRESS_MS) {
      job.reported = now;
      port.post({ type: 'progress', request: job.id, progress: exploration.search.progress() });
    }
    return exploration.done;
  };

  const attempt = (id: number, work: () => void) => {
    try {
      work();
    } catch (error) {
      const at = jobs.findIndex((job) => job.id === id);
      if (at >= 0) jobs.splice(at, 1);
      port.post({ type: 'failed', request: id, message: messageOf(error) });
    }
  };

  return (message) => {
    if (message.type === 'cancel') {
      const job = jobs.find(({ id }) => id === message.request);
      if (job) job.cancelled = true;
      return;
    }
    const { request: id, body } = message;
    if (body.do === 'explore') {
      jobs.push({ id, body, reported: 0, cancelled: false });
      if (jobs.length === 1) tick();
      return;
    }
    attempt(id, () => {
      port.post({ type: 'done', request: id, reply: answer(session, body) });
    });
  };
}

function answer(session: Session, body: Exclude<Request, Search>): Replies[keyof Replies] {
  switch (body.do) {
    case 'compile':
      return session.compile(body.id, body.text);
    case 'program':
      return session.load(body.instance).program;
    case 'replay': {
      const loaded = session.load(body.instance);
      return replay(loaded.machine, body.keys, session.fates(loaded));
    }
    case 'interleaving': {
      const loaded = session.load(body.instance);
      const found = loaded.scenario.interleavings.find(({ id }) => id === body.name);
      if (!found) throw new Unusable(`The scenario has no interleaving ${body.name}.`);
      return playSchedule(loaded.machine, found, session.fates(loaded));
    }
    default:
      return assertNever(body);
  }
}

/** Users' mistakes as they are; ours with their place, since nobody else will see the stack of a thread. */
function messageOf(error: unknown): string {
  if (error instanceof Unusable) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
