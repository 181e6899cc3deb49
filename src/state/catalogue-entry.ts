/**
 * What the library says of a scenario, found in its text by looking for a few kinds of line: no compiler, so that a build
 * can make the index of all bundled scenarios and the page has it at once. Opening a scenario compiles it properly.
 */
import { litmusHeader } from '../base/index.ts';

export interface CatalogueItem {
  readonly id: string;
  readonly title: string;
}

/** A folder of scenarios: a mail thread, or what belongs together otherwise. */
export interface CatalogueThread {
  readonly group: string;
  readonly title: string;
  /** One line each, in our own words: what was argued, and who was right. */
  readonly argued: string;
  readonly right: string | null;
  /** The scenario to begin with, by its id. */
  readonly start: string | null;
}

export interface CatalogueEntry {
  readonly id: string;
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

export function indexScenario(id: string, text: string): CatalogueEntry {
  const first = (pattern: RegExp) => pattern.exec(text)?.[1] ?? null;
  return {
    id,
    title: litmusHeader(text)?.name ?? first(/^\s*scenario\s+"([^"]*)"/m) ?? id,
    group: id.includes('/') ? id.slice(0, id.indexOf('/')) : '',
    thread: first(/^\s*thread\s+(\w+)/m),
    arch: first(/^\s*arch\s+(\w+)/m) ?? '',
    source: first(/^\s*source\s+"[^"]*":?\s*"([^"]*)"/m),
    variants: [
      ...text.matchAll(
        /^\s*variant\s+(\S+)\s+"([^"]*)"(?![^"]*el\s+lkmm)((?:(?!^\s*variant)[^;"])*?\bexpect\s+(\w+))?/gm,
      ),
    ].map(([, name = '', title = '', , verdict]) => ({ id: name, title, expect: verdict ?? null })),
    interleavings: [...text.matchAll(/^\s*interleaving\s+(\S+)\s+"([^"]*)"\s+by\s+"([^"]*)"/gm)].map(
      ([, name = '', title = '', by = '']) => ({ id: name, title, by }),
    ),
  };
}
