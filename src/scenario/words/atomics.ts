/**
 * Atomics: Documentation/atomic_t.txt, arch/arm64/include/asm/atomic_lse.h and cmpxchg.h, arch/x86/include/asm/atomic.h and
 * cmpxchg.h. Of a word that gives a value there are four forms.
 */
import { cost, word, type Cost, type Orders, type Word, type WordGroup } from './word.ts';

const FORMS: readonly (readonly [suffix: string, orders: Orders, arm64: string])[] = [
  ['', 'full', 'AL'],
  ['_acquire', 'acquire', 'A'],
  ['_release', 'release', 'L'],
  ['_relaxed', 'nothing', ''],
];

type Failure = NonNullable<Word['fails']>;

/** A word in its four forms; `arm64` and `x86` name the instruction. */
function forms(
  signature: string,
  says: string,
  arm64: string,
  x86: string,
  fails?: Failure,
): readonly Word[] {
  const base = word(signature, says).name;
  return FORMS.map(([suffix, orders, letters]) =>
    word(
      signature.replace(`${base}(`, `${base}${suffix}(`),
      says,
      cost(arm64 + letters, orders),
      cost(x86, 'full'),
      { ...(suffix === '' ? {} : { formOf: base }), ...(fails ? { fails } : {}) },
    ),
  );
}

const LOCKED_FAILURE: Failure = { arm64: 'nothing', x86: 'full' };
const READ_FAILURE: Failure = { arm64: 'nothing', x86: 'tso' };

interface Verb {
  readonly verb: string;
  readonly does: string;
  readonly arm64: string;
  /** As an instruction without a result; with one it is XADD or, for bits, a loop of CMPXCHG. */
  readonly x86: string;
  readonly operand: boolean;
}

const ARITHMETIC: readonly Verb[] = [
  { verb: 'add', does: 'adds', arm64: 'LDADD', x86: 'LOCK ADD', operand: true },
  { verb: 'sub', does: 'subtracts', arm64: 'LDADD', x86: 'LOCK SUB', operand: true },
  { verb: 'inc', does: 'adds 1', arm64: 'LDADD', x86: 'LOCK INC', operand: false },
  { verb: 'dec', does: 'subtracts 1', arm64: 'LDADD', x86: 'LOCK DEC', operand: false },
];

const BITWISE: readonly Verb[] = [
  { verb: 'or', does: 'ors', arm64: 'LDSET', x86: 'LOCK OR', operand: true },
  { verb: 'and', does: 'ands', arm64: 'LDCLR', x86: 'LOCK AND', operand: true },
  { verb: 'xor', does: 'xors', arm64: 'LDEOR', x86: 'LOCK XOR', operand: true },
  { verb: 'andnot', does: 'ands with the complement', arm64: 'LDCLR', x86: 'LOCK AND', operand: true },
];

const list = ({ operand }: Verb) => (operand ? 'int i, atomic_t *v' : 'atomic_t *v');

function withResult(verb: Verb): readonly Word[] {
  const args = list(verb);
  const isBitwise = BITWISE.includes(verb);
  const x86 = isBitwise ? 'LOCK CMPXCHG loop' : 'LOCK XADD';
  const fetch = forms(
    `int atomic_fetch_${verb.verb}(${args})`,
    `${verb.does}, gives the old value`,
    verb.arm64,
    x86,
  );
  if (isBitwise) return fetch;
  return [
    ...forms(`int atomic_${verb.verb}_return(${args})`, `${verb.does}, gives the new value`, verb.arm64, x86),
    ...fetch,
  ];
}

function withoutResult(verb: Verb): Word {
  return word(
    `void atomic_${verb.verb}(${list(verb)})`,
    verb.does,
    cost(verb.arm64.replace('LD', 'ST'), 'nothing'),
    cost(verb.x86, 'full'),
  );
}

