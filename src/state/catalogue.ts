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
  /** What the reader opened, pasted or got in a link, newest last. */
  readonly own: readonly ScenarioFile[];
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
    own: [],
  }));
  return {
    store,
    fill: (entries: readonly CatalogueEntry[], threads: readonly CatalogueThread[]) =>
      store.setState(({ own }) => ({
        entries: [...ownEntries(own), ...[...entries].sort(inOrderOf(threads))],
        threads,
        loaded: true,
      })),
    /** A text under a name of its own: another text under a known name is its next version. What is the reader's own
     *  stands first. */
    add: (name: string, text: string): ScenarioFile => {
      const { own, entries } = store.getState();
      const known = own.find((one) => one.text === text);
      if (known) return known;
      const taken = (id: string) => own.some((one) => one.id === id);
      let id = name;
      for (let version = 2; taken(id); version++) id = `${name} v${version}`;
      const file = { id, text, bundled: false };
      store.setState({ own: [...own, file], entries: [indexScenario(id, text), ...entries] });
      return file;
    },
    /** A file of the reader's under its id, in place of what it was; a new one stands first. */
    put: (id: string, text: string): ScenarioFile => {
      const { own, entries } = store.getState();
      const file = { id, text, bundled: false };
      const entry = indexScenario(id, text);
      const isNew = !own.some((one) => one.id === id);
      store.setState(
        isNew
          ? { own: [...own, file], entries: [entry, ...entries] }
          : {
              own: own.map((one) => (one.id === id ? file : one)),
              entries: entries.map((one) => (one.id === id ? entry : one)),
            },
      );
      return file;
    },
    /** A file of the reader's goes from the library. */
    remove: (id: string) =>
      store.setState(({ own, entries }) =>
        own.some((one) => one.id === id)
          ? { own: own.filter((one) => one.id !== id), entries: entries.filter((one) => one.id !== id) }
          : {},
      ),
    /** A file of the reader's by its id. */
    own: (id: string | null) => store.getState().own.find((one) => one.id === id),
    search: (query: string) => store.setState({ query }),
    load: async (id: string): Promise<ScenarioFile | null> => {
      const mine = store.getState().own.find((one) => one.id === id);
      if (mine) return mine;
      const text = await read(id);
      return text === null ? null : { id, text, bundled: true };
    },
  };
}

function ownEntries(own: readonly ScenarioFile[]): readonly CatalogueEntry[] {
  return own.map(({ id, text }) => indexScenario(id, text)).reverse();
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
