/** A letter over each lane of copies: P for what a pipeline may hold of a text site, T for a TLB's entry of a page. */
import { copyX, type CopyLane, type Geometry, type Score } from '../../score/index.ts';

export function CopyHeads({ score, geometry }: { readonly score: Score; readonly geometry: Geometry }) {
  return score.copies.map((lane, index) => {
    const x = copyX(score, geometry, index);
    if (x === null) return null;
    const words = describe(lane, score);
    return (
      <abbr key={index} className="head-copy" style={{ left: x - 6 }} title={words} aria-hidden="true">
        {lane.kind === 'tlb' ? 'T' : 'P'}
      </abbr>
    );
  });
}

function describe({ part, kind, name }: CopyLane, score: Score): string {
  const who = score.parts[part]?.name ?? '';
  return kind === 'tlb'
    ? `${who}'s TLB: its entry of ${name}`
    : `${who}'s pipeline: what it may execute at ${name}`;
}
