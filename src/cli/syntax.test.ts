/** The colours for other editors say what the grammar says, of every bundled scenario. */
import { highlightTree, tagHighlighter, tags } from '@lezer/highlight';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parserOf, syntaxWords, wordGroups } from '../scenario/index.ts';
import { bundledFiles } from './scenario-files.ts';
import { vimFiles } from './syntax-vim.ts';
import { textMateGrammar } from './syntax-vscode.ts';

const words = syntaxWords();
const kernel = wordGroups().flatMap((group) => group.words.map(({ name }) => name));
const { patterns } = textMateGrammar(words, kernel);
const rules = patterns.map(({ name, match, begin, end }) => ({
  name,
  match: new RegExp(match ?? begin ?? '', 'y'),
  end: end === undefined ? null : new RegExp(end, 'g'),
}));

/** The kind of each character, as an editor that reads TextMate grammars finds it: line by line, the first rule that matches. */
function coloured(text: string): readonly string[] {
  const kinds: string[] = [];
  let open: (typeof rules)[number] | null = null;
  for (const line of text.split('\n')) {
    for (let at = 0; at < line.length;) {
      const rule: (typeof rules)[number] | undefined =
        open ?? rules.find(({ match }) => matchAt(match, line, at) !== null);
      let to = at + 1;
      if (rule?.end) {
        rule.end.lastIndex = open ? at : at + 2;
        const found = rule.end.exec(line);
        to = found ? rule.end.lastIndex : line.length;
        open = found ? null : rule;
      } else if (rule) to = at + (matchAt(rule.match, line, at)?.length ?? 1);
      while (at < to) kinds[kinds.length + at++ * 0] = rule?.name ?? '';
    }
    kinds.push('');
  }
  return kinds;
}

function matchAt(pattern: RegExp, line: string, at: number): string | null {
  pattern.lastIndex = at;
  const [found] = pattern.exec(line) ?? [];
  return found ? found : null;
}

const KINDS = [
  { kind: 'keyword', tags: [tags.keyword], named: /^keyword\.(control|other)|^support\.function\.step/ },
  { kind: 'type', tags: [tags.typeName], named: /^storage\.type|^variable\.other/ },
  { kind: 'comment', tags: [tags.comment], named: /^comment/ },
  { kind: 'string', tags: [tags.string], named: /^string/ },
  { kind: 'number', tags: [tags.number], named: /^constant\.numeric/ },
  { kind: 'bool', tags: [tags.bool, tags.atom], named: /^constant\.language/ },
  {
    kind: 'qualifier',
    tags: [tags.modifier],
    named: /^storage\.modifier|^support\.function\.step|^keyword|^constant\.language/,
  },
];

test('what the grammar takes for a keyword, type, comment, string or number, a TextMate grammar does too', () => {
  const style = tagHighlighter(KINDS.flatMap(({ kind, tags }) => tags.map((tag) => ({ tag, class: kind }))));
  let compared = 0;
  const wrong: string[] = [];
  for (const path of bundledFiles()) {
    const text = readFileSync(path, 'utf8');
    const kinds = coloured(text);
    highlightTree(parserOf(text).parser.parse(text), style, (from, to, kind) => {
      const named = KINDS.find((one) => one.kind === kind)?.named;
      const word = text.slice(from, to);
      if (!named || !/\w/.test(word)) return;
      compared += 1;
      if (!named.test(kinds[from + word.search(/\w/)] ?? ''))
        wrong.push(
          `${path}: ${kind} ${JSON.stringify(word)} is ${kinds[from] ?? ''}: ${text.slice(from - 20, to + 20)}`,
        );
    });
  }
  expect(compared).toBeGreaterThan(10_000);
  expect(wrong).toEqual([]);
});

test('every word of the grammar and of the kernel is in Vim’s file', () => {
  const { 'syntax/smpscope.vim': vim = '' } = vimFiles(words, kernel);
  const { hard, soft, steps, types, qualifiers, constants } = words;
  for (const word of [
    ...hard,
    ...soft,
    ...steps,
    ...types,
    ...qualifiers,
    ...constants,
    ...kernel.filter((name) => !name.includes('*')),
  ])
    expect(vim).toMatch(new RegExp(`[ (|]${word}[ )|\\n]`));
  expect([hard.length, soft.length, types.length].every((count) => count > 10)).toBe(true);
});
