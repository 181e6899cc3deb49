/**
 * A course being read: its list, the lesson that is open with its scenario in the session, which question is asked, and how far
 * the reader has come. Progress is written as it is made, so a reload loses nothing.
 */
import { createStore } from 'zustand/vanilla';
import {
  answered,
  lessonName,
  opened,
  readCourse,
  readLesson,
  readProgress,
  settingsOf,
  type Course,
  type Lesson,
  type Progress,
} from '../../course/index.ts';
import type { ExploreResult, Model, Scenario, Settings } from '../answers.ts';
import type { CatalogueStore } from '../catalogue.ts';
import type { BroughtFile, CourseAddress, CoursePlace } from '../course-door.ts';
import { isAsked, type LearningDoor } from '../learning-door.ts';
import type { ScenarioFile, Storage, WorkerClient } from '../ports.ts';
import type { Session } from '../session.ts';
import { scenarioFileOf } from './lesson-file.ts';
import { questionsFor, type LessonQuestion } from './lesson-questions.ts';

export interface DeskNeeds {
  readonly client: WorkerClient;
  readonly session: Session;
  readonly catalogue: CatalogueStore;
  readonly storage: Storage;
  readonly learning: Pick<LearningDoor, 'store'>;
  readonly address: CourseAddress;
  /** Told when the address names a course: it is in sight then on a phone too. */
  readonly arrived: () => void;
  /** The texts of the course that comes along, by their names: `course.md`, `message.md`, … */
  readonly bundled: () => Promise<Readonly<Record<string, string>>>;
}

export interface ListedLesson {
  readonly id: string;
  readonly title: string;
  /** What the list says of it. */
  readonly says: string;
  /** Null where its file is not there, or is no lesson. */
  readonly lesson: Lesson | null;
  readonly problem: string | null;
}

export interface OpenLesson {
  readonly lesson: Lesson;
  readonly file: ScenarioFile;
  readonly scenario: Scenario;
  readonly questions: readonly LessonQuestion[];
}

export interface CourseState {
  readonly phase: 'loading' | 'ready' | 'failed';
  readonly problem: string | null;
  readonly course: Course | null;
  /** It is the reader's own. */
  readonly own: boolean;
  readonly lessons: readonly ListedLesson[];
  /** Which lesson is asked for; null: the list. */
  readonly at: string | null;
  /** That lesson with its scenario, once both are there. */
  readonly open: OpenLesson | null;
  /** Which of its questions is asked, by key; null while the prose is read. */
  readonly asking: string | null;
  readonly teaching: boolean;
  readonly progress: Progress;
}

const PROGRESS = 'smpscope.course.progress';
const OWN = 'smpscope.course.own';
const LIMITS = { states: 200_000 };

export type CourseDesk = ReturnType<typeof createCourseDesk>;

