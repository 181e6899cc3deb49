import { expect, test } from 'vitest';
import { writtenOut } from './templates.ts';

test('a family is written out for each row, in its place', () => {
  expect(
    writtenOut('//= is\nvoid $1(void)\n{\n    $2;\n}\n\n//=\n// first\n//+ is|f|x = 1\n//+ is|g|\nint x;\n'),
  ).toBe('// first\nvoid f(void)\n{\n    x = 1;\n}\n\nvoid g(void)\n{\n    ;\n}\n\nint x;\n');
  expect(() => writtenOut('//+ is|f')).toThrow('no family is');
});
