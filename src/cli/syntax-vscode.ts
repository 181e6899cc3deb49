/** A scenario's colours in Visual Studio Code and whatever else reads TextMate grammars: a whole extension, no code in it. */
import type { SyntaxWords } from '../scenario/index.ts';

export function vscodeFiles(words: SyntaxWords, kernel: readonly string[]): Readonly<Record<string, string>> {
  return {
    'syntaxes/smpscope.tmLanguage.json': json(textMateGrammar(words, kernel)),
    'package.json': json({
      name: 'smpscope-syntax',
      displayName: 'smpscope scenarios',
      description: 'Colours for .smp files.',
      version: '1.0.0',
      publisher: 'smpscope',
      engines: { vscode: '^1.60.0' },
      contributes: {
        languages: [
          {
            id: 'smpscope',
            aliases: ['smpscope'],
            extensions: ['.smp'],
            configuration: './language-configuration.json',
          },
        ],
        grammars: [{ language: 'smpscope', scopeName: SCOPE, path: './syntaxes/smpscope.tmLanguage.json' }],
      },
    }),
    'language-configuration.json': json({
      comments: { lineComment: '//', blockComment: ['/*', '*/'] },
      brackets: [
        ['{', '}'],
        ['[', ']'],
        ['(', ')'],
      ],
      autoClosingPairs: ['{}', '[]', '()', '""'].map(([open, close]) => ({ open, close })),
    }),
  };
}

/** They stand behind a lock's name, at the end. */
const LOCK_KINDS = ['fair', 'unfair', 'sleeping'];

const SCOPE = 'source.smpscope';

export interface TextMateRule {
  readonly name: string;
  readonly match?: string;
  readonly begin?: string;
  readonly end?: string;
}

/** At each place the first rule that matches there; expressions that Oniguruma and JavaScript read alike. */
export function textMateGrammar(
  words: SyntaxWords,
  kernel: readonly string[],
): { readonly scopeName: string; readonly patterns: readonly TextMateRule[] } & Record<string, unknown> {
  const { hard, soft, steps, types, qualifiers, constants, macros, loops } = words;
  const rule = (kind: string, match: string): TextMateRule => ({ name: `${kind}.smpscope`, match });
  const oneOf = (names: readonly string[]) => `(?<![\\w.-])(?:${names.join('|')})(?![\\w.-])`;
  const patterns: readonly TextMateRule[] = [
    rule('comment.line.double-slash', '//.*$'),
    { name: 'comment.block.smpscope', begin: '/\\*', end: '\\*/' },
    rule('string.quoted.double', '"(?:[^"\\\\]|\\\\.)*"'),
    rule('meta.preprocessor', '^\\s*#\\s*\\w+'),
    rule('constant.numeric', '\\b(?:0x[0-9a-fA-F]+|\\d+)[uUlL]*(?![\\w.-])'),
    rule('keyword.control', oneOf(hard)),
    rule('storage.type', oneOf(types)),
    rule('storage.modifier', oneOf(qualifiers)),
    rule('constant.language', oneOf(constants)),
    rule('support.function.step', `${oneOf(steps)}(?=\\s*[;=]|\\s+(?:${steps.join('|')})\\b)`),
    rule('keyword.other', `(?<![\\w.>-])(?:${soft.join('|')})(?=\\s+["\\w{]|\\s*[{:]|\\s*$)`),
    rule('keyword.other', `^(?:${soft.join('|')})(?=\\s*\\()`),
    // Behind the name of a lock, or the value of a page's entry.
    rule('keyword.other', `(?<=\\w )(?:${soft.join('|')})(?=\\s*(?:->|}))`),
    rule('keyword.other', `(?<=\\w )(?:${LOCK_KINDS.join('|')})(?=;)`),
    rule('entity.name.function.macro', `(?:${bare(macros)}|${bare(loops)})(?=\\s*\\()`),
    rule(
      'support.function',
      `\\b(?:${kernel.map((name) => name.replace('*', '\\w+')).join('|')})(?=\\s*\\()`,
    ),
    rule('entity.name.function', '\\b[A-Za-z_]\\w*(?=\\s*\\()'),
    rule('entity.name.label', '\\b[A-Za-z_]\\w*(?:[.-]\\w+)+(?![\\w-])'),
    rule('constant.other', '\\b[A-Z][A-Z0-9_]+\\b'),
    rule('variable.other', '\\b[A-Za-z_]\\w*\\b'),
    rule('keyword.operator', '->|[-+*/%&|^~!<>=?]+'),
  ];
  return {
    $schema: 'https://raw.githubusercontent.com/martinring/tmlanguage/master/tmlanguage.json',
    name: 'smpscope',
    scopeName: SCOPE,
    fileTypes: ['smp'],
    patterns,
  };
}

/** Within a line its names begin and end where words do. */
function bare(source: string): string {
  return source.replaceAll('^', '\\b').replaceAll('$', '\\b');
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
