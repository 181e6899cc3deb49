/** One cell: a sign for its verdict, a button that opens it. */
import type { CellAnswer, VerdictName } from './verdict.ts';
import { VERDICT_SIGNS } from './verdict.ts';

interface CellProps {
  readonly answer: CellAnswer | undefined;
  readonly label: string;
  /** It is the cell that the page shows. */
  readonly here: boolean;
  readonly focusable: boolean;
  readonly onOpen: () => void;
  readonly onReach: () => void;
}

export function Cell({ answer, label, here, focusable, onOpen, onReach }: CellProps) {
  const verdict = answer && 'verdict' in answer ? answer.verdict : null;
  return (
    <button
      type="button"
      className={`cell ${verdict ?? 'pending'}`}
      aria-current={here ? 'true' : undefined}
      aria-label={label}
      tabIndex={focusable ? 0 : -1}
      onClick={onOpen}
      onFocus={onReach}
      onPointerEnter={onReach}
    >
      <Sign verdict={verdict} />
    </button>
  );
}

export function Sign({ verdict }: { readonly verdict: VerdictName | null }) {
  return (
    <svg
      className={`verdict-sign ${verdict ?? 'pending'}`}
      width="12"
      height="12"
      viewBox="0 0 12 12"
      aria-hidden="true"
    >
      {verdict === null ? <circle cx="6" cy="6" r="1" /> : <path d={VERDICT_SIGNS[verdict]} />}
    </svg>
  );
}
