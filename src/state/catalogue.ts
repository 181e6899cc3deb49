/**
 * The library: what there is to open. Built from the files' texts by looking for three kinds of line, so that it is there
 * before any compiler is; opening a scenario compiles it properly.
 */
import { createStore } from 'zustand/vanilla';
import type { ScenarioFile } from './ports.ts';

export interface CatalogueItem {
  readonly id: string;
  readonly title: string;
}

export interface CatalogueEntry {
  readonly file: ScenarioFile;
  readonly title: string;
  /** Folder: one thread each. */
  readonly group: string;
  /** Number of the mail thread; null for what is not about one. */
  readonly thread: string | null;
  readonly arch: string;
  readonly source: string | null;
  readonly variants: readonly (CatalogueItem & { readonly expect: string | null })[];
  readonly interleavings: readonly (CatalogueItem & { readonly by: string })[];
}

export interface Catalogue {
  readonly entries: readonly CatalogueEntry[];
  readonly loaded: boolean;
  readonly query: string;
}

export function indexScenario(file: ScenarioFile): CatalogueEntry {
  const { id, text } = file;
  const first = (pattern: RegExp) => pattern.exec(text)?.[1] ?? null;
  return {
    file,
    title: first(/^\s*scenario\s+"([^"]*)"/m) ?? id,
    group: id.includes('/') ? id.slice(0, id.indexOf('/')) : '',
    thread: first(/^\s*thread\s+(\w+)/m),
    arch: first(/^\s*arch\s+(\w+)/m) ?? '',
    source: first(/^\s*source\s+"[^"]*":?\s*"([^"]*)"/m),
    variants: [
      ...text.matchAll(/^\s*variant\s+(\S+)\s+"([^"]*)"((?:(?!^\s*variant)[^;"])*?\bexpect\s+(\w+))?/gm),
    ].map(([, name = '', title = '', , verdict]) => ({ id: name, title, expect: verdict ?? null })),
    interleavings: [...text.matchAll(/^\s*interleaving\s+(\S+)\s+"([^"]*)"\s+by\s+"([^"]*)"/gm)].map(
      ([, name = '', title = '', by = '']) => ({ id: name, title, by }),
    ),
  };
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
    const head = `${entry.title} ${entry.file.id} ${entry.source ?? ''}`;
    if (matches(head)) return [entry];
    const variants = entry.variants.filter((one) => matches(`${head} ${one.id} ${one.title}`));
    const interleavings = entry.interleavings.filter((one) =>
      matches(`${head} ${one.id} ${one.title} ${one.by}`),
    );
    return variants.length + interleavings.length > 0 ? [{ ...entry, variants, interleavings }] : [];
  });
}

export type CatalogueStore = ReturnType<typeof createCatalogue>;

export function createCatalogue() {
  const store = createStore<Catalogue>(() => ({ entries: [], loaded: false, query: '' }));
  return {
    store,
    fill: (files: readonly ScenarioFile[]) => {
      const entries = files.map(indexScenario).sort(byThread);
      store.setState({ entries, loaded: true });
    },
    /** What the reader opened, pasted or got in a link stands first. */
    add: (file: ScenarioFile) =>
      store.setState(({ entries }) => ({
        entries: [indexScenario(file), ...entries.filter((one) => one.file.id !== file.id)],
      })),
    search: (query: string) => store.setState({ query }),
    find: (id: string) => store.getState().entries.find((entry) => entry.file.id === id)?.file ?? null,
  };
}

/** The threads first, in their order, then what stands for itself. */
function byThread(a: CatalogueEntry, b: CatalogueEntry): number {
  const place = ({ thread, group }: CatalogueEntry) => thread ?? (group === 'classics' ? '900' : '800');
  return place(a).localeCompare(place(b)) || a.file.id.localeCompare(b.file.id);
}
