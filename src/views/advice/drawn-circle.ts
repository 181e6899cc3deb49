/** Where on the shown run's score the parts of a circle stand. */
import type { Score } from '../../score/index.ts';
import type { RunNode, WhyHolds } from '../../state/index.ts';

type Half = WhyHolds['circle'][number]['from'];

export interface DrawnEdge {
  /** Its place in the circle, and so in the sentences. */
  readonly nth: number;
  readonly from: Place;
  readonly to: Place;
  /** Else it would have to be so. */
  readonly kept: boolean;
  readonly word: string;
}

interface Place {
  readonly part: number;
  readonly row: number;
}

/** Without those of which the shown run has not both ends. */
export function drawnCircle(
  run: RunNode['run'],
  score: Pick<Score, 'parts' | 'rowOfStep'>,
  circle: WhyHolds['circle'],
): readonly DrawnEdge[] {
  const place = (half: Half): Place | null => {
    const step = stepOf(run, half);
    const part = score.parts.findIndex(({ cpu }) => cpu === half.cpu);
    const row = step === null ? undefined : score.rowOfStep[step];
    return row === undefined || part < 0 ? null : { part, row };
  };
  return circle.flatMap(({ from, to, kept, word }, nth) => {
    const [a, b] = [place(from), place(to)];
    return a && b && (a.part !== b.part || a.row !== b.row) ? [{ nth, from: a, to: b, kept, word }] : [];
  });
}

/** The step of a run in which that happens, counted from 1; null where it does not. */
export function stepOf({ steps }: RunNode['run'], { cpu, pc, side }: Half): number | null {
  const at = steps.findIndex(({ trace: { info, reads, writes } }) =>
    side === 'read'
      ? reads.some((read) => read.cpu === cpu && read.pc === pc)
      : info.cpu === cpu && info.pc === pc && writes.length > 0,
  );
  return at < 0 ? null : at + 1;
}
