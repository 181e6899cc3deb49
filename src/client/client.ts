/**
 * Requests to a small pool of threads as promises (routing.ts: which thread gets which). A thread that dies is started
 * again and what it was asked is asked once more; what kills a second thread fails with a message for people.
 * Replies depend on the request alone, never on the thread that gave them or on when.
 */
import { assertNever } from '../base/index.ts';
import type { Progress, ReplyOf, Request } from '../protocol/index.ts';
import { Lane, type Job } from './lane.ts';
import { routeOf } from './routing.ts';
import { NOT_LOADED, startWorker, type Thread } from './thread.ts';

export interface Pending<T> {
  readonly promise: Promise<T>;
  /** Stops a search: its promise resolves with what is known so far. Other requests just finish. */
  readonly cancel: () => void;
}

/** A thread died with so many requests; `again` of them go on in a new one, the others have failed. */
export interface Death {
  readonly reason: string | null;
  readonly lost: number;
  readonly again: number;
}

export interface Client {
  /** Sends a request. The promise rejects with a RequestFailed. */
  request<R extends Request>(body: R, onProgress?: (progress: Progress) => void): Pending<ReplyOf<R>>;
  /** Ends the threads; pending requests fail. */
  close(): void;
}

export interface ClientOptions {
  /** Threads, the reserved one included; with one, it does everything. */
  readonly threads?: number;
  readonly onDeath?: (death: Death) => void;
}

/** A request that got no answer; `message` is for people. `died`: the thread itself is gone. */
export class RequestFailed extends Error {
  override readonly name = 'RequestFailed';
  readonly died: boolean;

  constructor(message: string, died: boolean) {
    super(message);
    this.died = died;
  }
}

const MOST_THREADS = 4;
const TRIES = 2;
/** One is worked on, one waits, so that a thread is not idle while its answer travels. */
const CELLS_AHEAD = 2;
/** As many graphs as a thread keeps. */
const EXPLORED_KEPT = 6;
const SMALLER = 'Fewer options or a stronger model make it smaller.';

const UNREACHABLE =
  'The search thread does not start: its script could not be loaded. Reload the page when you are online.';

/** As many threads as cores, but one for stepping and one for searching at least, and few enough to leave memory. */
export function threadsFor(cores: number): number {
  return Math.min(MOST_THREADS, Math.max(2, cores));
}

/** A client whose threads are started by `start` when they are first needed. */
export function createClient(
  start: (name: string) => Thread = startWorker,
  { threads = 1, onDeath }: ClientOptions = {},
): Client {
  const lanes: Lane[] = [];
  const explored = new Map<Lane, string[]>();
  const queue: Job[] = [];
  let last = 0;

  for (let nth = 0; nth < threads; nth++) {
    const lane: Lane = new Lane(() => start(nth === 0 ? 'stepping' : `search ${nth}`), {
      onReply: (job, message) => {
        if (message.type === 'failed') job.reject(new RequestFailed(message.message, false));
        else job.resolve(message.reply as never);
        // Whoever had something compiled wants its verdict next, and a thread takes a while to start.
        searching[0]?.warm();
        fill();
      },
      onDeath: (reason, lost) => {
        explored.delete(lane);
        const why = reason === null ? ', most likely out of memory' : ` (${reason})`;
        const again = lost.filter((job) => job.tries < TRIES && !job.cancelled);
        for (const job of lost) {
          if (again.includes(job)) continue;
          const often = job.tries > 1 ? ' twice' : '';
          const message =
            reason === NOT_LOADED ? UNREACHABLE : `The search stopped${often}${why}. ${SMALLER}`;
          job.reject(new RequestFailed(message, true));
        }
        onDeath?.({ reason, lost: lost.length, again: again.length });
        for (const job of again) send(job);
        fill();
      },
    });
    lanes.push(lane);
  }
  const [reserved] = lanes;
  const searching = lanes.length > 1 ? lanes.slice(1) : lanes;

  const knows = (lane: Lane, keys: readonly string[]) =>
    explored.get(lane)?.some((known) => keys.includes(known)) ?? false;
  const remember = (lane: Lane, keys: readonly string[]) => {
    const others = explored.get(lane)?.filter((known) => !keys.includes(known)) ?? [];
    explored.set(lane, [...others, ...keys].slice(-EXPLORED_KEPT));
  };

  /** Where a request goes; nowhere for now where it may wait. */
  const laneFor = ({ route }: Job): Lane | undefined => {
    switch (route.to) {
      case 'reserved':
        return reserved;
      case 'explorer': {
        const explorer = searching.find((lane) => knows(lane, [route.key]));
        return explorer && (route.wait || searches(explorer).length === 0) ? explorer : reserved;
      }
      case 'search':
        return searching.find((lane) => knows(lane, route.keys)) ?? leastBusy(searching);
      case 'spread':
        return leastBusy(searching.filter((lane) => mayTakeCell(lane)));
      default:
        return assertNever(route);
    }
  };

  const hand = (job: Job): boolean => {
    const lane = laneFor(job);
    if (!lane) return false;
    if (job.route.to === 'search' && job.route.explores) remember(lane, job.route.keys);
    lane.send(job);
    return true;
  };

  const send = (job: Job) => {
    if (!hand(job)) queue.push(job);
  };

  const fill = () => {
    while (queue[0] && hand(queue[0])) queue.shift();
  };

  const cancel = (job: Job) => {
    job.cancelled = true;
    const at = queue.indexOf(job);
    if (at >= 0) {
      queue.splice(at, 1);
      job.resolve(null as never);
    }
    for (const lane of lanes) lane.cancel(job);
  };

  return {
    request: <R extends Request>(body: R, onProgress?: (progress: Progress) => void) => {
      const id = ++last;
      let job: Job | null = null;
      const promise = new Promise<ReplyOf<R>>((resolve, reject) => {
        job = { id, body, route: routeOf(body), resolve, reject, onProgress, tries: 0, cancelled: false };
        send(job);
      });
      return {
        promise,
        cancel: () => {
          if (job) cancel(job);
        },
      };
    },
    close: () => {
      const open = [...queue.splice(0), ...lanes.flatMap((lane) => lane.stop())];
      for (const job of open) job.reject(new RequestFailed('The page closed the search thread.', true));
    },
  };
}

/** What a thread has under way that takes long. */
function searches(lane: Lane): Job[] {
  return [...lane.jobs].filter(({ route }) => route.to === 'search' || route.to === 'spread');
}

/** A cell waits for a thread that does nothing but cells. */
function mayTakeCell(lane: Lane): boolean {
  const under = searches(lane);
  return under.length < CELLS_AHEAD && under.every(({ route }) => route.to === 'spread');
}

/** Cells count little: they make room for other searches. The first one where several are as good. */
function leastBusy(lanes: readonly Lane[]): Lane | undefined {
  const load = (lane: Lane) =>
    searches(lane).reduce((sum, { route }) => sum + (route.to === 'spread' ? 1 : CELLS_AHEAD + 1), 0);
  return lanes.reduce<Lane | undefined>(
    (best, lane) => (best && load(best) <= load(lane) ? best : lane),
    undefined,
  );
}
