import { expect, test } from 'vitest';
import { encodeChoices } from './choice-codec.ts';
import { otherReadings } from './readings.ts';

/** Steps made with the statements of then, read with those of now: each reading's edit and steps. */
function read(then: readonly string[], now: readonly string[], keys: readonly string[]) {
  const table = (statements: readonly string[]) => ({ statements: [statements, ['1', '2']], rests: [] });
  return otherReadings(encodeChoices(keys, table(then)), table(now)).map(
    ({ edit, keys: told }) => `${edit?.kind ?? ''} ${edit?.statement ?? 'somewhere'}: ${told.join(' ')}`,
  );
}

test('a statement that was added: the steps are those of the statements behind it', () => {
  expect(
    read(['1', '2.1', '2.2'], ['1', '2', '3.1', '3.2'], ['0:visible:2.1', '1:value:2', '0:value:2.2']),
  ).toContain('added somewhere: 0:visible:3.1 1:value:2 0:value:3.2');
  expect(read(['1', '2.1', '2.2'], ['1', '2', '3.1', '3.2'], ['0:visible:1', '0:value:2.2'])).toContain(
    'added 2: 0:visible:1 0:value:3.2',
  );
});

test('a statement that was removed: its own steps are gone, the others are those of the statements before it', () => {
  expect(read(['1', '2', '3'], ['1', '2'], ['0:visible:1', '0:issue:2', '0:value:3'])).toContain(
    'removed 2: 0:visible:1 0:issue:gone 0:value:2',
  );
  expect(read(['1', '2', '3'], ['1', '2'], ['0:visible:3'])).toContain('removed somewhere: 0:visible:gone');
});

test('a statement that has become another one: its own steps are gone', () => {
  expect(read(['1', '2', '3'], ['1', '2.1', '2.2', '3'], ['0:visible:2', '0:value:3'])).toContain(
    'changed 2.1: 0:visible:gone 0:value:3',
  );
});

test('code that several CPUs run has changed on all of them', () => {
  const then = {
    statements: [
      ['4', '5'],
      ['4', '5'],
    ],
    rests: [],
  };
  const now = {
    statements: [
      ['4', '5', '6'],
      ['4', '5', '6'],
    ],
    rests: [],
  };
  const keys = ['0:value:4', '1:value:5', '1:visible:4'];
  expect(otherReadings(encodeChoices(keys, then), now).map(({ keys: told }) => told)).toContainEqual([
    '0:value:5',
    '1:value:6',
    '1:visible:5',
  ]);
});

test('where more than one statement has changed, nothing is made up', () => {
  expect(
    read(['1', '2.1', '2.2', '3'], ['1.1', '1.2', '7'], ['0:visible:2.1', '0:value:3', '0:issue:2.2']),
  ).toEqual([]);
});
