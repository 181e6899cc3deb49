/** Which view lies open under the score, and whether the code is being edited. */
import { createStore } from 'zustand/vanilla';

export const DRAWER_TABS = ['code', 'lattice', 'matrix', 'advice', 'compare', 'charts'] as const;
export type DrawerTab = (typeof DRAWER_TABS)[number];

export type Drawer = ReturnType<typeof createDrawer>;

export function createDrawer() {
  const store = createStore<{ readonly tab: DrawerTab; readonly editing: boolean }>(() => ({
    tab: 'code',
    editing: false,
  }));
  return {
    store,
    show: (tab: DrawerTab) => store.setState({ tab }),
    edit: (editing: boolean) => store.setState(editing ? { tab: 'code', editing } : { editing }),
  };
}
