/** What of a long run the score has in sight: a window on the slider. Where all is in sight there is none. */
import { useStore } from 'zustand';
import { useViewport, type Sight } from '../score/viewport.ts';
import type { Timeline } from './timeline.ts';

/** A hand can take hold of this much. */
const LEAST = 16;

export function sightBox(
  time: Timeline,
  sight: Sight | null,
): { readonly x: number; readonly width: number } | null {
  if (!sight || (sight.first <= 0 && sight.last >= time.steps)) return null;
  const from = time.x(sight.first);
  const width = time.x(sight.last) - from;
  const wider = Math.max(LEAST, width);
  const x = Math.min(Math.max(time.left, from - (wider - width) / 2), time.right - wider);
  return { x, width: wider };
}

export function SightMark({ time }: { readonly time: Timeline }) {
  const sight = useStore(useViewport().sight);
  const box = sightBox(time, sight);
  if (!box) return null;
  return (
    <div
      className="sight"
      aria-hidden="true"
      title="In sight; drag to scroll"
      style={{ transform: `translateX(${box.x}px)`, width: box.width }}
    />
  );
}
