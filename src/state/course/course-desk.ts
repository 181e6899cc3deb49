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
import type { BroughtFile, CoursePlace, CourseWorld } from '../course-door.ts';
import { isAsked, type LearningDoor } from '../learning-door.ts';
import type { ScenarioFile, Storage, WorkerClient } from '../ports.ts';
import type { Session } from '../session.ts';
import { isPacked, packScenario, unpackScenario } from '../../permalink/index.ts';
import { keepOwn, ownTexts, PROGRESS, siteTexts, textsOf, type CourseTexts } from './course-texts.ts';
import { scenarioFileOf } from './lesson-file.ts';
import { questionsFor, type LessonQuestion } from './lesson-questions.ts';

export interface PageNeeds {
  readonly client: WorkerClient;
  readonly session: Session;
  readonly catalogue: CatalogueStore;
  readonly storage: Storage;
  readonly learning: Pick<LearningDoor, 'store'>;
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
  /** Null: it came along; `own`: the reader brought it; else its path on this site. */
  readonly source: string | null;
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

const OWN = 'own';
const LIMITS = { states: 200_000 };

export type CourseDesk = ReturnType<typeof createCourseDesk>;

export function createCourseDesk(needs: PageNeeds & CourseWorld) {
  const { client, session, catalogue, storage, address, learning, bundled, readSite } = needs;
  const store = createStore<CourseState>(() => ({
    phase: 'loading',
    problem: null,
    course: null,
    source: null,
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

  /** What is there already is not read again. */
  async function load(source: string | null, again = false): Promise<void> {
    if (!again && get().phase === 'ready' && get().source === source) return;
    const along = bundled;
    const found = await textsFrom(source, along);
    files = { ...along, ...found?.texts };
    const list = found?.list ?? (source === null || source === OWN ? along['course.md'] : null) ?? '';
    const { value, mistakes } = readCourse(list);
    const lessons = (value?.lessons ?? []).map(({ path, title, says }): ListedLesson => {
      const text = files[path] ?? files[path.replace(/^.*\//, '')];
      const read = text === undefined ? null : readLesson(text, path);
      const lesson = read?.value ?? null;
      const first = read?.mistakes[0];
      const problem = !read
        ? `The file ${path} is not there.`
        : first
          ? `${path}, line ${first.line}: ${first.message}`
          : null;
      return { id: lesson?.id ?? lessonName(path), title: lesson?.title ?? title, says, lesson, problem };
    });
    store.setState({
      phase: value ? 'ready' : 'failed',
      problem: value ? null : found ? (mistakes[0]?.message ?? null) : `there is no file ${source ?? ''}.`,
      course: value,
      source: found ? source : null,
      lessons,
    });
  }

  async function textsFrom(source: string | null, along: typeof files): Promise<CourseTexts | null> {
    if (source === null) return null;
    return source === OWN ? ownTexts(storage) : siteTexts(source, readSite, along);
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
    const title = 'the run of the lesson';
    await session.open(file, { view: { settings, model, keys, step: step ?? 0, title } });
  }

  function explore({ id, text }: ScenarioFile, settings: Settings, model: Model): Promise<ExploreResult> {
    return client.request({ do: 'explore', instance: { id, text, settings, model }, limits: LIMITS }).promise;
  }

  /** Nothing tells what the reader is still to find out. */
  function hideAsNeeded(): void {
    const { open, asking, progress } = get();
    if (isAsked(learning)) return;
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
    return { course: get().source, lesson };
  }

  async function show(lesson?: string | null): Promise<void> {
    await load(get().source);
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

  async function bring(brought: readonly BroughtFile[]): Promise<void> {
    keepOwn(storage, brought);
    await load(OWN, true);
    const [first, ...others] = get().lessons;
    await show(others.length === 0 ? (first?.id ?? null) : null);
  }

  /** The texts of the course, with the scenarios that stand beside its lessons. */
  async function texts(): Promise<Readonly<Record<string, string>>> {
    const own = get().source !== null;
    const along = bundled;
    const all: Record<string, string> = {};
    for (const [name, text] of Object.entries(files)) if (!own || along[name] !== text) all[name] = text;
    if (own) return all;
    for (const { lesson } of get().lessons) {
      const path = lesson?.scenario.k === 'file' ? lesson.scenario.path : null;
      if (!lesson || path === null || path.includes('/')) continue;
      const file = await scenarioFileOf(lesson, {}, catalogue);
      if (file) all[path] = file.text;
    }
    return all;
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
    arrive: async () => {
      const named = address.read();
      if (!named) return;
      const { course, lesson } = named;
      if (course !== null && isPacked(course)) {
        const unpacked = await unpackScenario(course);
        const texts = unpacked.ok ? textsOf(unpacked.value) : null;
        if (texts) await bring(Object.entries(texts).map(([name, text]) => ({ name, text })));
        else store.setState({ phase: 'failed', problem: 'the link that carries it is damaged.' });
        return;
      }
      await load(course);
      if (lesson === null) list();
      else if (get().at !== lesson) await showLesson(lesson, address.hasRun());
    },
    /** The address is not about courses any more, and nothing is hidden for one. */
    leave: () => {
      address.replace(null);
      if (!isAsked(learning)) session.hide('nothing');
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
    bring,
    /** Back to the course that comes along. */
    leaveOwn: async () => {
      await load(null);
      await show(null);
    },
    forget: () => keep({}),
    /** What is kept has changed beside this. */
    recall: async () => {
      store.setState({ progress: readProgress(parsed(storage.read(PROGRESS))) });
      if (get().source === OWN) await load(OWN, true);
      hideAsNeeded();
    },
    archive: async () => (await import('./course-archive.ts')).packCourse(await texts()),
    /** What a link carries that opens this course elsewhere; null where it is too long. */
    packed: async () => {
      const packed = await packScenario(JSON.stringify(await texts()));
      return packed.ok ? packed.value : null;
    },
    sheet: async (open: OpenLesson) => {
      const { sheetOf } = await import('./sheet.ts');
      return sheetOf(client, open, (settings, model) => explore(open.file, settings, model));
    },
  };
}

function parsed(text: string | null): unknown {
  try {
    return JSON.parse(text ?? 'null') as unknown;
  } catch {
    return null;
  }
}
