/** What this browser keeps of the reader's, and the ways to forget it: one thing, or, when asked twice, everything. */
import { useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { KeptThing } from '../../state/index.ts';
import { useFocusKept } from '../behaviors/focus.ts';
import { usePage, useSession } from '../context.ts';
import { takeAll } from '../gallery/own-deeds.ts';

export function KeptList() {
  const page = usePage();
  const { forgetting } = page;
  const { kept } = useStore(forgetting.store);
  const openId = useSession((state) => state.file?.id);
  const list = useRef<HTMLDivElement>(null);
  const focusKept = useFocusKept(list);
  useEffect(() => void forgetting.look(), [forgetting, openId]);
  if (!kept) return <div className="kept" aria-busy="true" />;
  return (
    <div
      ref={list}
      className="kept"
      role="group"
      aria-label="Kept in this browser"
      tabIndex={-1}
      {...focusKept}
    >
      {kept.length === 0 ? (
        <p className="quiet">Nothing is kept in this browser.</p>
      ) : (
        <>
          <ul>
            {kept.map((thing) => (
              <Kept key={thing.id} thing={thing} />
            ))}
          </ul>
          <button type="button" onClick={() => void takeAll(page)}>
            Save your texts as one archive
          </button>{' '}
          <ForgetAll />
        </>
      )}
    </div>
  );
}

const OF_COURSES = { progress: 'Your answers in lessons', texts: 'A course of your own' } as const;

function Kept({ thing: { id, file, work, course } }: { readonly thing: KeptThing }) {
  const { catalogue, forgetting } = usePage();
  const { entries } = useStore(catalogue.store);
  const title = course ? OF_COURSES[course] : entries.find((one) => one.id === id)?.title;
  const what = [file ? 'file' : '', work ? 'runs' : ''].filter(Boolean).join(', ');
  return (
    <li>
      <span>
        {title ?? id} <span className="quiet">{what}</span>{' '}
        {title !== undefined && !course && <span className="id">{id}</span>}
      </span>
      <button
        type="button"
        aria-label={
          course
            ? `Forget ${title ?? ''}`
            : file
              ? `Forget the file ${id}`
              : `Forget the runs of ${title ?? id}`
        }
        onClick={() => void forgetting.forget(id)}
      >
        Forget
      </button>
    </li>
  );
}

/** Asks again in its own place. */
function ForgetAll() {
  const { forgetting } = usePage();
  const [asked, setAsked] = useState(false);
  const first = useRef<HTMLButtonElement>(null);
  const isFirst = useRef(true);
  useEffect(() => {
    if (!isFirst.current) first.current?.focus();
    isFirst.current = false;
  }, [asked]);
  if (!asked)
    return (
      <button ref={first} type="button" onClick={() => setAsked(true)}>
        Forget everything
      </button>
    );
  return (
    <div role="group" aria-label="Forget everything?" className="kept-asked">
      <span>Forget all files, runs and answers?</span>
      <button ref={first} type="button" onClick={() => setAsked(false)}>
        Keep them
      </button>
      <button type="button" className="bad" onClick={() => void forgetting.forget(null)}>
        Forget all
      </button>
    </div>
  );
}
