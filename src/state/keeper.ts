/**
 * Keeps in this browser what a reader has done: opened files, and per scenario the tree of runs, the place in it,
 * breakpoints, watches and the open panel. It comes back when the scenario is opened again, after a reload or a crash.
 * Where the browser keeps nothing, that is said once, and everything lasts as long as the page.
 */
import type { Catalogue, CatalogueStore } from './catalogue.ts';
import { DRAWER_TABS, type Drawer } from './drawer.ts';
import { asWork, workOf, type KeptWork } from './kept-work.ts';
import type { ScenarioFile, Shelf } from './ports.ts';
import type { Session } from './session.ts';

/** While a hand scrubs or takes choice after choice, keeping waits until it rests. */
const REST = 300;
/** A database that does not open holds nothing up for longer. */
const PATIENCE = 1500;

/** What was kept of the work on a scenario; null where nothing was, or where it cannot be read. Its panel opens in `drawer`. */
export async function recallWork(
  shelf: Shelf,
  { id }: ScenarioFile,
  drawer: Pick<Drawer, 'show' | 'edit'>,
): Promise<KeptWork | null> {
  const work = asWork(await patiently(shelf.work(id)));
  if (work && DRAWER_TABS.includes(work.tab)) drawer.show(work.tab);
  if (work?.editing) drawer.edit(true);
  return work;
}

/** Puts the files of earlier visits into the catalogue; settles also where they do not come. */
export async function recallFiles(shelf: Shelf, catalogue: CatalogueStore): Promise<void> {
  const files = await patiently(shelf.files());
  for (const { id, text } of files ?? []) catalogue.put(id, text);
}

async function patiently<T>(answer: Promise<T>): Promise<T | null> {
  const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), PATIENCE));
  return Promise.race([answer.catch(() => null), late]);
}

export interface Keeper {
  /** Keeps what has changed now: the page may be gone in a moment. */
  readonly flush: () => void;
}

/** Keeps from now on; `refused` is told once that the browser keeps nothing. */
export function createKeeper(
  shelf: Shelf,
  { session, drawer, catalogue }: Kept,
  refused: () => void,
): Keeper {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let told = false;
  const keep = (writing: Promise<void>) => {
    writing.catch(() => {
      if (!told) refused();
      told = true;
    });
  };
  const flush = (state = session.store.getState()) => {
    if (timer === null) return;
    clearTimeout(timer);
    timer = null;
    if (!state.file || state.file.passing || state.tree.current < 0) return;
    const { tab, editing } = drawer.store.getState();
    keep(shelf.keepWork(state.file.id, workOf(state, tab, editing)));
  };
  const soon = () => {
    timer ??= setTimeout(() => flush(), REST);
  };
  session.store.subscribe((now, before) => {
    if (now.file?.id !== before.file?.id) {
      flush(before);
      return;
    }
    const same =
      now.tree === before.tree &&
      now.position === before.position &&
      now.stops === before.stops &&
      now.cell === before.cell;
    if (!same) soon();
  });
  drawer.store.subscribe(soon);
  catalogue.store.subscribe(({ own }: Catalogue, before: Catalogue) => {
    for (const file of own) if (!before.own.includes(file)) keep(shelf.keepFile(file));
  });
  return { flush: () => flush() };
}

interface Kept {
  readonly session: Session;
  readonly drawer: Drawer;
  readonly catalogue: CatalogueStore;
}
