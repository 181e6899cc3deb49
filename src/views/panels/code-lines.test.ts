import { expect, test } from 'vitest';
import type { Program } from '../../state/index.ts';
import { codeLines } from './code-lines.ts';
import { sourceBlocks } from './source-blocks.ts';

const scenario = `int x; // a brace } in a comment
void inner(void)
{
    x = 1;
}

cpu 0 "a" {
    inner();
    outer();
}

on irq kick {
    x = 2;
}
`;
const prelude = `void outer(void)
{
    deep();
}
`;
const cpu = {
  index: 0,
  name: 'a',
  agent: false,
  from: scenario.indexOf('cpu 0'),
  to: scenario.indexOf('\n}\n\non irq') + 2,
};
const program = {
  scopes: [{ name: 'outer', file: 0, from: scenario.indexOf('outer();'), to: 0 }],
} as unknown as Program;
const origin = (file: number, from: number, scope: readonly number[] = []) => ({
  key: '',
  text: 'statement',
  file,
  from,
  to: from + 1,
  scope,
});

/** > marks the current line, | a call under way; calls indent. */
function print(at: readonly ReturnType<typeof origin>[]): string {
  return codeLines([scenario, prelude], program, cpu, at)
    .map((line) => `${line.current ? '>' : line.caller ? '|' : ' '} ${'  '.repeat(line.depth)}${line.text}`)
    .join('\n');
}

test('blocks are found past comments, with the names of functions', () => {
  expect(
    sourceBlocks(scenario).map((block) => [block.name, scenario.slice(block.from, block.from + 6)]),
  ).toEqual([
    ['inner', 'void i'],
    [null, 'cpu 0 '],
    [null, 'on irq'],
  ]);
});

test('a call into the prelude stands open below its line', () => {
  expect(print([origin(1, prelude.indexOf('deep'), [0])])).toMatchInlineSnapshot(`
    "  cpu 0 "a" {
          inner();
    |     outer();
        void outer(void)
        {
    >       deep();
        }
      }"
  `);
});

test('a handler follows the code it interrupted', () => {
  expect(print([origin(0, scenario.indexOf('inner();')), origin(0, scenario.indexOf('x = 2'))]))
    .toMatchInlineSnapshot(`
    "  cpu 0 "a" {
    >     inner();
          outer();
      }
      on irq kick {
    >     x = 2;
      }"
  `);
});

test('a CPU that is done has no marker', () => {
  expect(print([])).not.toMatch(/[>|]/);
});
