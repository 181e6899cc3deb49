/**
 * Resting a pointer on a line of the score says what it is and for how long. The lines are thin and lie under the rows, so
 * the one nearest to the pointer is looked up; it becomes the title of what the pointer is on.
 */
import { useEffect } from 'react';
import type { Geometry, Score } from '../../score/index.ts';
import type { Hint } from './hints.ts';

const REACH = 4;

export function useHints(
  content: React.RefObject<HTMLElement | null>,
  score: Score,
  geometry: Geometry,
): void {
  useEffect(() => {
    const target = content.current;
    if (!target) return undefined;
    let hints: readonly Hint[] = [];
    let isAsked = false;
    let [x, y] = [0, 0];
    const say = () => {
      const box = target.getBoundingClientRect();
      const words = nearest(hints, x - box.x, y - box.y)?.words ?? '';
      if (words === target.title) return;
      if (words) target.title = words;
      else target.removeAttribute('title');
    };
    const ask = async () => {
      isAsked = true;
      try {
        hints = (await import('./hints.ts')).hintsOf(score, geometry);
        say();
      } catch {
        // Without them a line says nothing, and all else goes on.
        isAsked = false;
      }
    };
    const onMove = ({ clientX, clientY }: PointerEvent) => {
      [x, y] = [clientX, clientY];
      if (isAsked) say();
      else void ask();
    };
    target.addEventListener('pointermove', onMove);
    return () => {
      target.removeEventListener('pointermove', onMove);
      target.removeAttribute('title');
    };
  }, [content, score, geometry]);
}

function nearest(hints: readonly Hint[], x: number, y: number): Hint | null {
  let best: Hint | null = null;
  let least = REACH;
  for (const hint of hints) {
    const away = Math.abs(hint.x - x);
    if (y < hint.top || y > hint.bottom || away > least) continue;
    best = hint;
    least = away;
  }
  return best;
}
