/** The library: what there is to open. Texts come when they are wanted. */
import { createStore } from 'zustand/vanilla';
import { indexScenario, type CatalogueEntry, type CatalogueThread } from './catalogue-entry.ts';
import type { ScenarioFile } from './ports.ts';

export interface Catalogue {
  readonly entries: readonly CatalogueEntry[];
  /** In the order in which they stand. */
  readonly threads: readonly CatalogueThread[];
  readonly loaded: boolean;
  readonly query: string;
}

/** Entries that have every word of the query somewhere in their titles or ids; all for an empty query. */
export function searchCatalogue(
  entries: readonly CatalogueEntry[],
  query: string,
): readonly CatalogueEntry[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return entries;
  const matches = (text: string) => words.every((word) => text.toLowerCase().includes(word));
  return entries.flatMap((entry) => {
    const head = `${entry.title} ${entry.id} ${entry.source ?? ''}`;
    if (matches(head)) return [entry];
    const variants = entry.variants.filter((one) => matches(`${head} ${one.id} ${one.title}`));
    const interleavings = entry.interleavings.filter((one) =>
      matches(`${head} ${one.id} ${one.title} ${one.by}`),
    );
    return variants.length + interleavings.length > 0 ? [{ ...entry, variants, interleavings }] : [];
  });
}

export type CatalogueStore = ReturnType<typeof createCatalogue>;

/** `read` fetches a bundled scenario's text; null where this release has none of that id. */
export function createCatalogue(read: (id: string) => Promise<string | null>) {
  const store = createStore<Catalogue>(() => ({
    entries: [],
    threads: [],
    loaded: false,
    query: '',
  }));
  const own = new Map<string, ScenarioFile>();
  return {
    store,
    fill: (entries: readonly CatalogueEntry[], threads: readonly CatalogueThread[]) =>
      store.setState({ entries: [...entries].sort(inOrderOf(threads)), threads, loaded: true }),
    /** What the reader opened, pasted or got in a link stands first. */
    add: (file: ScenarioFile) => {
      own.set(file.id, file);
      const entry = indexScenario(file.id, file.text);
      store.setState(({ entries }) => ({ entries: [entry, ...entries.filter((one) => one.id !== file.id)] }));
    },
    search: (query: string) => store.setState({ query }),
    load: async (id: string): Promise<ScenarioFile | null> => {
      const mine = own.get(id);
      if (mine) return mine;
      const text = await read(id);
      return text === null ? null : { id, text, bundled: true };
    },
  };
}

/** The threads in their order; of each what to begin with, then the rest by their ids. */
function inOrderOf(threads: readonly CatalogueThread[]) {
  const place = new Map(threads.map(({ group }, index) => [group, index]));
  const starts = new Set(threads.map(({ start }) => start));
  return (a: CatalogueEntry, b: CatalogueEntry): number =>
    (place.get(a.group) ?? threads.length) - (place.get(b.group) ?? threads.length) ||
    Number(starts.has(b.id)) - Number(starts.has(a.id)) ||
    a.id.localeCompare(b.id);
}
