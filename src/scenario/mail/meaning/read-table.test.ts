import { describe, expect, it, test } from 'vitest';
import { happens, read } from './table-answers.fixture.ts';

describe('where a table happens', () => {
  test.each([
    [
      'values behind loads, each column a program',
      `
       CPU 0                 CPU 1
       WRITE_ONCE(x, 1);     WRITE_ONCE(y, 1);
       r0 = READ_ONCE(y);    r1 = READ_ONCE(x);   // 0
                             // and CPU 0 reads 0 too
       forbidden: r0 == 0 && r1 == 0`,
      'tso arm',
    ],
    [
      'the same with barriers',
      `
       CPU 0                 CPU 1
       WRITE_ONCE(x, 1);     WRITE_ONCE(y, 1);
       smp_mb();             smp_mb();
       r0 = READ_ONCE(y);    r1 = READ_ONCE(x);   // 0

       May end with 'r0 == 0'.`,
      'nowhere',
    ],
    [
      'pseudo-code without values: what only weak machines show',
      `
       P0                    P1
       STORE x               STORE y
       LOAD y                LOAD x`,
      'tso arm',
    ],
    [
      'a message that passes out of order',
      `
       writer                    reader
       ------                    ------
       data->len = 1;
       smp_store_release(&data->ready, 1);
                                 f = READ_ONCE(data->ready);   // 1
                                 n = READ_ONCE(data->len);     // 0`,
      'arm',
    ],
    [
      'two locks in both orders',
      `
       CPU0                  CPU1
       spin_lock(&a->lock);
                             spin_lock(&b->lock);
       spin_lock(&b->lock);
                             spin_lock(&a->lock);`,
      'sc tso arm',
    ],
    [
      'a lock that an interrupt wants',
      `
       CPU0                  CPU1
       spin_lock(&dev->lock);
                             raise()
       <IRQ>
         spin_lock(&dev->lock);
       </IRQ>`,
      'sc tso arm',
    ],
    [
      'an object that is freed under a reader',
      `
       CPU0                  CPU1
                             p = READ_ONCE(table);
       o = find(table);
       WRITE_ONCE(table, NULL);
       kfree(o);
                             x = p->len;`,
      'sc tso arm',
    ],
    [
      'a list of English sentences',
      `
       CPU 0: Store the new root.
       CPU 0: Check the busy mask.
       CPU 1: Set the busy mask.
       CPU 1: Load the root (when it walks).`,
      'tso arm',
    ],
    [
      'accesses that are marked and drawn in the order of their effects',
      `
       sleeper                    waker
       [S] q->who = me
       smp_mb()
                                  [L] w = READ_ONCE(q->who)   // nobody
                                  smp_rmb()
       [L] c = READ_ONCE(q->done) // 0
                                  [S] q->done = 1`,
      'tso arm',
    ],
    [
      'an assertion in words about what the other side does next',
      `
       CPU0                       CPU1
       set_ready(dev)
                                  sees ready
                                  BUG_ON(not armed yet)
       arm_timer(dev)`,
      'sc tso arm',
    ],
    [
      'a translation that outlives its entry',
      `
       CPU0                       CPU1
                                  [ has the entry cached ]
       zap_entry()
         ptep_get_and_clear()
         [ flush comes later ]
                                  program reads from the page`,
      'sc tso arm',
    ],
    [
      'an answer of a call that says whether the rest is done',
      `
       CPU0                         CPU1
       refcount_dec_and_test(&o->n)   // true
                                    p = READ_ONCE(slot);
       WRITE_ONCE(slot, NULL);
       kfree(o);
                                    y = p->len;`,
      'sc tso arm',
    ],
    [
      'a pointer that is seen before what it leads to',
      `
       CPU0                         CPU1
       n = kmalloc();
       n->ops = &my_ops;
       conf = n;
                                    q = READ_ONCE(conf);
                                    if (q)
                                            q->ops;     // NULL!`,
      'arm',
    ],
    [
      'an object that one column allocates and the other finds by the same name',
      `
       init                         user
       opts = kmalloc();
       opts->len = 8;
       smp_store_release(&up, 1);
                                    if (READ_ONCE(up))
                                            k = opts->len;   // may be 0!`,
      'arm',
    ],
    [
      'NULL that is found and followed, with rows behind the failure',
      `
       CPU0                         CPU1
                                    q = port->ops     // NULL
                                    q->users = 1      // oops
       port->ops = mine`,
      'sc tso arm',
    ],
    [
      'a count without a lock: freed twice',
      `
       CPU0                         CPU1
       obj_put(o)                   obj_put(o)
         c = o->users;
                                      c = o->users;
         o->users = c - 1;
                                      o->users = c - 1;
         if (!o->users)
           kfree(o);
                                      if (!o->users)
                                        kfree(o);`,
      'sc tso arm',
    ],
    [
      'an interrupt that wants what its own CPU holds',
      `
        CPU0
        ----
   lock(&q->lock);
   <Interrupt>
     lock(&q->lock);

  *** DEADLOCK ***`,
      'sc tso arm',
    ],
    [
      'an interrupt that spins on a count that its own CPU has made odd',
      `
        CPU0
        ----
   write_seqcount_begin(&s)
   <interrupt>
     read_seqcount_begin(&s)   /* spins */`,
      'sc tso arm',
    ],
    [
      'a sleeper whose state is set too late, in the words of the kernel',
      `
       CPU0                         CPU1
                                    if (!q->work) -> true
       q->work = true
       wake_up_process(q->task)
                                    __set_current_state(TASK_INTERRUPTIBLE)
                                    schedule()`,
      'sc tso arm',
    ],
    [
      'the same with the state first',
      `
       CPU0                         CPU1
                                    set_current_state(TASK_INTERRUPTIBLE)
                                    if (!q->work)
       q->work = true
       wake_up_process(q->task)
                                      schedule()`,
      'nowhere',
    ],
    [
      'an object that two sides free',
      `
       CPU0                         CPU1
       if (f->priv)
                                    if (f->priv)
         kfree(f->priv)
                                      kfree(f->priv)`,
      'sc tso arm',
    ],
    [
      'an object that goes away under a function that nobody has the code of',
      `
       Thread A                     Thread B
       s = lookup(hash, id)
                                    unhash(hash, s)
                                    kfree(s)
       hold(s)`,
      'sc tso arm',
    ],
    [
      'an object that is waited for',
      `
       CPU0                         CPU1
       rcu_read_lock();
       d = rcu_dereference(t->dev);
                                    rcu_assign_pointer(t->dev, NULL);
                                    synchronize_rcu();
                                    kfree(d);
       d->hits++;
       rcu_read_unlock();`,
      'nowhere',
    ],
    [
      'memory that begins as a row of the table says',
      `
       CPU0                         CPU1
       INIT: a = 1, ptr = NULL
       a = 2;
       smp_wmb();
       ptr = &a;
                                    q = ptr;
                                    d = *q;     // still 1`,
      'nowhere',
    ],
    [
      'a condition that ends the wait',
      `
       CPU0                         CPU1
       WRITE_ONCE(cond, 1);         prepare_to_wait(&wq, &wait, TASK_INTERRUPTIBLE);
       smp_mb();
       if (waitqueue_active(&wq))   if (READ_ONCE(cond))
         wake_up(&wq);                break;
                                    schedule();`,
      'nowhere',
    ],
  ])('%s', (_, text, expected) => {
    expect(happens(read(text))).toBe(expected);
  });

  it('says what a barrier changes, and leaves out the one that the text takes out', () => {
    const reading = read(`CPU 0                    CPU 1
1  STORE x
2  smp_mb()
3  LOAD y
4                           STORE y
5                           smp_mb()
6                           LOAD x

If line 2 is left out, line 3 may come before line 1.`);
    expect(reading.options.map(({ name, isOn }) => [name, isOn])).toEqual([
      ['line2', false],
      ['line5', true],
    ]);
    expect(happens(reading)).toBe('tso arm');
    expect(happens(reading, { line2: 'on' })).toBe('nowhere');
  });
});

