/**
 * Tokens that are read by hand: spaces, comments and texts, which are most of what a scenario's characters are, qualifiers
 * wherever they stand, and lines that define. All but texts are read over; what lines define syntax/macro-lines.ts reads.
 */
import { ExternalTokenizer, type InputStream, type Stack } from '@lezer/lr';
import { QUALIFIERS } from './names.ts';
import {
  BlockComment,
  DefineWord,
  InnerDefine,
  LineComment,
  MacroLine,
  Qualifier,
  space,
  String as Quoted,
} from './smp.terms.generated.ts';

/** Said with arguments to the compiler or a checker. */
const ANNOTATIONS: ReadonlySet<string> = new Set(
  (
    '__releases __acquires __must_hold __cond_acquires __aligned __printf __section __guarded_by __counted_by __alloc_size ' +
    '__no_sanitize __assume_aligned __free __no_context_analysis'
  ).split(' '),
);

/** How they begin, as two letters in one number: most words are none from there on. */
const BEGINNINGS: ReadonlySet<number> = new Set(
  [...QUALIFIERS, ...ANNOTATIONS].map((word) => beginning(word.charCodeAt(0), word.charCodeAt(1))),
);
const LONGEST = Math.max(...[...QUALIFIERS].map((word) => word.length));

function beginning(first: number, second: number): number {
  return first * 128 + second;
}

function isWord(code: number): boolean {
  return (
    (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || (code >= 48 && code <= 57)
  );
}

const [NEWLINE, HASH, OPEN, CLOSE, DASH, DOT, SEMICOLON, BACKSLASH] = [10, 35, 40, 41, 45, 46, 59, 92];
const [QUOTE, STAR, SLASH] = [34, 42, 47];

function isBlank(code: number): boolean {
  return code === 32 || code === 9 || code === 13;
}

function readWord(input: InputStream): string {
  let word = '';
  while (isWord(input.next) && word.length <= LONGEST) {
    word += String.fromCharCode(input.next);
    input.advance();
  }
  return word;
}

function skipBlanks(input: InputStream): void {
  while (isBlank(input.next)) input.advance();
}

/** How many characters are spaces: mailers' and a byte order mark are nothing to complain about, nor is a line that goes on
 *  behind a backslash. */
function spacesIn(input: InputStream): number {
  let end = 0;
  for (;;) {
    const code = input.peek(end);
    if (isBlank(code) || code === NEWLINE || code === 0xa0 || code === 0xfeff) end++;
    else if (code === BACKSLASH) {
      let behind = end + 1;
      while (isBlank(input.peek(behind))) behind++;
      if (input.peek(behind) !== NEWLINE) return end;
      end = behind + 1;
    } else return end;
  }
}

function scanComment(input: InputStream): void {
  const kind = input.peek(1);
  let end = 2;
  if (kind === SLASH) {
    for (let code = input.peek(end); code >= 0 && code !== NEWLINE; code = input.peek(end)) end++;
    input.acceptTokenTo(LineComment, input.pos + end);
  } else if (kind === STAR) {
    for (let code = input.peek(end); code >= 0; code = input.peek(++end))
      if (code === STAR && input.peek(end + 1) === SLASH) {
        input.acceptTokenTo(BlockComment, input.pos + end + 2);
        return;
      }
  }
}

/** A text in quotes stands on one line. */
function scanText(input: InputStream): void {
  let end = 1;
  for (let code = input.peek(end); code !== QUOTE; code = input.peek(end)) {
    if (code === BACKSLASH) code = input.peek(++end);
    if (code < 0 || code === NEWLINE) return;
    end++;
  }
  input.acceptTokenTo(Quoted, input.pos + end + 1);
}

/**
 * A name for a value is a declaration. Macros that have arguments or say nothing, and what is defined inside of functions and
 * structs, are read over to the end of the line.
 */
function scanDefine(input: InputStream, stack: Stack): void {
  input.advance();
  skipBlanks(input);
  if (readWord(input) !== 'define') return;
  const behind = input.pos;
  skipBlanks(input);
  while (isWord(input.next)) input.advance();
  if (input.next !== OPEN) {
    skipBlanks(input);
    if (input.next !== NEWLINE && stack.canShift(DefineWord)) {
      input.acceptTokenTo(DefineWord, behind);
      return;
    }
  }
  const token = input.next === OPEN ? MacroLine : InnerDefine;
  for (let last = 0; input.next >= 0 && (input.next !== NEWLINE || last === BACKSLASH); input.advance())
    if (!isBlank(input.next)) last = input.next;
  input.acceptToken(token);
}

/** Part of a slug (`const-folding`) is no qualifier. */
function scanQualifier(input: InputStream): void {
  if (!BEGINNINGS.has(beginning(input.next, input.peek(1)))) return;
  const word = readWord(input);
  if (ANNOTATIONS.has(word) && input.next === OPEN) {
    let depth = 0;
    do {
      if (input.next === OPEN) depth++;
      if (input.next === CLOSE) depth--;
      input.advance();
    } while (depth > 0 && input.next >= 0 && input.next !== SEMICOLON);
    input.acceptToken(Qualifier);
  } else if (input.next !== DASH && input.next !== DOT && QUALIFIERS.has(word)) input.acceptToken(Qualifier);
}

/** Tried before the grammar's own tokens. */
export const scanned = new ExternalTokenizer((input, stack) => {
  switch (input.next) {
    case SLASH:
      scanComment(input);
      return;
    case QUOTE:
      scanText(input);
      return;
    case HASH:
      scanDefine(input, stack);
      return;
    default: {
      const spaces = spacesIn(input);
      if (spaces > 0) input.acceptTokenTo(space, input.pos + spaces);
      else scanQualifier(input);
    }
  }
});
