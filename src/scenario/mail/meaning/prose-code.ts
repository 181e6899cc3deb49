/**
 * English rows as code: "Store a new PTE for the address space", "sees cpu_paused", "spin_trylock() says no", "gets out
 * of the loop, no WANT_PARK". What such a row is about is found among the things that other columns have to do with.
 * Verbs and their deeds are data.
 */
import { drawnWordOf as wordOf } from '../../words/table.ts';
import type { Seen } from './value-words.ts';
import { seenIn } from './value-words.ts';
import { wordsOf } from './verbs.ts';

export type ProseDeed = 'store' | 'clear' | 'load';

export interface Prose {
  readonly deed: ProseDeed;
  /** Words that may name what it is about, in their order. */
  readonly words: readonly string[];
  /** What it is about, where that is typed as C: `p->flags`. */
  readonly place: string | null;
  readonly seen: Seen | null;
}

/** `reads the old p->flags`. */
const PLACE =
  /^\w+ (?:(?:the|a|an|its|old|stale|new|updated|current) )*([A-Za-z_]\w*(?:(?:->|\.)[A-Za-z_]\w*)+)(?: .*)?$/;

const VERBS: Readonly<Record<ProseDeed, string>> = {
  store:
    'store stores set sets write writes update updates mark marks raise raises publish publishes install installs put puts make makes turn turns add adds change changes modify modifies',
  clear:
    'clear clears reset resets unset unsets drop drops zap zaps remove removes delete deletes invalidate invalidates unmark',
  load: 'load loads read reads see sees check checks test tests look looks find finds observe observes notice notices walk walks fetch fetches examine examines miss misses',
};

const DEEDS: ReadonlyMap<string, ProseDeed> = new Map(
  Object.entries(VERBS).flatMap(([deed, words]) =>
    words.split(' ').map((word) => [word, deed as ProseDeed] as const),
  ),
);

/** Words that name nothing. */
const EMPTY = new Set(
  'a an the its own his their of for in on at to from by with and or if then that this which it is are was be been has have had still yet not no new old same other incoming current cpu into out up down as so first last next value without via through when while will would can may must again already now bit bits'.split(
    ' ',
  ),
);

/** What an English row says that is done; null where it begins with no verb that is known. */
export function proseIn(text: string): Prose | null {
  const plain = text
    .replace(/^[-–*•]\s*/, '')
    .replace(/[.;]+$/, '')
    .trim();
  if (plain.length > 160 || /[;{}=]/.test(plain)) return null;
  // The first sentence says what is done, what follows why.
  const [sentence = ''] = plain.split(/[.;](?:\s|$)|\s\(|,\s(?:and|so|because|then)\b/);
  const words = sentence
    .replace(/^[a-z]+(?:_[a-z]+)+$/, (name) => name.replace(/_/g, ' '))
    .split(/[^\w'-]+/)
    .filter((word) => word !== '');
  const [verb = '', ...rest] = words;
  const isTaken =
    /^(?:grab|take|get|bump|acquire)s?$/i.test(verb) && /\bref(?:s|erences?|counts?)?$/i.test(sentence);
  const deed = isTaken ? 'store' : DEEDS.get(verb.toLowerCase());
  if (!deed || rest.length === 0 || /\(/.test(sentence)) return null;
  const behind = rest.join(' ');
  const place = PLACE.exec(sentence.trim())?.[1] ?? null;
  const isZeroed = deed === 'store' && /\bto (?:0|zero|NULL|false|none)$/i.test(behind);
  return {
    deed: isZeroed ? 'clear' : deed,
    words: nouns(rest),
    place,
    seen: deed === 'load' ? found(verb, behind) : null,
  };
}

/** "sees no mark", "reads 0 from x", "finds x set", "misses x". */
function found(verb: string, behind: string): Seen | null {
  if (/^miss/i.test(verb) || /^(no|nothing|nobody|none)\b/i.test(behind)) return { k: 'zero' };
  if (/\b(old|stale)\b/i.test(behind)) return { k: 'old' };
  const end = /\b(\w+)$/.exec(behind)?.[1] ?? '';
  const value = /\b(set|clear|cleared|unset|true|false|NULL|null|empty)$/i.test(end) ? seenIn(end) : null;
  const number = /\b(0|1)\b/.exec(behind.replace(/\b(cpu|row|line|step)s? ?#?\d+/gi, ''))?.[1];
  if (value) return value;
  if (number !== undefined) return seenIn(number);
  return /^sees?$/i.test(verb) ? { k: 'other' } : null;
}

function nouns(words: readonly string[]): readonly string[] {
  const [only, ...more] = words;
  // "set value": it is called that.
  if (only !== undefined && more.length === 0 && only !== '') return [only.toLowerCase()];
  return words
    .map((word) => word.replace(/'s?$/, ''))
    .filter((word) => !/^\d+$/.test(word))
    .flatMap((word) => (word.includes('_') ? [word.toLowerCase()] : wordsOf(word)))
    .filter((word) => !EMPTY.has(word) && !DEEDS.has(word))
    .map((word) => word.replace(/(?<=\w{3})s$/, ''));
}

/** A known word of the kernel that is called in a sentence, with what the sentence says of it. */
export function callInProse(text: string): { readonly code: string; readonly seen: Seen | null } | null {
  const calls = [...text.matchAll(/\b([a-z_]\w*)\s*\(([^()]*)\)/gi)];
  const [call] = calls;
  if (calls.length !== 1 || !call || !wordOf(call[1] ?? '')) return null;
  const before = text.slice(0, call.index).trim();
  const behind = text.slice(call.index + call[0].length).trim();
  if (before === '' && behind === '') return null;
  const seen = [behind, ...behind.split(/\b(?:and|but|,)\b/).map((part) => part.trim())]
    .map((part) => seenIn(part.replace(/^(early|late|too early|too late)\b\s*/i, '')))
    .find((one) => one !== null);
  return { code: call[0], seen: seen ?? null };
}
