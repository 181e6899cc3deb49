/** Breaks text into lines of at most `room` characters, between words where it can. At least one line. */
export function wrapWords(text: string, room: number): readonly string[] {
  const width = Math.max(8, Math.floor(room));
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    let rest = word;
    if (line && line.length + 1 + rest.length > width) {
      lines.push(line);
      line = '';
    }
    for (; rest.length > width; rest = rest.slice(width)) lines.push(rest.slice(0, width));
    line = line ? `${line} ${rest}` : rest;
  }
  return line || lines.length === 0 ? [...lines, line] : lines;
}
