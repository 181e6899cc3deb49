/** Kinds of rows and claims that are met in the field, each as small as shows it. */
import { describe, expect, it, test } from 'vitest';
import { happens, read } from './table-answers.fixture.ts';

function statements(text: string): readonly (string | null)[] {
  return read(text).cells.map(({ statement }) => statement);
}

describe('rows', () => {
  it('say who does it, and what in words', () => {
    expect(
      statements(`    CPU 1                     CPU 2
    task 1 does rcu_read lock
                              task 2 spins on the lock
    task 1 sets done true
                              task 2 acquires the lock
    thread 1 does rcu_read_unlock()
`),
    ).toEqual(['rcu_read_lock()', null, 'WRITE_ONCE(done, true)', 'spin_lock(&lock)', 'rcu_read_unlock()']);
  });

  it('take sections of SRCU by their words, which block nobody', () => {
    const reading = read(`No deadlock can occur here:

    CPU 0                     CPU 1
    lock A                    srcu lock B
    srcu lock B               lock A
    srcu unlock B             unlock A
    unlock A                  srcu unlock B
`);
    expect(reading.cells.every(({ as }) => as === 'statement')).toBe(true);
    expect(happens(reading)).toBe('nowhere');
  });

  it('name members as C, and find them old', () => {
    const reading = read(`    vcpu 0                    vcpu 1
    set v->dbg
    smp_mb()
    set inhibit
                              read stale v->dbg
                              clear inhibit
`);
    expect(reading.cells.map(({ statement }) => statement)).toEqual([
      'WRITE_ONCE(v->dbg, 1)',
      'smp_mb()',
      'WRITE_ONCE(inhibit, 1)',
      'r0 = READ_ONCE(v->dbg)',
      'WRITE_ONCE(inhibit, 0)',
    ]);
    expect(reading.asked.text).toContain('r0 == 0');
  });

  it('hold nothing where they are barriers or accesses, however deep the next one stands', () => {
    const reading = read(`    WAIT                      WAKE
    [S] tsk = current         [S] cond = true
        MB (A)                    MB (B)
    [L] cond                  [L] tsk
`);
    expect(reading.asked.text).toContain('CPU 0: r0 == 0, CPU 1: r0 == NULL');
    expect(happens(reading)).toBe('nowhere');
    expect(happens(reading, { mb: 'off' })).toBe('tso arm');
  });

  it('leave a function that stands above, and do not call it again', () => {
    const { source } = read(`    CPU 0                     CPU 1
    [call spin_lock(&l)]
    [leave spin_lock()]
                              x = 1;
    r = x;
    spin_unlock(&l);
`);
    expect(source?.match(/spin_lock/g)).toHaveLength(1);
  });

  it('give a callback that another column draws to nobody else', () => {
    const { cells } = read(`    CPU 0                     CPU 1
    call_rcu(&p->rcu, done_fn);
                              done_fn()
                                p->done = 1;
    r = p->done;
`);
    expect(cells[0]).toMatchObject({ statement: null, isUnknown: true });
  });
});

describe('instructions', () => {
  it('of Arm, with what the text says may be observed', () => {
    const reading = read(`    CPU0                    CPU1
    STR W1, [X]             LDR W2, [Y]
    DMB ISHST               CBZ W2, out
    STR W1, [Y]             LDR W3, [X]

So W2 = 1, W3 = 0 may be observed.
`);
    expect(reading.cells[0]).toMatchObject({ text: 'STR W1, [X]', statement: 'WRITE_ONCE(X, 1)' });
    expect(reading.asked.text).toContain('CPU 1: W2 == 1, CPU 1: W3 == 0');
    expect(happens(reading)).toBe('arm');
  });

  it('that release and acquire', () => {
    const reading = read(`    CPU0                    CPU1
    MOV W0, #2              LDAR W2, [Y]
    STR W0, [X]             LDR W3, [X]
    STLR W0, [Y]

It never ends up with W2 = 2 and W3 = 0.
`);
    expect(happens(reading)).toBe('nowhere');
  });

  it('of x86, of which both loads can miss', () => {
    const reading = read(`    CPU0                    CPU1
    movl $1, x              movl $1, y
    movl y, %eax            movl x, %ebx

Both eax and ebx can be 0.
`);
    expect(reading.asked.text).toContain('eax == 0');
    expect(happens(reading)).toBe('tso arm');
  });
});

describe('values', () => {
  it.each([
    ['r = x;  // =? 1', 'r == 1'],
    ['LOAD x (gets 1)', 'r0 == 1'],
  ])('%s', (cell, asked) => {
    expect(
      read(`    CPU 0                     CPU 1
    x = 1;
                              ${cell}
`).asked.text,
    ).toContain(asked);
  });

  it('a remark may be the only row that says what is read', () => {
    const reading = read(`    CPU 0                     CPU 1
    d->on = 0
    d->on = 1
                              take(&l)
                              // sees d->on = 1
                              d->on = 0
`);
    expect(reading.asked.text).toContain('r0 == 1');
  });

  it.each([
    ['read(x) is not zero', 'r0 != 0'],
    ['if (IS_ERR_OR_NULL(x))  // true', 'r0 != 0'],
  ])('%s', (cell, asked) => {
    expect(
      read(`    CPU 0                     CPU 1
    x = 0;
                              ${cell.replace('read(x)', 'atomic_read(&x)')}
`).asked.text,
    ).toContain(asked);
  });

  it('what is set to 0 in words holds 0', () => {
    expect(
      statements(`    CPU 0                     CPU 1
    - read low word
                              - set low word to 0
                              - set high word to new value
    - read high word
`),
    ).toEqual(['r0 = READ_ONCE(low)', 'WRITE_ONCE(low, 0)', 'WRITE_ONCE(high, 1)', 'r1 = READ_ONCE(high)']);
  });

  it('a variable that is read is no value', () => {
    const reading = read(`    CPU 0                     CPU 1
    STORE B = 2
    STORE C = &B
                              LOAD C (gets &B)
                              LOAD *C (reads B)
`);
    expect(reading.cells.at(-1)?.statement).toBe('r1 = READ_ONCE(*C)');
    // Whether what the pointer leads to may still be old is the question that is left.
    expect(reading.asked.text).toContain('r0 == &B, CPU 1: r1 == 0');
    expect(happens(reading)).toBe('arm');
  });

  it('the beginning is said in words', () => {
    const { source } = read(`The initial value of "a" is zero, "b" is one.

    CPU 0                     CPU 1
    b = 2;                    y = a;
    a = 1;                    x = b;
`);
    expect(source).toContain('static int b = 1;');
  });
});

