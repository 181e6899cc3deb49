/** Wider, unseen strokes over what is drawn, so that resting a pointer on a line says what it is and for how long. */
import { memo } from 'react';
import { copyX, markX, rowCentre, type Geometry, type Row, type Score } from '../../score/index.ts';
import { landing } from './broadcast-mark.tsx';
import { copyWords, linkWords, spanWords } from './hint-words.ts';
import type { ScoreWindow } from './score-window.ts';
import { spanEnds, spanX } from './span-mark.tsx';
import { stretchEnds } from './stretch-ends.ts';

interface ScoreHintsProps {
  readonly score: Score;
  readonly geometry: Geometry;
  readonly window: ScoreWindow;
}

export const ScoreHints = memo(function ScoreHints({ score, geometry, window }: ScoreHintsProps) {
  return hintsOf(score, geometry, window).map(({ d, words }, index) => (
    <path key={index} className="hint" d={d}>
      <title>{words}</title>
    </path>
  ));
});

interface Hint {
  readonly d: string;
  readonly words: string;
}

function hintsOf(score: Score, geometry: Geometry, { first, last }: ScoreWindow): readonly Hint[] {
  const touches = (from: number, to: number | null) => from <= last && (to ?? Infinity) >= first;
  const hints: Hint[] = [];
  for (const tie of score.ties.filter(({ from, to }) => touches(from, to))) {
    const to = tie.to === null ? geometry.height : rowCentre(geometry, tie.to);
    const when =
      tie.to === null ? 'still in flight at the end' : `complete at ${placeOf(score.rows[tie.to])}`;
    const d = `M${markX(geometry, tie.part, tie.track)} ${rowCentre(geometry, tie.from)}V${to}`;
    hints.push({ d, words: `${tie.text}: in flight, ${when}` });
  }
  for (const span of score.spans.filter(({ kind, from, to }) => kind !== 'stale' && touches(from, to))) {
    const { top, bottom } = spanEnds(span, geometry);
    hints.push({ d: `M${spanX(span, geometry)} ${top}V${bottom}`, words: spanWords(score, span) });
  }
  score.copies.forEach((lane, index) => {
    const x = copyX(score, geometry, index);
    if (x === null) return;
    for (const stretch of lane.stretches.filter(({ from, to }) => touches(from, to))) {
      const { top, bottom } = stretchEnds(stretch, geometry);
      hints.push({ d: `M${x} ${top}V${bottom}`, words: copyWords(score, lane, stretch) });
    }
  });
  for (const link of score.links) {
    if (link.kind !== 'ipi' && link.kind !== 'ack' && link.kind !== 'broadcast') continue;
    if (!touches(link.row, link.to)) continue;
    const x =
      link.kind === 'broadcast'
        ? landing(score, geometry, link.target, link.copy).side
        : (geometry.parts[link.target]?.side ?? 0);
    const to = link.to === null ? geometry.height : rowCentre(geometry, link.to);
    hints.push({ d: `M${x} ${rowCentre(geometry, link.row)}V${to}`, words: linkWords(score, link) });
  }
  return hints;
}

function placeOf(row: Row | undefined): string {
  return `step ${row?.step ?? 0}`;
}
