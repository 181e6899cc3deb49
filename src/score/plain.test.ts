import { expect, test } from 'vitest';
import { scoreOf } from './scenario.fixture.ts';

test('a row of a plain access says so, in its label too; one by a word does not, one that is meant is told apart', () => {
  const { rows } = scoreOf(
    `scenario "plain"
int x, y, z;
cpu 0 { x = 1; WRITE_ONCE(y, 1); int q = data_race(z); }
cpu 1 { int r = y; }
final(x == 1, p);
property p "p"
variant v "v" { } model sc expect holds
interleaving i "i" by "w" of v { 0: x = 1; 0: WRITE_ONCE(y, 1); …; }`,
    'i',
  );
  const told = rows
    .filter(({ kind }) => kind === 'step')
    .map(({ text, plain, label }) => [text, plain, label.includes(', plain access')]);
  expect(told).toEqual([
    ['x = 1', 'unmarked', true],
    ['WRITE_ONCE(y, 1)', null, false],
    ['q = data_race(z)', 'meant', true],
    ['r = y', 'unmarked', true],
  ]);
});
