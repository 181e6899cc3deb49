/** What no interleaving does under the shown options: asked for once a view wants it, kept until they change. */
import { createStore } from 'zustand/vanilla';
import type { Coverage } from './answers.ts';
import { LIMITS } from './inquiry.ts';
import type { WorkerClient } from './ports.ts';
import { instanceKey } from './retelling.ts';
import { currentNode } from './run-tree.ts';
import type { Session } from './session.ts';

export type CoverageStore = ReturnType<typeof createCoverage>;

export function createCoverage(client: WorkerClient, session: Session) {
  const store = createStore<{ readonly coverage: Coverage | null }>(() => ({ coverage: null }));
  let asked = '';
  /** After the verdict, so that the one search serves both; a search that was stopped is not begun again for it. */
  async function ask(): Promise<void> {
    const { file, tree, exploration } = session.store.getState();
    const node = currentNode(tree);
    if (!file || !node) return;
    const { settings, model } = node;
    const key = `${file.id} ${file.text} ${instanceKey(settings, model)}`;
    if (key === asked) return;
    // What holds under other options is not left standing while these are explored.
    if (store.getState().coverage) store.setState({ coverage: null });
    if (exploration.status !== 'done' || exploration.result.limit === 'cancelled') return;
    asked = key;
    try {
      const instance = { id: file.id, text: file.text, settings, model };
      const coverage = await client.request({ do: 'coverage', instance, limits: LIMITS }).promise;
      if (asked === key) store.setState({ coverage });
    } catch {
      asked = '';
    }
  }
  return { store, ask };
}
