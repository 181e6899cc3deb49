/**
 * What a claim says beside the values that it names: `r0 == 1 && the load precedes the store`, "r0 == 1 and B is not yet
 * done". With one of its parts left out another question would be answered.
 */
import { equationsIn } from './beginnings.ts';
import type { FoundCell } from '../found.ts';

/** What keeps a claim from being asked: a value that no row gives, a part of it, or the condition of an assertion. */
export type Missing =
  | { readonly k: 'value'; readonly name: string }
  | { readonly k: 'part'; readonly text: string }
  | { readonly k: 'condition'; readonly text: string };

const AND = /\s*(?:&&|\/\\)\s*/;
const WORDS = /\s*(?:[,;]\s+|\b(?:and|but|while|although|though|whereas|when)\b)\s*/i;

/** An order or a state in words; what follows from a claim ("and the task sleeps for ever") is none. */
const ORDER =
  /\b(?:precedes?|overtakes?|(?:comes?|happens?|runs?|is|was|executes?|executed) (?:strictly )?(?:before|after))\b/i;
const STATE =
  /\b(?:not yet|yet to|holds? (?:the |its |a )?\w*(?:lock|mutex)|(?:is|are|has|have|was|were) (?:still|already)|still (?:holds?|owns?|has|runs?|waits?|spins?)|(?:is|are|was|were|has|have)(?: not|n't) (?:been )?(?:done|finished|completed?|run|started|reached|called|released|left|entered))\b/i;

const EQUATION = /[\w\])] *(?:==?|!=) *[-&\w(]/;
/** Dots, or what is left of brackets around the whole. */
const EMPTY = /^\W*$/;
const HEAD = /^\W*(?:exists|forbidden|forbids?|never|allowed|allows?|(?:BUG|WARN)_ON(?:_ONCE)?)\s*:?/i;
/** `r1`, `!r1`, `r1 >= 2`. */
const TRUTH = /^[\s(]*(!?)([A-Za-z_]\w*)(?: *(<=?|>=?) *(\d+))?[\s).;,]*$/;

/** A row of a program. */
const BRANCH = /\b(?:if|while) ?\(/;

/** Parts such as `r1`, `!r1` and `r1 >= 2`: a name, and C of whatever it is in the end. */
export function truthsIn(claim: FoundCell): readonly (readonly [string, (left: string) => string])[] {
  if (!isList(claim)) return [];
  return partsOf(claim).flatMap((part) => {
    const [, not = '', name, sign, value = ''] = TRUTH.exec(part) ?? [];
    if (name === undefined || (not !== '' && sign !== undefined)) return [];
    return [
      [name, (left: string) => (sign === undefined ? `${not}${left}` : `${left} ${sign} ${value}`)] as const,
    ];
  });
}

/** The first part of a claim with values that speaks of something else than values, or of a name that nobody knows; null
 *  where there is none. */
export function partUnread(claim: FoundCell, isKnown: (name: string) => boolean): string | null {
  if (!isList(claim)) return null;
  const parts = partsOf(claim);
  for (const part of parts) {
    const truth = TRUTH.exec(part)?.[2];
    const isRead = EQUATION.test(part) || EMPTY.test(part) || (truth !== undefined && isKnown(truth));
    if (parts.length > 1 && !isRead) return trimmed(part);
    const said = part.split(WORDS).find((one) => !EQUATION.test(one) && (ORDER.test(one) || STATE.test(one)));
    if (said !== undefined) return trimmed(said);
  }
  return null;
}

/** It names values, and is no row of a program. */
function isList(claim: FoundCell): boolean {
  return equationsIn([claim]).length > 0 && !BRANCH.test(claim.text);
}

function partsOf({ text }: FoundCell): readonly string[] {
  return text.replace(HEAD, '').split(AND);
}

/** Without the brackets that belong to the whole claim, and the stop at its end. */
function trimmed(part: string): string {
  const bare = part.trim().replace(/[.;]+$/, '');
  const count = (sign: string) => bare.split(sign).length - 1;
  if (count(')') > count('(')) return bare.replace(/\)+$/, '').trim();
  return count('(') > count(')') ? bare.replace(/^\(+/, '').trim() : bare;
}
