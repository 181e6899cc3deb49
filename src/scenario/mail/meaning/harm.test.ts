/** What the words of a text and the names of calls say that goes wrong. */
import { describe, expect, test } from 'vitest';
import { happens, read } from './table-answers.fixture.ts';

describe('objects that go away', () => {
  test.each([
    ['the last reference, as the remark says', 'sock_put(p);  // last ref', ''],
    ['the reference before a use after free', 'put_device(p);', 'This is a use-after-free.'],
    ['an object of a cache', 'kmem_cache_free(cache, p);', ''],
    ['an object that its own function frees', 'foo_free(p);', ''],
    ['a reference of which the row below says that the object is freed', 'foo_put(p);\n      -> freed', ''],
  ])('%s', (_, call, below) => {
    const reading = read(`
    CPU 0                       CPU 1
                                p = ctx->cur;
    ctx->cur = NULL;
    ${call}
                                p->pos = 1;

    ${below}`);
    expect(reading.asked.slug).toBe('use-after-free');
    expect(happens(reading)).toBe('sc tso arm');
  });

  test('a reference of which nothing is said frees nothing, nor does the end of an interrupt', () => {
    for (const call of ['put_device(p);', 'free_irq(p, q);'])
      expect(
        read(`
    CPU 0                       CPU 1
                                p = ctx->cur;
    ctx->cur = NULL;
    ${call}
                                p->pos = 1;`).source,
      ).not.toContain('kfree');
  });

  test('an element of an array of pointers leads to an object', () => {
    const reading = read(`
    CPU 0                       CPU 1
                                t = drv->ttys[i];
    drv->ttys[i] = NULL;
    kfree(t);
                                t->count++;`);
    expect(happens(reading)).toBe('sc tso arm');
  });

  test('a call through a pointer reads it in its object', () => {
    const reading = read(`
    CPU 0                       CPU 1
                                p = READ_ONCE(gp);
    WRITE_ONCE(gp, NULL);
    kfree(p);
                                p->ops->go(p, 1);`);
    expect(happens(reading)).toBe('sc tso arm');
  });
});

describe('pointers that are cleared', () => {
  test.each([
    [
      'looked at and loaded anew',
      `
    CPU 0                       CPU 1
                                if (ctx->ops)
    ctx->ops = NULL;
                                  ctx->ops->run(ctx);`,
    ],
    [
      'followed, as the text says',
      `
    CPU 0                       CPU 1
    dev->regs = NULL;
                                readl(dev->regs + STATUS);
                                => NULL pointer dereference`,
    ],
  ])('%s', (_, text) => {
    expect(read(text).asked.slug).toBe('null-access');
    expect(happens(read(text))).toBe('sc tso arm');
  });
});

test("a kernel's struct has the members that the table speaks of", () => {
  const reading = read(`
    CPU 0                       CPU 1
    lock_page(page)
    page->mapping = NULL
    unlock_page(page)
                                lock_page(page)
                                m = page->mapping       // NULL
                                m->ops->migrate()       // oops
                                unlock_page(page)`);
  expect(reading.asked.slug).toBe('null-access');
  expect(reading.without).toBeNull();
  expect(happens(reading)).toBe('sc tso arm');
});

test('an entry that is taken out of no list that is drawn is taken out of its own', () => {
  const reading = read(`
    CPU 0                       CPU 1
    r->head = 1;
                                list_del_init(&r->entry);
                                kfree(r);
    x = r->head;                // use after free`);
  expect(happens(reading)).toBe('sc tso arm');
});

test('what is below a call goes on where that returns', () => {
  const reading = read(`
    CPU 0                       CPU 1
                                p = READ_ONCE(gp);
    foo_put(p)
      if (READ_ONCE(p->busy))   // 1
        return;
    kfree(p);
                                x = p->len;`);
  expect(happens(reading)).toBe('sc tso arm');
});

test('a sleep that a drawn call ends is no deadlock', () => {
  expect(
    read(`
    CPU 0                       CPU 1
    x = 1;
                                wait_event(wq, x == 0);
    x = 0;
    wake_up_all(&wq);`).asked.k,
  ).not.toBe('deadlock');
});

test('a word of the kernel that is given a freed object uses it, and a remark may say that a call frees', () => {
  const reading = read(`
    CPU 0                       CPU 1
    mm = slot->mm
                                slot->mm = NULL
                                mmdrop(mm)     [mm freed]
    mmap_read_lock(mm)`);
  expect(reading.asked.slug).toBe('use-after-free');
  expect(happens(reading)).toBe('sc tso arm');
});

