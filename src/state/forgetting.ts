/**
 * What this browser keeps can be looked at and forgotten: one scenario's runs, one opened file with its runs, how far the reader
 * has come in courses, a course of their own, or everything.
 * What is forgotten goes from the page too, and the notice that says so can bring it back.
 */
import { createStore } from 'zustand/vanilla';
import type { CatalogueStore } from './catalogue.ts';
import type { CourseDoor } from './course-door.ts';
import { OWN_TEXTS, PROGRESS } from './course/course-texts.ts';
import type { Drawer } from './drawer.ts';
import type { Keeper } from './keeper.ts';
import { messageOf, type Notice } from './notice.ts';
import type { KeptThing, ScenarioFile, Shelf, Storage } from './ports.ts';
import type { Session } from './session.ts';

export interface Forgettable {
  /** Null until it is first asked for. */
  readonly kept: readonly KeptThing[] | null;
}

export type Forgetting = ReturnType<typeof createForgetting>;

export interface ForgettingPage {
  readonly session: Session;
  readonly drawer: Drawer;
  readonly catalogue: CatalogueStore;
  readonly keeper: Keeper;
  readonly course: Pick<CourseDoor, 'store'>;
  readonly storage: Storage;
  /** Where the reader was last is no longer offered. */
  readonly forgetLast?: () => void;
}

/** Kept apart from the shelf; an empty object is nothing. */
const OF_COURSES = [PROGRESS, OWN_TEXTS];

export function createForgetting(
  shelf: Shelf,
  { session, drawer, catalogue, keeper, course, storage, forgetLast }: ForgettingPage,
  store = createStore<Forgettable>(() => ({ kept: null })),
) {
  /** Looks again; an empty list where the browser keeps nothing. */
  async function look(): Promise<void> {
    keeper.flush();
    const ofCourses = OF_COURSES.filter(isKept).map((id) => ({
      id,
      file: false,
      work: false,
      course: id === PROGRESS ? ('progress' as const) : ('texts' as const),
    }));
    store.setState({ kept: [...ofCourses, ...(await shelf.kept().catch(() => []))] });
  }

  const isKept = (key: string) => (storage.read(key)?.length ?? 0) > '{}'.length;

  /** Returns what puts them back. */
  async function forgetCourses(keys: readonly string[]): Promise<() => Promise<void>> {
    const before = keys.filter(isKept).map((key) => [key, storage.read(key) ?? ''] as const);
    const write = async (text: (was: string) => string) => {
      for (const [key, was] of before) storage.write(key, text(was));
      await course.store.getState().desk?.recall();
    };
    if (before.length > 0) await write(() => '{}');
    return () => write((was) => was);
  }

  /** The runs of one scenario, with its text where it is the reader's own; everything where `id` is null. */
  async function forget(id: string | null): Promise<void> {
    keeper.flush();
    const { file } = session.store.getState();
    const { own } = catalogue.store.getState();
    const files = own.filter((one) => id === null || one.id === id);
    const shown = file && (id === null || file.id === id) ? file : null;
    try {
      const isCourse = id !== null && OF_COURSES.includes(id);
      const putBack = isCourse ? null : await shelf.forget(id);
      const recall = await forgetCourses(isCourse ? [id] : id === null ? OF_COURSES : []);
      const restore = async () => {
        await putBack?.();
        await recall();
      };
      if (!isCourse) forgetLast?.();
      for (const one of files) catalogue.remove(one.id);
      await leave(shown);
      const back = async () => {
        await restore();
        for (const { id: name, text } of files) catalogue.put(name, text);
        await comeBack(shown);
      };
      session.announce({
        tone: 'calm',
        what: forgotten(id, files),
        todo: 'It is gone from this browser.',
        deed: { words: 'Undo', run: () => void attempt(back) },
      });
    } catch (error) {
      session.announce(refused(error));
    }
    await look();
  }

  async function leave(shown: ScenarioFile | null): Promise<void> {
    if (!shown) return;
    drawer.show('code');
    if (shown.bundled) await session.reopen();
    else session.close();
  }

  async function comeBack(shown: ScenarioFile | null): Promise<void> {
    const { file } = session.store.getState();
    if (!shown) session.dismiss();
    // Who has opened something else meanwhile stays there.
    else if (file?.id === shown.id) await session.reopen();
    else if (!file) await session.open(shown);
    else session.dismiss();
  }

  async function attempt(deed: () => Promise<void>): Promise<void> {
    await deed().catch((error: unknown) => session.announce(refused(error)));
    await look();
  }

  const titleOf = (id: string) =>
    catalogue.store.getState().entries.find((one) => one.id === id)?.title ?? id;

  function forgotten(id: string | null, files: readonly ScenarioFile[]): string {
    if (id === null) return 'All that was kept here is forgotten: files, runs and courses.';
    if (id === PROGRESS) return 'What you answered in lessons is forgotten.';
    if (id === OWN_TEXTS) return 'The course of your own is forgotten.';
    return files.length > 0
      ? `${id} and its runs are forgotten.`
      : `The runs of “${titleOf(id)}” are forgotten.`;
  }

  return { store, look, forget };
}

function refused(error: unknown): Notice {
  return {
    tone: 'problem',
    what: `This browser did not do it: ${messageOf(error)}.`,
    todo: 'Clear the data of this site in the browser’s settings instead.',
  };
}
