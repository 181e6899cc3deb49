/** Of the lesson that is open: links to the run on the page at a step, hidden or not, and the sheet to print. */
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { CourseDesk, OpenLesson } from '../../state/index.ts';
import { useNode, usePage, useSession } from '../context.ts';
import { onDemand } from '../on-demand.tsx';
import { CopyLink } from './copy-link.tsx';
import { lessonRunAddress, runAddress } from './links.ts';

const Sheets = onDemand('The sheet', async () => (await import('./sheets-view.tsx')).SheetsView, {
  meanwhile: 'Setting the sheet …',
});

interface TeacherProps {
  readonly desk: CourseDesk;
  readonly open: OpenLesson;
}

export function TeacherLinks({ desk, open }: TeacherProps) {
  const { deeds } = usePage();
  const node = useNode();
  const source = useStore(desk.store, (state) => state.source);
  const position = useSession((state) => state.position);
  const [link, setLink] = useState<string | null>(null);
  const [printing, setPrinting] = useState(false);
  useEffect(() => {
    let isAsked = true;
    void deeds.permalink().then((found) => isAsked && setLink(found));
    return () => {
      isAsked = false;
    };
  }, [deeds, node, position]);
  const note = node?.run.steps[position - 1]?.note ?? null;
  return (
    <section className="teacher" aria-label="For teachers">
      <p>
        The run on the page, at step {position}
        {note === null ? '.' : ', with its note.'} Step to another one and the links follow.
      </p>
      {link !== null && (
        <ul className="links">
          {source !== 'own' && (
            <li>
              <CopyLink
                words="This lesson, at this step"
                link={lessonRunAddress(open.lesson.id, source, link, position)}
              />
            </li>
          )}
          <li>
            <CopyLink
              words="Everything hidden until it is answered"
              link={runAddress(link, 'predict', position)}
            />
          </li>
          <li>
            <CopyLink words="For a projector: score and note" link={runAddress(link, 'present', position)} />
          </li>
          <li>
            <CopyLink words="For a frame in a page of yours" link={runAddress(link, 'embed', position)} />
          </li>
          <li>
            <CopyLink
              words="For a frame, score and note"
              link={runAddress(link, 'embed&present', position)}
            />
          </li>
        </ul>
      )}
      <p>
        <button type="button" onClick={() => setPrinting(true)}>
          A sheet to print
        </button>{' '}
        <span className="quiet">The race with blanks to fill; the answers on a page of their own.</span>
      </p>
      {printing && <Sheets desk={desk} open={open} onClose={() => setPrinting(false)} />}
    </section>
  );
}
