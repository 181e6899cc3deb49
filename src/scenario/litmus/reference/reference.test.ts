import fc from 'fast-check';
import { expect, it } from 'vitest';
import { finish, hardwareOutcomesWork, uncovered } from '../../../axiomatic/index.ts';
import { createMachine, type Model } from '../../../machine/index.ts';
import { compileLitmus } from '../compile.ts';
import { referenceFinals } from './final-states.ts';
import { type Choice, type Family, testText } from './random-tests.ts';
import { machineFinals } from './machine-finals.fixture.ts';

const mostStates = 20_000;

const choice: fc.Arbitrary<Choice> = fc.record({
  kind: fc.nat(99),
  place: fc.nat(11),
  form: fc.nat(11),
  depends: fc.nat(7),
});

function randomTest(family: Family, threads: number, length: number): fc.Arbitrary<string> {
  const thread = fc.array(choice, { minLength: 1, maxLength: length });
  return fc.array(thread, { minLength: threads, maxLength: threads }).map((all) => testText(family, all));
}

it.each<[family: Family, model: Model, threads: number, length: number]>([
  ['accesses', 'arm', 2, 4],
  ['accesses', 'arm', 3, 2],
  ['accesses', 'sc', 2, 3],
  ['x86', 'tso', 2, 4],
  ['x86', 'tso', 3, 3],
  ['text', 'arm', 2, 5],
  ['pages', 'arm', 2, 4],
])(
  '%s under %s, %i threads: the machine has the final states that the axioms allow, and so have the executions that are drawn',
  (family, model, threads, length) => {
    let compared = 0;
    let drawn = 0;
    const agree = (text: string): void => {
      const compiled = compileLitmus(text, model);
      if (compiled.kind !== 'test') throw new Error(compiled.diagnostic.message);
      const { program } = compiled.test;
      const expected = referenceFinals(program, model);
      const found = expected && machineFinals(createMachine(program, model), mostStates);
      if (expected === null || found === null) return;
      compared += 1;
      expect([...found].sort()).toEqual([...expected].sort());
      if (uncovered(program) !== null) return;
      drawn += 1;
      const { finals } = finish(hardwareOutcomesWork(program, model, { ms: 60_000 }));
      expect(finals.map((values) => values.join()).sort()).toEqual([...expected].sort());
    };
    fc.assert(fc.property(randomTest(family, threads, length), agree), { seed: 7, numRuns: 80 });
    expect(compared).toBeGreaterThan(40);
    if (family === 'accesses' || family === 'x86') expect(drawn).toBe(compared);
  },
  60_000,
);
