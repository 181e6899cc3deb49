/** The way to what forgets, which is loaded when a reader looks at what is kept. */
import { createStore } from 'zustand/vanilla';
import type { Forgettable, Forgetting, ForgettingPage } from './forgetting.ts';
import type { Shelf } from './ports.ts';

export function createForgettingDoor(shelf: Shelf, page: ForgettingPage): Forgetting {
  const store = createStore<Forgettable>(() => ({ kept: null }));
  const within = async (deed: (forgetting: Forgetting) => Promise<void>): Promise<void> => {
    const room = await import('./forgetting.ts').catch(() => null);
    if (room) await deed(room.createForgetting(shelf, page, store));
    else
      page.session.announce({
        tone: 'problem',
        what: 'What is kept could not be looked at: you are offline, or the site was updated.',
        todo: 'Try again when you are online, or reload the page.',
      });
  };
  return {
    store,
    look: () => within((forgetting) => forgetting.look()),
    forget: (id) => within((forgetting) => forgetting.forget(id)),
  };
}
