/** One lesson: its page of prose, its questions one at a time, where to read on, and the way to the next one. */
import { useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import type { CourseDesk, OpenLesson } from '../../state/index.ts';
import { LessonQuestions } from './lesson-questions.tsx';
import { Prose } from './prose-view.tsx';
import { TeacherLinks } from './teacher-links.tsx';

export function LessonView({ desk }: { readonly desk: CourseDesk }) {
  const { at, course, lessons, open, problem, teaching } = useStore(desk.store);
  const nth = lessons.findIndex(({ id }) => id === at);
  const heading = useRef<HTMLHeadingElement>(null);
  const id = open?.lesson.id;
  // Who comes by keyboard reads on from the title.
  useEffect(() => {
    const at = document.activeElement;
    if (id !== undefined && (at === document.body || at?.matches('.area-library'))) heading.current?.focus();
  }, [id]);
  return (
    <>
      <nav className="lesson-way" aria-label="Course">
        <button type="button" onClick={() => void desk.show(null)}>
          {course?.title ?? 'Course'}
        </button>
        {nth >= 0 && (
          <span className="quiet">
            {nth + 1} of {lessons.length}
          </span>
        )}
      </nav>
      <h2 ref={heading} tabIndex={-1}>
        {lessons[nth]?.title ?? 'A lesson'}
      </h2>
      {problem !== null && <p role="status">{problem}</p>}
      {!open && problem === null && (
        <p className="quiet" aria-busy="true">
          Opening …
        </p>
      )}
      {open && <Read desk={desk} open={open} />}
      <div className="lesson-next">
        <Neighbour desk={desk} nth={nth - 1} words="Back" />
        <Neighbour desk={desk} nth={nth + 1} words="Next" />
      </div>
      {open && (
        <div className="course-deeds">
          <button type="button" onClick={() => desk.restart()}>
            The lesson’s run again
          </button>
          <button type="button" aria-expanded={teaching} onClick={() => desk.teach(!teaching)}>
            For teachers
          </button>
        </div>
      )}
      {open && teaching && <TeacherLinks desk={desk} open={open} />}
    </>
  );
}

function Read({ desk, open }: { readonly desk: CourseDesk; readonly open: OpenLesson }) {
  const { lesson } = open;
  return (
    <>
      <div className="prose">
        <Prose blocks={lesson.prose} />
      </div>
      <LessonQuestions desk={desk} open={open} />
      {lesson.sources.length > 0 && (
        <details className="read-on">
          <summary>Read on</summary>
          <div className="prose">
            <Prose blocks={lesson.sources} />
          </div>
        </details>
      )}
    </>
  );
}

interface NeighbourProps {
  readonly desk: CourseDesk;
  readonly nth: number;
  readonly words: string;
}

function Neighbour({ desk, nth, words }: NeighbourProps) {
  const one = useStore(desk.store, ({ lessons }) => lessons[nth]);
  if (!one) return <span />;
  return (
    <button type="button" className={words === 'Next' ? 'main' : ''} onClick={() => void desk.show(one.id)}>
      {words}: {one.title}
    </button>
  );
}
