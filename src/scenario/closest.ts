/** What was probably meant by a word that is nearly another. */

/** Longer words are no near misses. */
const WORD_LIMIT = 60;

/** The name among a few that was probably meant, or null; `most`: how many letters may be compared, of which it tells how many were. */
export function closest(
  word: string,
  names: Iterable<string>,
  most = 400_000,
): { readonly name: string | null; readonly letters: number } {
  let best: string | null = null;
  let bestDistance = Math.max(1, Math.floor(word.length / 3)) + 1;
  let letters = 0;
  for (const name of names) {
    letters++;
    if (word.length > WORD_LIMIT || letters > most) break;
    if (Math.abs(name.length - word.length) >= bestDistance) continue;
    letters += word.length * name.length;
    const distance = editDistance(word.toLowerCase(), name.toLowerCase());
    if (distance < bestDistance) {
      best = name;
      bestDistance = distance;
    }
  }
  return { name: best, letters };
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  let before = previous;
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const exchanged =
        i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
          ? (before[j - 2] ?? 0) + 1
          : replaced;
      current.push(Math.min(replaced, exchanged, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1));
    }
    before = previous;
    previous = current;
  }
  return previous[b.length] ?? 0;
}
