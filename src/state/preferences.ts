/** What a reader sets once: theme, open panels, sizes. Kept in storage, never in a link. */
import { createStore } from 'zustand/vanilla';
import type { Storage } from './ports.ts';

export type Theme = 'auto' | 'light' | 'dark';
export type PanelName = 'verdict' | 'choices' | 'machine' | 'claims' | 'code' | 'runs';
/** Rows of the score: calls folded into one each, every one, or the few in which CPUs communicate. */
export type RowsShown = 'folded' | 'every' | 'few';
export const KEY_HABITS = ['standard', 'vim', 'emacs'] as const;
export type KeyHabit = (typeof KEY_HABITS)[number];
/** What lies over the page until it is closed. */
export type OverlayName = 'palette' | 'help' | 'go' | 'new' | 'address' | 'export' | 'words';
export type SheetName = 'library' | 'options' | 'code' | 'machine' | 'choices' | 'verdict';

export interface LastPlace {
  readonly fragment: string;
  readonly title: string;
}

export interface Preferences {
  readonly theme: Theme;
  readonly closed: readonly PanelName[];
  readonly libraryOpen: boolean;
  readonly sizes: { readonly library: number; readonly side: number; readonly code: number };
  /** On a narrow page: which sheet lies over the lower part. Not kept. */
  readonly sheet: SheetName | null;
  readonly rows: RowsShown;
  /** What was just copied, and whether it was; the page says so for a moment. Not kept. */
  readonly copied: { readonly what: 'link' | 'mail'; readonly done: boolean } | null;
  /** The score as a plain table. Not kept. */
  readonly table: boolean;
  /** What each option means stands beside it. Not kept. */
  readonly explained: boolean;
  readonly overlay: OverlayName | null;
  /** Keys of the editor as another editor has them. */
  readonly keys: KeyHabit;
  /** The public address that links in mails lead to; empty: the page's own. */
  readonly base: string;
  /** Where the reader was last. */
  readonly last: LastPlace | null;
}

const KEY = 'smpscope.preferences';
const initial: Preferences = {
  theme: 'auto',
  closed: [],
  libraryOpen: true,
  sizes: { library: 240, side: 340, code: 184 },
  sheet: null,
  rows: 'folded',
  copied: null,
  table: false,
  explained: false,
  overlay: null,
  keys: 'standard',
  base: '',
  last: null,
};

const AFTER: Readonly<Record<RowsShown, RowsShown>> = { folded: 'every', every: 'few', few: 'folded' };

export function createPreferences(storage: Storage) {
  const store = createStore<Preferences>(() => ({ ...initial, ...restore(storage.read(KEY)) }));
  const change = (part: Partial<Preferences>) => {
    store.setState(part);
    const { sheet: _, table: __, overlay: ___, copied: ____, explained: _____, ...kept } = store.getState();
    storage.write(KEY, JSON.stringify(kept));
  };
  return {
    store,
    setKeys: (keys: KeyHabit) => change({ keys }),
    setTheme: (theme: Theme) => change({ theme }),
    rememberLast: (last: LastPlace | null) => change({ last }),
    setBase: (base: string) => change({ base: base.trim() }),
    togglePanel: (panel: PanelName) => {
      const { closed } = store.getState();
      change({ closed: closed.includes(panel) ? closed.filter((one) => one !== panel) : [...closed, panel] });
    },
    toggleLibrary: (open = !store.getState().libraryOpen) => change({ libraryOpen: open }),
    resize: (what: keyof Preferences['sizes'], size: number) =>
      change({ sizes: { ...store.getState().sizes, [what]: Math.round(size) } }),
    /** Calls folded, every row, communication alone: one after the other. */
    nextRows: () => change({ rows: AFTER[store.getState().rows] }),
    sayCopied: (copied: Preferences['copied']) => store.setState({ copied }),
    explain: (explained: boolean) => store.setState({ explained }),
    showTable: (table: boolean) => store.setState({ table }),
    showOverlay: (overlay: OverlayName | null) => store.setState({ overlay }),
    showSheet: (sheet: SheetName | null) => store.setState({ sheet }),
  };
}

export type PreferencesStore = ReturnType<typeof createPreferences>;

/** What an earlier visit or another release left; anything unreadable counts as nothing. */
function restore(text: string | null): Partial<Preferences> {
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    if (typeof value !== 'object' || value === null) return {};
    const found: Record<string, unknown> = { ...value };
    return {
      ...(found['theme'] === 'light' || found['theme'] === 'dark' ? { theme: found['theme'] } : {}),
      ...(Array.isArray(found['closed'])
        ? { closed: found['closed'].filter((one): one is PanelName => typeof one === 'string') }
        : {}),
      ...(found['rows'] === 'every' || found['rows'] === 'few' ? { rows: found['rows'] } : {}),
      ...restoreLast(found['last']),
      ...(typeof found['base'] === 'string' ? { base: found['base'] } : {}),
      keys: KEY_HABITS.find((one) => one === found['keys']) ?? 'standard',
      ...(typeof found['libraryOpen'] === 'boolean' ? { libraryOpen: found['libraryOpen'] } : {}),
      sizes: restoreSizes(found['sizes']),
    };
  } catch {
    return {};
  }
}

function restoreSizes(value: unknown): Preferences['sizes'] {
  const found: Record<string, unknown> = typeof value === 'object' && value !== null ? { ...value } : {};
  const size = (name: keyof Preferences['sizes']) => {
    const one = found[name];
    return typeof one === 'number' && one >= 120 && one <= 900 ? one : initial.sizes[name];
  };
  return { library: size('library'), side: size('side'), code: size('code') };
}

function restoreLast(value: unknown): { readonly last?: LastPlace } {
  const found: Record<string, unknown> = typeof value === 'object' && value !== null ? { ...value } : {};
  const { fragment, title } = found;
  return typeof fragment === 'string' && typeof title === 'string' ? { last: { fragment, title } } : {};
}
