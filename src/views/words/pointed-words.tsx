/**
 * Words of the glossary where rows and code stand: nothing is marked there, for a row is to be read. A pointer that rests on
 * one, or a finger that taps it, has it explained; by key the caption's words are, and `W` has them all.
 */
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { Term } from './glossary.ts';
import { termAt } from './terms.ts';
import './words.css';

/** Where words are looked for, and what in it explains itself. */
const ROWS = '.score .words';
const WITHIN = `${ROWS}, .panel-choices, .drawer [role="tabpanel"]`;
const WITHOUT = '.term, .explained, .cm-editor, input, select';
/** A pointer on its way elsewhere asks nothing. */
const REST_MS = 350;
const GAP = 4;

interface Pointed {
  readonly term: Term;
  readonly at: DOMRect;
}

export function PointedWords() {
  const [pointed, setPointed] = useState<Pointed | null>(null);
  const note = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const leave = () => {
      clearTimeout(timer);
      setPointed(null);
    };
    const look = ({ target, clientX, clientY }: MouseEvent) => setPointed(wordAt(target, clientX, clientY));
    const onMove = (event: PointerEvent) => {
      if (event.pointerType !== 'mouse' || event.buttons !== 0) return;
      clearTimeout(timer);
      setPointed((now) => (now && isIn(now.at, event.clientX, event.clientY) ? now : null));
      timer = setTimeout(() => look(event), REST_MS);
    };
    const onTap = (event: PointerEvent) => {
      if (event.pointerType === 'mouse') return;
      // A tap elsewhere does something already.
      const isRow = event.target instanceof Element && event.target.closest(ROWS) !== null;
      if (isRow) look(event);
      else leave();
    };
    const onKey = ({ key }: KeyboardEvent) => {
      if (key === 'Escape') leave();
    };
    document.addEventListener('pointermove', onMove, { passive: true });
    document.addEventListener('pointerleave', leave);
    document.addEventListener('click', onTap);
    document.addEventListener('scroll', leave, { capture: true, passive: true });
    window.addEventListener('keydown', onKey);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('pointermove', onMove);
      document.removeEventListener('pointerleave', leave);
      document.removeEventListener('click', onTap);
      document.removeEventListener('scroll', leave, { capture: true });
      window.removeEventListener('keydown', onKey);
    };
  }, []);
  useLayoutEffect(() => {
    const box = note.current;
    if (!box || !pointed) return;
    box.showPopover();
    const [{ left, top, bottom }, size] = [pointed.at, box.getBoundingClientRect()];
    const isBelow = bottom + GAP + size.height <= window.innerHeight;
    box.style.left = `${Math.max(GAP, Math.min(left, window.innerWidth - size.width - GAP))}px`;
    box.style.top = `${isBelow ? bottom + GAP : Math.max(GAP, top - GAP - size.height)}px`;
  }, [pointed]);
  return (
    pointed && (
      <span ref={note} role="tooltip" popover="manual" className="term-note">
        <b>{pointed.term.name}</b> {pointed.term.text} <span className="quiet">{pointed.term.source}</span>
      </span>
    )
  );
}

/** The glossary's word that is drawn at a point of the window. */
function wordAt(target: EventTarget | null, x: number, y: number): Pointed | null {
  if (!(target instanceof Element) || !target.closest(WITHIN) || target.closest(WITHOUT)) return null;
  const place = caretAt(x, y);
  const found = place && termAt(place.node.data, place.offset);
  if (!found) return null;
  const range = document.createRange();
  range.setStart(place.node, found.from);
  range.setEnd(place.node, found.to);
  // The caret of a point beside a text is the nearest in it.
  const at = [...range.getClientRects()].find((box) => isIn(box, x, y));
  return at ? { term: found.term, at } : null;
}

function caretAt(x: number, y: number): { readonly node: Text; readonly offset: number } | null {
  const found = placeAt(x, y);
  return found?.node instanceof Text ? { node: found.node, offset: found.offset } : null;
}

/** By the name that it has in this browser. */
function placeAt(x: number, y: number): { readonly node: Node; readonly offset: number } | null {
  if ('caretPositionFromPoint' in document) {
    const place = document.caretPositionFromPoint(x, y);
    return place && { node: place.offsetNode, offset: place.offset };
  }
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- older Safari has no other
  const range = (document as Document).caretRangeFromPoint(x, y);
  return range && { node: range.startContainer, offset: range.startOffset };
}

function isIn({ left, right, top, bottom }: DOMRect, x: number, y: number): boolean {
  return x >= left && x <= right && y >= top && y <= bottom;
}
