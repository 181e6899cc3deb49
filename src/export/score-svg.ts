/**
 * The score as a picture that stands alone: black ink on white, so that it prints and pastes anywhere. The same setting as
 * on the page; where words end is reckoned from a monospace face's advance of 0.6 em, and a white halo forgives the rest.
 */
import { safeText } from '../base/index.ts';
import {
  copyX,
  layoutScore,
  markX,
  rowCentre,
  type Geometry,
  type Link,
  type Metrics,
  type Row,
  type Score,
} from '../score/index.ts';
import { copyMarks, spanMark } from './svg-lasting.ts';
import { escape, HUES, INK, mark, PENCIL, stroke, words } from './svg-marks.ts';

const TITLE = 56;
const HEAD = 32;
const HEAD_LINE = 17;
const ADVANCE = 7.83;
const LANE_LINE = 6;
const PART = 340;
/** Slimmer than this the parts of a score that is set into a room become staves. */
const SLIM_PART = 220;

/** A score that is set: its marks and words, as SVG. Rows begin at 0, names stand above, as high as `head`. */
export interface Drawing {
  readonly geometry: Geometry;
  readonly head: number;
  readonly body: string;
}

export function scoreSvg(score: Score, title: string): string {
  const drawing = drawScore(score);
  const { width } = drawing.geometry;
  const height = drawing.geometry.height + TITLE + 8;
  return safeText(
    [
      `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 ${-TITLE} ${width} ${height}" width="${width}" height="${height}" font-family="ui-monospace, 'Source Code Pro', Menlo, Consolas, monospace" font-size="13" fill="${INK}">`,
      `<title>${escape(title)}</title>`,
      `<rect x="0" y="${-TITLE}" width="${width}" height="${height}" fill="#fff"/>`,
      words(12, -TITLE + 18, title, 'font-family="sans-serif" font-size="15" font-weight="600"'),
      drawing.body,
      '</svg>\n',
    ].join('\n'),
  );
}

/** Sets a score: as wide as it likes to be, or into a room, where what does not fit goes: first the memory, then the
 *  columns, which become staves. It is wider than its room only where its words are; of those above the row `since` it
 *  takes no notice. */
export function drawScore(score: Score, room: number | null = null, since = 0): Drawing {
  const picture = room === null ? setFreely(score) : setInto(score, room, since);
  const { geometry } = picture;
  const body = [
    ...picture.score.parts.map((_, part) => column(picture, part)),
    ...picture.score.lanes.map((_, index) => memoryLane(picture, index)),
    ...copyMarks(picture.score, geometry),
    ...picture.score.spans.map((span) => spanMark(span, geometry, hueOf(score, span.part))),
    ...picture.score.ties.map((tie) => {
      const x = markX(geometry, tie.part, tie.track);
      const to = tie.to === null ? geometry.height : rowCentre(geometry, tie.to);
      return stroke(
        `M${x} ${rowCentre(geometry, tie.from)}V${to}`,
        hueOf(score, tie.part),
        1.5,
        tie.to === null ? '6 3' : '',
      );
    }),
    ...picture.score.links.map((link) => linkPath(picture, link)),
    fateRail(picture),
    ...picture.score.rows.map((row) => rowPicture(picture, row)),
  ];
  return { geometry, head: HEAD + nameOffset(picture, 0), body: body.join('\n') };
}

function laneOf(score: Score): number {
  return Math.round(Math.max(8, ...score.lanes.map(({ name }) => name.length)) * 7.3 + 20);
}

/** `staves`: columns are to be slim ones, with one place for all words. */
function metricsOf(score: Score, roomy: boolean, fate: number, staves: boolean): Metrics {
  const lane = laneOf(score);
  const part = staves ? Number.POSITIVE_INFINITY : 0;
  return {
    row: 24,
    note: 20,
    noteLine: 16,
    noteChar: 6.4,
    step: roomy ? 40 : 32,
    fate,
    lane,
    tightLane: lane,
    value: 0,
    track: 12,
    gutter: roomy ? 24 : 14,
    span: roomy ? 7 : 4,
    copy: 12,
    part,
    tightPart: part,
    narrowWords: 0,
    copyWords: 0,
    char: ADVANCE,
  };
}

function setFreely(score: Score): Picture {
  const metrics = metricsOf(score, true, 96, false);
  const width = metrics.step + metrics.fate + score.parts.length * PART + score.lanes.length * metrics.lane;
  return { score, geometry: layoutScore(score, width, metrics), brief: false };
}