export function createCourseDesk(needs: DeskNeeds) {
  const { client, session, catalogue, storage, address, learning, bundled } = needs;
  const store = createStore<CourseState>(() => ({
    phase: 'loading',
    problem: null,
    course: null,
    own: false,
    lessons: [],
    at: null,
    open: null,
    asking: null,
    teaching: false,
    progress: readProgress(parsed(storage.read(PROGRESS))),
  }));
  const get = store.getState;
  let files: Readonly<Record<string, string>> = {};
  let ticket = 0;

  function keep(progress: Progress): void {
    store.setState({ progress });
    storage.write(PROGRESS, JSON.stringify(progress));
  }

  /** The course that comes along, or the reader's own; what is there already is not read again. */
  async function load(own: boolean, again = false): Promise<void> {
    if (!again && get().phase === 'ready' && get().own === own) return;
    const kept = own ? ownFiles(storage.read(OWN)) : null;
    files = kept ?? (await bundled());
    const list = kept ? listOf(kept) : (files['course.md'] ?? '');
    const { value, mistakes } = readCourse(list);
    const lessons = (value?.lessons ?? []).map(({ path, title, says }): ListedLesson => {
      const text = files[path] ?? files[path.replace(/^.*\//, '')];
      const read = text === undefined ? null : readLesson(text, path);
      const lesson = read?.value ?? null;
      const first = read?.mistakes[0];
      const problem = !read
        ? `The file ${path} is not among those that were brought.`
        : first
          ? `${path}, line ${first.line}: ${first.message}`
          : null;
      return { id: lesson?.id ?? lessonName(path), title: lesson?.title ?? title, says, lesson, problem };
    });
    store.setState({
      phase: value ? 'ready' : 'failed',
      problem: value ? null : (mistakes[0]?.message ?? null),
      course: value,
      own: kept !== null,
      lessons,
    });
  }

  /** `stays`: the run that the address names is on its way, and stays. */
  async function showLesson(id: string, stays: boolean): Promise<void> {
    const mine = ++ticket;
    const listed = get().lessons.find((one) => one.id === id);
    store.setState({ at: id, open: null, asking: null, teaching: false, problem: null });
    if (!listed?.lesson) {
      store.setState({ problem: listed?.problem ?? `There is no lesson “${id}” in this course.` });
      return;
    }
    const { lesson } = listed;
    const file = await scenarioFileOf(lesson, files, catalogue);
    if (mine !== ticket) return;
    const compiled = file && (await client.request({ do: 'compile', ...file }).promise);
    if (mine !== ticket) return;
    if (!file || !compiled?.scenario) {
      const what = lesson.scenario.k === 'file' ? lesson.scenario.path : 'in the lesson';
      store.setState({ problem: `The scenario ${what} ${file ? 'has mistakes' : 'is not there'}.` });
      return;
    }
    const { scenario } = compiled;
    const questions = questionsFor(lesson.questions, file, scenario);
    store.setState({ open: { lesson, file, scenario, questions } });
    keep(opened(get().progress, id));
    hideAsNeeded();
    if (!stays) await begin(lesson, file, scenario);
  }

  /** The run that a lesson opens with: its interleaving, else one that ends well, from its start. */
  async function begin({ opens }: Lesson, file: ScenarioFile, scenario: Scenario): Promise<void> {
    const { interleaving, step, under } = opens;
    if (interleaving !== null) {
      await session.open(file, { interleaving });
      session.goTo(step ?? 0);
      return;
    }
    const settings = settingsOf(opens, scenario);
    const model = opens.model ?? scenario.variants.find(({ id }) => id === under)?.model ?? scenario.model;
    const { outcomes } = await explore(file, settings, model);
    // Values are sorted: in the last one most of what is written is seen, as a reader expects it.
    const keys = outcomes.findLast(({ kind }) => kind === 'finished')?.witness ?? [];
    await session.open(file, { view: { settings, model, keys, step: step ?? 0 } });
  }

  function explore({ id, text }: ScenarioFile, settings: Settings, model: Model): Promise<ExploreResult> {
    return client.request({ do: 'explore', instance: { id, text, settings, model }, limits: LIMITS }).promise;
  }

  /** Nothing tells what the reader is still to find out. */
  function hideAsNeeded(): void {
    const { open, asking, progress } = get();
    if (isAsked({ store: learning.store })) return;
    if (!open) {
      session.hide('nothing');
      return;
    }
    const { tried } = progress[open.lesson.id] ?? { tried: {} };
    const isOpen = open.questions.some(
      ({ asked }) => !(asked.key in tried) && (asked.k === 'predict' || asked.key === asking),
    );
    session.hide(isOpen ? 'verdict' : 'nothing');
  }

  function place(lesson: string | null): CoursePlace {
    return { course: get().own ? 'own' : null, lesson };
  }

  async function show(lesson?: string | null): Promise<void> {
    await load(get().own);
    const at = lesson === undefined ? get().at : lesson;
    if (at === null) {
      list();
      address.replace(place(null));
    } else if (lesson === undefined && get().open) {
      address.replace(place(at));
      hideAsNeeded();
    } else {
      address.enter(place(at));
      await showLesson(at, false);
    }
  }

  function list(): void {
    ticket++;
    store.setState({ at: null, open: null, asking: null, teaching: false });
    hideAsNeeded();
  }

  return {
    store,
    show,
    /** What the address names: its run stays, where it has one. */
    arrive: async ({ course, lesson }: CoursePlace) => {
      await load(course === 'own');
      if (lesson === null) list();
      else if (get().at !== lesson) await showLesson(lesson, address.hasRun());
    },
    /** A question is asked; null goes back to reading. */
    ask: (key: string | null) => {
      store.setState({ asking: key });
      hideAsNeeded();
    },
    answer: (key: string, right: boolean) => {
      const { open } = get();
      if (!open) return;
      keep(answered(get().progress, open.lesson.id, key, right));
      hideAsNeeded();
    },
    teach: (teaching: boolean) => store.setState({ teaching }),
    /** The lesson's own run again. */
    restart: () => {
      const { open } = get();
      if (open) void begin(open.lesson, open.file, open.scenario);
    },
    bring: async (brought: readonly BroughtFile[]) => {
      const own = Object.fromEntries(brought.map(({ name, text }) => [name, text]));
      storage.write(OWN, JSON.stringify(own));
      await load(true, true);
      await show(get().lessons.length === 1 ? (get().lessons[0]?.id ?? null) : null);
    },
    /** Back to the course that comes along. */
    leaveOwn: async () => {
      await load(false);
      await show(null);
    },
    forget: () => keep({}),
    /** The texts of the course, with the scenarios that stand beside its lessons. */
    archive: async () => {
      const texts = { ...files };
      for (const { lesson } of get().lessons) {
        const path = lesson?.scenario.k === 'file' ? lesson.scenario.path : null;
        if (!lesson || path === null || path.includes('/')) continue;
        const file = await scenarioFileOf(lesson, files, catalogue);
        if (file) texts[path] = file.text;
      }
      return (await import('./course-archive.ts')).packCourse(texts);
    },
    sheet: async (open: OpenLesson) => {
      const { sheetOf } = await import('./sheet.ts');
      return sheetOf(client, open, (settings, model) => explore(open.file, settings, model));
    },
  };
}

/** A course of one's own without a list has its lessons in the order in which they came. */
function listOf(files: Readonly<Record<string, string>>): string {
  const texts = Object.entries(files);
  const list = texts.find(([name, text]) => name.endsWith('.md') && readCourse(text).value !== null);
  if (list) return list[1];
  const lessons = texts
    .filter(([name]) => name.endsWith('.md'))
    .map(([name, text], nth) => `${nth + 1}. [${readLesson(text, name).value?.title ?? name}](${name})`);
  return `---\ntitle: ${lessons.length === 1 ? 'A lesson' : 'Lessons'} of your own\n---\n\n${lessons.join('\n')}\n`;
}

function ownFiles(kept: string | null): Readonly<Record<string, string>> | null {
  const found = parsed(kept);
  if (typeof found !== 'object' || found === null) return null;
  const texts = Object.entries(found).filter((pair): pair is [string, string] => typeof pair[1] === 'string');
  return texts.length > 0 ? Object.fromEntries(texts) : null;
}

function parsed(text: string | null): unknown {
  try {
    return JSON.parse(text ?? 'null') as unknown;
  } catch {
    return null;
  }
}