test('a function that nobody knows may find the object that its row is about, but not one that is taken out', () => {
  const rows = (out: string) =>
    read(`
    CPU 0                       CPU 1
    sk = lookup(port)
                                ${out}
                                kfree(sk)
    sk->len = 1`);
  expect(rows('sk->dead = 1').without).toBeNull();
  expect(rows('unhash(sk)').without).toContain('line 3');
});

test('an object that somebody has looked at before it is replaced was there', () => {
  const reading = read(`
    CPU 0                       CPU 1
    p = rcu_dereference(gp);
    a = p->a;
                                q = kmalloc();
                                q->a = 2; q->b = 2;
                                old = gp;
                                rcu_assign_pointer(gp, q);
                                kfree(old);
    b = p->b;`);
  expect(reading.without).toBeNull();
  expect(happens(reading)).toBe('sc tso arm');
});

test("lockdep's classes of locks are locks", () => {
  expect(
    happens(
      read(`
       CPU0                    CPU1
       ----                    ----
  lock(&dev->mutex);
                               lock((work_completion)(&w->work));
                               lock(&dev->mutex);
  lock((work_completion)(&w->work));

 *** DEADLOCK ***`),
    ),
  ).toBe('sc tso arm');
});

test('an arrow behind a statement has a remark', () => {
  const reading = read(`
    CPU 0                       CPU 1
    p = READ_ONCE(gp);
                                kfree(gp);
    p->ro--          ==> use-after-free`);
  expect(reading.cells.at(-1)?.statement).toBe('p->ro--');
});

test('a function whose value is used is no store, and a flag of a page is a bit', () => {
  const { source } = read(`
    CPU 0                       CPU 1
    obj = idr_remove(&f->idr, n)
    if (!PageLRU(page))
                                SetPageLRU(page)
                                f->idr = 1
      return -EBUSY;`);
  expect(source).not.toContain('WRITE_ONCE');
  expect(source).not.toContain('-EBUSY');
  expect(source).toContain('test_bit(PG_LRU, &page->flags)');
});

test('a task that somebody makes NULL was there, and a sleep that is passed by is no hang', () => {
  const reading = read(`
    CPU 0                       CPU 1
    q.pos = 1;
                                owner = q.task
                                q.task = NULL
                                wake_up_process(owner)
    if (q.task)       // NULL -> was woken
      schedule()`);
  expect(reading.asked.k).toBe('values');
  expect(happens(reading)).toBe('sc tso arm');
});

test('what the text speaks of and no row leads to is said', () => {
  const { inferences } = read(`
    CPU 0                       CPU 1
    x = 1;
                                y = 2;
    shut(net);
                                r = dev->wait;   /* use after free */`);
  expect(inferences.map(({ key }) => key)).toContain('harm:use-after-free');
});

test('a wait for a timer whose function wants the lock that is held is the deadlock that the text speaks of', () => {
  const reading = read(`
    CPU 0                       CPU 1
                                foo_timer()
    spin_lock_bh(&d->lock);
    del_timer_sync(&d->timer);
                                  spin_lock(&d->lock);

    A deadlock.`);
  expect(reading.asked.k).toBe('deadlock');
  expect(happens(reading)).toBe('sc tso arm');
});

test('a cry is no value', () => {
  expect(
    read(`
    CPU 0                       CPU 1
    kfree(p);
                                p->count++    <- UAF`).inferences.filter(({ key }) =>
      key.startsWith('begin:'),
    ),
  ).toEqual([]);
});

test('locks that functions of their own take are locks', () => {
  const { source } = read(`
    CPU 0                       CPU 1
    rtnl_lock();
    x = 1;
    rtnl_unlock();
                                lock_sock(sk);
                                r = x;
                                release_sock(sk);`);
  expect(source).toContain('mutex_lock(&rtnl_mutex)');
  expect(source).toContain('spin_unlock(&sk->sk_lock)');
});

test('where NULL is spoken of it is asked for, though something is freed too', () => {
  const reading = read(`
lookup                          unlink                      shrinker
------                          ------                      --------
rcu_read_lock()
d = rcu_dereference(head)
                                d->inode = NULL
                                                            call_rcu(&d->rcu, free_it)
i = d->inode   // NULL
i->mode        // oops
rcu_read_unlock()`);
  expect(reading.asked.slug).toBe('null-access');
  expect(happens(reading)).toBe('sc tso arm');
});
