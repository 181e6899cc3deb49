/** Changes to a piece of text by its offsets, made all at once. */

export interface Edit {
  readonly from: number;
  readonly to: number;
  readonly insert: string;
}

/** The text with all edits made. Of edits that overlap the outer one counts. */
export function edited(text: string, edits: readonly Edit[]): string {
  // What is only put in comes before what is replaced in the same place.
  const width = ({ from, to }: Edit) => (to === from ? Number.POSITIVE_INFINITY : to - from);
  const sorted = [...edits].sort((a, b) => a.from - b.from || width(b) - width(a));
  let out = '';
  let at = 0;
  for (const { from, to, insert } of sorted) {
    if (from < at) continue;
    out += text.slice(at, from) + insert;
    at = to;
  }
  return out + text.slice(at);
}
