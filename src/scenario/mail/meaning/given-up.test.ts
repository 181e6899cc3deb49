/** What is given up and used, what is reached through other objects, and what is said where a row is not understood. */
import { expect, test } from 'vitest';
import { happens, read } from './table-answers.fixture.ts';

test('a row that only says what the harm is called is no code, and what the call above it is given is used', () => {
  const reading = read(`
    CPU 0                       CPU 1
                                root = info->root
    root = info->root
    info->root = NULL
    kfree(root)
                                add_item(trans, root)
                                  -> use-after-free`);
  expect(reading.asked.slug).toBe('use-after-free');
  expect(reading.source).not.toContain('use - after');
  expect(happens(reading)).toBe('sc tso arm');
});

test('a function that finds the object around another is that object', () => {
  const reading = read(`
    CPU 0                       CPU 1
    off = FOO_I(inode)->off;
                                FOO_I(inode)->off = 2;
    BUG_ON(off != FOO_I(inode)->off);`);
  expect(reading.without).toBe(null);
  expect(happens(reading)).toBe('sc tso arm');
});

test('arrays of pointers lead to objects wherever they stand', () => {
  for (const place of ['slot[0]', 'dev->inner.slot[0]', 'dev->inner.slot']) {
    const reading = read(`
    CPU 0                       CPU 1
                                ${place} = NULL;
    p = ${place};
    p->len        <--- NULL deref`);
    expect(reading.without).toBe(null);
    expect(happens(reading)).toBe('sc tso arm');
  }
});

test('a reference that is dropped before the last one frees nothing', () => {
  const reading = read(`
    CPU 0                CPU 1                CPU 2
                         put_group(g)
                                              put_group(g)
                                                --> count drops to 0, kfree(g)
    spin_lock(&g->lock)
      --> use-after-free`);
  expect(reading.inferences.map(({ text }) => text).join('\n')).toContain('not the last one');
  expect(happens(reading)).toBe('sc tso arm');
});

test('what is released by a name, and used behind its lock, is freed', () => {
  const reading = read(`
    CPU 0                       CPU 1
    mutex_lock(&mux->mutex);
                                d = mux->slot[0];
    line_release(mux->slot[i]);
    mux->slot[i] = NULL;
    mutex_unlock(&mux->mutex);
                                mutex_lock(&mux->mutex);
                                d->dead = true; //UAF`);
  expect(reading.asked.slug).toBe('use-after-free');
  expect(happens(reading)).toBe('sc tso arm');
});

test('who asks an object does not look for it', () => {
  const reading = read(`
    CPU 0                       CPU 1
                                if (get_ownership(req)) // false
                                  req->head = NULL
    remove_entries(req)
      head = req->head`);
  expect(reading.source).not.toContain('READ_ONCE(req)');
});

test('where nothing can wait a sleep is what follows from the values', () => {
  const reading = read(`
    CPU 0                       CPU 1
    head = ring->avail
                                ring->avail = 1
                                if (ring->flags)
                                  kick()
    ring->flags = 1
    // sleeps forever`);
  expect(reading.asked.k).toBe('values');
});

test('an area belongs to a process, and nobody has it locked at the start', () => {
  const reading = read(`
    CPU 0                       CPU 1
    vma_start_read(vma)
                                mmap_write_lock(mm)
                                vma_start_write(vma)
                                kfree(vma)
    vma->vm_flags`);
  expect(reading.source).toContain('.vm_mm = &mm, .vm_lock_seq = -1');
  expect(happens(reading)).toBe('sc tso arm');
});

test('an unlock in a branch that goes on gives the lock up for good', () => {
  const reading = read(`
    CPU 0                       CPU 1
    d->flags |= REVOKED
                                spin_lock(&c->lock)
                                if (d->flags & REVOKED)
                                  spin_unlock(&c->lock)
                                  kfree(d)
    d->type   --> use-after-free`);
  expect(reading.source).toContain('else {\n        spin_unlock(&c->lock);');
  expect(happens(reading)).toBe('sc tso arm');
});

test('what a function allocates is new, and a reference that is taken is to what was given', () => {
  const reading = read(`
    CPU 0                       CPU 1
    skb = napi_alloc_skb()
    napi->skb = skb
                                skb = napi_get(napi->skb)
    napi->skb = NULL
    kfree_skb(skb)
                                skb->len = 0  // use-after-free`);
  expect(reading.without).toBe(null);
  expect(happens(reading)).toBe('sc tso arm');
});

test('what follows from a cell right beside it is of that cell, and what was loaded before is what is used', () => {
  const reading = read(`
 Process A                              Scheduler thread
 ---------                              ----------------
 kill_entity()
   prev = entity->last
                                        fence_put(entity->last)
                                          => count hits 0, freed
                                        entity->last = NULL
   fence_add_callback(prev)  => use after free`);
  expect(reading.asked.slug).toBe('use-after-free');
  expect(happens(reading)).toBe('sc tso arm');
});

test('where only names are drawn what is freed is what the last of the others uses', () => {
  const reading = read(`
The worker may access the released sock.

    CPU0                       CPU1
    ----                       ----
    sock_close                 rx_work
    sock_kill                  recv_frame
    sk_free                    sock_recv_cb`);
  expect(happens(reading)).toBe('sc tso arm');
});

test('functions that nothing but their place names have columns of their own', () => {
  const reading = read(`
timer_cancel();
\tspin_lock(&b->lock);
\tt = b->timer;
\tspin_unlock(&b->lock);

\t\t\t\t\tcancel_and_free();
\t\t\t\t\t\tspin_lock(&b->lock);
\t\t\t\t\t\tt = b->timer;
\t\t\t\t\t\tb->timer = NULL;
\t\t\t\t\t\tspin_unlock(&b->lock);
\t\t\t\t\t\tkfree(t);

\tt->expires = 1; // UAF`);
  expect(reading.columns.map(({ title }) => title)).toEqual(['timer_cancel()', 'cancel_and_free()']);
  expect(happens(reading)).toBe('sc tso arm');
});

test('the last reference of a kref frees what it is in, and nobody counts with an object', () => {
  const reading = read(`
    CPU 0                             CPU 1
                                      s = table[0]
    table[0] = NULL
    kref_put(&s->kref, destroy)
     -> destroy() frees s
                                      kref_get(&s->kref)  // use after free`);
  expect(happens(reading)).toBe('sc tso arm');
  const other = read(`
    CPU 0                             CPU 1
    parent = child->parent
                                      kobject_put(parent)   // last reference
    remove_dir(parent)                // parent is freed already`);
  expect(other.asked.slug).toBe('use-after-free');
});

test('it is said of a count that is raised behind its last put, before anything is freed', () => {
  const reading = read(`
 put                             | get
                                 | o = find(tbl);
 refcount_dec_and_test(&o->n)    |
   /* true */                    |
                                 | refcount_inc(&o->n)   /* 0 -> 1 */
 kfree(o)                        |
                                 | o->val`);
  expect(reading.asked).toMatchObject({ k: 'rule', slug: 'refcount-saturated' });
  expect(happens(reading)).toBe('sc tso arm');
});
