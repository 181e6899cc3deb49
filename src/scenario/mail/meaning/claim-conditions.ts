/**
 * Claims that are no list of values: `assert(r0 == 1 || r1 == 1)` says what must hold, so that its opposite is asked, and of
 * `r0 == 0 || r1 == 0` either part will do.
 */
import type { FoundCell } from '../found.ts';
import { readExpression } from './c-code.ts';

const ASSERTS = /^\W*assert(?:ion)?\b\s*:?\s*(?!\s*\(?\s*(?:!|not\b|~))/i;
const HEAD = /^\W*(?:exists|forbidden|forbids?|never|allowed|allows?|(?:BUG|WARN)_ON(?:_ONCE)?)\b\s*:?/i;
const NAME = /(?<![\w.])[A-Za-z_]\w*/g;

/** Whether a claim is one of these. */
export function isCondition({ text }: Pick<FoundCell, 'text'>): boolean {
  return /[=<>]/.test(text) && (ASSERTS.test(text) || text.includes('||'));
}

/** What it asks as C over what names are in the end; null where it is more than names, numbers and comparisons. */
export function conditionIn(
  { text }: Pick<FoundCell, 'text'>,
  inTheEnd: (name: string) => string | null,
): string | null {
  const isAsserted = ASSERTS.test(text);
  const inside = bare(
    text
      .replace(isAsserted ? ASSERTS : HEAD, '')
      .trim()
      .replace(/[;.]+$/, ''),
  );
  if (!/^[\w\s()=!<>&|-]+$/.test(inside) || /->|\w\s*\(/.test(inside) || !readExpression(inside)) return null;
  const placeOf = (name: string) => (/^(?:NULL|true|false)$/.test(name) ? name : inTheEnd(name));
  if ([...inside.matchAll(NAME)].some(([name]) => placeOf(name) === null)) return null;
  const written = inside.replace(/(?<![=!<>])=(?!=)/g, '==').replace(NAME, (name) => placeOf(name) ?? name);
  return isAsserted ? `!(${written})` : `(${written})`;
}

/** Without brackets around the whole. */
function bare(text: string): string {
  const inner = /^\((.*)\)$/.exec(text)?.[1];
  if (inner === undefined) return text;
  let depth = 0;
  for (const character of inner) {
    if (character === '(') depth++;
    if (character === ')' && --depth < 0) return text;
  }
  return bare(inner.trim());
}
