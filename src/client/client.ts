/**
 * Requests to a small pool of threads as promises (routing.ts: which thread gets which). One thread compiles, and what it
 * makes of a text is sent to the others, which run programs. A thread that dies is started again and what it was asked is asked once more; what kills a second thread fails with a message for people.
 * Replies depend on the request alone, never on the thread that gave them or on when.
 */
import { assertNever } from '../base/index.ts';
import type { Instance, ProgressOf, Replies, ReplyOf, Request, TextRequest } from '../protocol/index.ts';
import { Lane, type Job } from './lane.ts';
import { inRunnersWords, type RunnableRequest } from './preparing.ts';
import { Programs } from './programs.ts';
import { isOfText, routeOf, type Route } from './routing.ts';
import { NOT_LOADED, startWorker, type Role, type Thread } from './thread.ts';

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
  request<R extends Request>(body: R, onProgress?: (progress: ProgressOf<R>) => void): Pending<ReplyOf<R>>;
  /** Ends the threads; pending requests fail. */
  close(): void;
}

export interface ClientOptions {
  /** Threads that run programs, the reserved one included; with one, it does everything. One more compiles. */
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
const COMPILER = 'compiling';

/** What a thread is called where it cannot be had, and what may help. */
const NAMES = { compiler: 'The compiler', runner: 'The search thread' } as const;
const STOPPED = {
  compiler: (how: string) => `The compiler stopped${how}. A shorter text may compile.`,
  runner: (how: string) => `The search stopped${how}. Fewer options or a stronger model make it smaller.`,
} as const;

function unreachable(role: Role): string {
  return `${NAMES[role]} does not start: its script could not be loaded. Reload the page when you are online.`;
}

/** As many threads as cores, but one for stepping and one for searching at least, and few enough to leave memory. */
export function threadsFor(cores: number): number {
  return Math.min(MOST_THREADS, Math.max(2, cores));
}

/** A client whose threads are started by `start` when they are first needed. */
export function createClient(
  start: (role: Role, name: string) => Thread = startWorker,
  { threads = 1, onDeath }: ClientOptions = {},
): Client {
  const explored = new Map<Lane, string[]>();
  const queue: Job[] = [];
  let last = 0;

  const openLane = (role: Role, name: string): Lane => {
    const lane: Lane = new Lane(() => start(role, name), {
      onReply: (job, message) => {
        if (message.type === 'failed') job.reject(new RequestFailed(message.message, false));
        else job.resolve(message.reply as never);
        // Whoever had something compiled wants its verdict next, and a thread takes a while to start.
        searching[0]?.warm();
        fill();
      },
      onRefused: (job, error) => {
        job.reject(error);
        fill();
      },
      onDeath: (reason, lost) => {
        explored.delete(lane);
        const why = reason === null ? ', most likely out of memory' : ` (${reason})`;
        const again = lost.filter((job) => job.tries < TRIES && !job.cancelled);
        for (const job of lost) {
          if (again.includes(job)) continue;
          const how = `${job.tries > 1 ? ' twice' : ''}${why}`;
          const message = reason === NOT_LOADED ? unreachable(role) : STOPPED[role](how);
          job.reject(new RequestFailed(message, true));
        }
        onDeath?.({ reason, lost: lost.length, again: again.length });
        for (const job of again) send(job);
        fill();
      },
    });
    return lane;
  };

  const compiler = openLane('compiler', COMPILER);
  const lanes = Array.from({ length: threads }, (_, nth) =>
    openLane('runner', nth === 0 ? 'stepping' : `search ${nth}`),
  );
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
      case 'compiler':
        return compiler;
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
    for (const lane of [compiler, ...lanes]) lane.cancel(job);
  };

  const post = <T>(route: Route, prepare: Job['prepare'], onProgress?: Job['onProgress']): Pending<T> => {
    const id = ++last;
    let cancelJob: Pending<T>['cancel'] = () => undefined;
    const promise = new Promise<T>((resolve, reject) => {
      const job: Job = {
        id,
        route,
        prepare,
        resolve,
        reject,
        onProgress,
        tries: 0,
        cancelled: false,
        uses: [],
      };
      cancelJob = () => cancel(job);
      send(job);
    });
    return { promise, cancel: () => cancelJob() };
  };

  /** About a text. The thread that steps starts beside it, for whoever has something compiled wants to see it run. */
  const ask = <R extends TextRequest>(body: R, onProgress?: Job['onProgress']): Pending<Replies[R['do']]> => {
    const pending = post<Replies[R['do']]>({ to: 'compiler' }, () => ({ body, programs: [] }), onProgress);
    reserved?.warm();
    return pending;
  };
  const programs = new Programs((instance) => ask({ do: 'program', instance }).promise);
  const scheduleOf = ({ id, text }: Instance, name: string) =>
    ask({ do: 'schedule', id, text, name }).promise;

  const run = (body: RunnableRequest, onProgress: Job['onProgress']): Pending<unknown> => {
    // There are many cells, and each is asked for once.
    const programOf = (instance: Instance) =>
      body.do === 'cell' ? programs.once(instance) : programs.of(instance);
    return post(routeOf(body), () => inRunnersWords(body, { programOf, scheduleOf }), onProgress);
  };

  const answer = (body: Request, onProgress: Job['onProgress']): Pending<unknown> => {
    if (body.do === 'program')
      return {
        promise: programs.of(body.instance).then(({ program }) => program),
        cancel: () => undefined,
      };
    return isOfText(body) ? ask(body, onProgress) : run(body, onProgress);
  };

  return {
    // A thread answers a request with progress of its kind.
    request: <R extends Request>(body: R, onProgress?: (progress: ProgressOf<R>) => void) =>
      answer(body, onProgress as Job['onProgress']) as Pending<ReplyOf<R>>,
    close: () => {
      const open = [...queue.splice(0), ...[compiler, ...lanes].flatMap((lane) => lane.stop())];
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
