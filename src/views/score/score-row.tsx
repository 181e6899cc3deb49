/** One row of the grid: its number, its words in the column of whoever acts, the values memory gets. */
import { memo } from 'react';
import { noteBox, type Geometry, type Row, type Score } from '../../score/index.ts';
import { useNode, usePage, usePreferences } from '../context.ts';
import { RowLeader, type LeaderEnd } from './row-leader.tsx';
import { RowValues, type RowValue } from './row-values.tsx';

export type Tense = 'past' | 'now' | 'future';

interface ScoreRowProps {
  readonly row: Row;
  readonly score: Score;
  readonly geometry: Geometry;
  readonly leader: LeaderEnd | undefined;
  readonly values: readonly RowValue[] | undefined;
  readonly tense: Tense;
}

export const ScoreRow = memo(function ScoreRow({
  row,
  score,
  geometry,
  leader,
  values,
  tense,
}: ScoreRowProps) {
  const top = geometry.tops[row.index] ?? 0;
  const height = (geometry.tops[row.index + 1] ?? top) - top;
  const classes = ['row', tense, row.kind, row.voice, row.violation ? 'violated' : '']
    .filter(Boolean)
    .join(' ');
  return (
    <div
      role="row"
      id={`row-${row.index}`}
      aria-rowindex={row.index + 2}
      aria-selected={tense === 'now'}
      aria-label={row.label}
      className={classes}
      style={{ top, height }}
    >
      <div role="gridcell" className="number" style={{ width: geometry.step.width - 12 }}>
        {row.kind === 'start' || row.kind === 'step' ? row.step : ''}
      </div>
      {row.part === null ? (
        <StartWords score={score} geometry={geometry} violation={row.violation} />
      ) : (
        <RowWords row={row} call={callAt(score, row)} geometry={geometry} leader={leader} values={values} />
      )}
      {values && <RowValues values={values} geometry={geometry} />}
    </div>
  );
});

function StartWords({
  score,
  geometry,
  violation,
}: Pick<ScoreRowProps, 'score' | 'geometry'> & { readonly violation: string | null }) {
  const first = geometry.parts[0]?.text;
  const canMove = useNode()?.run.next.length !== 0;
  return (
    <div role="gridcell" className="words" style={{ left: first?.x, width: first?.width }}>
      <span className="detail">
        {score.steps === 0 && score.rows.length === 1 && violation === null
          ? canMove
            ? 'Nothing has happened yet. Choose who moves first.'
            : 'Nothing can move yet: no CPU has anything to do.'
          : 'start'}
        {violation && <span className="violation"> ✕ {violation}</span>}
      </span>
    </div>
  );
}

/** The call that a row's sign folds or opens: at a folded row, and at the first row of a stretch that is open. */
function callAt({ rows, calls }: Score, { index, call, folds, text }: Row): string | null {
  if (call === null) return null;
  if (folds > 0) return text;
  return rows[index - 1]?.call === call ? null : (calls.find(({ id }) => id === call)?.text ?? null);
}

function CallFold({
  call,
  text,
  open,
}: {
  readonly call: string;
  readonly text: string;
  readonly open: boolean;
}) {
  const { rowView } = usePage();
  const { rows } = usePreferences();
  if (rows === 'every') return null;
  return (
    <button
      type="button"
      className="call-fold"
      tabIndex={-1}
      aria-expanded={open}
      aria-label={open ? `Fold ${text}` : `Open ${text} into its steps`}
      title={open ? `Fold ${text} (o)` : 'Open into its steps (o)'}
      onClick={() => rowView.toggle(call)}
    >
      <span className="fold" aria-hidden="true" />
    </button>
  );
}

function RowWords({
  row,
  call,
  geometry,
  leader,
  values,
}: Pick<ScoreRowProps, 'row' | 'geometry' | 'leader' | 'values'> & { readonly call: string | null }) {
  const box = geometry.parts[row.part ?? 0]?.text;
  const left = box?.x ?? 0;
  const lines = geometry.notes.get(row.index);
  // A line that ends in memory says "becomes visible" already.
  const detail =
    (row.voice === 'hardware' && leader?.kind !== 'write') ||
    row.stepKind === 'predict' ||
    row.stepKind === 'issue' ||
    row.kind === 'refused' ||
    row.kind === 'lost' ||
    row.folds > 0
      ? row.detail
      : null;
  return (
    <div
      role="gridcell"
      className="words"
      style={{ left, width: (leader?.x ?? (values ? left + (box?.width ?? 0) : geometry.fate.x)) - left }}
    >
      <span className="line">
        <span className="said">
          {call && row.call && <CallFold call={row.call} text={call} open={row.folds === 0} />}
          <span className="text" title={row.text}>
            {row.text}
          </span>
          {row.result !== null && <span className="result">{row.result}</span>}
          {row.plain && row.voice === 'program' && <span className="detail plain">plain</span>}
          {row.violation && <span className="violation">{row.violation}</span>}
          {detail && <span className="detail">{detail === 'becomes visible' ? 'visible' : detail}</span>}
          {row.stale && (
            <span className="detail stale" title={row.missed ?? undefined}>
              stale
            </span>
          )}
          {row.missed && <span className="detail">{row.missed}</span>}
          {row.replaced !== null && <span className="detail">replaced in step {row.replaced}</span>}
          {row.facts
            .filter(({ about }) => about === 'lock' && row.folds === 0)
            .map(({ words }) => (
              <span key={words} className="detail">
                {words}
              </span>
            ))}
        </span>
        {leader && <RowLeader end={leader} />}
      </span>
      {lines && (
        <span className="note" style={{ width: noteBox(geometry, row.part).width }}>
          {lines.map((line) => (
            <span key={line}>{line}</span>
          ))}
        </span>
      )}
    </div>
  );
}
