// What the search leaves out and what it makes of the graph: reduction, symmetry, verdicts, runs that never were.

const reduction = 'src/explore/reduction.ts';
const reductionTests = ['src/explore/reduction.test.ts'];
const explorationTests = ['src/explore/exploration.test.ts'];

/** @type {import('./mutation.mjs').Rows} */
export const search = [
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
