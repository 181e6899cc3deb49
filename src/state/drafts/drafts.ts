/**
 * The reader's own texts: named, in folders, kept while they are typed. Nothing here is overwritten silently: where
 * another tab has kept a draft meanwhile, what was typed here becomes a draft of its own.
 */
import { createStore } from 'zustand/vanilla';
import type { CatalogueStore } from '../catalogue.ts';
import type { Draft, DraftShelf, Room, Tabs, Version } from '../draft.ts';
import { messageOf } from '../notice.ts';
import type { ScenarioFile } from '../ports.ts';

/** A hand that types rests so long before what it typed is kept. */
const REST = 200;
/** From this share of the room on it is said that it ends. */
const NEARLY = 0.9;

export interface DraftsState {
  /** Newest change first. */
  readonly list: readonly Draft[];
  /** Why nothing is kept, or soon may not be; null where all is well. */
  readonly trouble: string | null;
  /** What was typed is not kept. */
  readonly unkept: boolean;
}

/** What another tab made of a draft that is in the works here. */
export interface Conflict {
  readonly theirs: Draft;
  /** What was typed here, under its new id. */
  readonly mine: Draft;
}

/** What other tabs did: changed a draft, removed one, or changed one that is in the works here. */
export type Heard = { readonly changed: Draft } | { readonly gone: string } | Conflict;

export type Drafts = ReturnType<typeof createDrafts>;

interface DraftsDesk {
  readonly shelf: DraftShelf;
  readonly tabs: Tabs;
  readonly catalogue: CatalogueStore;
  readonly now?: () => number;
}

