/** Words of the field that stand for accesses, and what the text says that they find. */
import { describe, expect, it } from 'vitest';
import { happens, read } from './table-answers.fixture.ts';

function statements(text: string): readonly (string | null)[] {
  return read(text).cells.map(({ statement }) => statement);
}

describe('pseudo-code', () => {
  it('stores in, loads into a register, and knows how memory begins below the headings', () => {
    const reading = read(`In the end CPU 2 does not see P == 1 && Q == 4 together.

    CPU 1                  CPU 2
    =====                  =====
        { P = 1; Q = 2; }
    store 3 in P           LOAD r1 = Q
    <write barrier>        <read barrier>
    store 4 in Q           load P

It never ends up seeing P == 1 && Q == 4.
`);
    expect(reading.cells.map(({ statement }) => statement)).toEqual([
      'WRITE_ONCE(P, 3)',
      'r1 = READ_ONCE(Q)',
      'smp_wmb()',
      'smp_rmb()',
      'WRITE_ONCE(Q, 4)',
      'r0 = READ_ONCE(P)',
    ]);
    expect(reading.source).toContain('static int P = 1;');
    expect(happens(reading)).toBe('nowhere');
    expect(happens(reading, { rmb: 'off' })).toBe('arm');
  });

  it('takes locks of which only the word stands there, and locks that a call finds', () => {
    expect(
      statements(`    CPU0               CPU1
    lock
    n = 1
    unlock
                       LOCK q(1)->lock
                       r = n
                       UNLOCK q(1)->lock
`),
    ).toEqual([
      'spin_lock(&lock)',
      'n = 1',
      'spin_unlock(&lock)',
      'spin_lock(&q_1_lock)',
      'r = n',
      'spin_unlock(&q_1_lock)',
    ]);
  });

  it('acquires and releases a lock by those words', () => {
    const reading = read(`    Thread A           Thread B
    acquire(box[i])    acquire(box[j])
    acquire(box[j])    acquire(box[i])

This is a deadlock.
`);
    expect(happens(reading)).toBe('sc tso arm');
  });

  it('has the atomics of other languages', () => {
    expect(
      statements(`    CPU 0                        CPU 1
    d.store(1, Relaxed);
    f.store(1, Release);
                                 let a = f.load(Acquire);
                                 let b = d.load(Relaxed);
`),
    ).toEqual([
      'WRITE_ONCE(d, 1)',
      'smp_store_release(&f, 1)',
      'a = smp_load_acquire(&f)',
      'b = READ_ONCE(d)',
    ]);
  });

  it('finds other than a number behind a call', () => {
    const reading = read(`    CPU0                     CPU1
    atomic_read(running) != 0
                             atomic_dec(running)
`);
    expect(reading.asked.text).toContain('CPU 0: r0 != 0');
    expect(happens(reading)).toBe('sc tso arm');
  });

  it('asserts in its column what must not fail', () => {
    const reading = read(`    CPU 0              CPU 1
    d = 1
    smp_wmb()
    f = 1
                       while (f == 0);
                       smp_rmb()
                       assert(d == 1)
`);
    expect(reading.asked).toMatchObject({ k: 'rule', slug: 'bug-on' });
    expect(happens(reading)).toBe('nowhere');
    expect(happens(reading, { rmb: 'off' })).toBe('arm');
  });
});

describe('what the text says that is found', () => {
  it('stands in brackets in its sentences', () => {
    const reading = read(`    CPU0                   CPU1
    WRITE_ONCE(a, 1);      WRITE_ONCE(b, 1);
    smp_mb();              smp_mb();
    r0 = READ_ONCE(b);     r1 = READ_ONCE(a);

It is forbidden that CPU0 does not observe what CPU1 stores (r0 = 0) while CPU1
does not observe what CPU0 stores (r1 = 0); see the other comment.
`);
    expect(reading.asked.text).toContain('CPU 0: r0 == 0, CPU 1: r1 == 0');
  });

  it('is of each name of a chain', () => {
    const reading = read(`    CPU0               CPU1
    r1 = READ_ONCE(s)  r2 = READ_ONCE(s)
    WRITE_ONCE(s, 2)

    Forbids: r1 == r2 == 2
`);
    expect(reading.asked.text).toContain('CPU 0: r1 == 2, CPU 1: r2 == 2');
  });

  it('is a surprise where nothing is said of programs with barriers', () => {
    const reading = read(`    CPU 0          CPU 1
    A = 1          Y = B
    smp_mb()       smp_mb()
    B = 1          X = A
`);
    expect(reading.asked.text).toContain('CPU 1: Y == 1, CPU 1: X == 0');
    expect(happens(reading)).toBe('nowhere');
  });
});

it('gets no free page by freeing one', () => {
  expect(
    statements(`    CPU0                     CPU1
    p->state = 1;
                             q = get_free_thing(GFP_KERNEL);
                             q->state = p->state;
`),
  ).not.toContain('q = kfree(GFP_KERNEL)');
});

