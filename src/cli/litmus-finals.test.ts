import { array, assert, constantFrom, property, tuple } from 'fast-check';
import { expect, it } from 'vitest';
import { createMachine } from '../machine/index.ts';
import { compileLitmus } from '../scenario/index.ts';
import { type Finals, finalStates } from './litmus-finals.ts';

const names = constantFrom('x', 'y', 'z');
const statement = tuple(names, constantFrom('R', 'R', 'R', 'W', 'W', 'acquire', 'release', 'mb', 'xchg'));

type Statement = readonly [name: string, kind: string];

function line([name, kind]: Statement, nth: number): string {
  switch (kind) {
    case 'R':
      return `int r${nth} = READ_ONCE(*${name});`;
    case 'W':
      return `WRITE_ONCE(*${name}, ${nth + 1});`;
    case 'acquire':
      return `int r${nth} = smp_load_acquire(${name});`;
    case 'release':
      return `smp_store_release(${name}, ${nth + 1});`;
    case 'xchg':
      return `int r${nth} = xchg_relaxed(${name}, ${nth + 1});`;
    default:
      return 'smp_mb();';
  }
}

/** A test without a condition: all locations and registers tell its final states apart. */
function litmus(threads: readonly (readonly Statement[])[]): string {
  const code = threads.map(
    (thread, cpu) => `P${cpu}(int *x, int *y, int *z)\n{\n${thread.map(line).join('\n')}\n}\n`,
  );
  return `C random\n{ x=0; y=0; z=0; }\n${code.join('\n')}`;
}

function finalsOf(text: string, reduceFrom: number): Finals {
  const compiled = compileLitmus(text, 'arm');
  if (compiled.kind !== 'test') throw new Error(compiled.diagnostic.message);
  const machine = createMachine(compiled.test.program, 'arm');
  return finalStates(machine, { states: 200_000, ms: 60_000, reduceFrom });
}

const inOrder = (finals: Finals): string[] => finals.values.map((values) => values.join()).sort();

it('finds the same final states in fewer states when it leaves choices out', { timeout: 300_000 }, () => {
  let whole = 0;
  let few = 0;
  const thread = array(statement, { minLength: 1, maxLength: 3 });
  assert(
    property(tuple(thread, thread, thread), (threads) => {
      const text = litmus(threads);
      const full = finalsOf(text, Number.POSITIVE_INFINITY);
      const reduced = finalsOf(text, 0);
      expect(inOrder(reduced)).toEqual(inOrder(full));
      whole += full.states;
      few += reduced.states;
    }),
    { numRuns: 150 },
  );
  expect(few).toBeLessThan(whole);
});

it('looks at readers of one writer cell by cell', () => {
  const readers = (['xy', 'yz', 'zx'] as const).map(([a = '', b = '']): Statement[] => [
    [a, 'R'],
    [b, 'R'],
  ]);
  const text = litmus([
    ...readers,
    [
      ['x', 'W'],
      ['y', 'W'],
      ['z', 'W'],
    ],
  ]);
  const full = finalsOf(text, Number.POSITIVE_INFINITY);
  const reduced = finalsOf(text, 0);
  expect(reduced.values).toHaveLength(64);
  expect(full.values).toHaveLength(64);
  expect(reduced.states * 5).toBeLessThan(full.states);
});
