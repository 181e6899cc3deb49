/**
 * A read-modify-write that waits is the loop that takes a lock, `do { while (READ_ONCE(*l)) cpu_relax(); } while
 * (cmpxchg_acquire(l, 0, 1));`, in one instruction: both have the same outcomes.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createMachine } from '../machine.ts';
import type { Instr, Model, Program } from '../program.ts';
import { classic, outcomesOf } from '../words/notation.ts';

/** Every acquisition as the loop that it stands for. */
function spelledOut(program: Program): Program {
  const most = Math.max(...program.cpus.map(({ regs }) => regs));
  const starts: number[] = [];
  let length = 0;
  for (const instr of program.code) {
    starts.push(length);
    length += instr.op === 'rmw' && instr.waits ? 4 : 1;
  }
  const to = (pc: number) => starts[pc] ?? pc;
  const zero = { k: 'const', v: 0 } as const;
  const code = program.code.flatMap((instr, pc): readonly Instr[] => {
    if (instr.op === 'branch' || instr.op === 'jump') return [{ ...instr, to: to(instr.to) }];
    if (instr.op !== 'rmw' || !instr.waits) return [instr];
    const { addr, value, when, acquire, release, at } = instr;
    const is = (r: number, op: '==' | '!=') => ({ k: 'bin', op, a: { k: 'reg', r }, b: zero }) as const;
    return [
      { op: 'load', dst: most, addr, acquire: 'no', at },
      { op: 'await', cond: is(most, '=='), from: to(pc), at },
      {
        op: 'rmw',
        dst: most + 1,
        addr,
        value,
        ...(when ? { when } : {}),
        compare: zero,
        acquire,
        release,
        at,
      },
      { op: 'branch', cond: is(most + 1, '!='), to: to(pc), at },
    ];
  });
  return {
    ...program,
    code,
    cpus: program.cpus.map((cpu) => ({
      ...cpu,
      entry: to(cpu.entry),
      regs: most + 2,
      init: [...cpu.init, 0, 0],
      regNames: Array.from({ length: most + 2 }, (_, r) => cpu.regNames[r] ?? `e${r}`),
    })),
  };
}

const MODELS: readonly Model[] = ['sc', 'tso', 'arm'];

const location = fc.constantFrom('x', 'y');
const inside = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(location, fc.constantFrom('1', '2')).map(([x, v]) => `W ${x} ${v}`) },
  { weight: 4, arbitrary: location.map((x) => `R ${x}`) },
  { weight: 1, arbitrary: fc.constantFrom('mb', 'R.acq x', 'W.rel y 1', 'X x 2', 'R l') },
);
const section = fc.array(inside, { maxLength: 2 }).map((body) => ['L l', ...body, 'W.rel l 0']);
const thread = fc
  .tuple(fc.array(inside, { maxLength: 1 }), section, fc.array(inside, { maxLength: 1 }))
  .map((parts) => parts.flat().join('; '));
const other = fc.oneof(
  thread,
  fc.array(inside, { minLength: 1, maxLength: 3 }).map((body) => body.join('; ')),
);

test.each(MODELS)('it has the outcomes of the loop that it stands for: %s', { timeout: 300_000 }, (model) => {
  fc.assert(
    fc.property(thread, other, fc.constantFrom('arm64', 'x86'), (a, b, arch) => {
      const program = { ...classic(a, b), arch };
      expect(outcomesOf(program, model)).toEqual(outcomesOf(spelledOut(program), model));
    }),
    { numRuns: 60 },
  );
});

test.each(MODELS)('what one holder wrote the next one reads: %s', (model) => {
  const add = (v: number) => `L l; R x; W x ${v}; W.rel l 0`;
  const words = outcomesOf(classic(add(1), add(2)), model);
  expect(words.length).toBe(2);
  // Without the acquire or the release both can read 0 on arm64.
  const loose = outcomesOf(classic(add(1).replace('.rel', ''), add(2).replace('.rel', '')), model);
  expect(loose.length > 2).toBe(model === 'arm');
});

test('one that cannot succeed is no choice: whoever waits for a lock takes no step', () => {
  const machine = createMachine(classic('L l', 'L l'), 'sc');
  const [one, two] = [new Int32Array(machine.width), new Int32Array(machine.width)];
  machine.initial(one, 0);
  expect(machine.enabled(one, 0)).toBe(2);
  machine.step(one, 0, machine.choices[0] ?? 0, two, 0);
  expect(machine.enabled(two, 0)).toBe(0);
});

test.each(MODELS)('taking a free lock that nobody looks at is one step: %s', (model) => {
  const machine = createMachine(classic('L l; W.rel l 0', 'L l'), model);
  const [one, two] = [new Int32Array(machine.width), new Int32Array(machine.width)];
  machine.initial(one, 0);
  const cpuOne = Array.from(machine.choices.subarray(0, machine.enabled(one, 0))).find((c) => c >> 24 === 1);
  machine.step(one, 0, cpuOne ?? 0, two, 0);
  const cell = machine.program.cells.findIndex(({ name }) => name === 'l');
  expect(two[cell]).toBe(1);
});
