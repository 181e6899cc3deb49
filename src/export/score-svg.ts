/** The score as a picture that stands alone: black ink on white, so that it prints and pastes anywhere. */
import {
  layoutScore,
  markX,
  rowCentre,
  type Geometry,
  type Link,
  type Metrics,
  type Row,
  type Score,
} from '../score/index.ts';

const METRICS: Metrics = {
  row: 24,
  note: 20,
  step: 40,
  fate: 28,
  lane: 104,
  tightLane: 104,
  value: 0,
  track: 12,
  gutter: 20,
  part: 200,
  tightPart: 200,
  narrowWords: 400,
};
const HUES = ['#0072b2', '#b06f00', '#008060', '#a34e86', '#2b7fb8', '#c24e00'];
const INK = '#1b1a17';
const HEAD = 44;

export function scoreSvg(score: Score, title: string): string {
  const width =
    METRICS.step + METRICS.fate + score.parts.length * 320 + Math.min(4, score.lanes.length) * METRICS.lane;
  const geometry = layoutScore(score, width, METRICS);
  const body = [
    ...score.parts.map((part, index) => {
      const x = geometry.parts[index]?.x ?? 0;
      const name = part.title ? `${part.name} · ${part.title}` : part.name;
      return `<rect x="${x}" y="${-HEAD + 16}" width="2" height="${geometry.height + HEAD - 16}" fill="${hue(index)}"/>${words(x + METRICS.gutter, -8, name, 'font-weight="600"')}`;
    }),
    ...score.lanes.map((lane, index) => words(geometry.lanes[index]?.x ?? 0, -8, lane.name)),
    ...score.ties.map((tie) => {
      const x = markX(geometry, tie.part, tie.track);
      const to = tie.to === null ? geometry.height : rowCentre(geometry, tie.to);
      return `<path d="M${x} ${rowCentre(geometry, tie.from) + 4}V${to}" stroke="${hue(tie.part)}" stroke-width="1.5"/>`;
    }),
    ...score.links.map((link) => linkPath(link, score, geometry)),
    ...score.rows.map((row) => rowText(row, score, geometry)),
  ];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 ${-HEAD} ${width} ${geometry.height + HEAD}" width="${width}" height="${geometry.height + HEAD}" font-family="ui-monospace, 'Source Code Pro', monospace" font-size="13" fill="${INK}">`,
    `<title>${escape(title)}</title>`,
    `<rect x="0" y="${-HEAD}" width="${width}" height="${geometry.height + HEAD}" fill="#fff"/>`,
    ...body,
    '</svg>\n',
  ].join('\n');
}

function rowText(row: Row, score: Score, geometry: Geometry): string {
  const y = rowCentre(geometry, row.index);
  const out: string[] = [];
  if (row.kind === 'step')
    out.push(words(METRICS.step - 10, y + 4, String(row.step), `text-anchor="end" fill="#6f6a62"`));
  if (row.part !== null) {
    const box = geometry.parts[row.part];
    const text = [row.text, row.result === null ? null : `→ ${row.result}`, row.detail, row.violation]
      .filter(Boolean)
      .join('  ');
    out.push(
      words(
        (box?.text.x ?? 0) + (row.voice === 'hardware' ? 12 : 0),
        y + 4,
        text,
        row.violation ? 'fill="#a3123a"' : '',
      ),
    );
    out.push(sign(row, markX(geometry, row.part, row.track), y));
  }
  for (const [index, lane] of score.lanes.entries()) {
    const box = geometry.lanes[index];
    const value =
      row.kind === 'start' ? lane.initial : lane.changes.find((change) => change.row === row.index)?.value;
    if (box && value !== undefined) out.push(words(box.x + 12, y + 4, value));
  }
  if (row.note)
    out.push(
      words(
        geometry.parts[0]?.text.x ?? 0,
        y + 23,
        row.note,
        `font-family="sans-serif" font-size="12" fill="#57534a"`,
      ),
    );
  return out.join('');
}

function sign(row: Row, x: number, y: number): string {
  const color = hue(row.part ?? 0);
  switch (row.mark) {
    case 'open':
      return `<circle cx="${x}" cy="${y}" r="4" fill="#fff" stroke="${color}" stroke-width="1.5"/>`;
    case 'full':
    case 'irq':
      return `<circle cx="${x}" cy="${y}" r="4" fill="${color}"/>`;
    case 'bar':
      return `<path d="M${x - 6} ${y}H${x + 6}" stroke="${color}" stroke-width="3"/>`;
    case 'cross':
      return `<path d="M${x - 4} ${y - 4}l8 8m0 -8l-8 8" stroke="#a3123a" stroke-width="2"/>`;
    case 'point':
      return `<circle cx="${x}" cy="${y}" r="1.5" fill="${color}"/>`;
  }
}

function linkPath(link: Link, _score: Score, geometry: Geometry): string {
  const y = rowCentre(geometry, link.row);
  const x = markX(geometry, link.part, 0);
  switch (link.kind) {
    case 'write':
    case 'read': {
      const end = (geometry.lanes[link.lane]?.x ?? geometry.memory.x) + 6;
      const dash = link.kind === 'read' && link.stale ? ' stroke-dasharray="1.5 4"' : '';
      return `<path d="M${x + 6} ${y}H${end}" stroke="${INK}" stroke-width="1"${dash}/>`;
    }
    case 'ipi':
    case 'ack': {
      const target = (geometry.parts[link.target]?.gutter ?? 0) + 8;
      const to = rowCentre(geometry, link.to ?? link.row + 1);
      return `<path d="M${x + 6} ${y}H${target}V${to}" fill="none" stroke="${INK}" stroke-width="1" stroke-dasharray="5 3"/>`;
    }
  }
}

function words(x: number, y: number, text: string, more = ''): string {
  return `<text x="${x}" y="${y}" ${more}>${escape(text)}</text>`;
}

function hue(index: number): string {
  return HUES[index % HUES.length] ?? INK;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
