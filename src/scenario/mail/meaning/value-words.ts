/**
 * What people write behind a statement about the value that it found: `// 0`, "fails", "nobody", "also 0 ?!". A table of
 * words, tried in order; the first that fits speaks.
 */

/** What a read found, as the author says it. */
export type Seen =
  /** A number or a name: `0x10`, `TASK_RUNNING`. */
  | { readonly k: 'equal'; readonly text: string }
  /** 0, NULL, false: it depends on the type how that is written. */
  | { readonly k: 'zero' }
  /** What it was at the start, whatever that is. */
  | { readonly k: 'old' }
  /** Not that one: a `cmpxchg()` that fails. */
  | { readonly k: 'unlike'; readonly text: string }
  /** Anything else: true, somebody, still there. */
  | { readonly k: 'other' };

export const ZERO: Seen = { k: 'zero' };
export const OTHER: Seen = { k: 'other' };

/** Words that say that nothing was found, or that something did not succeed. */
const NO = [
  'no|nope|none|nobody|nothing|noone|no[- ]one|null|empty|false|zero',
  'fail(s|ed|ure)?|missed|misses|not (yet|yet seen|seen|there|set|found|pending|taken|visible)|unset|clear(ed)?|absent|gone',
  'skipped|skips|unlocked|free|idle|not .*',
  '(sees|finds|found|gets|reads|observes|has|there is) (no|nothing|nobody|none)\\b.*',
  'no (more )?(waiters?|readers?|mark|bit|work|entry|one)\\b.*',
  '.* (says|answers|returns|gives|is|was|yields) (no|null|false|zero|empty)',
  'nobody .*|nothing .*',
  'still (clear|empty|unset|null|free)',
  "(can't|cannot|can not|could not|couldn't|does not|doesn't|did not|didn't) (find|see|notice)\\b.*",
].join('|');

/** Words that say that something was found, or that it worked. */
const YES = [
  'yes|true|ok|okay|success|succeed(s|ed)?|works?|worked|taken|passes|passed|gets? it|got it|non-?(zero|null)',
  'set|pending|there|present|busy|held|locked|contended|one left|(some|many|one|readers?|writers?|waiters?) left',
  'still (set|there|up|pending|held|locked|taken|valid|present|one|running)\\b.*|already .*',
  '.* (says|answers|returns|gives|is|was|yields) (yes|true|ok)',
].join('|');

/** What may stand before a value: "also 0", "reads 0", "= 0", "-> 0", "sees the value 0". */
const LEAD =
  /^(?:(?:it|this|that|also|and|now|still|again|but|we|which|reads?|sees?|saw|finds?|found|gets?|got|returns?|returned|says|answers|yields|gives|observes?|loads?|prints?|printed|may|might|can|could|will|would|must|be|only|even|maybe|possibly|probably|is|was|value|the|a|an)\s+|[=→>:-]{1,3}\?{0,2}\s*)/i;
/** The thing itself: "r1 == 0", "cond is 0", "x != 1". */
const NAMED = /^([a-z_][\w.>-]*?(?:\[\w+\])?)(?:\s*(!=|==?)\s*|\s+(?:is|was|reads)\s+(?:still\s+)?)(?=\S)/i;
/** What may stand behind it: "0 ?!", "0 (stale)", "0, so no wake-up". */
const TAIL =
  /^(?:\s*(?:[-=]+>|→|<[-=]+)\s.*|\s*[?!.]+|\s*\(.*\)|\s*[,;:–-]\s.*|\s+(?:so|because|here|as|and|but)\b.*)$/i;

const OLD = '(still )?(the )?(old|stale|previous)( (one|value|data|entry|page|state))?';

const NUMBER = /^(-?(?:0x[0-9a-f]+|\d+))(?![\w.])(.*)$/i;
const NAME = /^([A-Z][A-Z0-9_]*|&[A-Za-z_]\w*)\b(.*)$/;
/** Words in capitals that name no value. */
const CRIES =
  /^(?:UAF|BUG|OOPS|KASAN|KCSAN|PANIC|CRASH|BOOM|BANG|RACE|DEADLOCK|HANG|WARN(?:ING)?|BAD|WRONG|STALE|NOTE|XXX|FIXME|TODO|HERE|NOT|AND|OR|IPI|IRQ|NMI|TLB|CPU\d*)$/;
const OLD_WORDS = new RegExp(`^(?:${OLD})$`, 'i');
const NO_WORDS = new RegExp(`^(?:${NO})$`, 'i');
const YES_WORDS = new RegExp(`^(?:${YES})$`, 'i');
/** `0 -> 1`: what it was, and what the statement makes of it. */
const CHANGE = /^(?:count\s+)?(-?(?:0x[0-9a-f]+|\d+))\s*(?:[-=]+>|→|to)\s*-?(?:0x[0-9a-f]+|\d+)(.*)$/i;

