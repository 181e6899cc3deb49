/**
 * The language's words by kind, read off the grammar itself, for editors that know no Lezer: what colours them elsewhere
 * is made from here and cannot be out of date. What a word is at its place only the grammar knows.
 */
import { getStyleTags, tags, type Tag } from '@lezer/highlight';
import { smpParser } from './highlight.ts';
import { LOOP, MACRO, QUALIFIERS, SCALAR_TYPES, STRUCT_TYPES } from './names.ts';

export interface SyntaxWords {
  /** Keywords wherever they stand, as in C. */
  readonly hard: readonly string[];
  /** Keywords only where a declaration can stand, names elsewhere. */
  readonly soft: readonly string[];
  /** What a row of an interleaving says of its step: `visible`, `value`. */
  readonly steps: readonly string[];
  readonly types: readonly string[];
  /** Said to the compiler or the linker. */
  readonly qualifiers: readonly string[];
  /** `true`, `holds`. */
  readonly constants: readonly string[];
  /** Sources of regular expressions: macros that declare, macros that loop. */
  readonly macros: string;
  readonly loops: string;
}

/** C's own and those that stand like them. */
const HARD: ReadonlySet<string> = new Set(
  'if else while do for for_each_cpu switch case default return break continue goto enum struct union typedef assert'.split(
    ' ',
  ),
);

export function syntaxWords(): SyntaxWords {
  const keywords = named((tag) => tag === tags.keyword);
  return {
    hard: keywords.filter((word) => HARD.has(word)),
    soft: keywords.filter((word) => !HARD.has(word)),
    steps: named((tag) => tag === undefined),
    types: [...named((tag) => tag === tags.typeName), ...SCALAR_TYPES, ...STRUCT_TYPES],
    qualifiers: [...QUALIFIERS],
    constants: named((tag) => tag === tags.bool || tag === tags.atom),
    macros: MACRO.source,
    loops: LOOP.source,
  };
}

/** The grammar's own words whose style, apart from where they stand, is as asked. */
function named(wanted: (tag: Tag | undefined) => boolean): readonly string[] {
  return smpParser.nodeSet.types.flatMap((type) =>
    /^[a-z]\w*$/.test(type.name) &&
    wanted(getStyleTags({ type, matchContext: () => false } as never)?.tags[0])
      ? [type.name]
      : [],
  );
}
