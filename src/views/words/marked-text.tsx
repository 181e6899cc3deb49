/** A text whose words of the glossary can be asked about: by resting on one, by a tap, or by Tab to it. */
import { useId, useMemo, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { partsOf } from './terms.ts';
import type { Term } from './glossary.ts';
import './words.css';

export function MarkedText({ text }: { readonly text: string }) {
  const parts = useMemo(() => partsOf(text), [text]);
  return parts.map((part, nth) =>
    part.term ? <Word key={nth} words={part.text} term={part.term} /> : part.text,
  );
}

/** Distance of the note from its word, and from the window's edge. */
const GAP = 4;

function Word({ words, term }: { readonly words: string; readonly term: Term }) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const note = useRef<HTMLSpanElement>(null);
  const [open, setOpen] = useState(false);
  const show = () => {
    const [place, target] = [button.current, note.current];
    if (!place || !target || target.matches(':popover-open')) return;
    target.showPopover();
    const [word, size] = [place.getBoundingClientRect(), target.getBoundingClientRect()];
    const left = Math.min(word.left, window.innerWidth - size.width - GAP);
    const isBelow = word.bottom + GAP + size.height <= window.innerHeight;
    target.style.left = `${Math.max(GAP, left)}px`;
    target.style.top = `${isBelow ? word.bottom + GAP : Math.max(GAP, word.top - GAP - size.height)}px`;
    setOpen(true);
  };
  const hide = () => {
    if (note.current?.matches(':popover-open')) note.current.hidePopover();
    setOpen(false);
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        className="term"
        aria-describedby={id}
        aria-expanded={open}
        onClick={show}
        onPointerEnter={({ pointerType }) => pointerType === 'mouse' && show()}
        onPointerLeave={({ pointerType }) => pointerType === 'mouse' && hide()}
        onFocus={show}
        onBlur={hide}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || !open) return;
          event.preventDefault();
          event.stopPropagation();
          hide();
        }}
      >
        {words}
      </button>
      {/* Beside the page, for the sentence is to stay one to whoever reads, copies or searches it. */}
      {createPortal(
        <span ref={note} id={id} role="tooltip" popover="manual" className="term-note">
          <b>{term.name}</b> {term.text} <span className="quiet">{term.source}</span>
        </span>,
        document.body,
      )}
    </>
  );
}
