/** What a printed sheet needs of the machine: a run to fill in, and the answers, each with the run that shows it. */
import { answerOf, type Answer } from '../../course/index.ts';
import { engrave, type Score } from '../../score/index.ts';
import type { ExploreResult, Model, Settings } from '../answers.ts';
import type { WorkerClient } from '../ports.ts';
import { isSubject, type Subject } from '../learning/question.ts';
import type { LessonQuestion } from './lesson-questions.ts';
import type { OpenLesson } from './course-desk.ts';

export interface Sheet {
  /** A run that ends well, whole; null where there is none. */
  readonly run: Score | null;
  /** The same with blanks to fill. */
  readonly blank: Score | null;
  /** By question. */
  readonly answers: readonly SheetAnswer[];
}

export interface SheetAnswer {
  readonly answer: Answer | null;
  /** The shortest run that shows it. */
  readonly shown: Score | null;
}

export async function sheetOf(
  client: WorkerClient,
  open: OpenLesson,
  explore: (settings: Settings, model: Model) => Promise<ExploreResult>,
): Promise<Sheet> {
  const { file, scenario, questions } = open;
  const drawn = async (settings: Settings, model: Model, keys: readonly string[]) => {
    const instance = { id: file.id, text: file.text, settings, model };
    const program = await client.request({ do: 'program', instance }).promise;
    return engrave(program, await client.request({ do: 'replay', instance, keys }).promise);
  };
  const answers: SheetAnswer[] = [];
  for (const one of questions) {
    const found = await answerOf(one.asked, scenario, explore);
    const goal = goalOf(one);
    const witness = goal && witnessOf(await explore(goal.settings, goal.model), goal.subject);
    answers.push({
      answer: found.ok ? found.value : null,
      shown: goal && witness ? await drawn(goal.settings, goal.model, witness) : null,
    });
  }
  const begin = questions.map(goalOf).find((goal) => goal !== null);
  const good = begin && finished(await explore(begin.settings, begin.model));
  const run = begin && good ? await drawn(begin.settings, begin.model, good) : null;
  return { run, blank: run && blanked(run), answers };
}

interface Goal {
  readonly settings: Settings;
  readonly model: Model;
  readonly subject: Subject;
}

function goalOf(one: LessonQuestion): Goal | null {
  return one.k === 'break' ? one.goal : null;
}

function witnessOf({ outcomes }: ExploreResult, subject: Subject): readonly string[] | null {
  return outcomes.find((outcome) => isSubject(subject, outcome))?.witness ?? null;
}

function finished({ outcomes }: ExploreResult): readonly string[] | null {
  return outcomes.findLast(({ kind }) => kind === 'finished')?.witness ?? null;
}

/** The same run with blanks: what loads read, what stores make of memory, and what becomes of it. */
function blanked(score: Score): Score {
  return {
    ...score,
    rows: score.rows.map((row) => ({
      ...row,
      result: row.result === null ? null : '____',
      missed: null,
      stale: false,
      violation: null,
      note: null,
      facts: [],
    })),
    lanes: score.lanes.map((lane) => ({
      ...lane,
      changes: lane.changes.map((change) => ({ ...change, value: '__' })),
    })),
    fates: score.fates.map(() => 'unknown' as const),
    noReturn: null,
  };
}
