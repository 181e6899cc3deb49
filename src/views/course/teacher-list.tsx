/** For whoever teaches: a link to each lesson, and its sheet to print. */
import { useState } from 'react';
import { useStore } from 'zustand';
import type { CourseDesk } from '../../state/index.ts';
import { usePage } from '../context.ts';
import { CopyLink } from './copy-link.tsx';
import { lessonAddress } from './links.ts';

export function TeacherList({ desk }: { readonly desk: CourseDesk }) {
  const { lessons, own } = useStore(desk.store);
  const { course } = usePage();
  return (
    <section className="teacher" aria-label="For teachers">
      <p>
        A link to a lesson hides its verdict until the questions are answered. Open a lesson for more: links
        to a step, with everything hidden, and a sheet to print.
      </p>
      {own ? (
        <p className="quiet">
          This course is kept in your browser alone. To share it, give away its files; they open with “Open a
          course file”, or dropped on the page.
        </p>
      ) : (
        <ul className="links">
          {lessons.map(({ id, title }) => (
            <li key={id}>
              <CopyLink words={title} link={lessonAddress(id)} />
            </li>
          ))}
        </ul>
      )}
      <SaveFiles desk={desk} />
      <p className="quiet">
        The format is described in <code>scenarios/course/README.md</code>; <code>smpscope course FILE</code>{' '}
        checks a course and tells the answers.{' '}
        <button type="button" onClick={() => course.show(lessons[0]?.id)}>
          First lesson
        </button>
      </p>
    </section>
  );
}

/** The lessons as files: to copy, change and put in another order. */
function SaveFiles({ desk }: { readonly desk: CourseDesk }) {
  const { deeds } = usePage();
  const [saved, setSaved] = useState(false);
  return (
    <p>
      <button
        type="button"
        onClick={() => {
          void desk.archive().then((zip) => {
            deeds.save('smpscope-course.zip', zip, 'application/zip');
            setSaved(true);
          });
        }}
      >
        Save the lessons as files
      </button>{' '}
      <span className="quiet" role="status">
        {saved && 'Saved: change them, and open them again.'}
      </span>
    </p>
  );
}
