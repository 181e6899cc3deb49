import { describe, expect, test } from 'vitest';
import type { MatrixAnswer, Scenario } from '../../state/index.ts';
import { changesOf, firstOptions, gridAxes, spansOf } from './grid-axes.ts';
import { lessonsOf, matterWords, type Lesson } from './lessons.ts';

/** `mb=on|off` an option of the program, `eos*=1|0` one of the hardware. */
function scenarioWith(text: string): Scenario {
  const options = text.split(' ').map((option) => {
    const [name = '', values = ''] = option.split('=');
    return {
      name: name.replace('*', ''),
      kind: name.endsWith('*') ? ('hardware' as const) : ('program' as const),
      values: values.split('|'),
      initial: values.split('|')[0] ?? '',
      text: '',
      valueTexts: {},
    };
  });
  return { options } as unknown as Scenario;
}

describe('the axes of a matrix', () => {
  test('begin with the scenario’s own options', () => {
    expect(firstOptions(scenarioWith('a=1|2 eos*=1|0 b=1|2'))).toEqual(['a', 'b']);
    expect(firstOptions(scenarioWith('eos*=1|0'))).toEqual(['eos']);
    expect(firstOptions(scenarioWith('a=1|2|3|4|5|6|7|8 b=1|2|3|4|5|6|7|8 c=1|2'))).toEqual(['a', 'b']);
  });

  test('lay the last options across, the others down', () => {
    const scenario = scenarioWith('a=1|2 b=1|2 c=x|y|z d=1|2');
    const { across, down, columns, rows } = gridAxes(scenario, ['a', 'b', 'c', 'd']);
    expect([down, across].map((options) => options.map(({ name }) => name))).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
    expect([rows.length, columns.length]).toEqual([4, 6]);
    expect(columns[1]).toEqual({ c: 'x', d: '2' });
    expect(spansOf(across)).toEqual([2, 1]);
    expect(gridAxes(scenario, ['a']).rows).toEqual([{}]);
  });

  test('a cell is named by what it changes', () => {
    expect(changesOf({ a: '1', b: '2' }, { a: '1', b: '1' })).toEqual([{ name: 'b', value: '2', now: '1' }]);
  });
});

test('a lesson has the verdict as set and each smallest set of changes', () => {
  const answer = (mb: string, verdict: MatrixAnswer['verdict']): MatrixAnswer => ({
    settings: { mb },
    model: 'tso',
    verdict,
    properties: [],
    states: 1,
    ms: 1,
    witness: null,
  });
  const switches = [{ model: 'tso', changes: { mb: 'off' }, from: 'holds', to: 'violated' }] as const;
  expect(lessonsOf({ mb: 'on' }, [answer('on', 'holds'), answer('off', 'violated')], switches)).toEqual([
    { models: ['tso'], now: 'holds', turns: [{ changes: ['mb = off'], to: 'violated' }] },
  ]);
});

test('what matters is said in the author’s words, or by name where those are long', () => {
  const scenario = {
    options: [
      { name: 'mb', text: "the sender's smp_mb(), between its store and its load" },
      { name: 'isb', text: 'the ISB' },
      { name: 'check', text: 'how the sender decides whether the other CPU has to be kicked at all' },
    ],
  } as unknown as Scenario;
  const lesson = (...turns: readonly string[][]): Lesson => ({
    models: ['arm'],
    now: 'holds',
    turns: turns.map((changes) => ({ changes, to: 'violated' })),
  });
  const all = ['mb', 'isb', 'check'];
  expect(matterWords(lesson(['mb = off'], ['isb = off']), scenario, all)).toEqual({
    matter: "the sender's smp_mb() and the ISB, and only these, matter;",
    not: 'check does not.',
  });
  expect(matterWords(lesson(['mb = off', 'isb = off']), scenario, ['mb', 'isb'])?.matter).toBe(
    "Each of the sender's smp_mb() and the ISB matters.",
  );
  expect(matterWords(lesson(['isb = off']), scenario, all)?.matter).toBe('the ISB, and only this, matters;');
  expect(matterWords(lesson(), scenario, all)).toBeNull();
});
