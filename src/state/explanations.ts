/**
 * Why and who at the position: asked of the machine once a view wants it and the position has come to rest, kept for the
 * steps looked at last.
 */
import { createStore } from 'zustand/vanilla';
import type { Explanation, Run } from './answers.ts';
import type { WorkerClient } from './ports.ts';
import { currentNode } from './run-tree.ts';
import type { Session } from './session.ts';

export type Explanations = ReturnType<typeof createExplanations>;

/** Long enough that scrubbing asks nothing, short enough not to be noticed at rest. */
const REST_MS = 120;
const KEPT = 60;

export function createExplanations(client: WorkerClient, session: Session, rest = REST_MS) {
  const store = createStore<{ readonly answers: readonly Answer[] }>(() => ({ answers: [] }));
  const asked = new WeakMap<Run, Set<number>>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function request(): Promise<void> {
    const { file, tree, position: step } = session.store.getState();
    const node = currentNode(tree);
    if (!file || !node) return;
    const { run, settings, model } = node;
    const steps = asked.get(run) ?? new Set();
    if (steps.has(step)) return;
    asked.set(run, steps.add(step));
    try {
      const instance = { id: file.id, text: file.text, settings, model };
      const keys = run.steps.map(({ key }) => key);
      const told = await client.request({ do: 'account', instance, keys, step }).promise;
      const answers = [...store.getState().answers, { run, told }];
      for (const old of answers.slice(0, -KEPT)) asked.get(old.run)?.delete(old.told.step);
      store.setState({ answers: answers.slice(-KEPT) });
    } catch {
      steps.delete(step);
    }
  }

  return {
    store,
    /** Asks about the position once it has rested there; every call begins the rest anew. */
    ask: () => {
      clearTimeout(timer);
      timer = setTimeout(() => void request(), rest);
    },
  };
}

interface Answer {
  readonly run: Run;
  readonly told: Explanation;
}

/** The answer for a step of a run, null while there is none. */
export function explanationOf(answers: readonly Answer[], run: Run, step: number): Explanation | null {
  return answers.findLast((one) => one.run === run && one.told.step === step)?.told ?? null;
}
