/**
 * What the words in a function's name say that it does, and to what: `clear_pending()` clears `pending`, `any_readers()`
 * looks at `readers`. Data: a verb and its meaning. A table is full of functions that nobody has the code of.
 */

export type Deed =
  | 'set'
  | 'clear'
  | 'test'
  /** As `test`, the other way round: `none_queued()`. */
  | 'test-none'
  | 'more'
  | 'less'
  | 'lock'
  | 'unlock'
  | 'trylock'
  /** Takes an object out of where others look for it, puts one there, finds one there. */
  | 'remove'
  | 'insert'
  | 'find'
  /** Hands an object to somebody, who takes it over. */
  | 'give'
  | 'take';

const WORDS: Readonly<Record<Deed, string>> = {
  set: 'set sets make mark marks raise enable start note publish post arm bind announce activate open store write writes put request signal notify update init',
  clear: 'clear clears unset reset disable unmark disarm cancel close deactivate drop stop erase zap unbind',
  test: 'test tests is has check checks any look looks need needs should can may are was read reads get load loads see sees',
  'test-none': 'none no nobody nothing not empty',
  more: 'inc add increment queue enqueue count',
  less: 'dec sub decrement dequeue remove del delete unlink',
  lock: 'lock acquire down',
  unlock: 'unlock release up',
  trylock: 'trylock',
  remove: 'remove del delete unlink unhash detach erase evict unpublish drop rm take_out',
  insert: 'insert add link hash attach publish install put',
  find: 'find lookup search get peek fetch first',
  give: 'hand give pass send transfer defer schedule queue enqueue push submit',
  take: 'take receive pop dequeue fetch pull accept',
};

const BY_WORD: ReadonlyMap<string, readonly Deed[]> = (() => {
  const found = new Map<string, Deed[]>();
  for (const [deed, words] of Object.entries(WORDS))
    for (const word of words.split(' ')) {
      const known = found.get(word) ?? [];
      known.push(deed as Deed);
      found.set(word, known);
    }
  return found;
})();

/** Words that add nothing to what a thing is. */
const FILLERS = new Set(
  'the a an of to from in on at for and or it its own my this that all every one once now later early late fast slow slowly inner outer raw do try maybe really might over up out bit bits flag flags cpu mask'.split(
    ' ',
  ),
);

/** The words of a name: `any_readers` and `anyReaders` alike, without underscores, in lower case. */
export function wordsOf(name: string): readonly string[] {
  return name
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}

/** What a name or phrase is about, so that `readers` and `any_readers` are one: words in the singular, no fillers. */
export function nounOf(words: readonly string[]): string {
  const kept = words.filter((word) => !FILLERS.has(word));
  return (kept.length > 0 ? kept : words).map((word) => word.replace(/(?<=\w{3})s$/, '')).join('_');
}

export interface Meaning {
  readonly deeds: readonly Deed[];
  /** Empty where the name says only what is done. */
  readonly noun: string;
}

/** What is there until somebody has looked: `request_pending()` looks for what `make_request()` has left. */
const STATE = /^(?:pending|requested|needed|outstanding)$/;

/** What a function's name says; no deeds where it says nothing. */
export function meaningOf(name: string): Meaning {
  const words = wordsOf(name);
  const [first = ''] = words;
  if (words.length > 1 && STATE.test(words.at(-1) ?? '') && !BY_WORD.has(first))
    return { deeds: ['test'], noun: nounOf(words.slice(0, -1)) };
  const at = words.findIndex((word) => BY_WORD.has(word));
  if (at < 0) return { deeds: [], noun: nounOf(words) };
  const verb = words[at] ?? '';
  const rest = words.filter((_, i) => i !== at);
  return {
    deeds: BY_WORD.get(verb) ?? [],
    noun: rest.every((word) => FILLERS.has(word)) ? '' : nounOf(rest),
  };
}
