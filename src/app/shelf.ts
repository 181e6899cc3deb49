/** The browser's database as the page's shelf. All of it comes after the page is drawn (`shelf-door.ts`). */
import type { DBSchema, IDBPDatabase } from 'idb';
import type { Draft, DraftShelf, Shelf, Version } from '../state/index.ts';

interface Schema extends DBSchema {
  readonly files: {
    key: string;
    value: KeptFile;
    indexes: { at: number };
  };
  readonly work: {
    key: [id: string, tab: string];
    value: { readonly id: string; readonly tab: string; readonly at: number; readonly work: unknown };
    indexes: { at: number; id: string };
  };
  readonly versions: { key: [id: string, at: number]; value: Version; indexes: { id: string } };
}

/** A file as it was opened, or a draft. */
type KeptFile = Pick<Draft, 'id' | 'text' | 'at'> & Partial<Draft>;

function asDraft(file: KeptFile): Draft {
  return { name: file.id, folder: '', ran: file.text, revision: 0, caret: 0, ...file };
}

/** Of more files that were only opened the oldest are let go; never a draft. */
const MOST_FILES = 50;
const MOST_WORK = 100;
/** Of one draft; of more the oldest are let go. */
const MOST_VERSIONS = 500;

/** Two tabs on one scenario each find their own work again after a reload. */
function tabName(): string {
  const KEY = 'smpscope.tab';
  const name = window.sessionStorage.getItem(KEY) ?? crypto.randomUUID();
  window.sessionStorage.setItem(KEY, name);
  return name;
}

export function openShelf(): Shelf & DraftShelf {
  let opened: Promise<IDBPDatabase<Schema>> | null = null;
  const database = () => {
    opened ??= open();
    // What failed once may be possible later.
    opened.catch(() => (opened = null));
    return opened;
  };
  return {
    files: async () => {
      const files = await (await database()).getAllFromIndex('files', 'at');
      return files.map(({ id, text, ran }) => ({ id, text: ran ?? text }));
    },
    keepFile: async ({ id, text }) => {
      const db = await database();
      const { store, done } = db.transaction('files', 'readwrite');
      // What is kept of a draft is its own affair.
      if ((await store.get(id))?.revision === undefined) await store.put({ id, text, at: Date.now() });
      await done;
      await forgetOpened(db);
    },
    work: async (id) => {
      const db = await database();
      const mine = await db.get('work', [id, tabName()]);
      if (mine) return mine.work;
      const all = await db.getAllFromIndex('work', 'id', id);
      return all.sort((a, b) => b.at - a.at)[0]?.work ?? null;
    },
    keepWork: async (id, work) => {
      const db = await database();
      if (work === null) return db.delete('work', [id, tabName()]);
      await db.put('work', { id, tab: tabName(), at: Date.now(), work });
      await forgetWork(db);
    },
    kept: async () => {
      const db = await database();
      const files = await db.getAllKeysFromIndex('files', 'at');
      const worked = new Set((await db.getAllKeysFromIndex('work', 'at')).map(([id]) => id));
      const others = [...worked].filter((id) => !files.includes(id));
      return [
        ...files.map((id) => ({ id, file: true, work: worked.has(id) })),
        ...others.map((id) => ({ id, file: false, work: true })),
      ];
    },
    forget: async (id) => {
      const db = await database();
      const all = db.transaction(['files', 'work', 'versions'], 'readwrite');
      const [files, work] = [all.objectStore('files'), all.objectStore('work')];
      const versions = all.objectStore('versions');
      const gone = {
        files: await files.getAll(id ?? undefined),
        work: await work.index('id').getAll(id ?? undefined),
        versions: await versions.index('id').getAll(id ?? undefined),
      };
      for (const one of gone.files) await files.delete(one.id);
      for (const one of gone.work) await work.delete([one.id, one.tab]);
      for (const one of gone.versions) await versions.delete([one.id, one.at]);
      await all.done;
      return async () => {
        const back = (await database()).transaction(['files', 'work', 'versions'], 'readwrite');
        for (const one of gone.files) await back.objectStore('files').put(one);
        for (const one of gone.work) await back.objectStore('work').put(one);
        for (const one of gone.versions) await back.objectStore('versions').put(one);
        await back.done;
      };
    },
    drafts: async () => (await (await database()).getAllFromIndex('files', 'at')).map(asDraft),
    draft: async (id) => {
      const file = await (await database()).get('files', id);
      return file ? asDraft(file) : null;
    },
    keepDraft: async (draft) => {
      const { store, done } = (await database()).transaction('files', 'readwrite');
      const there = await store.get(draft.id);
      const isOther = there !== undefined && (there.revision ?? 0) !== draft.revision;
      if (!isOther) await store.put({ ...draft, revision: draft.revision + 1 });
      await done;
      stay();
      return isOther ? asDraft(there) : null;
    },
    versions: async (id) => (await database()).getAllFromIndex('versions', 'id', id),
    keepVersion: async (version) => {
      const { store, done } = (await database()).transaction('versions', 'readwrite');
      await store.put(version);
      const keys = await store.index('id').getAllKeys(version.id);
      for (const key of keys.slice(0, -MOST_VERSIONS)) await store.delete(key);
      await done;
    },
    room: async () => {
      const { usage = 0, quota = 0 } = await navigator.storage.estimate();
      return quota > 0 ? { used: usage, whole: quota } : null;
    },
  };
}

let asked = false;

/** Asks the browser not to clear what is kept when room is short: when the first thing was written that cannot be had
 *  again, and once a visit. What it answers changes nothing. */
function stay(): void {
  if (asked || !('storage' in navigator)) return;
  asked = true;
  navigator.storage.persist().catch(() => undefined);
}

async function open(): Promise<IDBPDatabase<Schema>> {
  const { openDB } = await import('idb');
  const place = new URL('./', document.baseURI).pathname;
  return openDB<Schema>(`smpscope ${place}`, 2, {
    upgrade: (db, from) => {
      if (from < 1) {
        db.createObjectStore('files', { keyPath: 'id' }).createIndex('at', 'at');
        const work = db.createObjectStore('work', { keyPath: ['id', 'tab'] });
        work.createIndex('at', 'at');
        work.createIndex('id', 'id');
      }
      db.createObjectStore('versions', { keyPath: ['id', 'at'] }).createIndex('id', 'id');
    },
    // Another tab with a newer release waits for this one.
    blocking: (_, __, event) => (event.target as IDBDatabase).close(),
  });
}

async function forgetWork(db: IDBPDatabase<Schema>): Promise<void> {
  const extra = (await db.count('work')) - MOST_WORK;
  if (extra <= 0) return;
  const { store, done } = db.transaction('work', 'readwrite');
  let cursor = await store.index('at').openCursor();
  for (let left = extra; left > 0 && cursor; left--) {
    await cursor.delete();
    cursor = await cursor.continue();
  }
  await done;
}

async function forgetOpened(db: IDBPDatabase<Schema>): Promise<void> {
  const { store, done } = db.transaction('files', 'readwrite');
  const opened = (await store.index('at').getAll()).filter(({ revision }) => revision === undefined);
  for (const { id } of opened.slice(0, -MOST_FILES)) await store.delete(id);
  await done;
}
