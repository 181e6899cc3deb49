/**
 * Options × models, filled cell by cell: each cell is a request of its own, so that as many threads as there are share
 * them. Answers stay while the reader goes from cell to cell; they are asked anew when the text changes, other options
 * are chosen, or an option outside of the grid is set.
 * Invariant: answers stand in the grid's order, whichever thread gave which when; so does what they teach.
 */
import { createStore } from 'zustand/vanilla';
import type { Instance } from '../protocol/index.ts';
import type { MatrixAnswer, Model, Settings, Switch } from './answers.ts';
import { messageOf } from './notice.ts';
import type { Pending, WorkerClient } from './ports.ts';
import type { Session } from './session.ts';

export interface MatrixState {
  readonly status: 'idle' | 'running' | 'done' | 'stopped' | 'failed';
  /** Options that vary, in the scenario's order. */
  readonly options: readonly string[];
  /** By `matrixKey`. */
  readonly answers: ReadonlyMap<string, MatrixAnswer>;
  /** Smallest changes of `base` that turn its verdict, model by model. */
  readonly switches: readonly Switch[];
  readonly message: string | null;
}

export const MATRIX_MODELS: readonly Model[] = ['sc', 'tso', 'arm'];
const REST = 60;
/** A cell that needs more is shown as undecided. */
const CELL_LIMITS = { states: 1_000_000 };
const empty: MatrixState = { status: 'idle', options: [], answers: new Map(), switches: [], message: null };

export type MatrixStore = ReturnType<typeof createMatrix>;

/** One filling of one grid. */
interface Filling {
  readonly question: string;
  readonly pending: Set<Pending<unknown>>;
  stopped: boolean;
}

export function createMatrix(client: WorkerClient, session: Pick<Session, 'store'>) {
  const store = createStore<MatrixState>(() => empty);
  const set = (part: Partial<MatrixState>) => store.setState(part);
  let filling: Filling = { question: '', pending: new Set(), stopped: true };
  let lesson = 0;

  /** What the answers so far teach about the cell that the page shows. */
  async function teach(base: Settings): Promise<void> {
    const mine = ++lesson;
    const cells = [...store.getState().answers.values()].map((answer) => ({ ...answer, witness: null }));
    try {
      const switches = await client.request({ do: 'switches', base, cells }).promise;
      if (mine === lesson) set({ switches });
    } catch {
      if (mine === lesson) set({ switches: [] });
    }
  }

  /** Asks within a filling, so that stopping it cancels what is under way. */
  async function ask<T>(mine: Filling, pending: Pending<T>): Promise<T> {
    mine.pending.add(pending);
    try {
      return await pending.promise;
    } finally {
      mine.pending.delete(pending);
    }
  }

  async function fill(instance: Instance, options: readonly string[]): Promise<void> {
    const question = questionOf(instance, options);
    const { status } = store.getState();
    if (question === filling.question && status !== 'failed' && status !== 'idle')
      return teach(instance.settings);
    stop();
    const mine: Filling = { question, pending: new Set(), stopped: false };
    filling = mine;
    set({ ...empty, status: 'running', options });
    let found: (MatrixAnswer | null)[] = [];
    const rest: { timer: ReturnType<typeof setTimeout> | null } = { timer: null };
    const show = async () => {
      if (rest.timer) clearTimeout(rest.timer);
      rest.timer = null;
      if (filling !== mine) return;
      const known = found.flatMap((answer) => answer ?? []);
      set({ answers: new Map(known.map((answer) => [matrixKey(options, answer), answer])) });
      await teach(instance.settings);
    };
    try {
      const cells = await ask(
        mine,
        client.request({ do: 'cells', instance, options, models: MATRIX_MODELS }),
      );
      found = cells.map(() => null);
      // Stopped before there was a cell to cancel.
      if (mine.stopped) throw new Error('stopped');
      const explore = async (cell: (typeof cells)[number], at: number) => {
        const request = { do: 'cell', instance: { ...instance, ...cell }, limits: CELL_LIMITS } as const;
        const answer = await ask(mine, client.request(request));
        found[at] = answer;
        if (answer) rest.timer ??= setTimeout(() => void show(), REST);
      };
      await Promise.all(cells.map(explore));
      await show();
      finish(mine, found.includes(null) ? 'stopped' : 'done');
    } catch (error) {
      cancel(mine);
      await show();
      if (filling === mine)
        set(mine.stopped ? { status: 'stopped' } : { status: 'failed', message: messageOf(error) });
    }
  }

  function finish(mine: Filling, status: MatrixState['status']): void {
    if (filling === mine) set({ status });
  }

  function cancel(mine: Filling): void {
    for (const pending of mine.pending) pending.cancel();
  }

  /** What is filled stays. */
  function stop(): void {
    filling.stopped = true;
    cancel(filling);
  }

  session.store.subscribe((now, before) => {
    if (now.file !== before.file) stop();
  });

  return {
    store,
    fill,
    stop,
    /** Begins the same grid anew after it was stopped. */
    again: (instance: Instance, options: readonly string[]) => {
      filling = { question: '', pending: new Set(), stopped: true };
      void fill(instance, options);
    },
  };
}

/** A cell by what varies. */
export function matrixKey(
  options: readonly string[],
  { settings, model }: { readonly settings: Settings; readonly model: string },
): string {
  return JSON.stringify([model, ...options.map((name) => settings[name] ?? '')]);
}

function questionOf({ id, text, settings }: Instance, options: readonly string[]): string {
  const fixed = Object.entries(settings).filter(([name]) => !options.includes(name));
  return JSON.stringify([id, text, options, fixed.sort(([a], [b]) => (a < b ? -1 : 1))]);
}
