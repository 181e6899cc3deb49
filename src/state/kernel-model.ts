/**
 * What axiomatic models say of the litmus test that is shown, and its executions: the Linux-kernel memory model, and those of
 * the machines. Each is asked when somebody first looks, and kept while the text is the same.
 */
import { createStore } from 'zustand/vanilla';
import type { KernelExecutions, KernelState, KernelVerdict } from '../protocol/index.ts';
import type { Model } from './answers.ts';
import { messageOf } from './notice.ts';
import type { WorkerClient } from './ports.ts';

export type { KernelExecutions, KernelState, KernelVerdict };

export interface KernelModelState {
  /** The text that the answers are about. */
  readonly text: string;
  /** Null until it is known. What cannot be asked is refused too. */
  readonly verdict: KernelVerdict | null;
  /** By the words of a state, what leads to it; of forbidden ones, one each. */
  readonly allowed: ReadonlyMap<string, KernelExecutions>;
  readonly forbidden: KernelExecutions | null;
  /** Words of the state whose execution is shown, `data-race`, or null while nobody chose; which of several. */
  readonly chosen: string | null;
  readonly nth: number;
}

export type KernelModel = ReturnType<typeof createKernelModel>;

/** Whose executions are drawn. */
export type ExecutionModel = 'lkmm' | Model;

const models = new WeakMap<WorkerClient, Map<ExecutionModel, KernelModel>>();

/** The page's one for that model, made when somebody first asks. */
export function kernelModelOf(client: WorkerClient, under: ExecutionModel = 'lkmm'): KernelModel {
  const all = models.get(client) ?? new Map<ExecutionModel, KernelModel>();
  models.set(client, all);
  const known = all.get(under) ?? createKernelModel(client, under);
  all.set(under, known);
  return known;
}

export type DrawnModel = ReturnType<typeof createDrawnModel>;

const drawn = new WeakMap<WorkerClient, DrawnModel>();

/** Which model's executions a reader chose to see of a text; null where nobody did. */
export function drawnModelOf(client: WorkerClient): DrawnModel {
  const known = drawn.get(client) ?? createDrawnModel();
  drawn.set(client, known);
  return known;
}

function createDrawnModel() {
  return createStore<{ readonly text: string; readonly under: ExecutionModel | null }>(() => ({
    text: '',
    under: null,
  }));
}

const nothing: Omit<KernelModelState, 'text'> = {
  verdict: null,
  allowed: new Map(),
  forbidden: null,
  chosen: null,
  nth: 0,
};

function createKernelModel(client: WorkerClient, under: ExecutionModel) {
  const of = under === 'lkmm' ? {} : { under };
  const store = createStore<KernelModelState>(() => ({ text: '', ...nothing }));
  const asked = new Set<string>();
  const about = (text: string) => {
    if (store.getState().text === text) return;
    asked.clear();
    store.setState({ text, ...nothing });
  };
  /** Once, unless it failed; what comes when another text is shown is nobody's answer any more. */
  const once = <T>(
    text: string,
    key: string,
    ask: () => Promise<T>,
    take: (answer: T) => void,
    fail: (message: string) => void,
  ) => {
    about(text);
    if (asked.has(key)) return;
    asked.add(key);
    const isHere = () => store.getState().text === text;
    ask().then(
      (answer) => {
        if (isHere()) take(answer);
      },
      (error: unknown) => {
        if (!isHere()) return;
        asked.delete(key);
        fail(messageOf(error));
      },
    );
  };
  const none: KernelExecutions = { found: [], cut: true };
  return {
    store,
    /** The verdict. */
    want: (text: string): void =>
      once(
        text,
        'verdict',
        () => client.request({ do: 'kernel-verdict', text, ...of }).promise,
        (verdict) => store.setState({ verdict }),
        (message) => store.setState({ verdict: { k: 'refused', message } }),
      ),
    wantForbidden: (text: string): void =>
      once(
        text,
        'forbidden',
        () => client.request({ do: 'executions', text, values: null, ...of }).promise,
        (forbidden) => store.setState({ forbidden }),
        () => store.setState({ forbidden: none }),
      ),
    wantAllowed: (text: string, state: KernelState): void => {
      const take = (executions: KernelExecutions) =>
        store.setState({ allowed: new Map([...store.getState().allowed, [state.text, executions]]) });
      once(
        text,
        `allowed ${state.text}`,
        () => client.request({ do: 'executions', text, values: state.values, ...of }).promise,
        take,
        () => take(none),
      );
    },
    choose: (chosen: string, nth = 0): void => store.setState({ chosen, nth }),
  };
}
