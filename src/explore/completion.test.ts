import { expect, test } from 'vitest';
import { createMachine, SQUASHED, VIOLATED, type Machine } from '../machine/index.ts';
import { compileScenario, instantiate } from '../scenario/index.ts';
import { explore } from './exploration.ts';
import { lawfulStep } from './lawful-step.ts';
import { Player } from './player.ts';
import { Reduction } from './reduction.ts';

function machineOf(text: string): Machine {
  const { scenario, diagnostics } = compileScenario(`scenario "test"\narch arm64\n${text}`, 'test');
  const program = scenario && instantiate(scenario, {}).program;
  if (!program) throw new Error(JSON.stringify(diagnostics));
  return createMachine(program, 'arm');
}

/** The verdict and the properties violated, the same with and without reduction. */
function judged(text: string): string {
  const [whole, reduced] = [undefined, Reduction].map((reduce) => {
    const { verdict, properties } = explore(machineOf(text), {
      states: 200_000,
      ...(reduce && { reduce, reduceFrom: 0 }),
    });
    return [verdict, ...properties].join(' ');
  });
  expect(reduced).toBe(whole);
  return whole ?? '';
}

test('two atomics never both take the old value, also in the middle of a run', () => {
  const draws = (won: string) => `if (atomic_fetch_inc_acquire(&next) == 0) WRITE_ONCE(${won}, 1);`;
  expect(
    judged(`property twice "Both drew nought."
int next, a, b;
invariant(!(a && b), twice);
cpu 0 "a" { ${draws('a')} }
cpu 1 "b" { ${draws('b')} }`),
  ).toBe('holds');
});

test('a loop behind an atomic does not spin for ever on what the atomic keeps from coming', () => {
  expect(
    judged(`int count, flag;
cpu 0 "a" { atomic_fetch_inc_acquire(&count); int v; do { v = READ_ONCE(flag); } while (v == 2); }
cpu 1 "b" { atomic_fetch_inc_acquire(&count); WRITE_ONCE(flag, 2); smp_store_release(&flag, 1); }`),
  ).toBe('holds');
});

test('CPUs that each keep the other from its atomic, early, behind waits that never end, are a deadlock', () => {
  const waits = (flag: string) =>
    `while (READ_ONCE(${flag}) == 0) cpu_relax(); atomic_fetch_inc_relaxed(&count);`;
  expect(
    judged(`int count, x, y;
cpu 0 "a" { ${waits('x')} }
cpu 1 "b" { ${waits('y')} }`),
  ).toBe('deadlock');
});

test('an atomic that is done early behind a wait does not keep another CPU from its own for good', () => {
  expect(
    judged(`int count, x;
cpu 0 "a" { while (READ_ONCE(x) == 0) cpu_relax(); atomic_fetch_inc_relaxed(&count); }
cpu 1 "b" { atomic_fetch_inc_relaxed(&count); smp_mb(); WRITE_ONCE(x, 1); }`),
  ).toBe('holds');
});

/** CPU 1 may read x through no pointer before it knows the pointer, but has to give that back when x changes meanwhile. */
const EARLY = `property early "x was read as 0, is 1 by now, and the older read of it is still to come."
int x;
int *p = &x;
ghost bool knows;
ghost int second = 9;
invariant(!(second == 0 && x == 1 && !knows), early);
cpu 0 "a" { WRITE_ONCE(x, 1); }
cpu 1 "b" {
    int *q = READ_ONCE(p) @ knows = true;
    int f = READ_ONCE(*q);
    int s = READ_ONCE(x) @ second = 0 + s;
}`;

test('what is violated on the way into a squash is not violated', () => {
  expect(judged(EARLY)).toBe('holds');
});

test('a single step into a squash violates nothing either, though the machine alone says so', () => {
  const machine = machineOf(EARLY);
  const [source, target] = [new Int32Array(machine.width), new Int32Array(machine.width)];
  machine.initial(source, 0);
  const seen = new Set([source.join()]);
  const left = [source];
  const statuses = new Set<string>();
  for (let state = left.pop(); state !== undefined; state = left.pop()) {
    for (const choice of machine.choices.slice(0, machine.enabled(state, 0))) {
      const alone = machine.step(state, 0, choice, target, 0);
      const lawful = lawfulStep(machine, state, choice, target);
      if (alone === VIOLATED) statuses.add(lawful === SQUASHED ? 'void' : 'violated');
      if (lawful === SQUASHED || seen.has(target.join())) continue;
      seen.add(target.join());
      left.push(target.slice());
    }
  }
  expect([...statuses]).toEqual(['void']);
});

test('everything that one step violates is named', () => {
  expect(
    judged(`property one "x"
property two "y"
int x;
invariant(x == 0, one);
invariant(x != 1, two);
cpu 0 "a" { WRITE_ONCE(x, 1); }`),
  ).toBe('violated one two');
});

test('a choice that only violates what can never have happened is offered as one that does not exist', () => {
  const machine = machineOf(`property twice "Both drew nought."
int next, a, b;
invariant(!(a && b), twice);
cpu 0 "a" { if (atomic_fetch_inc_relaxed(&next) == 0) WRITE_ONCE(a, 1); }
cpu 1 "b" { if (atomic_fetch_inc_relaxed(&next) == 0) WRITE_ONCE(b, 1); }`);
  const player = new Player(machine, null);
  for (let steps = 0; steps < 20; steps++) {
    const choice = player.choices().find(({ squashed }) => squashed !== true);
    if (!choice) break;
    expect(player.take(choice.choice)).toBe(true);
    expect(player.steps.at(-1)?.trace.violated).toBeNull();
  }
  expect(machine.isFinished(player.state, 0)).toBe(true);
});

test('a wait that compares with a load still in flight takes a value back that turns out not to end it', () => {
  expect(
    judged(`int x, y;
cpu 0 "a" { int r = READ_ONCE(x); while (READ_ONCE(y) < r) cpu_relax(); }
cpu 1 "b" { WRITE_ONCE(x, 1); WRITE_ONCE(y, 1); }`),
  ).toBe('holds');
});

test('what stands behind a wait that never ends has not happened', () => {
  expect(
    judged(`property never "It came to that."
int x, f;
ghost int g;
invariant(g == 0, never);
cpu 0 "a" { while (READ_ONCE(f) == 0) cpu_relax(); int r = READ_ONCE(x) @ g = 1; }
cpu 1 "b" { WRITE_ONCE(x, 1); }`),
  ).toBe('deadlock');
});

test('what a wait compares with is not decided by leaving states out', () => {
  expect(
    judged(`int x, a;
cpu 0 "a" { int r = xchg_release(&x, 0); while (READ_ONCE(a) == r) cpu_relax(); }
cpu 1 "b" { }
cpu 2 "c" { WRITE_ONCE(x, 1); }`),
  ).toBe('deadlock');
});
