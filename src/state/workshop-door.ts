/** The way to the workshop, which is loaded when a reader first opens, makes or edits something of their own. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Workshop, WorkshopDesk } from './drafts/workshop.ts';

export interface WorkshopDoor {
  /** Null until it is open. */
  readonly store: Pick<StoreApi<Open>, 'getState' | 'subscribe' | 'getInitialState'>;
  /** Rejects where its part of the program does not come; may be asked again. */
  readonly enter: () => Promise<Workshop>;
}

interface Open {
  readonly workshop: Workshop | null;
}

export function createWorkshopDoor(desk: WorkshopDesk): WorkshopDoor {
  const store = createStore<Open>(() => ({ workshop: null }));
  let entered: Promise<Workshop> | null = null;
  const enter = () => {
    entered ??= import('./drafts/workshop.ts').then(async ({ createWorkshop }) => {
      const workshop = await createWorkshop(desk);
      store.setState({ workshop });
      return workshop;
    });
    entered.catch(() => (entered = null));
    return entered;
  };
  // A file of the reader's may have been typed on since it last ran.
  desk.session.store.subscribe(({ file }) => {
    if (file && !file.bundled) enter().catch(() => undefined);
  });
  return { store, enter };
}
