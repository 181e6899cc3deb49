/**
 * The parts of a litmus file.
 *
 *   AArch64 MP                    header: language and name, then a doc string, `Key=value` lines, comments
 *   { 0:X1=x; … }                 init block
 *    P0 | P1 ; …                  code: columns of assembly, or C functions
 *   locations [x;] exists (…)     tail
 *
 * Everything but the code is parsed here; the code stays text with comments blanked, for its front end.
 */
import { blankCComments, blankMlComments } from './comments.ts';
import { parseTail, type Tail, tailWords } from './condition.ts';
import { parseSettings, type TestSettings } from './header.ts';
import { type Initial, parseInitialState } from './initial-state.ts';
import { type Span, unreadable, unsupported } from './refusal.ts';
import { tokenize, TokenReader } from './tokens.ts';

export type LitmusLanguage = 'AArch64' | 'X86_64' | 'C';

export interface LitmusFile {
  readonly language: LitmusLanguage;
  readonly name: string;
  readonly settings: TestSettings;
  readonly init: readonly Initial[];
  /** The whole file with comments blanked; `code` is where the columns or functions stand in it. */
  readonly text: string;
  readonly code: Span;
  readonly tail: Tail;
}

const languages: readonly string[] = ['AArch64', 'X86_64', 'C'] satisfies LitmusLanguage[];
const foreign = new Set(['PPC', 'ARM', 'X86', 'MIPS', 'RISCV', 'LISA', 'CPP', 'ASL', 'BPF', 'JAVA', 'Bell']);
const longestFile = 1_000_000;

export function parseLitmusFile(text: string): LitmusFile {
  const header = parseHeader(text);
  const rest = header.language === 'C' ? splitC(text, header.to) : splitAssembly(text, header.to);
  const init = parseInitialState(new TokenReader(tokenize(rest.text, rest.init.from, rest.init.to)));
  const tail = parseTail(new TokenReader(tokenize(rest.text, rest.code.to, rest.text.length)));
  const settings = parseSettings(rest.text, header.to, rest.init.from - 1, header.language);
  return {
    language: header.language,
    name: header.name,
    settings,
    init,
    tail,
    text: rest.text,
    code: rest.code,
  };
}

function parseHeader(text: string): {
  readonly language: LitmusLanguage;
  readonly name: string;
  readonly to: number;
} {
  const header = /(\w+)[ \t]+([^\n{]*)/y;
  header.lastIndex = startOfHeader(text);
  const match = header.exec(text);
  const word = match?.[1];
  if (match === null || word === undefined || !(languages.includes(word) || foreign.has(word))) {
    unreadable('not-litmus', 'this is no litmus test: expected “AArch64”, “X86_64” or “C” and a name', {
      from: 0,
      to: Math.min(text.length, 1),
    });
  }
  const to = header.lastIndex;
  const span = { from: to - (match[2]?.length ?? 0) - word.length - 1, to };
  if (foreign.has(word)) unsupported('architecture', `tests for ${word} are not supported`, span);
  if (text.length > longestFile) {
    unreadable('too-large', `a litmus test has fewer than ${longestFile} characters`, span);
  }
  const name = (match[2] ?? '').replace(/\(\*.*/, '').trim();
  return { language: word as LitmusLanguage, name, to };
}

/** Behind white space and comments; one pattern for all of them would try every way to split many comments. */
function startOfHeader(text: string): number {
  const skipped = /\s+|\(\*(?:[^*]|\*(?!\)))*\*\)/y;
  let at = 0;
  while (skipped.test(text)) at = skipped.lastIndex;
  return at;
}

interface Parts {
  readonly text: string;
  readonly init: Span;
  readonly code: Span;
}

function splitAssembly(text: string, from: number): Parts {
  const clean = text.slice(0, from) + blankMlComments(text, from, text.length);
  const init = findInit(clean, from);
  return { text: clean, init, code: { from: init.to + 1, to: findTail(clean, init.to + 1) } };
}

/** C bodies have C's comments, all around them has herd's; the tail may have both. */
function splitC(text: string, from: number): Parts {
  const init = findInit(text, from);
  const head = text.slice(0, from) + blankCComments(blankMlComments(text, from, init.to + 1), from);
  const body = blankCComments(text.slice(init.to + 1), init.to + 1);
  const end = endOfFunctions(body);
  const tail = blankCComments(blankMlComments(text, init.to + 1 + end, text.length), init.to + 1 + end);
  return {
    text: head + body.slice(0, end) + tail,
    init,
    code: { from: init.to + 1, to: init.to + 1 + end },
  };
}

/** The span between the braces of the init block; comments in front of and inside it may hold braces. */
function findInit(text: string, from: number): Span {
  let open = -1;
  let depth = 0;
  let comment = 0;
  for (let at = from; at < text.length; at += 1) {
    if (text.startsWith('(*', at)) comment += 1;
    else if (comment > 0 && text.startsWith('*)', at)) comment -= 1;
    else if (comment > 0) continue;
    else if (text[at] === '{') {
      if (depth === 0) open = at + 1;
      depth += 1;
    } else if (text[at] === '}' && depth > 0) {
      depth -= 1;
      if (depth === 0) return { from: open, to: at };
    }
  }
  return unreadable('no-init', 'expected the init block “{ … }” after the header', { from, to: from });
}

/** Assembly ends where a row begins with a word of the tail. */
function findTail(text: string, from: number): number {
  const rows = /(?:^|[;\n}])\s*((?:~|\bnot\b)\s*exists\b|[a-z]+\b)/gm;
  rows.lastIndex = from;
  for (let match = rows.exec(text); match !== null; match = rows.exec(text)) {
    const words = match[1] ?? '';
    if (tailWords.has(words) || words.endsWith('exists')) return rows.lastIndex - words.length;
  }
  return text.length;
}

/** Functions `P0(…) { … }` follow one another; what stands after the last one is the tail. */
function endOfFunctions(body: string): number {
  const start = /\s*P\d+\s*\([^)]*\)\s*\{/y;
  for (let at = 0; ;) {
    start.lastIndex = at;
    if (!start.test(body)) return at;
    let depth = 1;
    for (at = start.lastIndex; depth > 0; at += 1) {
      if (at >= body.length) return body.length;
      if (body[at] === '{') depth += 1;
      else if (body[at] === '}') depth -= 1;
    }
  }
}
