import { highlightTree, tagHighlighter, tags } from '@lezer/highlight';
import { expect, test } from 'vitest';
import { printScenario, smpParser } from './index.ts';

test('highlighting tells keywords, functions, types and notes apart', () => {
  const text = 'cpu 0 "zero" { int r = READ_ONCE(x); } // why';
  const style = tagHighlighter([
    { tag: tags.keyword, class: 'keyword' },
    { tag: tags.typeName, class: 'type' },
    { tag: tags.function(tags.variableName), class: 'function' },
    { tag: tags.string, class: 'string' },
    { tag: tags.comment, class: 'comment' },
  ]);
  const found: string[] = [];
  highlightTree(smpParser.parse(text), style, (from, to, name) =>
    found.push(`${name} ${text.slice(from, to)}`),
  );
  expect(found).toEqual(['keyword cpu', 'string "zero"', 'type int', 'function READ_ONCE', 'comment // why']);
});

test('formatting gives the canonical text, and nothing for a broken one', () => {
  expect(printScenario('cpu 0 {x=1;}')).toBe('cpu 0 {\n    x = 1;\n}\n');
  expect(printScenario('cpu 0 {')).toBeNull();
});
