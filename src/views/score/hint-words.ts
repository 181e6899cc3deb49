/** What a line of the score is, in a sentence. */
import type { CopyLane, CopyStretch, Link, Score, Span, Tie } from '../../score/index.ts';

export function tieWords(score: Score, { part, text, since, to }: Tie): string {
  const until = to === null ? 'and still so at the end' : `complete at step ${score.rows[to]?.step ?? 0}`;
  const from = since === null ? '' : since === 0 ? ' from the start' : ` since step ${since}`;
  return `${score.parts[part]?.name ?? ''}: ${text} in flight${from}, ${until}`;
}

export function spanWords(score: Score, { kind, part, name, from, to, open }: Span): string {
  const who = score.parts[part]?.name ?? '';
  const when = during(score, from, to, open);
  switch (kind) {
    case 'handler':
      return `${who} handles ${name}, ${when}`;
    case 'lock':
      return `${who} holds lock ${name}, ${when}`;
    case 'stale':
      return `${who} may use a stale copy (${name}), ${when}`;
  }
}

export function copyWords(score: Score, lane: CopyLane, stretch: CopyStretch): string {
  const { state, holds, old, from, to } = stretch;
  const who = `${score.parts[lane.part]?.name ?? ''}'s ${lane.kind === 'tlb' ? 'TLB' : 'pipeline'}`;
  const when = during(score, from, to + 1, to + 1 >= score.rows.length);
  switch (state) {
    case 'empty':
      return `${who} has no entry of ${lane.name}, ${when}`;
    case 'current':
      return `${who} may hold ${lane.name} as memory has it (${holds}), ${when}`;
    case 'stale':
      return `${who} may still hold ${old} for ${lane.name}, which memory no longer has, ${when}`;
    case 'mixed':
      return `${who} may mix bytes of different versions of ${lane.name} (${holds}), ${when}`;
    case 'conflict':
      return `${who} may hold two translations of ${lane.name} (${holds}), ${when}`;
  }
}

export function linkWords(score: Score, link: Extract<Link, { kind: 'ipi' | 'ack' | 'broadcast' }>): string {
  const name = (part: number) => score.parts[part]?.name ?? '';
  const at = (row: number) => `step ${score.rows[row]?.step ?? 0}`;
  switch (link.kind) {
    case 'ipi':
      return `${link.name} from ${name(link.part)} to ${name(link.target)}: raised at ${at(link.row)}, ${
        link.to === null ? 'not taken' : `taken at ${at(link.to)}`
      }`;
    case 'ack':
      return `${name(link.target)} sees at ${at(link.to)} what ${name(link.part)} wrote at ${at(link.row)}`;
    case 'broadcast':
      return `${link.op === 'ic' ? 'IC' : 'TLBI'} from ${name(link.part)}: executed at ${at(link.row)}, ${
        link.to === null
          ? `never reaches ${name(link.target)}`
          : `reaches ${name(link.target)} at ${at(link.to)}`
      }`;
  }
}

function during(score: Score, from: number, to: number, open: boolean): string {
  const first = score.rows[from]?.step ?? 0;
  if (open) return first === 0 ? 'throughout' : `from step ${first} on`;
  return `from step ${first} to ${score.rows[to]?.step ?? first}`;
}
