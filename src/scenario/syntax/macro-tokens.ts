/**
 * Macros as text, for what is no tree yet: `#` and `##` make words, and a macro may say whole declarations, as
 * `PAGEFLAG(Dirty, dirty)` does. Tokens are put in the parameters' places as the preprocessor does it (ISO C 6.10.3); each knows
 * where it stands, so that what is read from them has its places in the macro, or at the call.
 */
import type { Span } from './syntax.ts';

export interface Token extends Span {
  readonly text: string;
  /** Of which macro's text it is; null: of the text itself. */
  readonly zone: TextMacro | null;
}

/** `#define name(parameters) body`. */
export interface TextMacro extends Span {
  readonly name: string;
  readonly parameters: readonly string[];
  readonly variadic: boolean;
  /** It stands in no scenario. */
  readonly isKernels?: true;
  readonly body: readonly Token[];
}

/** A call where a declaration can stand. */
export interface MadeHere extends Span {
  readonly macro: TextMacro;
  readonly args: readonly (readonly Token[])[];
  /** The block behind it, where it says the head of a function. */
  readonly behind: readonly Token[];
}

const TOKEN =
  /\/\*[^]*?\*\/|\/\/[^\n]*|\\\r?\n|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|\w+|\.\.\.|##|->|\+\+|--|<<=|>>=|<<|>>|[-+*/%&|^=!<>]=|&&|\|\||\S/g;

/** How many tokens one call may become. */
const MOST = 5000;

