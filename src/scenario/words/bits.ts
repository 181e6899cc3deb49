/** Bits and masks: Documentation/atomic_bitops.txt, include/asm-generic/bitops/, arch/x86/include/asm/bitops.h. */
import { cost, word, type WordGroup } from './word.ts';

const LOAD = cost('LDR', 'nothing');
const MOV = cost('MOV', 'tso');
const SET = cost('STSET', 'nothing');
const CLEAR = cost('STCLR', 'nothing');
const PLAIN = cost('LDR; STR', 'nothing');
const PLAIN_X86 = cost('MOV; MOV', 'tso');
const LOCK_BTS = cost('LOCK BTS', 'full');
const LOCK_BTR = cost('LOCK BTR', 'full');
const LOCK_BTC = cost('LOCK BTC', 'full');

export const BITS: WordGroup = {
  title: 'Bits and masks',
  words: [
    word('bool test_bit(int nr, unsigned long *p)', 'whether a bit is set', LOAD, MOV),
    word(
      'bool test_bit_acquire(int nr, unsigned long *p)',
      'whether a bit is set',
      cost('LDAR', 'acquire'),
      MOV,
    ),
    word('void set_bit(int nr, unsigned long *p)', 'sets a bit', SET, LOCK_BTS),
    word('void clear_bit(int nr, unsigned long *p)', 'clears a bit', CLEAR, LOCK_BTR),
    word('void change_bit(int nr, unsigned long *p)', 'flips a bit', cost('STEOR', 'nothing'), LOCK_BTC),
    word(
      'bool test_and_set_bit(int nr, unsigned long *p)',
      'sets a bit, tells what it was',
      cost('LDSETAL', 'full'),
      LOCK_BTS,
    ),
    word(
      'bool test_and_clear_bit(int nr, unsigned long *p)',
      'clears a bit, tells what it was',
      cost('LDCLRAL', 'full'),
      LOCK_BTR,
    ),
    word(
      'bool test_and_change_bit(int nr, unsigned long *p)',
      'flips a bit, tells what it was',
      cost('LDEORAL', 'full'),
      LOCK_BTC,
    ),
    word(
      'bool test_and_set_bit_lock(int nr, unsigned long *p)',
      'sets a bit that is a lock, tells what it was',
      cost('LDR; LDSETA', 'acquire'),
      LOCK_BTS,
      { fails: { arm64: 'nothing', x86: 'full' } },
    ),
    word(
      'void clear_bit_unlock(int nr, unsigned long *p)',
      'clears a bit that is a lock',
      cost('LDCLRL', 'release'),
      LOCK_BTR,
    ),
    word(
      'void __clear_bit_unlock(int nr, unsigned long *p)',
      'clears a bit that is a lock, where nobody else changes the word',
      cost('LDR; STLR', 'release'),
      PLAIN_X86,
    ),
    word(
      'void __set_bit(int nr, unsigned long *p)',
      'sets a bit by a load and a store: what another CPU does between them is lost',
      PLAIN,
      PLAIN_X86,
    ),
    word(
      'void __clear_bit(int nr, unsigned long *p)',
      'clears a bit by a load and a store',
      PLAIN,
      PLAIN_X86,
    ),
    word(
      'void __change_bit(int nr, unsigned long *p)',
      'flips a bit by a load and a store',
      PLAIN,
      PLAIN_X86,
    ),
    word(
      'bool __test_and_set_bit(int nr, unsigned long *p)',
      'sets a bit by a load and a store, tells what it was',
      PLAIN,
      PLAIN_X86,
    ),
    word(
      'bool __test_and_clear_bit(int nr, unsigned long *p)',
      'clears a bit by a load and a store, tells what it was',
      PLAIN,
      PLAIN_X86,
    ),
    word(
      'bool __test_and_change_bit(int nr, unsigned long *p)',
      'flips a bit by a load and a store, tells what it was',
      PLAIN,
      PLAIN_X86,
    ),
    word('bool cpumask_test_cpu(int cpu, cpumask_t *mask)', 'whether a CPU is in a mask', LOAD, MOV),
    word('void cpumask_set_cpu(int cpu, cpumask_t *mask)', 'puts a CPU into a mask', SET, LOCK_BTS),
    word('void cpumask_clear_cpu(int cpu, cpumask_t *mask)', 'takes a CPU out of a mask', CLEAR, LOCK_BTR),
    word(
      'bool cpumask_test_and_set_cpu(int cpu, cpumask_t *mask)',
      'puts a CPU into a mask, tells whether it was there',
      cost('LDSETAL', 'full'),
      LOCK_BTS,
    ),
    word(
      'bool cpumask_test_and_clear_cpu(int cpu, cpumask_t *mask)',
      'takes a CPU out of a mask, tells whether it was there',
      cost('LDCLRAL', 'full'),
      LOCK_BTR,
    ),
    word('bool cpumask_empty(cpumask_t *mask)', 'whether no CPU is in a mask', LOAD, MOV),
    word('void cpumask_setall(cpumask_t *mask)', 'puts every CPU into a mask', cost('STR', 'nothing'), MOV),
    word('void cpumask_clear(cpumask_t *mask)', 'takes every CPU out of a mask', cost('STR', 'nothing'), MOV),
  ],
};