/** A remark about a value. */
export interface Said {
  readonly seen: Seen;
  /** The thing that it names: `cond` of "cond == 0". */
  readonly name: string | null;
  /** It says which way a branch goes, not what is in the thing that the branch looks at: "true", "no", "taken". */
  readonly isWay: boolean;
}

/** Words about a branch. */
const WAYS = /^(?:yes|no|nope|true|false|ok|okay|(?:not )?taken|pass(?:es|ed)|skip(?:s|ped))$/i;

/** What a remark says of the value, null where it speaks of something else. */
export function seenIn(remark: string): Seen | null {
  return saidIn(remark)?.seen ?? null;
}

/** The same, with what it is said of. */
export function saidIn(remark: string): Said | null {
  let text = remark.trim().replace(/\s+/g, ' ');
  if (text === '' || text.length > 80) return null;
  const change = CHANGE.exec(text);
  if (change && endsThere(change[2])) return { seen: numberSeen(change[1] ?? '0'), name: null, isWay: false };
  const pair = pairIn(text);
  if (pair) return { seen: pair.is ? OTHER : ZERO, name: null, isWay: true };
  let name: string | null = null;
  let isUnlike = false;
  for (let turns = 0; turns < 8; turns++) {
    const seen = plainly(text, turns > 0);
    if (seen) return { seen: isUnlike ? unlike(seen) : seen, name, isWay: isWay(text) };
    const lead = LEAD.exec(text) ?? NAMED.exec(text);
    if (!lead || lead[0].length === text.length) return null;
    name = lead[1] ?? name;
    isUnlike ||= lead[2] === '!=';
    text = text.slice(lead[0].length);
  }
  return null;
}

/** `0 == 0`, `1 < 3` behind a comparison: what both sides are, and so whether it is true. */
export function pairIn(
  remark: string,
): { readonly left: string; readonly op: string; readonly right: string; readonly is: boolean } | null {
  const said = /^(-?(?:0x[0-9a-f]+|\d+))\s*([=!]=|[<>]=?)\s*(-?(?:0x[0-9a-f]+|\d+))(?![\w.])(.*)$/i.exec(
    remark.trim(),
  );
  const [, left = '', op = '', right = '', rest] = said ?? [];
  if (!said || !endsThere(rest)) return null;
  const [a, b] = [Number(left), Number(right)];
  const is = op === '==' ? a === b : op === '!=' ? a !== b : op.startsWith('<') ? a < b : a > b;
  return { left, op, right, is: is || (op.length === 2 && op !== '!=' && a === b) };
}

/** A plain word that a remark may have for a value: "p", "sees the new one"; null where it says more. */
export function wordIn(remark: string): string | null {
  let text = remark.trim().replace(/\s+/g, ' ');
  for (let turns = 0; turns < 8; turns++) {
    const word = /^&?([A-Za-z_]\w*)(.*)$/.exec(text);
    const rest = word?.[2]?.replace(/^ (?:one|value|pointer|object|entry)\b/, '');
    const isLead = LEAD.test(`${word?.[1] ?? ''} `);
    if (word && !isLead && endsThere(rest)) return word[1] ?? null;
    const lead = LEAD.exec(text);
    if (!lead || lead[0].length === text.length) return null;
    text = text.slice(lead[0].length);
  }
  return null;
}

/** Not that. */
export function unlike(seen: Seen): Seen {
  if (seen.k === 'equal') return { k: 'unlike', text: seen.text };
  return seen.k === 'zero' ? OTHER : ZERO;
}

function isWay(text: string): boolean {
  return WAYS.test(/^(?:not )?\w+/i.exec(text)?.[0] ?? '');
}

function plainly(text: string, isLed: boolean): Seen | null {
  const number = NUMBER.exec(text);
  if (number && endsThere(number[2])) return numberSeen(number[1] ?? '0');
  // Longest first: "no" of "no mark, so it leaves" is not all that it says.
  const ends = [
    text.length,
    ...[
      ...text.matchAll(/\s*[?!.,;:(–]|\s-\s|\s(?:[-=]+>|→)\s|\s(?:so|because|here|as|and|but)(?:\s|$)/gi),
    ].map(({ index }) => index),
  ];
  for (const end of ends) {
    if (end === 0 || !endsThere(text.slice(end))) continue;
    const words = text.slice(0, end).trim();
    if (OLD_WORDS.test(words)) return { k: 'old' };
    if (/^(?:not|no longer) (?:zero|0|null|false)$/i.test(words)) return OTHER;
    if (NO_WORDS.test(words)) return ZERO;
    if (YES_WORDS.test(words)) return OTHER;
  }
  const name = NAME.exec(text);
  return name && !CRIES.test(name[1] ?? '') && (isLed || (name[1] ?? '').length > 1) && endsThere(name[2])
    ? { k: 'equal', text: name[1] ?? '' }
    : null;
}

function endsThere(rest = ''): boolean {
  return rest.trim() === '' || TAIL.test(rest);
}

function numberSeen(text: string): Seen {
  return Number(text) === 0 ? ZERO : { k: 'equal', text };
}