describe('what is asked', () => {
  it('of a pointer that is published, what was in the record before', () => {
    const reading = read(`"b" is one at the start.

    CPU 0                     CPU 1
    b = 2;
    smp_wmb();
    p = &b;                   q = p;
                              d = *q;
`);
    expect(reading.asked.text).toContain('CPU 1: q == &b, CPU 1: d == 1');
    expect(happens(reading)).toBe('nowhere');
    expect(happens(reading, { wmb: 'off' })).toBe('arm');
  });

  it('of bits that are tested and set, that both miss', () => {
    const reading = read(`    CPU 1                     CPU 2
    set_bit(i, work);         off = 0;
    smp_mb__after_atomic();   smp_mb();
    if (off)                  if (test_and_clear_bit(i, work))
      return;                   submit();
`);
    expect(reading.asked.text).toContain('CPU 0: r0 == 1, CPU 1: r0 == 0');
    expect(happens(reading)).toBe('nowhere');
    expect(happens(reading, { mb_after_atomic: 'off' })).toBe('arm');
  });

  it('what was there before, where a claim calls it by a name that nobody stores', () => {
    const reading = read(`    CPU0                    CPU1
    WRITE_ONCE(x, 1);       rq->curr = next;
    smp_mb();               smp_mb();
    r0 = rq->curr;          r1 = READ_ONCE(x);

    BUG_ON(r0 == prev && r1 == 0);
`);
    expect(reading.asked.text).toContain('CPU 0: r0 == 0, CPU 1: r1 == 0');
    expect(happens(reading)).toBe('nowhere');
  });

  it('a wait that is not understood is told where nobody can go on', () => {
    const { asked, cells } = read(`    CPU0                    CPU1
    lock A
                            lock A
    cancel the tasklet
    DEADLOCK-1
`);
    expect(asked.k).toBe('deadlock');
    expect(cells.map(({ isUnknown }) => isUnknown)).toEqual([false, false, true, false]);
  });

  it('not half of a claim: what gives the rest is named', () => {
    const { asked } = read(`    CPU 0                     CPU 1
    x = 1;                    r1 = mystery(lock);
    y = 1;                    r2 = x;

    assert(!(r1 == 1 && r2 == 0));
`);
    expect(asked).toMatchObject({ k: 'nothing', text: expect.stringContaining('speaks of r1') as string });
  });

  it('nothing, and what is missing is named', () => {
    const missing = (left: string, right: string) =>
      read(`    CPU0                      CPU1
    ${left}
                              ${right}
    x = 1
`).asked.text;
    expect(missing('churn(a)', 'grind(b)')).toContain('What is missing: what churn() and grind() do.');
    expect(missing('churn(a)', 'a page is there')).toContain('What is missing: what churn() does.');
    expect(
      read(`    CPU0                      CPU1
    OOM detection
                              OOM detection
    OOM kill
`).asked.text,
    ).toContain('“OOM detection” says nothing of memory');
  });

  it('a use of what was released or is garbage', () => {
    for (const words of ['reference to the released cache', 'now sees garbage!'])
      expect(
        read(`    CPU 0                     CPU 1
    kmem_cache_free(caches, s)
                              ${words}
`).asked.slug,
      ).toBe('use-after-free');
  });

  it('a loop that nobody ends, where the text says that it is stuck', () => {
    const reading = read(`CPU 1 is stuck:

    CPU 0                     CPU 1
    lock(console)
                              set waiting true
                              while (waiting)
                                cpu_relax();
`);
    expect(reading.asked.k).toBe('deadlock');
    expect(happens(reading)).toBe('sc tso arm');
  });
});

test('of a value that is said of one side only the rest is asked that makes it a surprise', () => {
  const reading = read(`    CPU 0                     CPU 1
    x = 1
    atomic_inc(&ticks)
                              snap = atomic_read(&ticks)
                              r = x      // 0
`);
  expect(reading.asked.text).toContain('(CPU 1: r == 0, CPU 1: snap != 0)');
  expect(happens(reading)).toBe('arm');
});

test('a pointer to what is filled in first leads nowhere before', () => {
  const reading = read(`    P0                        P1
    p->a = 1;                 q = READ_ONCE(gp);
    WRITE_ONCE(gp, p);        if (q)
                                  r1 = q->a;   // 0
`);
  expect(reading.inferences.map(({ text }) => text)).toContain(
    'gp is NULL at the start: what is stored there is made in the table',
  );
  expect(happens(reading)).toBe('arm');
});

test('an access by a cached translation is told as that', () => {
  const { asked } = read(`       CPU0                       CPU1
                                  [ has the entry cached ]
       zap_entry()
         ptep_get_and_clear()
         [ flush comes later ]
                                  program reads from the page`);
  expect(asked).toMatchObject({
    slug: 'stale-translation',
    text: expect.stringContaining('no longer in the page table') as string,
  });
});
