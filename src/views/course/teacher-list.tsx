/** For whoever teaches: a link to each lesson, and its sheet to print. */
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { CourseDesk } from '../../state/index.ts';
import { usePage } from '../context.ts';
import { CopyLink } from './copy-link.tsx';
import { carriedAddress, lessonAddress } from './links.ts';

export function TeacherList({ desk }: { readonly desk: CourseDesk }) {
  const { lessons, source } = useStore(desk.store);
  return (
    <section className="teacher" aria-label="For teachers">
      <p>
        A link to a lesson hides its verdict until the questions are answered. Open a lesson for more: links
        to a step, with everything hidden, and a sheet to print.
      </p>
      {source === 'own' ? (
        <OwnLink desk={desk} />
      ) : (
        <ul className="links">
          {lessons.map(({ id, title }) => (
            <li key={id}>
              <CopyLink words={title} link={lessonAddress(id, source)} />
            </li>
          ))}
        </ul>
      )}
      <SaveFiles desk={desk} />
      <p className="quiet">
        The format is described in <code>scenarios/course/README.md</code>; <code>smpscope course FILE</code>{' '}
        checks a course and tells the answers.
      </p>
    </section>
  );
}

/** A course that is kept here alone can travel in a link. */
function OwnLink({ desk }: { readonly desk: CourseDesk }) {
  const [packed, setPacked] = useState<string | null>(null);
  useEffect(() => {
    void desk.packed().then(setPacked);
  }, [desk]);
  return (
    <>
      <p className="quiet">
        This course is kept in your browser. Its link carries all of it
        {packed !== null && `, in ${new Intl.NumberFormat('en').format(packed.length)} characters`}; or put
        its files beside the page on a site of yours, and link <code>?course=FILE</code>.
      </p>
      {packed !== null && <CopyLink words="This course" link={carriedAddress(packed)} />}
    </>
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
