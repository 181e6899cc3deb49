/** What is told of a word by its spelling alone, such as by rules for names: told once and kept, as the same few words come again and again. */

/** Texts may have any words; when there are so many, all are forgotten. */
const MOST = 4000;

/** `tell`, which must answer the same for the same word, asked only once for each. */
export function byWord<T extends string | number | boolean>(tell: (word: string) => T): (word: string) => T {
  const known = new Map<string, T>();
  return (word) => {
    let told = known.get(word);
    if (told === undefined) {
      if (known.size >= MOST) known.clear();
      told = tell(word);
      known.set(word, told);
    }
    return told;
  };
}
