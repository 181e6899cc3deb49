/**
 * The way to courses: which lesson the address names, and whether its page stands where the library stands. What reads
 * lessons is loaded with the first of them.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { isAsked } from './learning-door.ts';
import type { CourseDesk, DeskNeeds } from './course/course-desk.ts';

/** What of the address is about courses: `?course` the list of lessons, `?lesson=NAME` one; `?course=own` the reader's own
 *  course, `?course=PATH` one that lies beside the page; behind the `#` a course may be carried whole. */
export interface CoursePlace {
  readonly course: string | null;
  readonly lesson: string | null;
}

export interface CourseAddress {
  readonly read: () => CoursePlace | null;
  /** Whether it names a run besides, which then is on its way. */
  readonly hasRun: () => boolean;
  /** A new entry of the history, without a run; the run that comes with it belongs to the same entry. */
  readonly enter: (place: CoursePlace) => void;
  /** Null: the address is not about courses any more. */
  readonly replace: (place: CoursePlace | null) => void;
  /** Calls back when the reader went back or forth. */
  readonly listen: (changed: () => void) => void;
}

interface Door {
  readonly open: boolean;
  /** Null until it is there. */
  readonly desk: CourseDesk | null;
  readonly failed: boolean;
}

export interface CourseDoor {
  readonly store: Pick<StoreApi<Door>, 'getState' | 'subscribe' | 'getInitialState'>;
  /** A lesson by its name; null for the list, nothing for where the reader was. */
  readonly show: (lesson?: string | null) => void;
  /** A course or lessons of the reader's own, with the scenarios that belong to them. */
  readonly bring: (files: readonly BroughtFile[]) => void;
  readonly close: () => void;
}

export interface BroughtFile {
  readonly name: string;
  readonly text: string;
}

export function createCourseDoor(needs: DeskNeeds): CourseDoor {
  const { address, session } = needs;
  const store = createStore<Door>(() => ({ open: false, desk: null, failed: false }));
  const enter = async () => {
    store.setState({ open: true, failed: false });
    try {
      const { createCourseDesk } = await import('./course/course-desk.ts');
      const desk = store.getState().desk ?? createCourseDesk(needs);
      store.setState({ desk });
      return desk;
    } catch {
      store.setState({ failed: true });
      return null;
    }
  };
  const follow = async () => {
    const place = address.read();
    if (place) {
      needs.arrived();
      await (await enter())?.arrive(place);
    } else if (store.getState().open) store.setState({ open: false });
  };
  address.listen(() => void follow());
  void follow();
  return {
    store,
    show: (lesson) => void enter().then((desk) => desk?.show(lesson)),
    bring: (files) => void enter().then((desk) => desk?.bring(files)),
    close: () => {
      store.setState({ open: false });
      address.replace(null);
      if (!isAsked(needs.learning)) session.hide('nothing');
    },
  };
}
