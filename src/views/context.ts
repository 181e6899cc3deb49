/** What every view may reach: the stores and the few deeds that need the world. Set once by `app`. */
import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import {
  shownNode,
  type CatalogueStore,
  type Comparison,
  type CourseDoor,
  type Drawer,
  type Explanations,
  type Forgetting,
  type Lattices,
  type LearningDoor,
  type MailBox,
  type MatrixStore,
  type ModelStates,
  type Playback,
  type PreferencesStore,
  type RowViewStore,
  type RunNode,
  type Session,
  type SessionState,
  type CoverageStore,
  type WorkerClient,
  type WorkshopDoor,
} from '../state/index.ts';

export interface Deeds {
  /** The absolute link to what is shown. */
  readonly permalink: () => Promise<string | null>;
  readonly copy: (text: string) => Promise<boolean>;
  readonly save: (name: string, content: string | Uint8Array<ArrayBuffer>, type: string) => void;
}

export interface Page {
  readonly client: WorkerClient;
  readonly session: Session;
  readonly playback: Playback;
  readonly preferences: PreferencesStore;
  readonly rowView: RowViewStore;
  readonly catalogue: CatalogueStore;
  readonly drawer: Drawer;
  readonly lattices: Lattices;
  readonly mail: MailBox;
  readonly matrix: MatrixStore;
  readonly modelStates: ModelStates;
  readonly comparison: Comparison;
  readonly coverage: CoverageStore;
  readonly explanations: Explanations;
  readonly forgetting: Forgetting;
  readonly workshop: WorkshopDoor;
  readonly learning: LearningDoor;
  readonly course: CourseDoor;
  /** A session of its own, for a score beside what the page is about. */
  readonly another: () => Pick<Page, 'session' | 'rowView' | 'playback'>;
  readonly deeds: Deeds;
}

const PageContext = createContext<Page | null>(null);
export const PageProvider = PageContext.Provider;

export function usePage(): Page {
  const page = useContext(PageContext);
  if (!page) throw new Error('a view stands outside of the page');
  return page;
}

export function useSession<T>(select: (state: SessionState) => T): T {
  return useStore(usePage().session.store, select);
}

/** The run on the page, null before there is one. */
export function useNode(): RunNode | null {
  return useSession(shownNode);
}

export function usePreferences() {
  return useStore(usePage().preferences.store);
}