/** The first setting in which all words are within the room, else the one that needs least. */
function setInto(whole: Score, room: number, since: number): Picture {
  const bare = {
    ...whole,
    lanes: [],
    links: whole.links.filter(({ kind }) => kind !== 'read' && kind !== 'write'),
  };
  const columns = room - 116 - whole.parts.length * SLIM_PART;
  const settings = [
    ...(columns >= whole.lanes.length * laneOf(whole) ? [{ score: whole, staves: false }] : []),
    ...(columns >= 0 ? [{ score: bare, staves: false }] : []),
    { score: bare, staves: true },
  ].map(({ score, staves }): Picture => {
    const metrics = metricsOf(score, room >= 620, room >= 620 ? 76 : 16, staves);
    const geometry = layoutScore(score, room, metrics);
    const ends = score.rows
      .slice(since)
      .map((row) => wordsX(geometry, row) + said(row, true).length * ADVANCE + 8);
    const over = Math.max(...ends) - geometry.fate.x;
    const fitting = over > 0 ? layoutScore(score, Math.ceil(room + over), metrics) : geometry;
    return { score, geometry: fitting, brief: true };
  });
  const least = Math.min(...settings.map(({ geometry }) => geometry.width));
  const [first] = settings.filter(({ geometry }) => geometry.width === least);
  return first ?? setFreely(whole);
}

/** Names of staves stand one above the other: how much higher a part's does than the last. */
function nameOffset({ score, geometry }: Picture, part: number): number {
  return geometry.mode === 'narrow' ? (score.parts.length - 1 - part) * HEAD_LINE : 0;
}

interface Picture {
  readonly score: Score;
  readonly geometry: Geometry;
  /** What a stale read missed is left to who shows the picture. */
  readonly brief: boolean;
}

function hueOf(score: Score, part: number | null): string {
  const one = part === null ? undefined : score.parts[part];
  return one && !one.agent ? (HUES[one.cpu % HUES.length] ?? INK) : PENCIL;
}

function column(picture: Picture, index: number): string {
  const { score, geometry } = picture;
  const part = score.parts[index];
  const x = (geometry.parts[index]?.x ?? 0) + 1;
  const name = part?.title ? `${part.name} · ${part.title}` : (part?.name ?? '');
  const higher = nameOffset(picture, index);
  const at = geometry.mode === 'narrow' ? x + 6 : (geometry.parts[index]?.text.x ?? x) - 13;
  return (
    stroke(`M${x} ${-24 - higher}V${geometry.height}`, hueOf(score, index), 2) +
    words(at, -10 - higher, name, 'font-weight="600"')
  );
}

function memoryLane({ score, geometry }: Picture, index: number): string {
  const lane = score.lanes[index];
  const box = geometry.lanes[index];
  if (!lane || !box) return '';
  const x = box.x + LANE_LINE;
  const starts = [{ row: 0, part: null }, ...lane.changes];
  const lines = starts.map(({ row, part }, at) => {
    const next = starts[at + 1]?.row;
    const to = next === undefined ? geometry.height : rowCentre(geometry, next);
    return stroke(
      `M${x} ${rowCentre(geometry, row)}V${to}`,
      part === null ? '#8f887b' : hueOf(score, part),
      part === null ? 1 : 1.5,
    );
  });
  return lines.join('') + words(box.x, -10, lane.name, `font-size="12" fill="${PENCIL}"`);
}

/** What a row says, as it is set: words, value, what happens, how it ends. */
function said(row: Row, brief: boolean): string {
  const tail = [
    row.result === null ? null : `→ ${row.result}`,
    row.kind === 'refused' || (row.voice === 'hardware' && row.stepKind !== 'visible') ? row.detail : null,
    row.violation,
    row.stale && !(brief && row.violation) ? `(${(brief ? null : row.missed) ?? 'stale'})` : null,
    ...row.facts.filter(({ about }) => about === 'lock').map((fact) => fact.words),
  ];
  return [row.text, ...tail].filter(Boolean).join('  ');
}

function wordsX(geometry: Geometry, row: Row): number {
  return (geometry.parts[row.part ?? 0]?.text.x ?? 0) + (row.voice === 'hardware' ? 12 : 0);
}

function rowPicture(picture: Picture, row: Row): string {
  const { score, geometry } = picture;
  const y = rowCentre(geometry, row.index);
  const out: string[] = [];
  if (row.kind === 'start' || row.kind === 'step')
    out.push(
      words(
        geometry.step.width - 12,
        y + 4,
        String(row.step),
        `text-anchor="end" font-size="12" fill="${PENCIL}"`,
      ),
    );
  if (row.part !== null) {
    const quiet =
      row.voice === 'hardware' || row.kind === 'issue' || row.kind === 'refused' ? `fill="${PENCIL}"` : '';
    out.push(
      words(
        wordsX(geometry, row),
        y + 4,
        said(row, picture.brief),
        row.violation ? 'fill="#a3123a" font-weight="600"' : quiet,
      ),
    );
    out.push(mark(row.mark, markX(geometry, row.part, row.track), y, hueOf(score, row.part)));
  }
  for (const [index, lane] of score.lanes.entries()) {
    const value =
      row.kind === 'start' ? lane.initial : lane.changes.find((change) => change.row === row.index)?.value;
    if (value !== undefined) out.push(words((geometry.lanes[index]?.x ?? 0) + LANE_LINE + 6, y + 4, value));
  }
  geometry.notes
    .get(row.index)
    ?.forEach((line, index) =>
      out.push(
        words(
          wordsX(geometry, row),
          y + 23 + index * geometry.metrics.noteLine,
          line,
          `font-family="sans-serif" font-size="12" font-style="italic" fill="${PENCIL}"`,
        ),
      ),
    );
  return out.join('');
}

