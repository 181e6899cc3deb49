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
