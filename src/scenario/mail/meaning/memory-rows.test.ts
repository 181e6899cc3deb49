/** Tables of memory management and file systems: bare names of functions, locks of pages and areas, who is only said to
 *  wait, and what has to begin so that a branch is entered. */
import { expect, test } from 'vitest';
import { happens, read } from './table-answers.fixture.ts';

function statements(text: string): readonly (string | null)[] {
  return read(text).cells.map(({ statement }) => statement);
}

test('a word of the kernel needs no brackets, and without what it is given it is about the one thing there is', () => {
  expect(
    statements(`    CPU A                     CPU B
    map_it
      set_pte_at
                              unmap_it
                                ptep_get_and_clear
`),
  ).toEqual([null, 'WRITE_ONCE(*ptep, pte_)', null, 'r0 = xchg(ptep, 0)']);
});

test('a page is locked by whatever finds it locked: a deadlock with what is taken inside', () => {
  const reading = read(`A potential deadlock:
    CPU A                     CPU B
    - lock_page
                              - mutex_lock(gc_mutex)
                               - grab_cache_page
    - mutex_lock(gc_mutex)
`);
  expect(reading.asked.k).toBe('deadlock');
  expect(happens(reading)).toBe('sc tso arm');
});

test('areas and mm are locks of many parts, which a deadlock may be about', () => {
  const reading = read(`This may deadlock:
    T1                        T2
    vma_start_read(a)
                              mmap_write_lock(mm)
    mmap_read_lock(mm)
                              vma_start_write(a)
`);
  expect(reading.asked.k).toBe('deadlock');
  expect(happens(reading)).toBe('sc tso arm');
});

test('who is said to wait for a lock that another has takes it; what else is waited for leaves the answer open', () => {
  const text = (last: string) => `There is a risk of deadlock:
    T1                        T2
    mutex_lock(&d->open)
                              mutex_lock(&d->conf)
                              do_link
                               //wait open
    submit_it
     ${last}
`;
  const lock = read(text('//wait for conf'));
  expect(lock.undrawn).toBe(null);
  expect(happens(lock)).toBe('sc tso arm');
  expect(read(text('//wait resume')).undrawn).toContain('wait resume');
});

test('an error that a branch asks for is there at the start, and who leaves finds nobody to wake', () => {
  const reading = read(`    CPU0                      CPU1
    state = TASK_INTERRUPTIBLE
                              status = done
    smp_mb()                  smp_mb()
    if (status == -EINTR)     if (!(p->state & state))
      schedule()                goto out
`);
  expect(reading.source).toContain('status = -EINTR');
  expect(happens(reading)).toBe('nowhere');
  expect(happens(reading, { mb: 'off' })).toBe('tso arm');
});

test('what is likely is asked all the same, and who panics over a NULL follows it', () => {
  const reading = read(`    CPU0                      CPU1
    if (likely(p->flags & F_ONE)) {
                              p->file = NULL;
    struct inode *inode = p->file->host;[oops!]
`);
  expect(reading.asked.slug).toBe('null-access');
  expect(happens(reading)).toBe('sc tso arm');
  const said = read(`    CPU0                      CPU1
                              set page->mapping to NULL
    put_it panics as page->mapping is NULL
`);
  expect(said.asked.slug).toBe('null-access');
});

test('an entry that is none is what pte_none() is true of', () => {
  const { asked } = read(`    CPU0                      CPU1
                              WRITE_ONCE(*ptep, 0)
    pte_none(ptep_get(ptep))
    // pte is none here
`);
  expect(asked.text).toContain('r0 != 0');
});

test('flags in capitals are set and found in words, and locks have numbers', () => {
  expect(
    statements(`    T1                        T2
                              - IS_DYING is not set
    - Set IS_DYING
    fs_lock #1
`),
  ).toEqual(['r0 = READ_ONCE(IS_DYING)', 'WRITE_ONCE(IS_DYING, 1)', 'spin_lock(&fs_lock)']);
});

test('a reference that is taken or dropped is no value of the page', () => {
  const { source } = read(`    T1                        T2
    lock_page(page)
    get_page(page)
                              put_page(page)
                              x = 1;
    r = x;
`);
  expect(source).not.toContain('WRITE_ONCE(page');
});

test('whoever grabs a letter grabs a lock, and blocks on another', () => {
  const reading = read(`    T1                        T2
                              does foo, grabs Z
    does X, grabs lock Y
    blocks on Z
                              blocks on Y
`);
  expect(reading.asked.k).toBe('deadlock');
  expect(happens(reading)).toBe('sc tso arm');
});

test('what its column has found is what another frees by its own name, where that is what the text speaks of', () => {
  const reading = read(`It may be accessed after being freed:
    CPU1                      CPU2
    map = page_map()
                              kvfree(spaces)
    map_mapped(map)
`);
  expect(reading.asked.slug).toBe('use-after-free');
  expect(happens(reading)).toBe('sc tso arm');
});

test('what is only told by the names of functions is no proof that nothing happens', () => {
  const { undrawn } = read(`    CPU1                      CPU2
    set_ready(dev)
                              r = is_ready(dev)   // 0
`);
  expect(undrawn).toBe('what set_ready() and is_ready() do is only told by their names');
});

test('who checks references in words is overtaken by who grabs one', () => {
  const { asked } = read(`    CPU1                      CPU2
    checks bh refs
                              grab bh ref
    move page
`);
  expect(asked.text).toContain('r0 == 0');
});

test('a walk that the language does not have is drawn once, and a mutex that is typed wrong is one', () => {
  const reading = read(`    CPU1                      CPU2
    for_each_zone_thing(z) {
      x = 1;
    }
                              r = x   // 1
    mutext_lock(t->lock)
`);
  expect(reading.without).toBe(null);
  expect(reading.source).toContain('mutex_lock(&t->lock)');
  expect(happens(reading)).toBe('sc tso arm');
});
