/** A row in one sentence, for screen readers. */
import type { Program } from '../machine/index.ts';
import type { RowSeed } from './rows.ts';
import type { Row } from './score.ts';
import { cpuName } from './wording.ts';

export function labelOf(
  program: Program,
  seed: RowSeed,
  words: Pick<Row, 'text' | 'result' | 'detail' | 'plain'>,
  steps: number,
  marks: {
    readonly stale: boolean;
    readonly missed: string | null;
    readonly replaced: number | null;
    readonly note: string | null;
    readonly violation: string | null;
    readonly doomed: boolean;
    readonly facts: Row['facts'];
  },
): string {
  if (seed.kind === 'start') {
    const start = `Start of ${steps} steps: ${words.detail ?? ''}`;
    return marks.violation === null ? start : `${start}; ends here: ${marks.violation}`;
  }
  const who = seed.cpu === null ? '' : cpuName(program, seed.cpu);
  const what = [
    words.text,
    words.plain && 'plain access',
    seed.kind === 'issue' && (seed.placed || words.detail === null) ? 'issues early' : words.detail,
    words.result === null ? null : `value ${words.result}`,
  ]
    .filter(Boolean)
    .join(', ');
  const extra = [
    marks.stale ? ['stale', marks.missed].filter(Boolean).join(', ') : null,
    marks.replaced === null ? null : `replaced in step ${marks.replaced} before an earlier read`,
    marks.doomed ? 'point of no return' : null,
    marks.violation ? `violates ${marks.violation}` : null,
    ...marks.facts.map(({ words: said }) => said),
    marks.note,
  ].filter(Boolean);
  const head = `${placeOf(seed, steps, who)}: ${what}`;
  return extra.length > 0 ? `${head}; ${extra.join('; ')}` : head;
}

function placeOf({ kind, step }: RowSeed, steps: number, who: string): string {
  if (kind === 'issue') return `${who}, not counted`;
  return kind === 'refused' ? `Refused after step ${step}, ${who}` : `Step ${step} of ${steps}, ${who}`;
}
