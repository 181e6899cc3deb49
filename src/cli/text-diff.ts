/** Changed lines of a text with a line around them, as a unified diff shows them. */
const AROUND = 1;

/** Lines with ` `, `-` or `+` in front; a line `@@ N @@` before each place, by the line it has in `before`. */
export function diffOf(before: string, after: string): readonly string[] {
  const [a, b] = [before.split('\n'), after.split('\n')];
  const common = longestCommon(a, b);
  const rows: { readonly sign: ' ' | '-' | '+'; readonly text: string; readonly line: number }[] = [];
  let [i, j] = [0, 0];
  for (const [n, m] of [...common, [a.length, b.length] as const]) {
    while (i < n) rows.push({ sign: '-', text: a[i] ?? '', line: ++i });
    while (j < m) rows.push({ sign: '+', text: b[j++] ?? '', line: i + 1 });
    if (n < a.length) rows.push({ sign: ' ', text: a[n] ?? '', line: n + 1 });
    [i, j] = [n + 1, m + 1];
  }
  const near = rows.map((_, nth) =>
    rows.slice(Math.max(0, nth - AROUND), nth + AROUND + 1).some(({ sign }) => sign !== ' '),
  );
  return rows.flatMap(({ sign, text, line }, nth) => {
    if (!near[nth]) return [];
    const shown = `${sign}${text}`;
    return nth > 0 && near[nth - 1] ? [shown] : [`@@ ${String(line)} @@`, shown];
  });
}

/** Pairs of equal lines, of both texts in order: what is the same at both ends, and between them the longest. */
function longestCommon(a: readonly string[], b: readonly string[]): readonly (readonly [number, number])[] {
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head += 1;
  let tail = 0;
  while (
    tail < a.length - head &&
    tail < b.length - head &&
    a[a.length - 1 - tail] === b[b.length - 1 - tail]
  )
    tail += 1;
  const [rows, columns] = [a.length - head - tail, b.length - head - tail];
  const length = Array.from({ length: rows + 1 }, () => new Uint32Array(columns + 1));
  for (let i = rows - 1; i >= 0; i -= 1)
    for (let j = columns - 1; j >= 0; j -= 1) {
      const [row, below] = [length[i], length[i + 1]];
      if (!row || !below) continue;
      row[j] =
        a[head + i] === b[head + j] ? (below[j + 1] ?? 0) + 1 : Math.max(below[j] ?? 0, row[j + 1] ?? 0);
    }
  const pairs: (readonly [number, number])[] = Array.from({ length: head }, (_, n) => [n, n] as const);
  for (let [i, j] = [0, 0]; i < rows && j < columns;) {
    if (a[head + i] === b[head + j]) pairs.push([head + i++, head + j++]);
    else if ((length[i + 1]?.[j] ?? 0) >= (length[i]?.[j + 1] ?? 0)) i += 1;
    else j += 1;
  }
  for (let n = tail; n > 0; n -= 1) pairs.push([a.length - n, b.length - n]);
  return pairs;
}
