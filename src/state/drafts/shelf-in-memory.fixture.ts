/** A browser's database in memory, as drafts need it; what goes in and out is copied, as there. */
import type { Draft, DraftShelf, Tabs, Version } from '../draft.ts';

export interface DraftsInMemory {
  readonly shelf: DraftShelf;
  readonly drafts: Map<string, Draft>;
  readonly kept: Version[];
}

export function draftsInMemory(): DraftsInMemory {
  const drafts = new Map<string, Draft>();
  const kept: Version[] = [];
  const shelf: DraftShelf = {
    drafts: () => Promise.resolve(structuredClone([...drafts.values()])),
    draft: (id) => Promise.resolve(structuredClone(drafts.get(id)) ?? null),
    keepDraft: (draft) => {
      const there = drafts.get(draft.id);
      if (there && there.revision !== draft.revision) return Promise.resolve(structuredClone(there));
      drafts.set(draft.id, structuredClone({ ...draft, revision: draft.revision + 1 }));
      return Promise.resolve(null);
    },
    versions: (id) => Promise.resolve(structuredClone(kept.filter((one) => one.id === id))),
    keepVersion: (version) => Promise.resolve(void kept.push(structuredClone(version))),
    room: () => Promise.resolve(null),
  };
  return { shelf, drafts, kept };
}

/** Ends of one channel, each hearing the others. */
export function tabsOfOneBrowser(): () => Tabs {
  const all: { heard: (id: string) => void }[] = [];
  return () => {
    const mine = { heard: (_: string): void => undefined };
    all.push(mine);
    return {
      tell: (id) => {
        for (const one of all) if (one !== mine) queueMicrotask(() => one.heard(id));
      },
      listen: (heard) => {
        mine.heard = heard;
      },
    };
  };
}
