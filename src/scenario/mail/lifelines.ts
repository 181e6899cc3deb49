/**
 * Strokes that people draw down below each heading, as in a sequence chart, so that the eye finds the column again:
 *
 *     CPU0                CPU1
 *      |                   |
 *     x = 1                |
 *
 * They part nothing, and are wiped.
 */
import { blanked, type Line } from './raw-lines.ts';

/** The lines without such strokes: there is a line with nothing else on it, as many as there are columns. */
export function withoutLifelines(lines: readonly Line[], count: number): readonly Line[] {
  const strokes = new Set<number>();
  for (const { text } of lines) {
    if (!/^[ |]+$/.test(text)) continue;
    const own = [...text.matchAll(/\|/g)].map(({ index }) => index);
    if (own.length === count) for (const at of own) strokes.add(at);
  }
  if (strokes.size === 0) return lines;
  return lines.map((line) => {
    let bare = line;
    for (const at of strokes) if (line.text[at] === '|') bare = blanked(bare, at, at + 1);
    return bare;
  });
}

/**
 * Strokes that say how deep a call is nested, as tracers draw them, and no border of a column:
 *
 *     CPU0                    CPU1
 *     | send()                |
 *     | | queue_one()         |
 *     |                       | | receive()
 */
export function withoutDepth(all: readonly Line[]): readonly Line[] {
  const lines = withoutTouching(all);
  if (lines.filter(({ text }) => /\| \|(?= \S| \|)/.test(text)).length < 2) return lines;
  return lines.map((line) => {
    let bare = line;
    for (const { index, 0: run } of line.text.matchAll(/\|(?: \|)*(?= )/g)) {
      // The first stroke is the column's but at the margin, where a column needs none.
      const isMargin = line.text.slice(0, index).trim() === '' && index < 4;
      for (let at = isMargin ? 0 : 2; at < run.length; at += 2)
        bare = blanked(bare, index + at, index + at + 1);
    }
    return bare;
  });
}

/** `|send()`, ` |// remark`: a stroke that touches what it stands before, with nothing on its left. */
function withoutTouching(lines: readonly Line[]): readonly Line[] {
  const strokes = lines.map(({ text }) => /^ *\|(?=[A-Za-z_/.])/.exec(text)?.[0].length ?? 0);
  if (strokes.filter((at) => at > 0 && at < 4).length < 3) return lines;
  return lines.map((line, i) => {
    const at = strokes[i] ?? 0;
    return at === 0 ? line : blanked(line, at - 1, at);
  });
}
