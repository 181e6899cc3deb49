/** Which known scenario a text is about that draws no table, or none that asks anything: by names that are rare elsewhere. */
import type { KnownScenario } from './meaning/known-cases.ts';

export interface Related {
  readonly scenario: string;
  /** Names that both have, the rarest first. */
  readonly names: readonly string[];
}

/** So many names must be the same, and say so much together. */
const NAMES = 3;
const LEAST = 6;
const SHOWN = 4;

/** The scenario that shares most of a text's names with it; null where none is clearly meant. */
export function relatedScenario(text: string, known: readonly KnownScenario[]): Related | null {
  const said = namesIn(text);
  const of = known.map((one) => ({ id: one.id, own: namesIn(one.text) }));
  const weights = new Map(
    [...said].flatMap((name) => {
      const count = of.filter(({ own }) => own.has(name)).length;
      return count === 0 ? [] : [[name, Math.log(known.length / count)] as const];
    }),
  );
  let best: Related | null = null;
  let most = LEAST;
  for (const { id, own } of of) {
    const names = [...weights].filter(([name]) => own.has(name)).toSorted(([, a], [, b]) => b - a);
    const score = names.reduce((sum, [, weight]) => sum + weight, 0);
    if (names.length < NAMES || score <= most) continue;
    most = score;
    best = { scenario: id, names: names.slice(0, SHOWN).map(([name]) => name) };
  }
  return best;
}

function namesIn(text: string): ReadonlySet<string> {
  return new Set([...text.matchAll(/\b(?:[a-z]\w*_\w+|[A-Z][A-Z0-9]*_[A-Z0-9_]+)\b/g)].map(([name]) => name));
}
