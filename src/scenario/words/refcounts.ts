/** Reference counts: Documentation/core-api/refcount-vs-atomic.rst, include/linux/refcount.h, kref.h. */
import { cost, word, type WordGroup } from './word.ts';

const INC = [cost('LDADD', 'nothing'), cost('LOCK XADD', 'full')] as const;
const FAILS = { fails: { arm64: 'nothing', x86: 'tso' } } as const;
const CMPXCHG = cost('MOV; LOCK CMPXCHG', 'full');
const WARNS = 'a count that was 0 or gets too large violates `refcount-saturated`';

export const REFCOUNTS: WordGroup = {
  title: 'Reference counts',
  words: [
    word('void refcount_set(refcount_t *r, int n)', 'stores', cost('STR', 'nothing'), cost('MOV', 'tso')),
    word(
      'void refcount_set_release(refcount_t *r, int n)',
      'stores, of an object that others may find at once',
      cost('STLR', 'release'),
      cost('MOV', 'tso'),
    ),
    word('int refcount_read(refcount_t *r)', 'loads', cost('LDR', 'nothing'), cost('MOV', 'tso')),
    word('void refcount_inc(refcount_t *r)', `adds 1; ${WARNS}`, ...INC),
    word('void refcount_add(int i, refcount_t *r)', `adds; ${WARNS}`, ...INC),
    word(
      'bool refcount_inc_not_zero(refcount_t *r)',
      'adds 1 unless it finds 0, tells whether it did; stores behind a test of that come after',
      cost('LDR; CAS', 'nothing'),
      CMPXCHG,
      FAILS,
    ),
    word(
      'bool refcount_add_not_zero(int i, refcount_t *r)',
      'adds unless it finds 0, tells whether it did',
      cost('LDR; CAS', 'nothing'),
      CMPXCHG,
      FAILS,
    ),
    word(
      'bool refcount_inc_not_zero_acquire(refcount_t *r)',
      'the same, for objects whose memory may be another by now',
      cost('LDR; CASA', 'acquire'),
      CMPXCHG,
      FAILS,
    ),
    word(
      'bool refcount_add_not_zero_acquire(int i, refcount_t *r)',
      'the same, for objects whose memory may be another by now',
      cost('LDR; CASA', 'acquire'),
      CMPXCHG,
      FAILS,
    ),
    word(
      'bool refcount_dec_if_one(refcount_t *r)',
      'makes 0 out of 1, tells whether it did',
      cost('LDR; CASL', 'release'),
      CMPXCHG,
      FAILS,
    ),
    word(
      'bool refcount_dec_not_one(refcount_t *r)',
      'subtracts 1 unless it finds 1, tells whether it did',
      cost('LDR; CASL', 'release'),
      CMPXCHG,
      FAILS,
    ),
  ],
};
