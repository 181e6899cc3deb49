/** A small test's verdict for tests of the front ends: all final states by the plainest search there is. */
import { createMachine, type Machine, type Model, SQUASHED } from '../../machine/index.ts';
import { compileLitmus } from './compile.ts';
import { litmusVerdict } from './verdict.ts';

/** Observed values of every final state, by the plainest search there is. */
function finalsOf(machine: Machine): number[][] {
  const start = new Int32Array(machine.width);
  machine.initial(start, 0);
  const seen = new Set([start.join()]);
  const finals: number[][] = [];
  for (const todo = [start]; todo.length > 0;) {
    const state = todo.pop() ?? start;
    if (machine.isFinished(state, 0)) finals.push(machine.observe(state, 0));
    const choices = machine.choices.slice(0, machine.enabled(state, 0));
    for (const choice of choices) {
      const next = new Int32Array(machine.width);
      if (machine.step(state, 0, choice, next, 0) === SQUASHED || seen.has(next.join())) continue;
      seen.add(next.join());
      todo.push(next);
    }
  }
  return finals;
}

/** `Never 3` and the like, or the code of what is unsupported. */
export function judge(text: string, model: Model): string {
  const compiled = compileLitmus(text, model);
  if (compiled.kind !== 'test') return compiled.diagnostic.code;
  const { test } = compiled;
  const { verdict, finals } = litmusVerdict(test, finalsOf(createMachine(test.program, model)));
  return `${verdict} ${finals}`;
}

export type Case = readonly [title: string, model: Model, expected: string, text: string];
