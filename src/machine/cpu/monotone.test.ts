import fc from 'fast-check';
import { expect, test } from 'vitest';
import { classic, outcomesOf } from '../words/notation.ts';

const location = fc.constantFrom('x', 'y', 'z');
const access = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.constantFrom('W', 'W', 'W.rel'), location, fc.integer({ min: 1, max: 2 }))
      .map((t) => t.join(' ')),
  },
  {
    weight: 4,
    arbitrary: fc.tuple(fc.constantFrom('R', 'R', 'R.acq', 'R.acqpc'), location).map((t) => t.join(' ')),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom('X', 'X.full', 'A', 'A.acq', 'A.rel'), location, fc.integer({ min: 1, max: 2 }))
      .map((t) => t.join(' ')),
  },
  { weight: 1, arbitrary: fc.constantFrom('mb', 'rmb', 'wmb', 'isb', 'dsb') },
);
const thread = fc.array(access, { minLength: 1, maxLength: 4 });
const program = fc.array(thread, { minLength: 2, maxLength: 3 });

function outcomes(threads: readonly (readonly string[])[], model: 'sc' | 'tso' | 'arm'): Set<string> {
  return new Set(outcomesOf(classic(...threads.map((t) => t.join('; '))), model));
}

function expectSubset(small: ReadonlySet<string>, large: ReadonlySet<string>): void {
  expect([...small].filter((o) => !large.has(o))).toEqual([]);
}

test('what sc allows tso allows, and what tso allows arm allows', { timeout: 300_000 }, () => {
  fc.assert(
    fc.property(program, (threads) => {
      const tso = outcomes(threads, 'tso');
      expectSubset(outcomes(threads, 'sc'), tso);
      expectSubset(tso, outcomes(threads, 'arm'));
    }),
    { numRuns: 150 },
  );
});

test('a barrier never adds an outcome', { timeout: 300_000 }, () => {
  fc.assert(
    fc.property(
      program,
      fc.nat(),
      fc.nat(),
      fc.constantFrom('mb', 'rmb', 'wmb', 'isb', 'dsb'),
      fc.constantFrom('sc', 'tso', 'arm'),
      (threads, t, p, barrier, model) => {
        const chosen = t % threads.length;
        const with_ = threads.map((s, i) =>
          i === chosen ? [...s.slice(0, p % (s.length + 1)), barrier, ...s.slice(p % (s.length + 1))] : s,
        );
        // Locations first named in another order would be listed in another order: keep the naming fixed.
        const prefix = ['R x', 'R y', 'R z'].join('; ');
        const name = (all: readonly (readonly string[])[]): Set<string> =>
          new Set(outcomesOf(classic(...all.map((s) => s.join('; ')), prefix), model));
        expectSubset(name(with_), name(threads));
      },
    ),
    { numRuns: 60 },
  );
});
