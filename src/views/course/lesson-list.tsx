/** The lessons of a course in their order, with what has been answered of each. */
import { useStore } from 'zustand';
import type { CourseDesk, LessonProgress, ListedLesson } from '../../state/index.ts';
import { openFiles } from '../behaviors/incoming.ts';
import { listKeys } from '../behaviors/list-keys.ts';
import { usePage } from '../context.ts';
import { Prose } from './prose-view.tsx';
import { TeacherList } from './teacher-list.tsx';

export function LessonList({ desk }: { readonly desk: CourseDesk }) {
  const page = usePage();
  const { course, source, lessons, progress, teaching } = useStore(desk.store);
  if (!course) return null;
  const next = lessons.find((one) => one.lesson && !isDone(one, progress[one.id])) ?? lessons[0];
  const begun = Object.keys(progress).length > 0;
  return (
    <>
      <h2>{course.title}</h2>
      <div className="prose">
        <Prose blocks={course.prose} />
      </div>
      {next && (
        <p>
          <button type="button" className="main" onClick={() => void desk.show(next.id)}>
            {begun ? `Go on: ${next.title}` : `Begin: ${next.title}`}
          </button>
        </p>
      )}
      <ol className="lessons" onKeyDown={listKeys}>
        {lessons.map((one, nth) => (
          <li key={one.id}>
            <button type="button" onClick={() => void desk.show(one.id)}>
              <span className="nth">{nth + 1}</span>
              <span className="named">{one.title}</span>
              <span className="far">{farWords(one, progress[one.id])}</span>
              <span className="says">{one.says}</span>
            </button>
            {one.problem !== null && <p className="lesson-problem">{one.problem}</p>}
          </li>
        ))}
      </ol>
      <div className="course-deeds">
        <button type="button" aria-expanded={teaching} onClick={() => desk.teach(!teaching)}>
          For teachers
        </button>
        <label className="open-file">
          Open a course file
          <input
            type="file"
            accept=".md,.smp,text/markdown"
            multiple
            onChange={(event) => {
              void openFiles(page, [...(event.target.files ?? [])]);
              event.target.value = '';
            }}
          />
        </label>
        {source !== null && (
          <button type="button" onClick={() => void desk.leaveOwn()}>
            Back to the twelve steps
          </button>
        )}
        {begun && (
          <button type="button" onClick={() => desk.forget()}>
            Forget my answers
          </button>
        )}
      </div>
      {teaching && <TeacherList desk={desk} />}
    </>
  );
}

function isDone({ lesson }: ListedLesson, progress: LessonProgress | undefined): boolean {
  return lesson !== null && lesson.questions.every(({ key }) => progress && key in progress.tried);
}

/** "2 of 3": quiet, and nothing before the first answer. */
function farWords({ lesson }: ListedLesson, progress: LessonProgress | undefined): string {
  const done = lesson?.questions.filter(({ key }) => progress && key in progress.tried).length ?? 0;
  const all = lesson?.questions.length ?? 0;
  if (done === 0) return progress?.opened ? 'read' : '';
  return done === all ? 'done' : `${done} of ${all}`;
}
