/** What the words around a table, and in its remarks, say that goes wrong. Data: a harm and how people call it. */
import type { FoundTable } from '../found.ts';

export type Harm = 'use-after-free' | 'double-free' | 'null-access' | 'deadlock';

const WORDS: readonly (readonly [Harm, RegExp])[] = [
  [
    'use-after-free',
    /use[- ]after[- ]free|\buaf\b|\bkasan\b|\b(?:already|been|being|is|was|now|just|gets?) (?:been )?freed\b|\b(?:a|the|to|its|of|uses?|touch\w*|access\w*|dereferenc\w*|read\w*|writ\w+) freed\b|\b(?:references?|access(?:es)?|uses?) (?:to |of )?(?:an? |the )?(?:already )?(?:released|freed|destroyed)\b|\b(?:see|sees|read|reads|gets?) (?:only )?garbage\b|\bdangling\b|\bfreed (?:at|in|by|above|before|earlier)\b|\bfreed already\b/i,
  ],
  ['double-free', /double[- ]free|\bfree[sd]?\b[^.]{0,20} twice/i],
  [
    'null-access',
    /\bnull[- ]?(?:ptr|pointer)?[- ]?(?:(?:is|gets|being|was|be) )?(?:deref\w*|access\w*)|dereferenc\w+ (?:a |of |the )*null\b|\bderef\w* null\b|\boops(?:es)?\b|\b(?:panics?|crash\w*|faults?|bug)\b[^.\n]{0,50}\bis NULL\b|\bcrash\w* on (?:a )?null\b/i,
  ],
  [
    'deadlock',
    /\bdead-?lock|\bABBA\b|\b(?:soft|hard|live)[- ]?lock(?:s|ed)?[- ]?up\b|\bhung task|\b(?:hangs?|hung|stuck|spins(?! (?:on|for|until|while|till)\b(?! ?ever)))\b|\b(?:waits?|blocks?|sleeps?) (?:here )?for ?ever\b|\bnever (?:returns|completes|finishes|gets the lock)\b/i,
  ],
];

/** The harms that a text speaks of. */
export function harmsIn(text: string): ReadonlySet<Harm> {
  return new Set(WORDS.flatMap(([harm, words]) => (words.test(text) ? [harm] : [])));
}

/** All that is said of a table: in its title, around it, in it. */
export function saidOf({ letter, before, after, claims, rows }: FoundTable): string {
  const cells = [...claims, ...rows.flatMap((row) => row.cells)].map(({ text }) => text);
  return [letter.subject ?? '', before, ...cells, after].join('\n');
}

const NAME =
  /^(?:(?:and |so )?(?:it )?(?:causes?|leads? to|triggers?|results? in|is) )?(?:a |an )?(?:use[- ]after[- ]free|double[- ]free|uaf|null[- ](?:ptr |pointer )?deref\w*|dead-?lock|oops|crash|panic|boom|kaboom|kasan\b[^()]*|bug)\W*$/i;

/** The words are nothing but what the harm is called: `--> use-after-free`, `OOPS!!!`. */
export function isHarmName(text: string): boolean {
  return NAME.test(text);
}

const FREE =
  /^[\s[(<]*\d*[\])>\s.:-]*(?:free[sd]?|freeing)\b(?!\s+(?:to|slot|list|running))(?:\W+\w+){0,4}\W*$/i;
const USE =
  /^[\s[(<]*\d*[\])>\s.:-]*(?:uses?|used|uaf|use[- ]after[- ]free|deref\w*|access(?:e[sd])?)\b(?:\W+\w+){0,5}\W*$/i;

/** `// FREE`, `//[1]FREE`, `(free)`: the row frees, whatever it calls; `// USE`: it uses what was freed. */
export function markIn(remarks: readonly string[]): 'free' | 'use' | null {
  if (remarks.some((remark) => FREE.test(remark))) return 'free';
  return remarks.some((remark) => USE.test(remark)) ? 'use' : null;
}
