import { describe, expect, it } from 'vitest';
import { compileLitmus } from './compile.ts';
import { litmusVerdict } from './verdict.ts';

/** Observed are x, y by the condition, then r by the filter. */
function judge(condition: string, finals: readonly (readonly number[])[], filter = ''): string {
  const text = `C t\n{ }\nP0(int *x, int *y) { int r = READ_ONCE(*x); }\n${filter}\n${condition}\n`;
  const compiled = compileLitmus(text, 'sc');
  if (compiled.kind !== 'test') throw new Error(compiled.diagnostic.message);
  const { verdict, finals: count } = litmusVerdict(compiled.test, finals);
  return `${verdict} ${count}`;
}

describe('observation', () => {
  const two = [
    [0, 1],
    [1, 1],
    [0, 1],
  ];
  it.each([
    ['exists (x=2 /\\ y=1)', 'Never 2'],
    ['exists (x=1 /\\ y=1)', 'Sometimes 2'],
    ['exists (x=x \\/ y=1)', 'Always 2'],
    ['~exists (x=1 /\\ y=1)', 'Sometimes 2'],
    ['forall (x=1 \\/ y=1)', 'Always 2'],
  ])('%s ==> %s', (condition, expected) => {
    expect(judge(condition, two)).toBe(expected);
  });
});

it('leaves out what the filter rejects, and does not tell states apart by it', () => {
  const finals = [
    [0, 0, 1],
    [0, 0, 2],
    [1, 0, 0],
  ];
  expect(judge('exists (x=1 /\\ y=0)', finals, 'filter (~0:r=0)')).toBe('Never 1');
});
