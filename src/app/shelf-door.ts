/** The shelf before its part of the program is there: whatever is asked of it waits for that, or rejects. */
import type { DraftShelf, Shelf } from '../state/index.ts';

export function openShelfDoor(): Shelf & DraftShelf {
  let opened: Promise<Shelf & DraftShelf> | null = null;
  const shelf = () => {
    opened ??= import('./shelf.ts').then(({ openShelf }) => openShelf());
    // What failed once may be possible later.
    opened.catch(() => (opened = null));
    return opened;
  };
  return {
    files: async () => (await shelf()).files(),
    keepFile: async (file) => (await shelf()).keepFile(file),
    work: async (id) => (await shelf()).work(id),
    keepWork: async (id, work) => (await shelf()).keepWork(id, work),
    kept: async () => (await shelf()).kept(),
    forget: async (id) => (await shelf()).forget(id),
    drafts: async () => (await shelf()).drafts(),
    draft: async (id) => (await shelf()).draft(id),
    keepDraft: async (draft) => (await shelf()).keepDraft(draft),
    versions: async (id) => (await shelf()).versions(id),
    keepVersion: async (version) => (await shelf()).keepVersion(version),
    room: async () => (await shelf()).room(),
  };
}
