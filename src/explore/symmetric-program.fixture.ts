/** Random scenarios of identical CPUs, as text: one body that all of them run, beside at most one CPU that differs. */
import fc from 'fast-check';

export interface SymmetricProgram {
  readonly text: string;
  /** CPUs that run the same body. */
  readonly identical: number;
  /** Whether one more CPU runs something else. */
  readonly beside: boolean;
}

const shared = fc.constantFrom('x', 'y');
const own = fc.constant('own[this_cpu]');

const statement = (cpus: number, nth: number) => {
  const word = fc.oneof({ weight: 3, arbitrary: shared }, { weight: 2, arbitrary: own });
  const value = fc.integer({ min: 1, max: 2 });
  const local = `r${nth}`;
  const pair = cpus === 2 ? 1 : 0;
  return fc.oneof(
    { weight: 4, arbitrary: fc.tuple(word, value).map(([x, v]) => `WRITE_ONCE(${x}, ${v});`) },
    { weight: 4, arbitrary: word.map((x) => `${local} = READ_ONCE(${x});`) },
    { weight: 1, arbitrary: fc.constantFrom('smp_mb();', 'smp_wmb();', 'smp_rmb();') },
    { weight: 1, arbitrary: fc.tuple(word, value).map(([x, v]) => `smp_store_release(&${x}, ${v});`) },
    { weight: 1, arbitrary: word.map((x) => `${local} = smp_load_acquire(&${x});`) },
    {
      weight: 1,
      arbitrary: fc.tuple(word, word).map(([x, y]) => `if (READ_ONCE(${x}) == 1) WRITE_ONCE(${y}, 2);`),
    },
    { weight: 1, arbitrary: word.map((x) => `while (READ_ONCE(${x}) == 0) cpu_relax();`) },
    { weight: 1, arbitrary: word.map((x) => `${local} = READ_ONCE(${x}) @ assert(${local} != 2, bad);`) },
    { weight: 1, arbitrary: fc.tuple(shared, value).map(([x, v]) => `${local} = xchg(&${x}, ${v});`) },
    { weight: 1, arbitrary: shared.map((x) => `WRITE_ONCE(${x}, 1) @ inside[this_cpu] += 1;`) },
    {
      weight: 1,
      arbitrary: shared.map((x) => `${local} = READ_ONCE(${x}) @ assert(${sum(cpus)} < 2, worse);`),
    },
    {
      weight: 1,
      arbitrary: fc.constant('while (READ_ONCE(x) == 0 || READ_ONCE(y) == 0) cpu_relax();'),
    },
    { weight: 1, arbitrary: word.map((x) => `do { ${local} = READ_ONCE(${x}); } while (${local} != 3);`) },
    { weight: 1, arbitrary: fc.constant('either { WRITE_ONCE(x, 2); } or { }') },
    { weight: pair, arbitrary: fc.constant(`${local} = READ_ONCE(own[1 - this_cpu]);`) },
    { weight: pair, arbitrary: fc.constant('WRITE_ONCE(own[1 - this_cpu], 1);') },
    { weight: pair, arbitrary: fc.constant('raise(kick, 1 - this_cpu);') },
  );
};

/** Ghosts of all CPUs, in the order of their numbers. */
function sum(cpus: number): string {
  return Array.from({ length: cpus }, (_, cpu) => `inside[${cpu}]`).join(' + ');
}

const body = (cpus: number, most: number) =>
  fc
    .integer({ min: 1, max: most })
    .chain((length) => fc.tuple(...Array.from({ length }, (_, nth) => statement(cpus, nth))))
    .map((lines) => lines.join(' '));

const other = fc.option(
  fc.constantFrom(
    'WRITE_ONCE(x, 3);',
    'int s = READ_ONCE(y); smp_mb();',
    'WRITE_ONCE(y, 3); smp_mb(); int s = READ_ONCE(x);',
  ),
  { nil: null, freq: 1 },
);

/** Two to four CPUs with one body; the more of them, the shorter. */
export const symmetricProgram: fc.Arbitrary<SymmetricProgram> = fc
  .integer({ min: 2, max: 4 })
  .chain((cpus) => fc.tuple(fc.constant(cpus), body(cpus, 6 - cpus), other))
  .map(([identical, code, aside]) => {
    const locals = [0, 1, 2, 3].filter((nth) => code.includes(`r${nth} =`));
    const declared = locals.map((nth) => `int r${nth};`).join(' ');
    const cpus = Array.from({ length: identical }, (_, cpu) => `cpu ${cpu} { ${declared} ${code} }`);
    if (aside !== null) cpus.push(`cpu ${identical} { ${aside} }`);
    const handler = code.includes('raise')
      ? 'on irq kick { WRITE_ONCE(y, 2); WRITE_ONCE(own[this_cpu], 2); }\n'
      : '';
    const observed = Array.from({ length: identical }, (_, cpu) => [
      ...locals.map((nth) => `cpu${cpu}.r${nth}`),
      `own[${cpu}]`,
    ]).flat();
    const text =
      'scenario "random"\narch arm64 | x86\nproperty bad "A read gave what it must not."\nproperty worse "Two were inside."\n' +
      `int x, y;\nint own[NR_CPUS];\nghost int inside[NR_CPUS];\n${handler}${cpus.join('\n')}\n` +
      `final(x != 2 || ${sum(identical)} == 0, worse);\nobserve x, y, ${observed.join(', ')};\n`;
    return { text, identical, beside: aside !== null };
  });
