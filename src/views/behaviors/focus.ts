/**
 * Where the keyboard is. A key that opens something moves the focus there and remembers where it was; Escape brings it
 * back. A list whose focused item goes keeps the focus itself: it never falls on what took the item's place.
 */
import { useLayoutEffect, useRef, type RefObject } from 'react';

let from: HTMLElement | null = null;

/** Focuses what `find` gives once it is drawn. */
export function moveFocus(find: () => HTMLElement | null): void {
  if (document.activeElement instanceof HTMLElement) from = document.activeElement;
  requestAnimationFrame(() => find()?.focus());
}

/** Back to where the focus was before it was moved, or to the score. */
export function returnFocus(): void {
  const there = from?.isConnected && from !== document.body ? from : null;
  from = null;
  (there ?? document.querySelector<HTMLElement>('[role="grid"]'))?.focus();
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
