/**
 * Options × models, filled cell by cell by a search thread of its own. Answers stay while the reader goes from cell to
 * cell; they are asked anew when the text changes, other options are chosen, or an option outside of the grid is set.
 */
import { createStore } from 'zustand/vanilla';
import type { Instance, Replies } from '../protocol/index.ts';
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

/** `client` must be a thread of its own: a matrix may take minutes, and stepping must not wait for it. */
export function createMatrix(client: WorkerClient, session: Pick<Session, 'store'>) {
  const store = createStore<MatrixState>(() => empty);
  const set = (part: Partial<MatrixState>) => store.setState(part);
  let question = '';
  let pending: Pending<Replies['matrix']> | null = null;
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

  async function fill(instance: Instance, options: readonly string[]): Promise<void> {
    const asked = questionOf(instance, options);
    const { status } = store.getState();
    if (asked === question && status !== 'failed' && status !== 'idle') return teach(instance.settings);
    stop();
    question = asked;
    set({ ...empty, status: 'running', options });
    const arrived: MatrixAnswer[] = [];
    const rest: { timer: ReturnType<typeof setTimeout> | null } = { timer: null };
    const show = () => {
      rest.timer = null;
      if (question !== asked) return;
      const answers = new Map(store.getState().answers);
      for (const answer of arrived.splice(0)) answers.set(matrixKey(options, answer), answer);
      set({ answers });
      void teach(instance.settings);
    };
    const mine = client.request(
      { do: 'matrix', instance, options, models: MATRIX_MODELS, limits: CELL_LIMITS },
      undefined,
      (part) => {
        arrived.push(part);
        rest.timer ??= setTimeout(show, REST);
      },
    );
    pending = mine;
    try {
      const { cells, total } = await mine.promise;
      if (pending !== mine) return;
      if (rest.timer) clearTimeout(rest.timer);
      show();
      set({ status: cells.length < total ? 'stopped' : 'done' });
    } catch (error) {
      if (pending === mine) set({ status: 'failed', message: messageOf(error) });
    }
  }

  /** What is filled stays. */
  function stop(): void {
    pending?.cancel();
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
      question = '';
      void fill(instance, options);
    },
  };
}

/** A cell by what varies. */
export function matrixKey(
  options: readonly string[],
  { settings, model }: { readonly settings: Settings; readonly model: Model },
): string {
  return JSON.stringify([model, ...options.map((name) => settings[name] ?? '')]);
}

function questionOf({ id, text, settings }: Instance, options: readonly string[]): string {
  const fixed = Object.entries(settings).filter(([name]) => !options.includes(name));
  return JSON.stringify([id, text, options, fixed.sort(([a], [b]) => (a < b ? -1 : 1))]);
}
