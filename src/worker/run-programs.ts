/**
 * The loop of a thread that runs programs: short requests are answered at once, long ones go on slice by slice, one after
 * another, with messages looked at in between. It is sent programs and never a text, so it begins without the compiler.
 */
import { assertNever } from '../base/index.ts';
import { playSchedule, replay, type Run } from '../explore/index.ts';
import type { Replies, RunRequest, ToThread } from '../protocol/index.ts';
import type { Port } from './channel.ts';
import { fail, Unusable } from './failure.ts';
import { LatePart, NOT_LOADED } from './late-part.ts';
import { search, SLICE_MS, type News, type Work } from './searches.ts';
import { Session } from './session.ts';
import type * as StudiesModule from './studies.ts';
import type { LongStudy, ShortStudy } from './studies.ts';

const PROGRESS_MS = 100;

type Studies = typeof StudiesModule;
type LongRequest = LongStudy | Extract<RunRequest, { do: 'explore' }>;

const LONG: readonly string[] = [
  'explore',
  'coverage',
  'cell',
  'reach',
  'compare',
  'lattice',
  'why-holds',
  'dependencies',
] satisfies LongRequest['do'][];
const SHORT_STUDIES: readonly string[] = [
  'translate',
  'why-not',
  'who',
  'account',
  'align',
  'switches',
] satisfies ShortStudy['do'][];

function isLong(body: RunRequest): body is LongRequest {
  return LONG.includes(body.do);
}

function isShortStudy(body: RunRequest): body is ShortStudy {
  return SHORT_STUDIES.includes(body.do);
}

interface Job {
  readonly id: number;
  readonly body: LongRequest;
  work: Work<Replies[keyof Replies]> | null;
  reported: number;
  cancelled: boolean;
}

/**
 * Handles the messages of one port; give every message that arrives to the function returned. Where `load` fails, so
 * does the request that needed it; the next one tries again.
 */
export function runPrograms(
  port: Port,
  load: () => Promise<Studies> = () => import('./studies.ts'),
): (message: ToThread<RunRequest>) => void {
  const session = new Session();
  const jobs: Job[] = [];
  const studies = new LatePart(load);
  const withStudies = (id: number, use: (loaded: Studies) => void) => {
    studies.with(use, () => {
      attempt(id, () => {
        throw new Unusable(NOT_LOADED);
      });
      if (jobs.length > 0) port.later(turn);
    });
  };

  const turn = () => {
    // The verdict goes before every other study, since a reader waits for it; cells of a matrix come last.
    const job =
      jobs.find(({ body }) => body.do === 'explore') ??
      jobs.find(({ body }) => body.do !== 'cell') ??
      jobs[0];
    if (!job) return;
    const { body } = job;
    if (job.work === null && body.do !== 'explore') {
      withStudies(job.id, (loaded) => {
        attempt(job.id, () => {
          job.work = loaded.study(session, body, job);
        });
        port.later(turn);
      });
      return;
    }
    attempt(job.id, () => {
      if (body.do === 'explore') job.work ??= search(session, body, job);
      if (job.work !== null && slice(job, job.work)) jobs.splice(jobs.indexOf(job), 1);
    });
    if (jobs.length > 0) port.later(turn);
  };

  const slice = (job: Job, work: Work<Replies[keyof Replies]>): boolean => {
    const until = performance.now() + SLICE_MS;
    do {
      const { done, value } = work.next();
      if (done) {
        port.post({ type: 'done', request: job.id, reply: value });
        return true;
      }
      report(job, value);
    } while (performance.now() < until);
    return false;
  };

  const report = (job: Job, { progress }: News) => {
    const now = performance.now();
    if (!progress || now - job.reported < PROGRESS_MS) return;
    job.reported = now;
    port.post({ type: 'progress', request: job.id, progress });
  };

  const attempt = (id: number, work: () => void) => {
    try {
      work();
    } catch (error) {
      const at = jobs.findIndex((job) => job.id === id);
      if (at >= 0) jobs.splice(at, 1);
      fail(port, id, error);
    }
  };

  return (message) => {
    if (message.type === 'ping') {
      port.post({ type: 'pong' });
      return;
    }
    if (message.type === 'cancel') {
      const job = jobs.find(({ id }) => id === message.request);
      if (job) job.cancelled = true;
      return;
    }
    if (message.type === 'program') {
      session.learn(message.number, message.program);
      return;
    }
    if (message.type === 'forget') {
      session.forget(message.number);
      return;
    }
    const { request: id, body } = message;
    if (isLong(body)) {
      jobs.push({ id, body, work: null, reported: 0, cancelled: false });
      if (jobs.length === 1) port.later(turn);
      return;
    }
    if (isShortStudy(body)) {
      withStudies(id, (loaded) => {
        attempt(id, () => {
          port.post({ type: 'done', request: id, reply: loaded.answerStudy(session, body) });
        });
      });
      return;
    }
    attempt(id, () => {
      const reply = answer(session, body);
      const { problem } = reply;
      if (body.do !== 'interleaving' || problem === null) {
        port.post({ type: 'done', request: id, reply });
        return;
      }
      // Only a refused one needs the part that says why.
      studies.with(
        ({ refusalOf }) => {
          const because = refusalOf(session.load(body.instance).machine, body.schedule);
          port.post({ type: 'done', request: id, reply: { ...reply, problem: { ...problem, because } } });
        },
        () => {
          port.post({ type: 'done', request: id, reply });
        },
      );
    });
  };
}

function answer(session: Session, body: Exclude<RunRequest, LongRequest | ShortStudy>): Run {
  const loaded = session.load(body.instance);
  switch (body.do) {
    case 'interleaving':
      return playSchedule(loaded.machine, body.schedule, session.fates(loaded));
    case 'replay':
      return replay(loaded.machine, body.keys, session.fates(loaded));
    default:
      return assertNever(body);
  }
}
