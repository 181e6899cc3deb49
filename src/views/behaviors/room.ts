/** How large a panel may be in this window: sizes are remembered, but never beyond it. */
import { useSyncExternalStore } from 'react';

export type Sized = 'side' | 'code';

/** Least and most of a panel's size, in pixels. The score keeps more than half of both directions. */
function roomFor(
  what: Sized,
  width: number,
  height: number,
): { readonly least: number; readonly most: number } {
  const most =
    what === 'side' ? Math.min(720, Math.floor(width * 0.36)) : Math.min(600, Math.floor(height * 0.4));
  const least = Math.min(most, what === 'side' ? 240 : 96);
  return { least, most };
}

export function within(
  size: number,
  { least, most }: { readonly least: number; readonly most: number },
): number {
  return Math.max(least, Math.min(most, size));
}

const watch = (changed: () => void) => {
  window.addEventListener('resize', changed);
  return () => window.removeEventListener('resize', changed);
};

export function useRoom(what: Sized): { readonly least: number; readonly most: number } {
  const width = useSyncExternalStore(watch, () => window.innerWidth);
  const height = useSyncExternalStore(watch, () => window.innerHeight);
  return roomFor(what, width, height);
}
