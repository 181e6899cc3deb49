/**
 * Resting a pointer on a line of the score says what it is and for how long. The lines are thin and lie under the rows, so
 * the one nearest to the pointer is looked up; it becomes the title of what the pointer is on.
 */
import { useEffect } from 'react';
import { copyX, markX, rowCentre, type Geometry, type Score } from '../../score/index.ts';
import { landing } from './broadcast-mark.tsx';
import { copyWords, linkWords, spanWords, tieWords } from './hint-words.ts';
import { spanEnds, spanX } from './span-mark.tsx';
import { stretchEnds } from './stretch-ends.ts';

/** An upright line, in the score's coordinates. */
interface Hint {
  readonly x: number;
  readonly top: number;
  readonly bottom: number;
  readonly words: string;
}

const REACH = 4;

export function useHints(
  content: React.RefObject<HTMLElement | null>,
  score: Score,
  geometry: Geometry,
): void {
  useEffect(() => {
    const target = content.current;
    if (!target) return undefined;
    let hints: readonly Hint[] | null = null;
    const onMove = ({ clientX, clientY }: PointerEvent) => {
      const box = target.getBoundingClientRect();
      hints ??= hintsOf(score, geometry);
      const words = nearest(hints, clientX - box.x, clientY - box.y)?.words ?? '';
      if (words === target.title) return;
      if (words) target.title = words;
      else target.removeAttribute('title');
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

function hintsOf(score: Score, geometry: Geometry): readonly Hint[] {
  const end = (row: number | null) => (row === null ? geometry.height : rowCentre(geometry, row));
  const ties = score.ties.map((tie): Hint => ({
    x: markX(geometry, tie.part, tie.track),
    top: rowCentre(geometry, tie.from),
    bottom: end(tie.to),
    words: tieWords(score, tie),
  }));
  const spans = score.spans
    .filter(({ kind, copy }) => kind !== 'stale' || copyX(score, geometry, copy ?? -1) === null)
    .map((span): Hint => ({
      x: spanX(span, geometry),
      ...spanEnds(span, geometry),
      words: spanWords(score, span),
    }));
  const copies = score.copies.flatMap((lane, index) => {
    const x = copyX(score, geometry, index);
    if (x === null) return [];
    return lane.stretches.map((stretch): Hint => ({
      x,
      ...stretchEnds(stretch, geometry),
      words: copyWords(score, lane, stretch),
    }));
  });
  const links = score.links.flatMap((link): Hint[] => {
    if (link.kind !== 'ipi' && link.kind !== 'ack' && link.kind !== 'broadcast') return [];
    const x =
      link.kind === 'broadcast'
        ? landing(score, geometry, link.target, link.copy).side
        : (geometry.parts[link.target]?.side ?? 0);
    return [{ x, top: rowCentre(geometry, link.row), bottom: end(link.to), words: linkWords(score, link) }];
  });
  return [...links, ...spans, ...copies, ...ties];
}
