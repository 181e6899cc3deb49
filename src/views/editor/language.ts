/** The scenario language for the editor: the compiler's own grammar, with what folds and how lines are indented. */
import {
  continuedIndent,
  delimitedIndent,
  foldInside,
  foldNodeProp,
  indentNodeProp,
  LanguageSupport,
  LRLanguage,
} from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { litmusHeader } from '../../base/index.ts';
import { parserOf } from '../../scenario/index.ts';

const BRACED =
  'Block Fields Cases Bytes Settings InitializerList EnumDeclaration TextDeclaration PageDeclaration';

/** Where a line goes on that has not ended. */
const RUNS_ON =
  'ExpressionStatement LocalDeclaration VariableDeclaration ReturnStatement VariantDeclaration ClaimDeclaration ' +
  'OptionDeclaration HardwareDeclaration PropertyDeclaration FinalDeclaration InvariantDeclaration ObserveDeclaration ' +
  'SourceDeclaration AboutDeclaration';

const words = (names: string) => names.split(' ');

/** What tells the languages of two texts apart: a litmus test's, else the names of the types that a text makes. */
export function typesOf(text: string): string {
  const header = litmusHeader(text);
  return header ? `litmus ${header.language}` : parserOf(text).types;
}

/** The language of a text; that of litmus tests comes when the first of them is shown. */
export function languageOf(text: string): Extension | Promise<Extension> {
  const header = litmusHeader(text);
  if (header)
    return import('./litmus-language.ts').then(({ litmusLanguage }) => litmusLanguage(header.language));
  const { parser } = parserOf(text);
  const braced = delimitedIndent({ closing: '}' });
  const language = LRLanguage.define({
    name: 'smp',
    parser: parser.configure({
      props: [
        indentNodeProp.add({
          ...Object.fromEntries(words(BRACED).map((name) => [name, braced])),
          ...Object.fromEntries(words(RUNS_ON).map((name) => [name, continuedIndent()])),
          'Arguments Parameters Parenthesized': delimitedIndent({ closing: ')' }),
          InterleavingDeclaration: braced,
          'IfStatement WhileStatement ForStatement ForEachStatement LoopStatement DoStatement':
            continuedIndent({
              except: /^\s*({|else\b|while\b)/,
            }),
          LabeledStatement: ({ baseIndent }) => baseIndent,
          BlockComment: () => null,
        }),
        foldNodeProp.add({
          'Block Fields Cases': foldInside,
          InterleavingDeclaration: ({ to, lastChild, firstChild }, state) => {
            const open = firstChild && state.sliceDoc(firstChild.from, to).indexOf('{');
            return firstChild && lastChild && open !== null && open >= 0
              ? { from: firstChild.from + open + 1, to: to - 1 }
              : null;
          },
          BlockComment: ({ from, to }) => ({ from: from + 2, to: to - 2 }),
        }),
      ],
    }),
    languageData: {
      commentTokens: { line: '//', block: { open: '/*', close: '*/' } },
      // Not the brace, which people close themselves, lines later.
      closeBrackets: { brackets: ['(', '[', '"'] },
      indentOnInput: /^\s*(?:[{}]|else\b)$/,
    },
  });
  return new LanguageSupport(language);
}
