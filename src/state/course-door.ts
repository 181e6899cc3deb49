/**
 * The way to courses: which lesson the address names, and whether its page stands where the library stands. What reads
 * lessons is loaded with the first of them.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { CourseDesk, PageNeeds } from './course/course-desk.ts';

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
}

/** What a course needs of the world besides what the page has; it comes with the first lesson. */
export interface CourseWorld {
  readonly address: CourseAddress;
  /** A file beside the page; null where there is none. */
  readonly readSite: (path: string) => Promise<string | null>;
  /** The texts of the course that comes along, by their names: `course.md`, `message.md`, … */
  readonly bundled: Readonly<Record<string, string>>;
}

interface DoorNeeds extends PageNeeds {
  /** Whether the address is about a course. */
  readonly named: () => boolean;
  readonly world: () => Promise<CourseWorld>;
  /** Told when the address names a course: it is in sight then on a phone too. */
  readonly arrived: () => void;
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
  /** The address has changed, or is there for the first time. */
  readonly follow: () => void;
  readonly close: () => void;
}

export interface BroughtFile {
  readonly name: string;
  readonly text: string;
}

export function createCourseDoor(needs: DoorNeeds): CourseDoor {
  const store = createStore<Door>(() => ({ open: false, desk: null, failed: false }));
  let entered: Promise<CourseDesk> | null = null;
  const enter = async () => {
    store.setState({ open: true, failed: false });
    entered ??= Promise.all([import('./course/course-desk.ts'), needs.world()]).then(
      ([{ createCourseDesk }, world]) => createCourseDesk({ ...needs, ...world }),
    );
    try {
      const desk = await entered;
      store.setState({ desk });
      return desk;
    } catch {
      entered = null;
      store.setState({ failed: true });
      return null;
    }
  };
  return {
    store,
    show: (lesson) => void enter().then((desk) => desk?.show(lesson)),
    bring: (files) => void enter().then((desk) => desk?.bring(files)),
    follow: () => {
      if (needs.named()) {
        needs.arrived();
        void enter().then((desk) => desk?.arrive());
      } else store.setState({ open: false });
    },
    close: () => {
      store.setState({ open: false });
      store.getState().desk?.leave();
    },
  };
}