export function createDrafts({ shelf, tabs, catalogue, now = Date.now }: DraftsDesk) {
  const store = createStore<DraftsState>(() => ({ list: [], trouble: null, unkept: false }));
  const listeners = new Set<(event: Heard) => void>();
  /** Another tab has removed them: nobody has to be told. */
  const heardGone = new Set<string>();
  const pending = new Set<string>();
  /** Drafts are kept one after the other, each on the revision before. */
  let queue: Promise<void> = Promise.resolve();
  let timer: ReturnType<typeof setTimeout> | null = null;

  const of = (id: string) => store.getState().list.find((one) => one.id === id);
  const set = (draft: Draft) =>
    store.setState(({ list }) => ({ list: [draft, ...list.filter(({ id }) => id !== draft.id)] }));
  const say = (event: Heard) => {
    for (const listener of listeners) listener(event);
  };

  async function load(): Promise<void> {
    try {
      const list = await shelf.drafts();
      const typed = store.getState().list.filter(({ id }) => pending.has(id));
      const kept = list.filter(({ id }) => !pending.has(id));
      store.setState({ list: [...typed, ...kept.sort((a, b) => b.at - a.at)] });
      for (const draft of kept) if (!isThere(draft)) catalogue.put(draft.id, draft.ran ?? draft.text);
      await measure();
    } catch (error) {
      store.setState({ trouble: refusal(error) });
    }
  }
  const isThere = (draft: Draft) => catalogue.store.getState().own.some(({ id }) => id === draft.id);

  async function measure(): Promise<void> {
    const room = await shelf.room().catch(() => null);
    store.setState({ trouble: room && room.used > NEARLY * room.whole ? nearlyFull(room) : null });
  }

  async function keep(id: string): Promise<void> {
    const draft = of(id);
    if (!draft || !pending.has(id)) return;
    pending.delete(id);
    try {
      const theirs = await shelf.keepDraft(draft);
      if (theirs) {
        part(theirs, of(id) ?? draft);
        return;
      }
      const typed = of(id);
      if (typed) set({ ...typed, revision: draft.revision + 1 });
      const { unkept } = store.getState();
      if (unkept) store.setState({ unkept: false, trouble: null });
      tabs.tell(id);
    } catch (error) {
      pending.add(id);
      store.setState({ trouble: refusal(error), unkept: true });
    }
  }

  /** Both stay: theirs where it was, mine beside it. */
  function part(theirs: Draft, typed: Draft): void {
    pending.delete(theirs.id);
    set(theirs);
    catalogue.put(theirs.id, theirs.ran ?? theirs.text);
    const mine = create(typed);
    say({ theirs, mine });
  }

  function soon(id: string): void {
    pending.add(id);
    timer ??= setTimeout(() => void flush(), REST);
  }

  /** Keeps now what was typed: the page may be gone in a moment. */
  function flush(): Promise<void> {
    if (timer) clearTimeout(timer);
    timer = null;
    const waiting = [...pending];
    queue = queue.then(async () => {
      for (const id of waiting) await keep(id);
    });
    return queue;
  }

  function change(id: string, part: Partial<Omit<Draft, 'id' | 'revision'>>): void {
    const draft = of(id);
    if (!draft) return;
    set({ ...draft, at: now(), ...part });
    soon(id);
  }

  type New = Pick<Draft, 'name' | 'text'> & Partial<Pick<Draft, 'folder' | 'ran' | 'caret'>>;

  /** A new draft, kept at once. Its id is its first name, with a number where that is taken. */
  function create({ name, text, folder = '', ran = null, caret = 0 }: New): Draft {
    const known = (id: string) =>
      of(id) !== undefined || catalogue.store.getState().own.some((o) => o.id === id);
    const first = name.replaceAll('/', '-').trim() || 'draft';
    let id = first;
    for (let nth = 2; known(id); nth++) id = `${first} ${nth}`;
    const draft = { id, name: id, folder, text, ran, at: now(), revision: 0, caret };
    set(draft);
    pending.add(id);
    void flush();
    catalogue.put(id, ran ?? text);
    return draft;
  }

  /** A file that was only opened becomes a draft with its first change. */
  function adopt({ id, text }: ScenarioFile): Draft {
    const known = of(id);
    if (known) return known;
    const draft = { id, name: id, folder: '', text, ran: text, at: now(), revision: 0, caret: 0 };
    set(draft);
    return draft;
  }

  catalogue.store.subscribe(({ own }, before) => {
    // Brought back, or opened elsewhere on the page.
    const back = own.filter((one) => of(one.id) === undefined && !before.own.includes(one));
    if (back.length > 0)
      void load().then(() => {
        for (const { id } of back) if (of(id)) tabs.tell(id);
      });
    const gone = before.own.filter(({ id }) => !own.some((one) => one.id === id));
    if (gone.length === 0) return;
    for (const { id } of gone) {
      pending.delete(id);
      if (!heardGone.delete(id)) tabs.tell(id);
    }
    store.setState(({ list }) => ({ list: list.filter(({ id }) => !gone.some((one) => one.id === id)) }));
  });

  tabs.listen((id) => {
    if (pending.has(id)) return;
    void shelf.draft(id).then(
      (draft) => {
        if (pending.has(id)) return;
        if (!draft) {
          if (!catalogue.own(id)) return;
          heardGone.add(id);
          catalogue.remove(id);
          say({ gone: id });
          return;
        }
        if (draft.revision <= (of(id)?.revision ?? -1)) return;
        set(draft);
        catalogue.put(id, draft.ran ?? draft.text);
        say({ changed: draft });
      },
      () => undefined,
    );
  });

  return {
    store: store as Pick<typeof store, 'getState' | 'subscribe' | 'getInitialState'>,
    load,
    of,
    create,
    adopt,
    change,
    flush,
    /** Told what other tabs do to drafts. */
    listen: (heard: (event: Heard) => void) => {
      listeners.add(heard);
    },
    duplicate: (id: string): Draft | null => {
      const draft = of(id);
      return draft ? create({ ...draft, name: `${draft.name} copy` }) : null;
    },
    /** Everything, as an archive. */
    exportAll: async (): Promise<Uint8Array<ArrayBuffer>> => {
      const { pack } = await import('./archive.ts');
      await flush();
      const { list } = store.getState();
      const versions = await Promise.all(list.map(({ id }) => shelf.versions(id).catch(() => [])));
      return pack({ drafts: list, versions: versions.flat() });
    },
    /** What an archive has and is not here yet; rejects, with a message for people, where it is none. */
    importAll: async (bytes: Uint8Array): Promise<readonly Draft[]> => {
      const { unpack } = await import('./archive.ts');
      const isHere = (text: string, name: string) =>
        store.getState().list.some((one) => one.text === text && one.name === name);
      const made: Draft[] = [];
      for (const { versions, ...one } of unpack(bytes)) {
        if (isHere(one.text, one.name)) continue;
        const draft = create(one);
        made.push(draft);
        for (const version of versions)
          await shelf.keepVersion({ ...version, id: draft.id }).catch(() => undefined);
      }
      return made;
    },
    versions: (id: string) => shelf.versions(id),
    /** Keeps a text that ran, unless it is the one that ran last. */
    keepVersion: async (version: Omit<Version, 'at'>): Promise<void> => {
      try {
        const last = (await shelf.versions(version.id)).at(-1);
        if (last?.text === version.text && last.verdict === version.verdict && last.model === version.model)
          return;
        await shelf.keepVersion({ ...version, at: now() });
      } catch (error) {
        store.setState({ trouble: refusal(error) });
      }
    },
  };
}

function refusal(error: unknown): string {
  return `This browser does not keep what you write (${messageOf(error)}): save it as a file before you leave.`;
}

function nearlyFull({ used, whole }: Room): string {
  const mega = (bytes: number) => `${Math.max(1, Math.round(bytes / 1_000_000))} MB`;
  return `The room that this browser gives is nearly full (${mega(used)} of ${mega(whole)}): save what you need as files.`;
}
