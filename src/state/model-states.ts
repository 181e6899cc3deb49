/** What a litmus test ends in under every model, asked when somebody first looks and kept while its text is the same. */
import { createStore } from 'zustand/vanilla';
import type { Instance } from '../protocol/index.ts';
import type { ExploreResult, Model } from './answers.ts';
import { LIMITS } from './inquiry.ts';
import { MATRIX_MODELS } from './matrix.ts';
import { messageOf } from './notice.ts';
import type { ScenarioFile, WorkerClient } from './ports.ts';

export type ModelAnswer = ExploreResult | 'asked' | { readonly message: string };

export interface ModelStatesState {
  /** The text that the answers are about. */
  readonly text: string;
  readonly answers: Readonly<Partial<Record<Model, ModelAnswer>>>;
}

export type ModelStates = ReturnType<typeof createModelStates>;

export function createModelStates(client: WorkerClient) {
  const store = createStore<ModelStatesState>(() => ({ text: '', answers: {} }));
  const answer = (text: string, model: Model, one: ModelAnswer) => {
    const now = store.getState();
    if (now.text === text) store.setState({ answers: { ...now.answers, [model]: one } });
  };
  const explore = (instance: Instance) => client.request({ do: 'explore', instance, limits: LIMITS }).promise;
  return {
    store,
    explore,
    programOf: (instance: Instance) => client.request({ do: 'program', instance }).promise,
    /** Asks what is not known or on its way; what failed is asked again. */
    want: ({ id, text }: ScenarioFile): void => {
      if (store.getState().text !== text) store.setState({ text, answers: {} });
      for (const model of MATRIX_MODELS) {
        const known = store.getState().answers[model];
        if (known && !(typeof known === 'object' && 'message' in known)) continue;
        answer(text, model, 'asked');
        explore({ id, text, settings: {}, model }).then(
          (result) => answer(text, model, result),
          (error: unknown) => answer(text, model, { message: messageOf(error) }),
        );
      }
    },
  };
}
