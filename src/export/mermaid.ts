/**
 * A run as a Mermaid sequence diagram: a participant for each CPU and one for memory; what becomes visible goes to memory, what
 * is read comes from it, an interrupt goes from CPU to CPU, all else is a note.
 *
 *     P0->>M: WRITE_ONCE(x, 1)
 *     M-->>P1: r = READ_ONCE(x) → 0, stale
 */
import { safeText } from '../base/index.ts';
import type { Link, Row, Score } from '../score/index.ts';

export function mermaid(score: Score, title: string): string {
  const byRow = new Map<number, Link[]>();
  for (const link of score.links) byRow.set(link.row, [...(byRow.get(link.row) ?? []), link]);
  const hasMemory = score.lanes.length > 0;
  const lines = [
    '---',
    `title: ${JSON.stringify(title)}`,
    '---',
    'sequenceDiagram',
    ...score.parts.map(
      ({ name, title: words }, part) =>
        `  participant P${part} as ${plain(words === '' || words === name ? name : `${name}: ${words}`)}`,
    ),
    ...(hasMemory ? ['  participant M as memory'] : []),
    ...score.rows.flatMap((row) => rowLines(score, row, byRow.get(row.index) ?? [])),
  ];
  return safeText(`${lines.join('\n')}\n`);
}

function rowLines(score: Score, row: Row, links: readonly Link[]): string[] {
  if (row.part === null || row.kind === 'lost' || row.kind === 'start') return [];
  const own = `P${row.part}`;
  const all = score.parts.length > 1 ? `P0,P${score.parts.length - 1}` : own;
  const lines = links.flatMap((link): string[] => {
    switch (link.kind) {
      case 'write':
        return [`${own}->>M: ${plain(row.text)}${row.voice === 'hardware' ? ' becomes visible' : ''}`];
      case 'read':
        return [`M-->>${own}: ${plain(row.text)} → ${plain(link.value)}${link.stale ? ', stale' : ''}`];
      case 'ipi':
        return [`${own}-)P${link.target}: ${plain(link.name)}`];
      case 'broadcast':
        return link.to === null ? [] : [`${own}-)P${link.target}: ${plain(link.name)}`];
      case 'ack':
      case 'done':
        return [];
    }
  });
  const what = [row.text, row.detail].filter(Boolean).join(', ');
  const said = row.mark === 'open' ? `${what}, not visible yet` : what;
  const note = lines.length > 0 || what === '' ? [] : [`Note over ${own}: ${plain(said)}`];
  return [
    ...lines,
    ...note,
    ...(row.note ? [`Note over ${own}: ${plain(row.note)}`] : []),
    ...(row.violation ? [`Note over ${all}: ✕ ${plain(row.violation)}`] : []),
  ].map((line) => `  ${line}`);
}

/** What would end a line of Mermaid's, or begin something, by its number. */
function plain(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[#;<>]/g, (sign) => `#${sign.charCodeAt(0)};`)
    .trim();
}
