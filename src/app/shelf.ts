/** The browser's database as the page's shelf; the library that speaks with it comes after the page is drawn. */
import type { DBSchema, IDBPDatabase } from 'idb';
import type { Shelf } from '../state/index.ts';

interface Schema extends DBSchema {
  readonly files: {
    key: string;
    value: { readonly id: string; readonly text: string; readonly at: number };
    indexes: { at: number };
  };
  readonly work: {
    key: [id: string, tab: string];
    value: { readonly id: string; readonly tab: string; readonly at: number; readonly work: unknown };
    indexes: { at: number; id: string };
  };
}

/** Of more the oldest are let go. */
const MOST_FILES = 50;
const MOST_WORK = 100;

/** Two tabs on one scenario each find their own work again after a reload. */
function tabName(): string {
  const KEY = 'smpscope.tab';
  const name = window.sessionStorage.getItem(KEY) ?? crypto.randomUUID();
  window.sessionStorage.setItem(KEY, name);
  return name;
}

export function openShelf(): Shelf {
  let opened: Promise<IDBPDatabase<Schema>> | null = null;
  const database = () => {
    opened ??= open();
    // What failed once may be possible later.
    opened.catch(() => (opened = null));
    return opened;
  };
  return {
    files: async () => (await database()).getAllFromIndex('files', 'at'),
    keepFile: async ({ id, text }) => {
      const db = await database();
      await db.put('files', { id, text, at: Date.now() });
      await forget(db, 'files', MOST_FILES);
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
      await forget(db, 'work', MOST_WORK);
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
      const all = db.transaction(['files', 'work'], 'readwrite');
      const [files, work] = [all.objectStore('files'), all.objectStore('work')];
      const gone = {
        files: await files.getAll(id ?? undefined),
        work: await work.index('id').getAll(id ?? undefined),
      };
      for (const one of gone.files) await files.delete(one.id);
      for (const one of gone.work) await work.delete([one.id, one.tab]);
      await all.done;
      return async () => {
        const back = (await database()).transaction(['files', 'work'], 'readwrite');
        for (const one of gone.files) await back.objectStore('files').put(one);
        for (const one of gone.work) await back.objectStore('work').put(one);
        await back.done;
      };
    },
  };
}

async function open(): Promise<IDBPDatabase<Schema>> {
  const { openDB } = await import('idb');
  const place = new URL('./', document.baseURI).pathname;
  return openDB<Schema>(`smpscope ${place}`, 1, {
    upgrade: (db) => {
      db.createObjectStore('files', { keyPath: 'id' }).createIndex('at', 'at');
      const work = db.createObjectStore('work', { keyPath: ['id', 'tab'] });
      work.createIndex('at', 'at');
      work.createIndex('id', 'id');
    },
    // Another tab with a newer release waits for this one.
    blocking: (_, __, event) => (event.target as IDBDatabase).close(),
  });
}

async function forget(db: IDBPDatabase<Schema>, store: 'files' | 'work', most: number): Promise<void> {
  const extra = (await db.count(store)) - most;
  if (extra <= 0) return;
  const transaction = db.transaction(store, 'readwrite');
  let cursor = await transaction.store.index('at').openCursor();
  for (let left = extra; left > 0 && cursor; left--) {
    await cursor.delete();
    cursor = await cursor.continue();
  }
  await transaction.done;
}
