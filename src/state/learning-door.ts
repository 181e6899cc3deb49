/**
 * How a reader learns from what is shown: by predicting, breaking, mending, or being shown it step by step; and the way to
 * what these ask of the machine, loaded when somebody is first asked something.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Hidden } from './hiding.ts';
import type { LearningDesk } from './learning/desk.ts';
import type { WorkerClient } from './ports.ts';
import type { Session } from './session.ts';

/** `predict` and `present` can be said in a link (`?predict`, `?present`). */
export type LearningMode = 'off' | 'predict' | 'break' | 'fix' | 'present';

interface Learning {
  readonly mode: LearningMode;
  /** Null until it is there. */
  readonly desk: LearningDesk | null;
}

/** The part of the address before the `#`: whether it has a word, and how to set it. */
export interface AddressWords {
  readonly has: (word: string) => boolean;
  readonly set: (word: string, on: boolean) => void;
}

export interface LearningDoor {
  readonly store: Pick<StoreApi<Learning>, 'getState' | 'subscribe' | 'getInitialState'>;
  readonly choose: (mode: LearningMode) => void;
  /** Rejects where its part of the program does not come; may be asked again. */
  readonly enter: () => Promise<LearningDesk>;
}

const IN_LINKS = ['predict', 'present'] as const;
const HIDES: Readonly<Record<LearningMode, Hidden>> = {
  off: 'nothing',
  predict: 'everything',
  break: 'verdict',
  fix: 'verdict',
  present: 'nothing',
};

/** Whether a reader is being asked, and things are hidden for that. */
export function isAsked({ store }: Pick<LearningDoor, 'store'>): boolean {
  return HIDES[store.getState().mode] !== 'nothing';
}

export function createLearningDoor(
  client: WorkerClient,
  session: Pick<Session, 'hide'>,
  words: AddressWords,
): LearningDoor {
  const mode = IN_LINKS.find((word) => words.has(word)) ?? 'off';
  const store = createStore<Learning>(() => ({ mode, desk: null }));
  session.hide(HIDES[mode]);
  let entered: Promise<LearningDesk> | null = null;
  return {
    store,
    choose: (next) => {
      store.setState({ mode: next });
      for (const word of IN_LINKS) words.set(word, word === next);
      session.hide(HIDES[next]);
    },
    enter: () => {
      entered ??= import('./learning/desk.ts').then(({ createLearningDesk }) => {
        const desk = createLearningDesk(client);
        store.setState({ desk });
        return desk;
      });
      entered.catch(() => (entered = null));
      return entered;
    },
  };
}
