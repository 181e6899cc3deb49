/** The first score says what its signs mean: each the first time that it stands there, as the note of its row. */
import type { Row, Score } from '../../score/index.ts';
import type { RunNode } from '../../state/index.ts';

const MEANS = {
  open: 'issued: it waits in the store buffer, and no other CPU sees it',
  read: 'done: the load has its value',
  write: 'visible to every CPU',
  stale: 'stale: a newer value is issued, not visible yet',
  turn: '◆ point of no return: every continuation fails',
} as const;
type Sign = keyof typeof MEANS;

const kept = new WeakMap<RunNode, RunNode>();

/** The same object as long as it is the same run. */
export function withSigns(node: RunNode): RunNode {
  let signed = kept.get(node);
  if (!signed) {
    signed = { ...node, score: labelled(node.score) };
    kept.set(node, signed);
  }
  return signed;
}

function labelled(score: Score): Score {
  const told = new Set<Sign>();
  const rows = score.rows.map((row) => {
    const signs = signsOf(row, score).filter((sign) => !told.has(sign));
    for (const sign of signs) told.add(sign);
    const words = signs.map((sign) => MEANS[sign]).join(' · ');
    return words === '' || row.note !== null ? row : { ...row, note: words };
  });
  return { ...score, rows };
}

function signsOf(row: Row, { noReturn }: Score): readonly Sign[] {
  if (row.mark === 'open') return ['open'];
  if (row.kind !== 'step') return [];
  const settled: readonly Sign[] = row.step === noReturn ? ['turn'] : [];
  if (row.stale) return ['stale', ...settled];
  if (row.mark !== 'full') return settled;
  return [row.result === null ? 'write' : 'read', ...settled];
}
