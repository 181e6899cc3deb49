import { expect, test } from 'vitest';
import { changedLines } from './changed-lines.ts';

const TEXT = 'cpu 0 {\n    WRITE_ONCE(data, 1);\n    WRITE_ONCE(flag, 1);\n}\n';
const told = (edits: Parameters<typeof changedLines>[1]) =>
  changedLines(TEXT, edits).map((place) =>
    place.map(({ sign, text, line }) => `${sign}${text.trim()} ${String(line)}`),
  );

test('what is inserted stands above its line, what is replaced above what replaces it', () => {
  const at = TEXT.indexOf('WRITE_ONCE(flag');
  const insert = 'smp_wmb();\n    ';
  expect(told([{ file: 0, from: at, to: at, insert }])).toEqual([
    ['+smp_wmb(); null', ' WRITE_ONCE(flag, 1); 3'],
  ]);
  const to = at + 'WRITE_ONCE(flag, 1)'.length;
  expect(told([{ file: 0, from: at, to, insert: 'smp_store_release(&flag, 1)' }])).toEqual([
    ['-WRITE_ONCE(flag, 1); 3', '+smp_store_release(&flag, 1); null'],
  ]);
});

test('a statement that moves up leaves its line', () => {
  const first = TEXT.indexOf('WRITE_ONCE(data');
  const line = TEXT.indexOf('    WRITE_ONCE(flag');
  const moved = [
    { file: 0 as const, from: first, to: first, insert: 'WRITE_ONCE(flag, 1);\n    ' },
    { file: 0 as const, from: line, to: TEXT.indexOf('}'), insert: '' },
  ];
  expect(told(moved).flat()).toContain('+WRITE_ONCE(flag, 1); null');
  expect(told(moved).flat()).toContain('-WRITE_ONCE(flag, 1); 3');
});
