/**
 * The thread's loop: short requests are answered at once, long ones go on slice by slice, one after another, with
 * messages looked at in between.
 */
import { assertNever } from '../base/index.ts';
import { replay } from '../explore/index.ts';
import type { FromWorker, Replies, Request, ToWorker } from '../protocol/index.ts';
import { search, SLICE_MS, type News, type Work } from './searches.ts';
import { Session, Unusable } from './session.ts';
import type * as StudiesModule from './studies.ts';
import type { LongStudy, ShortStudy } from './studies.ts';

const PROGRESS_MS = 100;

const NOT_LOADED =
  'A part of the program that this needs could not be loaded. Try again when you are online; if the site was updated meanwhile, reload the page.';

/** What the loop needs of its host. */
export interface Port {
  post(message: FromWorker): void;
  /** Calls back after the messages that have arrived meanwhile, without a timer's delay. */
  later(work: () => void): void;
}

type Studies = typeof StudiesModule;
type LongRequest = LongStudy | Extract<Request, { do: 'explore' }>;

const LONG: readonly string[] = [
  'explore',
  'coverage',
  'cell',
  'reach',
  'compare',
  'lattice',
] satisfies LongRequest['do'][];
const SHORT_STUDIES: readonly string[] = [
  'interleaving',
  'translate',
  'why-not',
  'who',
  'account',
  'align',
  'cells',
  'switches',
] satisfies ShortStudy['do'][];

function isLong(body: Request): body is LongRequest {
  return LONG.includes(body.do);
}

function isShortStudy(body: Request): body is ShortStudy {
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
export function serve(
  port: Port,
  load: () => Promise<Studies> = () => import('./studies.ts'),
): (message: ToWorker) => void {
  const session = new Session();
  const jobs: Job[] = [];
  let studies: Studies | null = null;
  /** Calls back with the studies, at once when they are there; else the request is answered as `without` says. */
  const withStudies = (
    id: number,
    use: (loaded: Studies) => void,
    without: () => Replies[keyof Replies] = () => {
      throw new Unusable(NOT_LOADED);
    },
  ) => {
    if (studies) {
      use(studies);
      return;
    }
    load().then(
      (loaded) => {
        studies = loaded;
        use(loaded);
      },
      () => {
        attempt(id, () => {
          port.post({ type: 'done', request: id, reply: without() });
        });
        if (jobs.length > 0) port.later(turn);
      },
    );
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
      // Half a step may be stored: nothing here can be trusted any more. The page starts another thread.
      if (isOutOfMemory(error)) {
        port.later(() => {
          throw error;
        });
        return;
      }
      port.post({ type: 'failed', request: id, message: messageOf(error) });
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
      if (body.do === 'compile' && (body.own === true || isUnread(session.compile(body.id, body.text)))) {
        // Without words for it the place of a mistake is still worth knowing.
        withStudies(
          id,
          (loaded) => {
            attempt(id, () => {
              port.post({ type: 'done', request: id, reply: loaded.explain(session, body) });
            });
          },
          () => answer(session, body),
        );
        return;
      }
      port.post({ type: 'done', request: id, reply: answer(session, body) });
    });
  };
}

/** It has syntax errors, whose words are loaded when there are some. */
function isUnread({ diagnostics }: Replies['compile']): boolean {
  return diagnostics.some(({ code }) => code === 'syntax');
}

function answer(session: Session, body: Exclude<Request, LongRequest | ShortStudy>): Replies[keyof Replies] {
  switch (body.do) {
    case 'compile':
      return session.compile(body.id, body.text);
    case 'program':
      return session.load(body.instance).program;
    case 'replay': {
      const loaded = session.load(body.instance);
      return replay(loaded.machine, body.keys, session.fates(loaded));
    }
    default:
      return assertNever(body);
  }
}

/** In the words of the browsers' engines. */
function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && /allocation|array length|out of memory/i.test(error.message);
}

/** Users' mistakes as they are; ours with their place, since nobody else will see the stack of a thread. */
function messageOf(error: unknown): string {
  if (error instanceof Unusable) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
