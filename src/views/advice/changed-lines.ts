/** The lines of a text that edits change, as a patch shows them. */
import type { Repair } from '../../state/index.ts';

type Edit = Repair['edits'][number];

export interface ChangedLine {
  readonly sign: '+' | '-' | ' ';
  readonly text: string;
  /** In the text as it was; null for what is new. */
  readonly line: number | null;
}

/** By places, in the order of the text; of what is only inserted the line below stands with it. */
export function changedLines(text: string, edits: readonly Edit[]): readonly (readonly ChangedLine[])[] {
  const own = edits.filter(({ file }) => file === 0).sort((a, b) => a.from - b.from || a.to - b.to);
  const places: { from: number; to: number; edits: Edit[] }[] = [];
  for (const edit of own) {
    const from = text.lastIndexOf('\n', edit.from - 1) + 1;
    const end = text.indexOf('\n', edit.to);
    const to = end < 0 ? text.length : end;
    const last = places.at(-1);
    if (last && from <= last.to) {
      last.to = Math.max(last.to, to);
      last.edits.push(edit);
    } else places.push({ from, to, edits: [edit] });
  }
  return places.map((place) => outdented(linesOf(text, place)));
}

/** Without the spaces that all begin with. */
function outdented(lines: readonly ChangedLine[]): readonly ChangedLine[] {
  const indents = lines.flatMap(({ text }) =>
    text.trim() === '' ? [] : [/^\s*/.exec(text)?.[0].length ?? 0],
  );
  const common = Math.min(...indents);
  return lines.map((line) => ({ ...line, text: line.text.slice(common) }));
}

function linesOf(
  text: string,
  place: { readonly from: number; readonly to: number; readonly edits: readonly Edit[] },
): readonly ChangedLine[] {
  let made = '';
  let at = place.from;
  for (const { from, to, insert } of place.edits) {
    made += text.slice(at, from) + insert;
    at = to;
  }
  made += text.slice(at, place.to);
  const before = text.slice(place.from, place.to).split('\n');
  const after = made.split('\n');
  const first = text.slice(0, place.from).split('\n').length;
  let same = 0;
  while (same < Math.min(before.length, after.length) && before[same] === after[same]) same += 1;
  let end = 0;
  while (
    end < Math.min(before.length, after.length) - same &&
    before[before.length - 1 - end] === after[after.length - 1 - end]
  )
    end += 1;
  const old = before.slice(same, before.length - end);
  const kept = before[before.length - end];
  return [
    ...old.map((one, nth): ChangedLine => ({ sign: '-', text: one, line: first + same + nth })),
    ...after
      .slice(same, after.length - end)
      .map((one): ChangedLine => ({ sign: '+', text: one, line: null })),
    ...(old.length === 0 && kept !== undefined
      ? [{ sign: ' ' as const, text: kept, line: first + before.length - end }]
      : []),
  ];
}
