/** Courses stand where the library stands, beside the score and all ordinary tools: the list of lessons, or one of them. */
import { useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import type { CourseDesk } from '../../state/index.ts';
import { returnFocus } from '../behaviors/focus.ts';
import { usePage } from '../context.ts';
import { Icon } from '../page/icons.tsx';
import { LessonList } from './lesson-list.tsx';
import { LessonView } from './lesson-view.tsx';
import './course.css';

export function CourseView() {
  const page = usePage();
  const { desk, failed } = useStore(page.course.store);
  const close = () => {
    page.course.close();
    page.preferences.showSheet(null);
    returnFocus();
  };
  return (
    <section className="course" aria-label="Course">
      <button type="button" className="sign course-close" aria-label="Close the course" onClick={close}>
        <Icon name="close" />
      </button>
      {failed && (
        <p role="status">
          The course could not be loaded: you are offline, or the site was updated.{' '}
          <button type="button" onClick={() => page.course.show()}>
            Try again
          </button>
        </p>
      )}
      {desk && <Opened desk={desk} />}
    </section>
  );
}

function Opened({ desk }: { readonly desk: CourseDesk }) {
  const { phase, at, problem } = useStore(desk.store);
  const top = useRef<HTMLDivElement>(null);
  useEffect(() => {
    top.current?.closest('.area-library')?.scrollTo({ top: 0 });
  }, [at]);
  if (phase === 'loading')
    return (
      <p className="quiet" aria-busy="true">
        Opening …
      </p>
    );
  if (phase === 'failed')
    return (
      <p role="status">
        This is no course: {problem}{' '}
        <button type="button" onClick={() => void desk.leaveOwn()}>
          Open the twelve steps
        </button>
      </p>
    );
  return (
    <div ref={top}>{at === null ? <LessonList desk={desk} /> : <LessonView key={at} desk={desk} />}</div>
  );
}