function linkPath(picture: Picture, link: Link): string {
  const { score, geometry } = picture;
  const row = score.rows[link.row];
  const y = rowCentre(geometry, link.row);
  if (!row) return '';
  const after = wordsX(geometry, row) + said(row, picture.brief).length * ADVANCE + 8;
  if (link.kind === 'read' || link.kind === 'write') {
    const end = (geometry.lanes[link.lane]?.x ?? 0) + LANE_LINE;
    const from = Math.min(after, end - 12);
    const head = link.kind === 'write' ? `M${end} ${y}l-6 -3v6z` : `M${from} ${y}l6 -3v6z`;
    return stroke(`M${from} ${y}H${end}`, INK, 1, row.stale ? '1.5 4' : '') + `<path d="${head}"/>`;
  }
  const target = geometry.parts[link.target];
  if (!target) return '';
  if (link.kind === 'done') return donePath(picture, link);
  const cast = link.kind === 'broadcast';
  const copy = cast && link.copy !== null ? copyX(score, geometry, link.copy) : null;
  const side = copy === null ? target.side : (target.copies[0] ?? copy) - 6;
  const tip = copy === null ? markX(geometry, link.target, 0) - 5 : copy - 1;
  const to = link.to === null ? geometry.height : rowCentre(geometry, link.to);
  // Words that reach as far run on; the line comes out below them.
  const from = link.target > link.part ? Math.min(after, side) : markX(geometry, link.part, row.track) - 6;
  const head = cast
    ? stroke(`M${tip - 4} ${to - 3.5}l4 3.5l-4 3.5`, INK, 1.25)
    : `<path d="M${tip} ${to}l-6 -3v6z"/>`;
  const end = link.to === null ? '' : `H${cast ? tip : tip - 4}`;
  return (
    stroke(
      `M${from} ${y}H${side}V${to}${end}`,
      INK,
      1,
      cast ? '8 3 1.5 3' : link.kind === 'ipi' ? '6 3' : '',
    ) + (link.to === null ? '' : head)
  );
}

/** From the last arrival between two rows, where no words stand, down onto the barrier that waited. */
function donePath({ score, geometry }: Picture, link: Extract<Link, { kind: 'done' }>): string {
  const from =
    (link.copy === null ? null : copyX(score, geometry, link.copy)) ?? markX(geometry, link.part, 0);
  const x = markX(geometry, link.target, score.rows[link.to]?.track ?? 0);
  const end = rowCentre(geometry, link.to) - 5;
  return (
    stroke(`M${from} ${rowCentre(geometry, link.row)}V${geometry.tops[link.to] ?? 0}H${x}V${end}`, INK, 1) +
    stroke(`M${x - 3.5} ${end - 4}l3.5 4l3.5 -4`, INK, 1.25)
  );
}

const RAIL = {
  open: ['#8f887b', ''],
  unknown: ['#8f887b', '1 5'],
  doomed: ['#a3123a', '4 4'],
  clear: ['#0b6b4d', ''],
} as const;

function fateRail({ score, geometry }: Picture): string {
  const x = geometry.fate.x + 12;
  const lines = score.rows.map((row) => {
    const fate = score.fates[row.step] ?? 'unknown';
    const [color, dash] = RAIL[fate];
    const before = score.fates[score.rows[row.index - 1]?.step ?? -1];
    const word =
      before === fate && row.index > 0
        ? ''
        : words(
            x + 10,
            rowCentre(geometry, row.index) + 4,
            fate === 'unknown' ? '' : fate,
            `font-family="sans-serif" font-size="12" fill="${color}"`,
          );
    return (
      stroke(
        `M${x} ${geometry.tops[row.index] ?? 0}V${geometry.tops[row.index + 1] ?? 0}`,
        color,
        1.5,
        dash,
      ) + word
    );
  });
  const turn = score.noReturn === null ? null : rowCentre(geometry, score.rowOfStep[score.noReturn] ?? 0);
  return (
    lines.join('') + (turn === null ? '' : `<path d="M${x} ${turn - 7}l6 7l-6 7l-6 -7z" fill="#a3123a"/>`)
  );
}