describe('a row that says that something freed is used', () => {
  it('uses what another column frees', () => {
    const reading = read(`    CPU0                      CPU1
    show_it()
      if (ctx->buf) // true
                              drop_it()
                                buf_free(ctx->buf); // free buf
      copy_out(tmp); // UAF!!
`);
    expect(reading.asked).toMatchObject({ k: 'rule', slug: 'use-after-free' });
    expect(happens(reading)).toBe('sc tso arm');
  });

  it('uses an object where nobody names one', () => {
    const reading = read(`    thread 1                  thread 2
    wait_for_it
                              end_it
                               kmem_free
    look_again --> UAF
`);
    expect(reading.cells.map(({ statement }) => statement)).toEqual([
      null,
      null,
      'kfree(object)',
      'READ_ONCE(object->data)',
    ]);
    expect(happens(reading)).toBe('sc tso arm');
  });
});

it('knows the task of a column as another column calls it', () => {
  expect(
    statements(`    Task A                    Task B
    current->flags = PF_X;
                              r = p->flags;
`),
  ).toEqual(['p->flags = PF_X', 'r = p->flags']);
});

it('reads and writes values in words with a capital', () => {
  const reading = read(`    P0                        P1
                              Read len = 0
    Write len = 1
    smp_mb();
    Write enq = 1
                              Read enq = 1
`);
  expect(reading.asked.text).toContain('CPU 1: r0 == 0, CPU 1: r1 == 1');
});

it('begins a call where it starts, and not again where it ends', () => {
  expect(
    statements(`    P0                        P1
    synchronize_rcu() starts
                              r = READ_ONCE(x)
    synchronize_rcu() ends
    WRITE_ONCE(x, 1)
`),
  ).toEqual(['synchronize_rcu()', 'r = READ_ONCE(x)', null, 'WRITE_ONCE(x, 1)']);
});

it('takes bullets and dots for no part of what they stand before', () => {
  expect(
    statements(`    T1                        T2
    - rcu_read_lock()
                              ...if (test_and_set_bit(map))
                                  return
    - rcu_read_unlock()
    - q = 1
`),
  ).toEqual(['rcu_read_lock()', 'if (test_and_set_bit(0, &map))', 'return', 'rcu_read_unlock()', 'q = 1']);
});

it('has a value in brackets behind a load', () => {
  const reading = read(`    P0                        P1
                              *x = 1
                              WRITE_ONCE(y, 1)
    r0 = *x (0)
    r1 = y (1)
`);
  expect(reading.asked.text).toContain('CPU 0: r0 == 0, CPU 0: r1 == 1');
});

it('keeps what interrupts were like in a local of the column', () => {
  expect(
    statements(`    CPU0                               CPU1
    spin_lock_irqsave(&q->l, flags);
    q->n = 1;
                                       spin_lock_irqsave();
                                       spin_unlock_irqrestore();
    spin_unlock_irqrestore(&q->l, flags);
`),
  ).toEqual([
    'spin_lock_irqsave(&q->l, flags)',
    'q->n = 1',
    'spin_lock_irqsave(&lock, flags)',
    'spin_unlock_irqrestore(&lock, flags)',
    'spin_unlock_irqrestore(&q->l, flags)',
  ]);
});

it('takes locks in words', () => {
  const reading = read(`    CPU0                     CPU1
    lock A
                             holds console_sem
    wants console_sem
                             takes A
                             lock A
    DEADLOCK
`);
  expect(reading.cells.map(({ statement }) => statement)).toEqual([
    'spin_lock(&A)',
    'spin_lock(&console_sem)',
    'spin_lock(&console_sem)',
    null,
    'spin_lock(&A)',
    null,
  ]);
  expect(happens(reading)).toBe('sc tso arm');
});

it('gives a section of readers back with its number', () => {
  const reading = read(`    CPU0                     CPU1
    idx = srcu_read_lock(&s);
                             WRITE_ONCE(x, 1);
    r = READ_ONCE(x);  // 1
`);
  expect(reading.without).toBeNull();
  expect(happens(reading)).toBe('sc tso arm');
});

it('does not call the function of a work that nobody names', () => {
  const reading = read(`    CPU0                     CPU1
    schedule_work();
                             x = 1;
    r = x;                   // 1
`);
  expect(reading.cells[0]).toMatchObject({ statement: null, isUnknown: true });
  expect(happens(reading)).toBe('sc tso arm');
});

it('uses what was freed where a remark says "use"', () => {
  const reading = read(`    (Thread 1)               |   (Thread 2)
    watch_it()               |
                             |  free_dev(net); //free
    dev-> //use              |
`);
  expect(reading.cells.at(-1)?.statement).toBe('READ_ONCE(net->data)');
  expect(happens(reading)).toBe('sc tso arm');
});

it('has numbers of their own in cells, and members that are written and read', () => {
  const reading = read(`    CPU0                     CPU1
    a. Write X               6. Write rq->curr for the task
    b. smp_mb()              7. switch_to memory barrier
    c. Read rq->curr         8. Read X
`);
  expect(reading.cells.map(({ statement }) => statement)).toEqual([
    'WRITE_ONCE(X, 1)',
    'WRITE_ONCE(rq->curr, 1)',
    'smp_mb()',
    'smp_mb()',
    'r0 = READ_ONCE(rq->curr)',
    'r0 = READ_ONCE(X)',
  ]);
  expect(happens(reading)).toBe('nowhere');
});