const FULL: readonly [Cost, Cost] = [cost('LDADDAL', 'full'), cost('LOCK SUB', 'full')];
const LOOP: readonly [Cost, Cost] = [cost('LDR; CASAL', 'full'), cost('MOV; LOCK CMPXCHG', 'full')];

function conditional(signature: string, says: string): Word {
  return word(signature, says, ...LOOP, { fails: READ_FAILURE });
}

export const ATOMICS: WordGroup = {
  title: 'Atomics',
  words: [
    word('int atomic_read(atomic_t *v)', 'loads', cost('LDR', 'nothing'), cost('MOV', 'tso')),
    word('int atomic_read_acquire(atomic_t *v)', 'loads', cost('LDAR', 'acquire'), cost('MOV', 'tso')),
    word('void atomic_set(atomic_t *v, int i)', 'stores', cost('STR', 'nothing'), cost('MOV', 'tso')),
    word(
      'void atomic_set_release(atomic_t *v, int i)',
      'stores',
      cost('STLR', 'release'),
      cost('MOV', 'tso'),
    ),
    ...[...ARITHMETIC, ...BITWISE].map(withoutResult),
    ...[...ARITHMETIC, ...BITWISE].flatMap(withResult),
    word('bool atomic_sub_and_test(int i, atomic_t *v)', 'subtracts, tells whether that made 0', ...FULL),
    word('bool atomic_dec_and_test(atomic_t *v)', 'subtracts 1, tells whether that made 0', ...FULL),
    word('bool atomic_inc_and_test(atomic_t *v)', 'adds 1, tells whether that made 0', ...FULL),
    ...forms(
      'bool atomic_add_negative(int i, atomic_t *v)',
      'adds, tells whether that is negative',
      'LDADD',
      'LOCK ADD',
    ),
    ...forms('T xchg(T *p, value)', 'exchanges, gives the old value', 'SWP', 'XCHG'),
    ...forms('int atomic_xchg(atomic_t *v, int new)', 'exchanges, gives the old value', 'SWP', 'XCHG'),
    ...forms(
      'T cmpxchg(T *p, old, new)',
      'exchanges where it finds old, gives what it found',
      'CAS',
      'LOCK CMPXCHG',
      LOCKED_FAILURE,
    ),
    ...forms(
      'int atomic_cmpxchg(atomic_t *v, int old, int new)',
      'exchanges where it finds old, gives what it found',
      'CAS',
      'LOCK CMPXCHG',
      LOCKED_FAILURE,
    ),
    ...forms(
      'bool try_cmpxchg(T *p, T *old, new)',
      'exchanges where it finds *old and says so; else puts what it found into the local',
      'CAS',
      'LOCK CMPXCHG',
      LOCKED_FAILURE,
    ),
    ...forms(
      'bool atomic_try_cmpxchg(atomic_t *v, int *old, int new)',
      'exchanges where it finds *old and says so; else puts what it found into the local',
      'CAS',
      'LOCK CMPXCHG',
      LOCKED_FAILURE,
    ),
    conditional(
      'int atomic_fetch_add_unless(atomic_t *v, int a, int u)',
      'adds a unless it finds u, gives what it found',
    ),
    conditional(
      'bool atomic_add_unless(atomic_t *v, int a, int u)',
      'adds a unless it finds u, tells whether it did',
    ),
    conditional('bool atomic_inc_not_zero(atomic_t *v)', 'adds 1 unless it finds 0, tells whether it did'),
    conditional(
      'bool atomic_inc_unless_negative(atomic_t *v)',
      'adds 1 unless it finds a negative value, tells whether it did',
    ),
    conditional(
      'bool atomic_dec_unless_positive(atomic_t *v)',
      'subtracts 1 unless it finds a positive value, tells whether it did',
    ),
    conditional(
      'int atomic_dec_if_positive(atomic_t *v)',
      'subtracts 1 where that is not negative; gives the old value less 1 either way',
    ),
  ],
};
