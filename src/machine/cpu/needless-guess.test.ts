import { describe, expect, test } from 'vitest';
import { createMachine } from '../machine.ts';
import type { Model, Program } from '../program.ts';
import { classic } from '../words/notation.ts';

/** The guesses that are choices after `played` (their keys), and whether a search can do without them. */
function guesses(program: Program, played: readonly string[] = [], model: Model = 'arm'): readonly string[] {
  const machine = createMachine({ ...program, guessesAreSteps: true }, model);
  let state = new Int32Array(machine.width);
  machine.initial(state, 0);
  const list = () =>
    Array.from(machine.choices.slice(0, machine.enabled(state, 0)), (choice) => ({
      ...machine.choiceInfo(state, 0, choice),
      needless: machine.isNeedless(state, 0, choice),
    }));
  for (const key of played) {
    const choice = list().find((one) => one.key === key);
    if (!choice)
      throw new Error(
        `${key}: ${list()
          .map((one) => one.key)
          .join(' ')}`,
      );
    const next = new Int32Array(machine.width);
    machine.step(state, 0, choice.choice, next, 0);
    state = next;
  }
  expect(list().every(({ kind, needless }) => kind === 'predict' || !needless)).toBe(true);
  return list().flatMap(({ kind, words, needless }) =>
    kind === 'predict' ? [`${words}${needless ? ': needless' : ''}`] : [],
  );
}

const TAKEN = 'predicts the branch taken';
const NOT_TAKEN = 'predicts the branch not taken';
const EITHER = [TAKEN, NOT_TAKEN];
const NEITHER = EITHER.map((words) => `${words}: needless`);

describe('a guess can wait', () => {
  test.each([
    ['behind an acquire', NEITHER, 'R.acq x; R y; ctrl r1; R z'],
    ['of the acquire’s own value', NEITHER, 'R.acq x; ctrl r0; R z'],
    ['not behind a relaxed load', EITHER, 'R x; R y; ctrl r1; R z'],
    ['behind a full barrier that is incomplete', NEITHER, 'R x; mb; R y; ctrl r1; R z'],
    ['behind one that holds back loads and stores for a load', NEITHER, 'R x; rmb; R y; ctrl r1; R z'],
    ['not behind one that holds back stores only', EITHER, 'W x 1; wmb; R y; ctrl r0; R z'],
    ['not behind a release', EITHER, 'W.rel x 1; R y; ctrl r0; R z'],
    ['not where text can be fetched ahead', EITHER, 'R.acq x; R y; ctrl r1; E t; R z'],
    ['where an ISB comes before the fetch', NEITHER, 'R.acq x; R y; ctrl r1; R z; isb; E t'],
    ['not where a walk can begin ahead', EITHER, 'R.acq x; R y; ctrl r1; R v'],
    ['where pages are, but not behind it', NEITHER, 'R.acq x; R y; ctrl r1; R z; isb; R v'],
  ])('%s', (_, expected, thread) => {
    // The other CPU keeps the cells from being this one's own.
    expect(guesses(classic(thread, 'W x 1; W y 1; W z 1'))).toEqual(expected);
  });

  test.each(['dsb', 'isb; dsb'])('not where a read-side section begins, %s', (fences) => {
    const program = classic(`R.acq x; R y; ctrl r1; R z; ${fences}`, 'W x 1; W y 1; W z 1');
    const code = program.code.map((instr) =>
      instr.op === 'fence' && instr.kind === 'dsb.sy'
        ? ({ op: 'effect', effects: [], timing: 'now', at: instr.at } as const)
        : instr,
    );
    expect(guesses(program)).toEqual(NEITHER);
    expect(guesses({ ...program, code })).toEqual(EITHER);
  });

  test('until what holds back the rest is complete', () => {
    const program = classic('R.acq x; R y; ctrl r1; R z', 'W x 1; W y 1; W z 1');
    expect(guesses(program, ['0:value:0.0'])).toEqual(EITHER);
  });
});

describe('a compare-and-swap’s guess', () => {
  const others = 'W x 1; W y 1; W z 1';
  const CAS = ['will succeed', 'will fail'];

  test('goes on where what acts at issue could come behind it', () => {
    expect(guesses(classic('R.acq x; C y 0 1; R z', others))).toEqual(CAS);
  });

  test('can wait where an older branch is open, which all that waits for', () => {
    const program = classic('R x; ctrl r0; R.acq y; C z 0 1; R x', others);
    expect(guesses(program, ['0:predict:0.1~0'])).toEqual(CAS.map((words) => `${words}: needless`));
  });
});

test('a guess that contradicts an older one is needless', () => {
  const program = classic('R x; ctrl r0; ctrl r0; R z', 'W x 1; W z 1');
  expect(guesses(program, ['0:predict:0.1~0'])).toEqual([TAKEN, `${NOT_TAKEN}: needless`]);
  expect(guesses(program, ['0:predict:0.1~1'])).toEqual([`${TAKEN}: needless`, NOT_TAKEN]);
});

test('where an invariant looks into registers, nothing waits', () => {
  const program = classic('R.acq x; R y; ctrl r1; R z', 'W x 1; W y 1; W z 1');
  const cond = { k: 'final', cpu: 0, r: 2 } as const;
  expect(guesses({ ...program, invariants: [{ cond: { k: 'un', op: '!', a: cond }, property: 0 }] })).toEqual(
    EITHER,
  );
});
