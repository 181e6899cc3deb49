import fc from 'fast-check';
import { expect, it } from 'vitest';
import { finish, hardwareOutcomesWork, outcomesOf } from '../../../axiomatic/index.ts';
import { createMachine, type Model } from '../../../machine/index.ts';
import { compileKernelLitmus } from '../compile-kernel.ts';
import { compileLitmus } from '../compile.ts';
import { referenceFinals } from './final-states.ts';
import { machineFinals } from './machine-finals.fixture.ts';

/** Tests of each run; `RANDOM_C=3340` by hand compares ten thousand of the three models, in a few minutes. */
const TESTS = Number(process.env['RANDOM_C'] ?? 15);
const MOST_STATES = 20_000;

interface Choice {
  readonly kind: number;
  readonly place: number;
  readonly form: number;
  readonly depends: boolean;
}

const choice: fc.Arbitrary<Choice> = fc.record({
  kind: fc.nat(9),
  place: fc.nat(2),
  form: fc.nat(3),
  depends: fc.boolean(),
});

const suffixes = ['', '_relaxed', '_acquire', '_release'];
const fences = ['smp_mb()', 'smp_rmb()', 'smp_wmb()', 'smp_mb()'];

/** A C test of these statements, whose final states show every register and location. */
function textOf(threads: readonly (readonly Choice[])[]): string {
  const shown: string[] = ['x', 'y', 'z'];
  let value = 1;
  const bodies = threads.map((choices, cpu) => {
    let last: string | null = null;
    const registers: string[] = [];
    const lines = choices.map(({ kind, place, form, depends }) => {
      const p = ['x', 'y', 'z'][place] ?? 'x';
      const written = depends && last !== null ? `(${last} ^ ${last}) + ${value++}` : String(value++);
      const r = `r${registers.length}`;
      const reads = (text: string): string => {
        registers.push(r);
        shown.push(`${cpu}:${r}`);
        last = r;
        return `${r} = ${text};`;
      };
      if (kind < 3) return reads(form === 0 ? `smp_load_acquire(${p})` : `READ_ONCE(*${p})`);
      if (kind < 6) {
        const store = form === 0 ? `smp_store_release(${p}, ${written});` : `WRITE_ONCE(*${p}, ${written});`;
        return depends && last !== null && form > 1 ? `if (${last}) { ${store} }` : store;
      }
      if (kind < 8) return `${fences[form] ?? 'smp_mb()'};`;
      return reads(`xchg${suffixes[form] ?? ''}(${p}, ${written})`);
    });
    const locals = registers.map((name) => `int ${name} = 0;`).join(' ');
    return `P${cpu}(int *x, int *y, int *z) { ${locals}\n  ${lines.join('\n  ')}\n}`;
  });
  return `C random\n{ }\n${bodies.join('\n')}\nlocations [${shown.map((name) => `${name};`).join(' ')}]\nexists (x=0)\n`;
}

function kernelFinals(text: string): ReadonlySet<string> {
  const compiled = compileKernelLitmus(text);
  if (compiled.kind !== 'test') throw new Error(compiled.diagnostic.message);
  const { finals, bounded } = outcomesOf(compiled.kernel, compiled.shown, { ms: 60_000 });
  if (bounded !== null) throw new Error(bounded);
  return new Set(finals.map((values) => values.join()));
}

it.each<Model>(['sc', 'tso', 'arm'])(
  'random C under %s: the machine has the final states that the axioms and the drawn executions have, and the kernel’s model allows them all',
  (model) => {
    const thread = fc.array(choice, { minLength: 1, maxLength: 4 });
    let compared = 0;
    const agree = (threads: readonly (readonly Choice[])[]): void => {
      const text = textOf(threads);
      const compiled = compileLitmus(text, model);
      if (compiled.kind !== 'test') throw new Error(compiled.diagnostic.message);
      const { program } = compiled.test;
      const found = machineFinals(createMachine(program, model), MOST_STATES);
      if (found === null) return;
      const kernel = kernelFinals(text);
      expect(
        [...found].filter((values) => !kernel.has(values)),
        text,
      ).toEqual([]);
      const drawn = finish(hardwareOutcomesWork(program, model, { ms: 60_000 }));
      expect(drawn.finals.map((values) => values.join()).sort(), text).toEqual([...found].sort());
      const expected = referenceFinals(program, model);
      if (expected === null) return;
      compared += 1;
      expect([...found].sort(), text).toEqual([...expected].sort());
    };
    const tests = fc.array(thread, { minLength: 2, maxLength: 3 });
    fc.assert(fc.property(tests, agree), { seed: 7, numRuns: TESTS });
    expect(compared).toBeGreaterThan(TESTS / 2);
  },
  3_600_000,
);
