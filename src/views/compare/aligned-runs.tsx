/** The rows of two runs beside each other; what both begin with is folded away, what differs stands out. */
import { useEffect, useRef, useState } from 'react';
import type { Row, Score } from '../../score/index.ts';
import type { OtherRun, RunNode } from '../../state/index.ts';
import { usePage, useSession } from '../context.ts';
import { hueClass } from '../hue.ts';
import type { PairedRow, PairedRows, Relation } from './aligned-rows.ts';

/** Equal rows shown before the first difference. */
const CONTEXT = 2;

const SIGNS: Readonly<Record<Relation, { readonly sign: string; readonly words: string }>> = {
  same: { sign: '', words: 'in both' },
  value: { sign: '≠', words: 'in both, but otherwise' },
  left: { sign: '◂', words: 'only in this run' },
  right: { sign: '▸', words: 'only in the other run' },
};

interface AlignedRunsProps {
  readonly paired: PairedRows;
  readonly left: RunNode;
  readonly right: OtherRun;
}

export function AlignedRuns({ paired: { rows, first }, left, right }: AlignedRunsProps) {
  const [unfolded, setUnfolded] = useState(false);
  const hidden = unfolded ? 0 : Math.max(0, first - CONTEXT);
  const differing = rows.filter(({ relation }) => relation !== 'same').length;
  return (
    <>
      <p className="compare-said">
        {differing === 0 ? (
          'The two runs take the same steps.'
        ) : (
          <>
            {first === 0
              ? 'They differ from the first step on'
              : `${first} equal steps, then the first difference`}
            ; {differing} {differing === 1 ? 'row differs' : 'rows differ'}.
          </>
        )}{' '}
        {first > CONTEXT && (
          <button type="button" aria-expanded={unfolded} onClick={() => setUnfolded(!unfolded)}>
            {unfolded ? 'Fold equal steps' : `Show the ${first - CONTEXT} steps before`}
          </button>
        )}
      </p>
      <table className="aligned">
        <caption className="unseen">Two runs, aligned</caption>
        <colgroup>
          <col />
          <col className="sign-column" />
          <col />
        </colgroup>
        <thead>
          <tr>
            <th scope="col">
              <span className="unseen">this run</span>
            </th>
            <th scope="col">
              <span className="unseen">difference</span>
            </th>
            <th scope="col">
              <span className="unseen">the other run</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(hidden).map((pair, nth) => (
            <Pair
              key={nth + hidden}
              pair={pair}
              first={nth + hidden === first}
              left={left.score}
              right={right.score}
            />
          ))}
        </tbody>
      </table>
    </>
  );
}

interface PairProps {
  readonly pair: PairedRow;
  readonly first: boolean;
  readonly left: Score;
  readonly right: Score;
}

function Pair({ pair, first, left, right }: PairProps) {
  const { session } = usePage();
  const position = useSession((state) => state.position);
  const { sign, words } = SIGNS[pair.relation];
  const here = pair.left !== null && pair.left.step === position;
  const row = useRef<HTMLTableRowElement>(null);
  // The row at the playhead stays in view while one steps; at first the head of the comparison does.
  const settled = useRef(false);
  useEffect(() => {
    if (here && settled.current) row.current?.scrollIntoView({ block: 'nearest' });
    settled.current = true;
  }, [here]);
  const step = pair.left?.step;
  return (
    <tr
      ref={row}
      className={`${pair.relation} ${first ? 'first-difference' : ''}`}
      aria-current={here ? 'step' : undefined}
    >
      <td>
        {pair.left && step !== undefined && (
          <button type="button" onClick={() => session.goTo(step)}>
            <Words row={pair.left} score={left} detailed={pair.relation !== 'same'} />
          </button>
        )}
      </td>
      <td className="sign">
        <span aria-hidden="true">{sign}</span>
        <span className="unseen">{words}</span>
      </td>
      <td>{pair.right && <Words row={pair.right} score={right} detailed={pair.relation !== 'same'} />}</td>
    </tr>
  );
}

interface WordsProps {
  readonly row: Row;
  readonly score: Score;
  /** Says how the step goes, where that may be what differs. */
  readonly detailed: boolean;
}

function Words({ row, score, detailed }: WordsProps) {
  const part = score.parts.find((one, index) => index === row.part);
  return (
    <span className="aligned-row" title={row.label}>
      <span className="number">{row.step}</span>
      <span className={`who ${hueClass(score.parts, row.part)}`}>{part?.name}</span>{' '}
      <code>
        {row.text}
        {row.result !== null && <b> → {row.result}</b>}
      </code>
      {detailed && row.detail && <span className="quiet"> {row.detail}</span>}
      {row.violation !== null && <span className="violation"> ✕ {row.violation}</span>}
    </span>
  );
}
