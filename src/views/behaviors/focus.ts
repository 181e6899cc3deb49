/**
 * Where the keyboard is. A key that opens something moves the focus there and remembers where it was; Escape brings it
 * back. A list whose focused item goes keeps the focus itself: it never falls on what took the item's place.
 */
import { useLayoutEffect, useRef, type RefObject } from 'react';
import { flushSync } from 'react-dom';

let from: HTMLElement | null = null;

/** Focuses what `find` gives, before the next key is typed if that is drawn by then. */
export function moveFocus(find: () => HTMLElement | null): void {
  const before = document.activeElement;
  // What was just asked for is drawn now. A sheet that opens takes the focus itself; where it was before that counts.
  flushSync(() => undefined);
  if (before instanceof HTMLElement) from = before;
  const there = find();
  there?.focus();
  if (!there) requestAnimationFrame(() => find()?.focus());
}

/** For what has just been drawn. */
export function takeFocus(place: HTMLElement): void {
  if (place.contains(document.activeElement)) return;
  if (document.activeElement instanceof HTMLElement) from = document.activeElement;
  place.focus({ preventScroll: true });
}

/** Back to where the focus was before it was moved, or to the score. */
export function returnFocus(): void {
  const there = from?.isConnected && from !== document.body ? from : null;
  from = null;
  (there ?? document.querySelector<HTMLElement>('[role="grid"]'))?.focus();
}

/** Into the score, where what had the focus is gone with what was shown before. */
export function keepFocus(): void {
  flushSync(() => undefined);
  const { activeElement } = document;
  if (!activeElement || activeElement === document.body)
    document.querySelector<HTMLElement>('[role="grid"]')?.focus();
}

/** For a list that can be focused itself (`tabIndex` -1); what is returned are its properties. */
export function useFocusKept(list: RefObject<HTMLElement | null>) {
  const inside = useRef(false);
  useLayoutEffect(() => {
    const lost = inside.current && (document.activeElement === document.body || !document.activeElement);
    if (lost) list.current?.focus({ preventScroll: true });
  });
  // React's own events: it passes none on while it takes elements away, and that is the difference.
  return {
    onFocus: () => {
      inside.current = true;
    },
    onBlur: () => {
      inside.current = false;
    },
  };
}