function tokensOf(text: string, from: number, to: number, zone: TextMacro | null): Token[] {
  return [...text.slice(from, to).matchAll(TOKEN)].flatMap(({ 0: word, index }) =>
    /^(?:\/[/*]|\\\r?\n)/.test(word)
      ? []
      : [{ text: word, from: from + index, to: from + index + word.length, zone }],
  );
}

const DEFINE = /^[ \t]*#[ \t]*define[ \t]+(\w+)\(([^)]*)\)((?:[^\n\\]|\\\r?\n|\\.)*)/gm;

/** What include/linux/cleanup.h declares with: functions that guards and `__free()` call. */
const CLEANUP = `#define DEFINE_FREE(name, type, free) static void __free_##name(type _T) { free; }
#define DEFINE_GUARD(name, type, lock, unlock) static void class_##name##_take(type _T) { lock; } static void class_##name##_give(type _T) { unlock; }
#define DEFINE_LOCK_GUARD_1(name, type, lock_, unlock_, ...) static void class_##name##_take(type *given) { struct { type *lock; } s = { given }, *_T = &s; lock_; } static void class_##name##_give(type *given) { struct { type *lock; } s = { given }, *_T = &s; unlock_; }
`;

/** The macros with parameters that a text defines, by name. */
export function textMacros(text: string): ReadonlyMap<string, TextMacro> {
  const found = new Map<string, TextMacro>();
  if (text !== CLEANUP && /^DEFINE_(?:FREE|GUARD|LOCK_GUARD_1)\(/m.test(text))
    for (const [name, macro] of textMacros(CLEANUP)) found.set(name, { ...macro, isKernels: true });
  if (!/#[ \t]*define[ \t]+\w+\(/.test(text)) return found;
  for (const match of text.matchAll(DEFINE)) {
    const [line, name = '', parameters = '', says = ''] = match;
    const to = match.index + line.length;
    const given = parameters.split(',').map((part) => part.trim().replace(/\\/g, ''));
    const body: Token[] = [];
    const macro: TextMacro = {
      name,
      parameters: given.filter((part) => part !== '' && part !== '...'),
      variadic: given.includes('...'),
      body,
      from: match.index,
      to,
    };
    body.push(...tokensOf(text, to - says.length, to, macro));
    found.set(name, macro);
  }
  return found;
}

/** The calls of such macros that stand where a declaration can: outside of braces, behind nothing that they could belong to. */
export function declaringCalls(text: string, macros: ReadonlyMap<string, TextMacro>): readonly MadeHere[] {
  if (macros.size === 0) return [];
  const lines = text.replace(/^[ \t]*#(?:[^\n\\]|\\\r?\n|\\.)*/gm, (line) => line.replace(/[^\n]/g, ' '));
  return callsIn(lines, tokensOf(lines, 0, lines.length, null), macros);
}

function callsIn(
  whole: string,
  tokens: readonly Token[],
  macros: ReadonlyMap<string, TextMacro>,
): readonly MadeHere[] {
  const found: MadeHere[] = [];
  let depth = 0;
  let isFirst = true;
  for (let i = 0; i < tokens.length; i++) {
    const { text } = tokens[i] ?? { text: '' };
    const first = tokens[i];
    const isHere = depth === 0 && (isFirst || (first && whole.charAt(first.from - 1) === '\n'));
    const macro = isHere && tokens[i + 1]?.text === '(' ? macros.get(text) : undefined;
    const end = macro ? closing(tokens, i + 1) : -1;
    if (macro && end > 0 && first) {
      const isHead = tokens[end + 1]?.text === '{';
      const last = isHead ? closing(tokens, end + 1) : tokens[end + 1]?.text === ';' ? end + 1 : end;
      found.push({
        macro,
        args: argumentsIn(tokens.slice(i + 2, end)),
        behind: isHead ? tokens.slice(end + 1, last + 1) : [],
        from: first.from,
        to: tokens[last]?.to ?? first.to,
      });
      i = last;
      continue;
    }
    if (/^[({[]$/.test(text)) depth++;
    if (/^[)}\]]$/.test(text)) depth--;
    isFirst = depth === 0 && (text === ';' || text === '}');
  }
  return found;
}

function closing(tokens: readonly Token[], from: number): number {
  let depth = 0;
  for (let i = from; i < tokens.length; i++) {
    const text = tokens[i]?.text ?? '';
    if (/^[({[]$/.test(text)) depth++;
    if (/^[)}\]]$/.test(text) && --depth === 0) return i;
  }
  return -1;
}

function argumentsIn(tokens: readonly Token[]): readonly (readonly Token[])[] {
  const args: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (/^[({[]$/.test(token.text)) depth++;
    if (/^[)}\]]$/.test(token.text)) depth--;
    if (token.text === ',' && depth === 0) args.push([]);
    else args.at(-1)?.push(token);
  }
  return tokens.length === 0 ? [] : args;
}

/** Arguments that stand in a text, at these places. */
export function argumentsAt(text: string, places: readonly Span[]): readonly (readonly Token[])[] {
  return places.map(({ from, to }) => tokensOf(text, from, to, null));
}

/** What a call says, macros that need it expanded in turn; null where it is given too little, or becomes too much. */
export function expanded(
  macro: TextMacro,
  args: readonly (readonly Token[])[],
  macros: ReadonlyMap<string, TextMacro>,
  open: ReadonlySet<TextMacro> = new Set(),
): readonly Token[] | null {
  const { parameters, variadic } = macro;
  if (args.length !== parameters.length && !(variadic && args.length >= parameters.length)) return null;
  const rest = args.slice(parameters.length).flatMap((arg, i): readonly Token[] => {
    const [first] = arg;
    return i > 0 && first ? [{ ...first, text: ',' }, ...arg] : arg;
  });
  const given = new Map([
    ...parameters.map((name, i) => [name, args[i] ?? []] as const),
    ['__VA_ARGS__', rest],
  ]);
  const made = substituted(macro.body, given);
  const inside = new Set([...open, macro]);
  return made.length > MOST ? null : rescanned(made, macros, inside);
}

function substituted(body: readonly Token[], given: ReadonlyMap<string, readonly Token[]>): readonly Token[] {
  const made: Token[] = [];
  for (let i = 0; i < body.length; i++) {
    const token = body[i];
    const next = body[i + 1];
    if (!token) continue;
    const named = next && token.text === '#' ? given.get(next.text) : undefined;
    if (named && next) {
      const text = named.map(({ text }) => text.replace(/[\\"]/g, '\\$&')).join(' ');
      made.push({ ...token, text: `"${text}"`, to: next.to });
      i++;
    } else if (token.text === '##' && next) {
      const behind = given.get(next.text) ?? [next];
      const [first, ...more] = behind;
      const before = made.at(-1);
      i++;
      if (before?.text === ',' && next.text === '__VA_ARGS__') {
        // GNU: the comma goes where nothing follows.
        if (behind.length === 0) made.pop();
        made.push(...behind);
      } else if (before && first) {
        made.pop();
        made.push({ ...token, text: before.text + first.text, from: token.from, to: next.to }, ...more);
      }
    } else made.push(...(given.get(token.text) ?? [token]));
  }
  return made;
}

function rescanned(
  tokens: readonly Token[],
  macros: ReadonlyMap<string, TextMacro>,
  open: ReadonlySet<TextMacro>,
): readonly Token[] | null {
  const made: Token[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i];
    if (!token) continue;
    const macro = tokens[i + 1]?.text === '(' ? macros.get(token.text) : undefined;
    const end = macro && !open.has(macro) ? closing(tokens, i + 1) : -1;
    if (!macro || end < 0) {
      made.push(token);
      continue;
    }
    const inner = expanded(macro, argumentsIn(tokens.slice(i + 2, end)), macros, open);
    if (!inner || made.length + inner.length > MOST) return null;
    made.push(...inner);
    i = end;
  }
  return made;
}
