/**
 * The Linux-kernel memory model's cells of a matrix: asked one after the other of the thread that compiles, nearest to what
 * the page shows first, and left when another text is opened. Cells whose options bring in what the model does not speak of have a
 * sentence instead of a verdict.
 */
import { createStore } from 'zustand/vanilla';
import type { Instance, KernelVerdict, Replies, Request } from '../protocol/index.ts';
import type { Settings, Switch } from './answers.ts';
import { messageOf } from './notice.ts';
import type { Pending, WorkerClient } from './ports.ts';

export type KernelAnswer = Extract<KernelVerdict, { readonly k: 'scenario' | 'refused' }>;

export interface KernelMatrixState {
  /** What the answers are about. */
  readonly question: string;
  readonly status: 'running' | 'done' | 'stopped';
  /** By `kernelKey`. */
  readonly answers: ReadonlyMap<string, KernelAnswer>;
  readonly switches: readonly Switch[];
}

export type KernelMatrix = ReturnType<typeof createKernelMatrix>;

const matrices = new WeakMap<WorkerClient, KernelMatrix>();

/** The page's one, made when somebody first asks. */
export function kernelMatrixOf(client: WorkerClient): KernelMatrix {
  const known = matrices.get(client) ?? createKernelMatrix(client);
  matrices.set(client, known);
  return known;
}

export function kernelKey(settings: Settings): string {
  return JSON.stringify(Object.entries(settings).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function createKernelMatrix(client: WorkerClient) {
  const store = createStore<KernelMatrixState>(() => ({
    question: '',
    status: 'done',
    answers: new Map(),
    switches: [],
  }));
  const pending = new Set<Pending<unknown>>();
  const stop = (): void => {
    if (store.getState().status === 'running') store.setState({ status: 'stopped' });
    for (const one of pending) one.cancel();
  };

  async function ask<R extends Request>(body: R): Promise<Replies[R['do']]> {
    const asked = client.request(body);
    pending.add(asked);
    try {
      return await asked.promise;
    } finally {
      pending.delete(asked);
    }
  }

  async function answerOf({ id, text }: Instance, settings: Settings): Promise<KernelAnswer> {
    try {
      const verdict = await ask({ do: 'kernel-verdict', text, of: { id, settings } });
      return verdict.k === 'judged' ? { k: 'refused', message: 'It is a litmus test.' } : verdict;
    } catch (error) {
      return { k: 'refused', message: messageOf(error) };
    }
  }

  /** Asks for the cells with these settings, those that are not known where it was stopped on the way. */
  async function fill(instance: Instance, cells: readonly Settings[]): Promise<void> {
    const question = JSON.stringify([instance.id, instance.text, cells]);
    const before = store.getState();
    if (before.question === question && before.status !== 'stopped') return;
    stop();
    const answers: KernelMatrixState['answers'] = before.question === question ? before.answers : new Map();
    store.setState({ question, status: 'running', answers, switches: [] });
    const isHere = (): boolean =>
      store.getState().question === question && store.getState().status === 'running';
    for (const settings of cells) {
      if (answers.has(kernelKey(settings))) continue;
      const answer = await answerOf(instance, settings);
      if (!isHere()) return;
      store.setState({ answers: new Map([...store.getState().answers, [kernelKey(settings), answer]]) });
    }
    const known = cells.flatMap((settings) => {
      const answer = store.getState().answers.get(kernelKey(settings));
      if (answer?.k !== 'scenario') return [];
      const { verdict, properties, states, ms } = answer;
      return [{ settings, model: 'lkmm', verdict, properties, states, ms, witness: null } as const];
    });
    const switches = await ask({ do: 'switches', base: instance.settings, cells: known }).catch(() => []);
    if (isHere()) store.setState({ status: 'done', switches });
  }

  return { store, fill, stop };
}