it('has the other side of a single column do what it must', () => {
  const reading = read(`
    while (rec->state != FILLED)
        cpu_relax();
    smp_rmb();
    v = rec->val;
    rec->state = EMPTY;`);
  expect(happens(reading)).toBe('nowhere');
  expect(happens(reading, { rmb: 'off' })).toBe('arm');
});

describe('what a row becomes', () => {
  const kinds = (text: string) =>
    read(text).cells.map(({ as, statement }) => (statement === null ? as : statement));

  it('keeps what it does not understand in its row, and runs the rest', () => {
    expect(
      kinds(`
             CPU0                      CPU1
             WRITE_ONCE(x, 1);
             the moon rises
                                       frobnicate(y);
                                       r = READ_ONCE(x);   // 1`),
    ).toEqual(['WRITE_ONCE(x, 1)', 'event', 'statement', 'r = READ_ONCE(x)']);
  });

  it('makes a function of a call whose inside stands for itself', () => {
    const { source } = read(`
       CPU0                      CPU1
       publish_all()
         WRITE_ONCE(x, 1);
         WRITE_ONCE(y, 1);
                                 r = READ_ONCE(y);   // 1
                                 s = READ_ONCE(x);   // 0`);
    expect(source).toContain('static void publish_all(void)\n{\n    WRITE_ONCE(x, 1);');
    expect(source).toContain('cpu 0 "CPU0" {\n    publish_all();\n}');
  });

  it('infers types from use, and what memory begins with from what is found', () => {
    const { source } = read(`
    CPU0                     CPU1
                             spin_lock(&q->lock);
                             n = q->len;   /* 3 */
    q->len = 0;
                             spin_unlock(&q->lock);`);
    expect(source).toContain('struct q {\n    int len;\n    spinlock_t lock;\n};');
    expect(source).toContain('static struct q q_object = { .len = 3 };');
  });

  it('takes functions that nobody has the code of by their names', () => {
    const reading = read(`
       CPU0                   CPU1
       set_pending()
                              drop_pending()
       test_pending()         // finds nothing`);
    expect(reading.inferences.map(({ text }) => text)).toContain(
      'set_pending() taken as WRITE_ONCE(pending, 1)',
    );
  });
});
