/** Where readers write: drafts and the text in the editor. Loaded when somebody first wants it (`workshop-door.ts`). */
import type { CatalogueStore } from '../catalogue.ts';
import type { DraftShelf, Tabs } from '../draft.ts';
import type { Drawer } from '../drawer.ts';
import type { WorkerClient } from '../ports.ts';
import type { Session } from '../session.ts';
import { createDrafts, type Drafts } from './drafts.ts';
import { createEditing, type Editing } from './editing.ts';

export interface Workshop {
  readonly drafts: Drafts;
  readonly editing: Editing;
}

export interface WorkshopDesk {
  readonly client: WorkerClient;
  readonly session: Session;
  readonly catalogue: CatalogueStore;
  readonly drawer: Drawer;
  readonly shelf: DraftShelf;
  readonly tabs: Tabs;
}

export async function createWorkshop(desk: WorkshopDesk): Promise<Workshop> {
  const drafts = createDrafts(desk);
  await drafts.load();
  return { drafts, editing: createEditing({ ...desk, drafts }) };
}
