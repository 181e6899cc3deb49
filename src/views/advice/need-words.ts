/** What is known of orderings and repairs, in words: for the code's margin and for a mail. */
import { ADVICE_MODELS, type AdviceState, type Needed } from '../../state/index.ts';

/** Why it holds, or what would repair it where it fails, and a sentence for each ordering that is needed; for a mail. */
export function adviceSentences({ about, needs, repair, whys }: AdviceState): readonly string[] {
  const orderings = [...new Set(needs.map(({ ordering }) => ordering))];
  const needed = orderings.flatMap((ordering) => {
    const words = needWords(needs.filter((one) => one.ordering === ordering && one.need === 'needed'));
    return words === null ? [] : [`${ordering.text} in ${ordering.inside} is ${words}.`];
  });
  const held = [...whys].flatMap(([slug, { k, short }]) =>
    k === 'ordered' ? [`${slug} cannot be: ${short}.`] : [],
  );
  if (repair?.k !== 'repairs' || !about) return [...held, ...needed];
  const [cheapest] = repair.repairs;
  if (!cheapest) return [...held, ...needed];
  const parts = cheapest.parts.map(({ says, inside }) => `${says} in ${inside}`).join(' and ');
  return [...held, `${parts} would repair it under ${about.model}.`, ...needed];
}

/** What is known of one ordering, model by model, the gravest first; null where it is nothing to this machine. */
export function needWords(needs: readonly Needed[]): string | null {
  const groups = new Map<string, Phrase & { readonly models: Needed['model'][] }>();
  for (const needed of needs) {
    const phrase = phraseOf(needed);
    if (!phrase) continue;
    const key = phrase.words('');
    const group = groups.get(key) ?? { ...phrase, models: [] };
    group.models.push(needed.model);
    groups.set(key, group);
  }
  const [first, ...others] = [...groups.values()].sort((a, b) => a.rank - b.rank);
  if (!first) return null;
  const isWhole = others.length === 0 && needs.length >= ADVICE_MODELS.length;
  if (isWhole && first.everywhere !== null) return first.everywhere;
  return [first, ...others].map(({ words, models }) => words(`under ${models.join(', ')}`)).join(' · ');
}

interface Phrase {
  /** Lower is graver. */
  readonly rank: number;
  readonly words: (under: string) => string;
  /** Where it is the same under every model; null where that is said like the rest. */
  readonly everywhere: string | null;
}

function phraseOf({ need, because, enough, ordering }: Needed): Phrase | null {
  const instead = enough === null ? '' : `; ${short(enough)} would do`;
  switch (need) {
    case 'needed': {
      const words = (under: string) => `needed ${under} (${because.join(', ')}${instead})`;
      return { rank: 0, words, everywhere: null };
    }
    case 'seen': {
      const words = (under: string) => `another result without it ${under}${instead}`;
      return { rank: 1, words, everywhere: null };
    }
    case 'unknown':
      return { rank: 2, words: (under) => `not known ${under}`, everywhere: null };
    case 'no effect': {
      const weakest = ordering.forms[0]?.says ?? null;
      if (weakest === null)
        return { rank: 4, words: (under) => `not ${under}`, everywhere: 'no effect in this scenario' };
      const would = `${short(weakest)} would do`;
      return { rank: 3, words: (under) => `${would} ${under}`, everywhere: would };
    }
    case 'absent':
      return null;
  }
}

/** `smp_wmb()` as it is, of a call with arguments the name. */
export function short(call: string): string {
  return call.replace(/\(.*/, '()');
}
