/**
 * The score without the rows that concern one CPU alone: what is left is how the CPUs communicate. Steps keep their
 * numbers; a hidden step stands at the last row before it that is shown.
 */
import type { CopyStretch, Link, Row, Score } from './score.ts';

export function condense(score: Score): Score {
  const kept = keptRows(score);
  const rows = score.rows.filter((row) => kept.has(row.index));
  if (rows.length === score.rows.length) return score;
  const place = placesOf(score.rows.length, kept);
  const at = (row: number) => place[row] ?? 0;
  const exact = (row: number) => kept.has(row);
  /** A stretch whose rows are all hidden goes; the others end where the next shown one begins. */
  const shorter = (one: CopyStretch): readonly CopyStretch[] => {
    const from = kept.has(one.from) ? at(one.from) : at(one.from) + 1;
    return from > at(one.to) ? [] : [{ ...one, from, to: at(one.to) }];
  };
  return {
    ...score,
    rows: rows.map((row, index) => ({ ...row, index })),
    rowOfStep: score.rowOfStep.map(at),
    lanes: score.lanes.map((lane) => ({
      ...lane,
      changes: lane.changes.map((change) => ({ ...change, row: at(change.row) })),
    })),
    ties: score.ties
      .filter((tie) => exact(tie.from))
      .map((tie) => ({ ...tie, from: at(tie.from), to: tie.to === null ? null : at(tie.to) })),
    spans: score.spans.map((span) => ({ ...span, from: at(span.from), to: at(span.to) })),
    copies: score.copies.map((lane) => ({ ...lane, stretches: lane.stretches.flatMap(shorter) })),
    links: score.links
      .filter((link) => exact(link.row))
      .map((link): Link => {
        if (link.kind === 'read') return { ...link, row: at(link.row), source: at(link.source) };
        if (link.kind === 'write') return { ...link, row: at(link.row) };
        return link.kind === 'ipi' || link.kind === 'broadcast'
          ? { ...link, row: at(link.row), to: link.to === null ? null : at(link.to) }
          : { ...link, row: at(link.row), to: at(link.to) };
      }),
  };
}

function keptRows(score: Score): ReadonlySet<number> {
  const kept = new Set<number>([0]);
  for (const link of score.links) {
    kept.add(link.row);
    if (link.kind !== 'read' && link.kind !== 'write' && link.to !== null) kept.add(link.to);
  }
  for (const row of score.rows) if (telling(row, score)) kept.add(row.index);
  // The issue of a shown completion, else its tie would begin nowhere; and what never completes, for that explains.
  for (const tie of score.ties) if (tie.to === null || kept.has(tie.to)) kept.add(tie.from);
  return kept;
}

function telling(row: Row, score: Score): boolean {
  if (
    row.mark === 'irq' ||
    row.mark === 'cross' ||
    row.stale ||
    row.replaced !== null ||
    row.note !== null ||
    row.ghosts.length > 0 ||
    row.facts.length > 0
  )
    return true;
  return (
    row.kind === 'refused' ||
    row.kind === 'lost' ||
    (row.kind === 'step' && (row.step === score.noReturn || row.step === score.steps))
  );
}

/** For each old row the new index of the last kept row up to it. */
function placesOf(rows: number, kept: ReadonlySet<number>): readonly number[] {
  const places: number[] = [];
  let last = -1;
  for (let row = 0; row < rows; row++) places.push(kept.has(row) ? ++last : Math.max(0, last));
  return places;
}
