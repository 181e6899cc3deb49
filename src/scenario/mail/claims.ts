/**
 * Lines about a table that are no rows of it: how memory begins, and what is said to happen or never to happen.
 *
 *     { x = 0; y = 0; }                 forbidden: r1 == 0 && r2 == 0
 */

const NAME = String.raw`[A-Za-z_*&][\w>.*&[\]-]*(?:\([\w ,]{0,20}\))?`;
const VALUE = String.raw`(?:&?[\w>.-]+|\{ ?[\w, ]{0,30}\})`;
const ONE = String.raw`(?:(?:int|long|bool|u32|u64|struct \w+ \*?|atomic_t|static|volatile|unsigned) ?){0,3}${NAME}(?: ?== ?${NAME}){0,6} ?(?:==?|:=) ?${VALUE}`;
const STATE = new RegExp(`^${ONE}(?: ?(?:[;,]|and|&&) ?${ONE}){0,12} ?[;.,]?$`);
const INITIAL_WORD =
  /^(?:initial(?:ly| state| values?)?|init|at (?:first|the start|start)|starts? with|given|assume|assuming)\b[^=]{0,30}[:,=]?/i;

/** `{ X = 0; Y = 0; }`, `V = 0;`, `initially x = y = 0`, `ll_isol_flags(CPU 1) = ISOLATED`. */
export function isInitial(text: string): boolean {
  const bare = text.trim().replace(/\s+/g, ' ');
  if (bare.length > 160) return false;
  if (/^\{[^{}]*[=:][^{}]*\}[;,]?$/.test(bare)) return true;
  const word = INITIAL_WORD.exec(bare);
  if (word && /=|\bis\b|\bare\b/.test(bare)) return true;
  return STATE.test(bare) && !/^(?:return|if)\b/.test(bare);
}

const CLAIM_WORD =
  /^(?:[=-]{1,3}>\s*|\*{2,}\s*)?(?:forbidden|forbid|allowed|allows?|~?exists|forall|never|result|outcome|possible|impossible|not (?:possible|allowed)|assert(?:ion)?|expect(?:ed|s)?|finally|final|at the end|end state|observed|deadlock|(?:VM_|lockdep_)?(?:BUG|WARN)(?:_ON\w*)?)\b/i;
const COMPARED = /(?:^|[\s('"`])[\w>.[\]*-]+ ?(?:==|!=|<=|>=) ?[\w-]+/;

/** `eax = 0, ebx = 0`: nothing but what is found in the end. */
export function isFinals(text: string): boolean {
  return /^[\w:]+ ?={1,2} ?-?\w+(?: ?(?:,|and|&&|\/\\) ?[\w:]+ ?={1,2} ?-?\w+)+[.?]?$/.test(text.trim());
}

/** `forbidden: …`, `BUG_ON(…)`, `May end with 'r == 0'.`, `r1 == 0 && r2 == 0`. */
export function isClaim(text: string): boolean {
  const bare = text.trim();
  if (isFinals(bare)) return true;
  if (bare.length > 200 || /[;{]$/.test(bare))
    return CLAIM_WORD.test(bare) && bare.length <= 200 && /^(?:VM_)?(?:BUG|WARN|assert)/.test(bare);
  if (/^(?:if|while|for|else|return)\b ?\(?/.test(bare) && !/\b(?:then|is|the)\b/.test(bare)) return false;
  if (/^(?:\/\/|\/\*)/.test(bare)) return false;
  return (
    (CLAIM_WORD.test(bare) && /[:(=!]|deadlock/i.test(bare)) ||
    (COMPARED.test(bare) && bare.split(/\s+/).length <= 24)
  );
}
