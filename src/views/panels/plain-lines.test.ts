import { expect, test } from 'vitest';
import { compileScenario, instantiate } from '../../scenario/index.ts';
import { plainLines } from './plain-lines.ts';

test('a line is plain where a statement that begins on it loads or stores without a word', () => {
  const text = `int x, y;
cpu 0 {
  x = 1;
  WRITE_ONCE(y, 1);
  int r = 2;
  if (y)
    smp_mb();
}`;
  const { scenario } = compileScenario(text, 'plain');
  const program = scenario && instantiate(scenario, {}).program;
  const isPlain = program && plainLines(program);
  let from = 0;
  const lines = text.split('\n').map((line) => {
    const at = { file: 0, from, to: from + line.length };
    from = at.to + 1;
    return { line: line.trim(), plain: isPlain?.(at) };
  });
  expect(lines.flatMap(({ line, plain }) => (plain ? [line] : []))).toEqual(['x = 1;', 'if (y)']);
});
