/** What people who know C, and mails, write by habit; and what is most often left out of a declaration. */
import { closest } from '../closest.ts';

export interface Mistake {
  readonly from: number;
  readonly to: number;
  readonly message: string;
}

const LINE_LIMIT = 1000;

const KINDS = 'issue value visible predict fetch translate fault dc ic tlbi arrive taken not'.split(' ');

const CONTROL = ['while', 'for', 'switch', 'return'];
const TYPES = 'int bool struct void unsigned static long enum u32 u64 typedef union'.split(' ');

const STATEMENTS = 'while if for do either assert return goto for_each_cpu'.split(' ');

/** A mistake told by the characters around the place where the parser stopped; null where it is none of these. */
export function typicalMistake(text: string, offset: number): Mistake | null {
  const from = offset + (/^\s*/.exec(text.slice(offset))?.[0].length ?? 0);
  // A line may be all there is, and what is sought on it stands close by.
  const start = Math.max(text.lastIndexOf('\n', from - 1) + 1, from - LINE_LIMIT);
  const newline = text.indexOf('\n', from);
  const line = text.slice(start, Math.min(newline < 0 ? text.length : newline, from + LINE_LIMIT));
  const before = text.slice(start, from);
  const rest = text.slice(from, from + 80);
  const word = /^\w+/.exec(rest)?.[0] ?? '';
  const at = (message: string, length = Math.max(1, word.length)): Mistake => ({
    from,
    to: from + length,
    message,
  });

  if (rest.startsWith('#'))
    return at(
      'Of the preprocessor there are `#include`, which is skipped, `#if` and its like, `#define NAME expression` and `#define NAME(a, b) expression`.',
    );
  if (/^>/.test(line))
    return at(
      'This looks like a quoted mail; a scenario begins with `scenario "title"`. See scenarios/README.md.',
    );
  if (/^[\u2018-\u201f\u00ab\u00bb\u0027]/.test(rest))
    return at('Texts stand between plain double quotes: `"…"`.');
  const code = line.replace(/\\./g, '__');
  if ((code.match(/"/g)?.length ?? 0) % 2 === 1) {
    const quote = start + code.lastIndexOf('"');
    return { from: quote, to: quote + 1, message: 'A text on this line has no closing `"`.' };
  }
  const lately = text.slice(Math.max(0, from - 80), from);
  if (/\bexpect\s*$/.test(lately))
    return at(
      `Found \`${word || rest.charAt(0)}\`, expected holds, violated SLUG, deadlock, livelock or bounded.`,
    );
  if (/\bviolated\s+because\s*$/.test(lately))
    return at('Say what is violated: `expect violated SLUG because "…"`.', 1);
  if (rest.startsWith(',') && ['arch', 'option', 'hardware'].includes(declarationOf(text, from)))
    return at('Alternatives stand between `|`, as in `arm64 | x86` and `on | off`.');
  const type = /^[A-Za-z_]\w*_t(?=\s+\**\s*[A-Za-z_])/.exec(rest)?.[0];
  if (type !== undefined)
    return at(`The type \`${type}\` is not known here; say what it is: \`typedef struct { … } ${type};\`.`);
  // `whlie (x)` and its body on the next line: there the parser stops.
  const above = text.slice(text.lastIndexOf('\n', start - 2) + 1, Math.max(0, start - 1));
  const isHead = before.trim() === '' && /^\s*\w+\s*\(.*\)\s*$/.test(above);
  const misspelt = isHead
    ? misspeltWord(text, from, start - 1 - above.length, above)
    : misspeltWord(text, from, start, line);
  if (misspelt) return misspelt;
  const keyword = /\b(if|while|for|for_each_cpu|final|invariant)\s*$/.exec(before)?.[1];
  if (keyword !== undefined && !rest.startsWith('(')) return at(`Expected \`(\` behind \`${keyword}\`.`);
  if (/^=[^=]/.test(rest) && /\([^()]*(\([^()]*\)[^()]*)*$/.test(before))
    return at('Found `=`; to compare, write `==`.');
  return declarationOf(text, from) === 'interleaving' ? rowMistake(line, before, word, at) : null;
}

/** A line that begins with a word that is nearly a keyword or a type: `whlie (x)`, `itn x;`. */
function misspeltWord(text: string, from: number, start: number, line: string): Mistake | null {
  const [, blanks = '', word = '', behind = ''] = /^(\s*)([A-Za-z_]\w*)\s*(.?)/.exec(line) ?? [];
  const at = start + blanks.length;
  if (word.length < 3 || from < at || text.slice(at, from).includes(';')) return null;
  const known = behind === '(' ? CONTROL : /[A-Za-z_*]/.test(behind) ? TYPES : [];
  const meant = known.includes(word) ? null : closest(word, known).name;
  if (meant === null || Math.abs(meant.length - word.length) > 1) return null;
  return { from: at, to: at + word.length, message: `Found \`${word}\`. Did you mean \`${meant}\`?` };
}

function rowMistake(
  line: string,
  before: string,
  word: string,
  at: (message: string) => Mistake,
): Mistake | null {
  const note = /^\s+(note|about)\s+[^"\s]/.exec(line)?.[1];
  if (note !== undefined) return at(`The words of \`${note}\` stand in quotes: \`${note} "…";\`.`);
  if (word === '' || !/^\s*(impossible\s+)?\w+\s*:/.test(before)) return null;
  if (/:\s*$/.test(before)) {
    if (!STATEMENTS.includes(word)) return null;
    return at(
      `A row names such a statement in quotes: \`"${word} …"\`, as much of it as tells it from others.`,
    );
  }
  const meant = closest(word, KINDS).name;
  return at(
    `Found \`${word}\`, expected \`;\` or a kind of step: ${KINDS.join(', ')}.${meant === null ? '' : ` Did you mean \`${meant}\`?`}`,
  );
}

/** What may have been left out before an offset, the likeliest first. */
export function insertsFor(text: string, offset: number): readonly string[] {
  const variant = /^variant\s+([\w.-]+)/m.exec(text)?.[1] ?? 'VARIANT';
  const property = /^property\s+([\w.-]+)/m.exec(text)?.[1] ?? 'PROPERTY';
  const own: Readonly<Record<string, readonly string[]>> = {
    interleaving: [' by "…"', ` of ${variant}`, ' "title"'],
    claim: [' by "…":', ' is'],
    variant: [' { }', ' model arm', ' expect holds', ` ${property}`, ' "title"'],
    option: [' = on | off'],
    property: [' "what must not happen"'],
    final: [`, ${property}`],
    invariant: [`, ${property}`],
  };
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  return [
    ...(/\bassert\s*\(/.test(line) ? [`, ${property}`] : []),
    ...(own[declarationOf(text, offset)] ?? []),
    ...[';', ')', '}', ']', ',', ':', '{ }'],
  ];
}

/** The first word of the declaration that an offset lies in, or lies directly behind. */
function declarationOf(text: string, offset: number): string {
  const words = [...text.slice(Math.max(0, offset - 20_000), offset).matchAll(/^[a-z_]\w*/gm)];
  const last = words.at(-1);
  if (!last) return '';
  // The word where the parser stopped may begin the next declaration; what is missing is missing before it.
  return last[0];
}
