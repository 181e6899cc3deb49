/** What a bad outcome is called: a slug and a sentence, by the words of the text around the table. Data. */
import type { Missing } from './claim-parts.ts';
import type { Asked } from './reading.ts';

export interface PropertyWords {
  readonly slug: string;
  readonly text: string;
}

/** What it is when the table shows that a wake-up is lost, whatever its words say. */
export const LOST_WAKE_UP: PropertyWords = {
  slug: 'lost-wake-up',
  text: 'One sleeps, and the other has found nobody to wake.',
};

/** What it is where an access goes by a cached translation, whatever the words say. */
const STALE_TRANSLATION: PropertyWords = {
  slug: 'stale-translation',
  text: 'A translation is used that is no longer in the page table.',
};

const WORDS: readonly (PropertyWords & { readonly when: RegExp })[] = [
  {
    when: /lost[ -]wake|miss(es|ed)?[ -](the |a )?wake|never (be )?wok?en|nobody to wake|sleeps? (on|for ?ever)|stays? (there|asleep)|oversle/i,
    ...LOST_WAKE_UP,
  },
  {
    when: /stays where it is|left behind|lost event|event (is|gets) (lost|missed)|missed event|stuck in the queue|never (run|processed|handled)/i,
    slug: 'left-behind',
    text: 'Something is there to do, and neither side does it.',
  },
  {
    when: /\bstale\b.*(tlb|pte|translation|entry)|(tlb|pte|translation).*\bstale\b/is,
    ...STALE_TRANSLATION,
  },
  {
    when: /\btorn\b|do not belong together|for a pair|inconsistent/i,
    slug: 'torn',
    text: 'What is read does not belong together.',
  },
  {
    when: /\bstale\b|old (data|value|state)/i,
    slug: 'stale-data',
    text: 'Old data is read where the new should be.',
  },
];

/** `isWoken`: somebody is found and woken, whatever the words say; `isTranslated`: it is about accesses of a page. */
export function propertyWords(prose: string, isWoken: boolean, isTranslated: boolean): PropertyWords {
  for (const { when, slug, text } of WORDS)
    if (when.test(prose) && !(isWoken && slug === LOST_WAKE_UP.slug)) return { slug, text };
  if (isTranslated) return STALE_TRANSLATION;
  return { slug: 'as-drawn', text: 'Everything is found as the table draws it.' };
}

const NOTHING =
  'Nothing is asked: the table says of no read what it finds, and no rule is broken in it. Write what is found behind a read, as in “// 0”.';

/** That nothing is asked, and why; `missing` is what the claim speaks of and no row that is understood gives. */
export function nothingAsked(missing?: Missing): Asked {
  const text =
    missing === undefined
      ? NOTHING
      : missing.k === 'value'
        ? `Nothing is asked: the claim speaks of ${missing.name}, and the row that gives it its value is not understood.`
        : missing.k === 'part'
          ? `Nothing is asked: whether it happens cannot be told, because the claim also says “${missing.text}”, which is not understood.`
          : `Nothing is asked: whether ${missing.text} fires cannot be told, because its condition is not understood.`;
  return { k: 'nothing', slug: null, text };
}
