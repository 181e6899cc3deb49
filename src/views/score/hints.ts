/** What the thin lines of the score say, and where they run. Loaded when a pointer first moves over a score. */
import { copyX, markX, rowCentre, type Geometry, type Score } from '../../score/index.ts';
import { landing } from './broadcast-mark.tsx';
import { copyWords, linkWords, spanWords, tieWords } from './hint-words.ts';
import { spanEnds, spanX } from './span-mark.tsx';
import { stretchEnds } from './stretch-ends.ts';

/** An upright line, in the score's coordinates. */
export interface Hint {
  readonly x: number;
  readonly top: number;
  readonly bottom: number;
  readonly words: string;
}

export function hintsOf(score: Score, geometry: Geometry): readonly Hint[] {
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
