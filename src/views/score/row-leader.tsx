/** The line from the end of a row's words to where its effect goes or its value comes from. */
export interface LeaderEnd {
  /** Right end, from the score's left edge. */
  readonly x: number;
  /** `none`: the words end here and nothing is drawn. */
  readonly kind: 'write' | 'read' | 'raise' | 'broadcast' | 'none';
  readonly stale: boolean;
}

export function RowLeader({ end }: { readonly end: LeaderEnd }) {
  if (end.kind === 'none') return null;
  return (
    <span className={`leader ${end.kind} ${end.stale ? 'stale' : ''}`} aria-hidden="true">
      <svg width="6" height="8" viewBox="0 0 6 8">
        <path d={end.kind === 'read' ? 'M0 4l6 -3v6z' : 'M6 4l-6 -3v6z'} />
      </svg>
    </span>
  );
}
