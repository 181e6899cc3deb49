import { describe, expect, test } from 'vitest';
import { explore } from './exploration.ts';
import { Reduction } from './reduction.ts';
import { machineOf, verdictOf, type Case } from '../machine/words/verdict.fixture.ts';

const CASES: readonly Case[] = [
  { arch: 'arm64', model: 'sc' },
  { arch: 'arm64', model: 'arm' },
  { arch: 'x86', model: 'tso' },
];

/** A thread that does what is left for it, and sleeps. */
const thread = (rests: string) => `int todo, did;
#define worker cpu_task(1)
cpu 1 "worker" ${rests} {
    for (;;) {
        set_current_state(TASK_INTERRUPTIBLE);
        if (!READ_ONCE(todo)) { schedule(); continue; }
        __set_current_state(TASK_RUNNING);
        WRITE_ONCE(todo, 0);
        WRITE_ONCE(did, 1);
    }
}`;

describe.each(CASES)('$model: a task that may sleep for ever', (how) => {
  const leaves = 'cpu 0 { WRITE_ONCE(todo, 1); wake_up_process(worker); }';

  test('keeps no run from its end', () => {
    expect(verdictOf(`${thread('rests')} cpu 0 { }`, how)).toBe('holds');
    expect(verdictOf(`${thread('')} cpu 0 { }`, how)).toBe('deadlock');
  });

  test('goes on before the end where it can', () => {
    expect(verdictOf(`${thread('rests')} ${leaves} final(did == 1, bad);`, how)).toBe('holds');
    const lost = leaves.replace('wake_up_process(worker);', '');
    expect(verdictOf(`${thread('rests')} ${lost} final(did == 1, bad);`, how)).toBe('violated bad');
  });

  test('is no excuse for others, nor for waiting without sleeping', () => {
    const waits = 'cpu 0 { while (!READ_ONCE(did)) cpu_relax(); }';
    expect(verdictOf(`${thread('rests')} ${waits}`, how)).toBe('deadlock');
    expect(verdictOf('int x; cpu 0 rests { while (!READ_ONCE(x)) cpu_relax(); }', how)).toBe('deadlock');
    expect(verdictOf('struct mutex m; cpu 0 { mutex_lock(&m); } cpu 1 rests { mutex_lock(&m); }', how)).toBe(
      'deadlock',
    );
  });

  test('takes interrupts before the end', () => {
    const text = `${thread('rests')} on irq kick { WRITE_ONCE(did, 2); } cpu 0 { raise(kick, 1); } final(did == 2, bad);`;
    expect(verdictOf(text, how)).toBe('holds');
  });

  test('has the same ends where states are left out', () => {
    const ends = (reduce: boolean) => {
      const machine = machineOf(`${thread('rests')} ${leaves} observe todo, did;`, how);
      const { verdict, outcomes } = explore(machine, {
        states: 50_000,
        ...(reduce ? { reduce: Reduction } : {}),
      });
      return { verdict, outcomes: outcomes.map(({ kind, label }) => `${kind} ${label}`) };
    };
    expect(ends(true)).toEqual(ends(false));
    expect(ends(true)).toEqual({ verdict: 'holds', outcomes: [expect.stringMatching(/^finished.*did=1/)] });
  });
});
