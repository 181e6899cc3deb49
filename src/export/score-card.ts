/**
 * A score as the picture that a chat shows of a link: 1200 by 630, its title large, the end of the run below it. It is
 * cut where it does not fit, at the right and above, for it is looked at, not read through.
 */
import { safeText } from '../base/index.ts';
import { wrapWords, type Score } from '../score/index.ts';
import { drawScore } from './score-svg.ts';
import { escape, INK, PENCIL } from './svg-marks.ts';

export const CARD = { width: 1200, height: 630 } as const;

const MARGIN = 56;
const SCALES = [1.9, 1.75, 1.6, 1.45, 1.3, 1.2];
const SMALLEST = 1.1;
/** Rows above the last one that are in sight. */
const SEEN = 9;
const BAD = '#a3123a';
const TITLE = { size: 42, line: 50, chars: 52, lines: 2 };
const SENTENCE = { size: 25, line: 33, chars: 94, lines: 2 };

export interface CardHead {
  readonly title: string;
  /** How the run ends, and whether that is bad: `Violated`, under which model. */
  readonly ending: string;
  readonly isBad: boolean;
  readonly sentence: string;
}

/** An SVG in the faces Source Sans 3 and Source Code Pro. */
export function scoreCard(score: Score, { title, ending, isBad, sentence }: CardHead): string {
  const rowsOnly = { ...score, rows: score.rows.map((row) => ({ ...row, note: null })) };
  // What comes after the end is not looked for.
  const last = score.rows.findLast(({ violation }) => violation !== null)?.index ?? score.rows.length - 1;
  const { scale, geometry, head, body } = setLarge(rowsOnly, Math.max(0, last - SEEN));
  const out: string[] = [];
  let y = 62;
  const say = (text: string, x: number, size: number, more: string) =>
    out.push(`<text x="${x}" y="${y}" font-size="${size}" ${more}>${escape(text)}</text>`);
  if (isBad)
    out.push(`<path d="M${MARGIN + 2} ${y - 15}l14 14m0 -14l-14 14" stroke="${BAD}" stroke-width="4"/>`);
  say(ending, MARGIN + (isBad ? 28 : 0), 25, `font-weight="600" fill="${isBad ? BAD : INK}"`);
  say('smpscope', CARD.width - MARGIN, 25, `text-anchor="end" fill="${PENCIL}"`);
  y += 12;
  for (const line of lines(title, TITLE)) {
    y += TITLE.line;
    say(line, MARGIN, TITLE.size, 'font-weight="600"');
  }
  y += 10;
  for (const line of lines(sentence, SENTENCE)) {
    y += SENTENCE.line;
    say(line, MARGIN, SENTENCE.size, `fill="${PENCIL}"`);
  }
  const top = y + 26;
  const names = head * scale;
  const room = (CARD.height - top - names) / scale;
  const end = geometry.tops[last + 1] ?? geometry.height;
  const from = geometry.tops.find((one) => end - one <= room) ?? 0;
  const part = (at: number, begin: number, height: number) =>
    `<svg x="0" y="${at}" width="${CARD.width}" height="${height * scale}" viewBox="0 ${begin} ${CARD.width / scale} ${height}"><use href="#score"/></svg>`;
  return safeText(
    [
      `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${CARD.width} ${CARD.height}" width="${CARD.width}" height="${CARD.height}" font-family="Source Sans 3" fill="${INK}">`,
      `<rect width="${CARD.width}" height="${CARD.height}" fill="#fff"/>`,
      ...out,
      `<path d="M0 ${top}H${CARD.width}" stroke="#dedad0" stroke-width="2"/>`,
      `<defs><g id="score" font-family="Source Code Pro" font-size="13">${faces(body)}</g></defs>`,
      part(top, -head, head),
      part(top + names, from, room),
      '</svg>\n',
    ].join('\n'),
  );
}

/** As large as its words and columns let it be. */
function setLarge(score: Score, since: number) {
  for (const scale of SCALES) {
    const drawing = drawScore(score, CARD.width / scale, since);
    const { mode, width } = drawing.geometry;
    if (mode === 'wide' && width * scale <= CARD.width) return { scale, ...drawing };
  }
  return { scale: SMALLEST, ...drawScore(score, CARD.width / SMALLEST, since) };
}

/** The one face of each kind that the picture is drawn with. */
function faces(body: string): string {
  return body.replaceAll('font-family="sans-serif"', 'font-family="Source Sans 3"');
}

function lines(text: string, { chars, lines: most }: { readonly chars: number; readonly lines: number }) {
  const all = wrapWords(text, chars);
  const [last = ''] = all.slice(most - 1);
  return all.length <= most ? all : [...all.slice(0, most - 1), `${last.replace(/[\s,;:.]+$/, '')} …`];
}
