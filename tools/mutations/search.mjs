// What the search leaves out and what it makes of the graph: reduction, symmetry, verdicts, runs that never were.

const reduction = 'src/explore/reduction.ts';
const reductionTests = ['src/explore/reduction.test.ts'];
const explorationTests = ['src/explore/exploration.test.ts'];

const needless = 'src/machine/cpu/needless-guess.ts';
const needlessTests = ['src/machine/cpu/needless-guess.test.ts'];
const contradiction = 'src/machine/cpu/contradiction.ts';
const contradictionTests = ['src/machine/cpu/contradiction.test.ts'];

/** @type {import('./mutation.mjs').Rows} */
export const search = [
  [
    'needless: a guess waits for what holds back loads and stores',
    needless,
    'blocked(queue, length, false) && blocked(queue, length, true)',
    'blocked(queue, length, true)',
    needlessTests,
  ],
  [
    'needless: what is no branch waits behind one only',
    needless,
    "if (instr.op !== 'branch' && !branchOpen(queue, length)) return false;",
    '',
    needlessTests,
  ],
  [
    'needless: not where something begins behind it by itself',
    'src/machine/tables/plan.ts',
    '!reaches(program, [pc], begins) && !reaches(program, [pc], acts, false)',
    '!reaches(program, [pc], acts, false)',
    needlessTests,
  ],
  [
    'needless: nor where a read-side section begins',
    'src/machine/tables/plan.ts',
    '!reaches(program, [pc], acts, false)',
    'true',
    needlessTests,
  ],
  [
    'needless: not where an invariant looks into registers',
    'src/machine/tables/plan.ts',
    'if (seen.size > 0) return can;',
    '',
    needlessTests,
  ],
  [
    'needless: what contradicts an older guess',
    needless,
    'wrong.length < guesses.length ? new Set(wrong) : NONE',
    'NONE',
    needlessTests,
  ],
  [
    'contradiction: bits above those that constants tell apart may be mixed',
    contradiction,
    'bits.length > 1 ? [x, x | one, x | all] : [x, x | one]',
    '[x, x | all]',
    contradictionTests,
  ],
  [
    'contradiction: values between constants',
    contradiction,
    '[(c - 1) | 0, c, (c + 1) | 0]',
    '[c]',
    contradictionTests,
  ],
  [
    'a search leaves out no choice where there are no others',
    'src/explore/searched-choices.ts',
    'kept === 0 ? count : kept',
    'kept',
    ['src/explore/searched-choices.test.ts'],
  ],
  [
    'a guess that is asked for is searched',
    'src/explore/reach.ts',
    "goal.k === 'step' && goal.kind === 'predict'",
    'false',
    ['src/explore/searched-choices.test.ts'],
  ],
  [
    'fate: a state that was left out has that of those behind it',
    'src/explore/exploration.ts',
    'isWhole ? flagsBeyond(machine, state, known) : FRONTIER',
    'FRONTIER',
    ['src/explore/searched-choices.test.ts'],
  ],
  [
    'nobody polls for ever what is about to change',
    'src/explore/components.ts',
    'dropped && this.isRefuted(members, first, end)',
    'false',
    ['src/explore/judge/judge.test.ts', 'src/explore/exploration.test.ts'],
  ],
  [
    'reduction: a CPU that may be interrupted is not taken alone',
    reduction,
    '(this.infos[cpu] as PartInfo).unfit || this.mayBeInterrupted(cpu)',
    '(this.infos[cpu] as PartInfo).unfit',
    reductionTests,
  ],
  [
    'reduction: nor one that an atomic holds back',
    reduction,
    'if ((machine.heldBack & (1 << cpu)) !== 0) continue;',
    '',
    [...reductionTests, 'src/explore/completion.test.ts'],
  ],
  [
    'fate: good and bad is open',
    'src/explore/fate.ts',
    "if (good && bad) return 'open';",
    "if (good && bad) return 'doomed';",
    explorationTests,
  ],
  [
    'fate: the unexplored may change it',
    'src/explore/fate.ts',
    "if ((flags & FRONTIER) !== 0) return 'unknown';",
    '',
    explorationTests,
  ],
  [
    'fate: a void state has none',
    'src/explore/fate.ts',
    "if ((flags & VOID) !== 0) return 'unknown';",
    '',
    [...explorationTests, 'src/explore/completion.test.ts'],
  ],
  [
    'void: a violation on a run that is squashed later does not count',
    'src/explore/lawful-step.ts',
    "return kind === 'void' || kind === 'held' ? SQUASHED : status;",
    'return status;',
    ['src/explore/completion.test.ts'],
  ],
  [
    'symmetry: situations are told by what is in flight',
    'src/machine/symmetry/symmetry.ts',
    'addr: addressOf(e.addr, names)',
    'addr: 0',
    ['src/explore/symmetry.test.ts'],
  ],
  [
    'symmetry: hooks are part of a situation',
    'src/machine/symmetry/symmetry.ts',
    "return key + hooks.join('');",
    'return key;',
    ['src/explore/symmetry.test.ts'],
  ],
];
