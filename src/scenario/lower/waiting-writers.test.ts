/** Readers wait behind a writer that waits, so who reads twice may wait for itself. */
import { expect, test } from 'vitest';
import { machineOf, verdictOf } from '../../machine/words/verdict.fixture.ts';
import { explore } from '../../explore/index.ts';

const twice = (head: string, read: string, unread: string, write: string) =>
  `${head} cpu 0 { ${read} ${read} ${unread} ${unread} } cpu 1 { ${write} }`;

test.each([
  ['struct rw_semaphore l;', 'down_read(&l);', 'up_read(&l);', 'down_write(&l); up_write(&l);'],
  ['rwlock_t l;', 'read_lock(&l);', 'read_unlock(&l);', 'write_lock(&l); write_unlock(&l);'],
  ['', 'cpus_read_lock();', 'cpus_read_unlock();', 'cpus_write_lock(); cpus_write_unlock();'],
  [
    'struct percpu_rw_semaphore l;',
    'percpu_down_read(&l);',
    'percpu_up_read(&l);',
    'percpu_down_write(&l); percpu_up_write(&l);',
  ],
  [
    'struct mm_struct mm;',
    'mmap_read_lock(&mm);',
    'mmap_read_unlock(&mm);',
    'mmap_write_lock(&mm); mmap_write_unlock(&mm);',
  ],
])('%s %s twice', (head, read, unread, write) => {
  expect(verdictOf(twice(head, read, unread, write), { model: 'sc' })).toBe('deadlock');
  expect(verdictOf(twice(head, read, unread, ''), { model: 'sc' })).toBe('holds');
  expect(verdictOf(`${head} cpu 0 { ${read} ${unread} } cpu 1 { ${write} }`, { model: 'sc' })).toBe('holds');
});

test('readers of an rwlock in interrupts and with bottom halves off wait for nobody who only waits', () => {
  const inner = (read: string) =>
    `rwlock_t l; cpu 0 { read_lock(&l); ${read} read_unlock(&l); } cpu 1 { unsigned long f; write_lock_irqsave(&l, f); write_unlock_irqrestore(&l, f); }`;
  expect(verdictOf(inner('read_lock_bh(&l); read_unlock_bh(&l);'), { model: 'sc' })).toBe('holds');
  expect(verdictOf(inner('read_lock_irq(&l); read_unlock_irq(&l);'), { model: 'sc' })).toBe('deadlock');
  const handler = `${inner('')} cpu 2 { raise(rx, 0); } on irq rx { read_lock(&l); read_unlock(&l); }`;
  expect(verdictOf(handler, { model: 'sc' })).toBe('holds');
});

test('a reader that tries does not get a lock for which a writer waits', () => {
  const text = (write: string) =>
    `struct rw_semaphore l; cpu 0 { down_read(&l); bool got = down_read_trylock(&l); if (got) up_read(&l); up_read(&l); assert(got, bad); } cpu 1 { ${write} }`;
  expect(verdictOf(text('down_write(&l); up_write(&l);'), { model: 'sc' })).toBe('violated bad');
  expect(verdictOf(text('if (down_write_trylock(&l)) up_write(&l);'), { model: 'sc' })).toBe('holds');
});

test('two writers and a reader exclude one another, whoever waited, and all get it', () => {
  const writer = 'down_write(&l); x++; y++; downgrade_write(&l); up_read(&l);';
  const text = `struct rw_semaphore l; int x, y; cpu 0 { ${writer} } cpu 1 { down_write(&l); x++; y++; up_write(&l); }
cpu 2 { down_read(&l); int a = x; int b = y; up_read(&l); assert(a == b, bad); } final(x == 2 && y == 2, bad);`;
  for (const model of ['sc', 'arm'] as const) expect(verdictOf(text, { model })).toBe('holds');
  const rw = text
    .replace('downgrade_write(&l); up_read', 'up_write')
    .replaceAll('struct rw_semaphore', 'rwlock_t');
  const locks = rw.replaceAll(/down_(\w+)/g, '$1_lock').replaceAll(/up_(\w+)/g, '$1_unlock');
  expect(verdictOf(locks, { model: 'arm' })).toBe('holds');
});

test('where nobody writes, or nobody reads, it costs nothing', () => {
  const states = (text: string) => explore(machineOf(text, { model: 'sc' }), { states: 10_000 }).states;
  const readers =
    'struct rw_semaphore l; int x; cpu 0 { down_read(&l); up_read(&l); } cpu 1 { down_read(&l); up_read(&l); }';
  expect(states(readers)).toBe(
    states(`${readers} struct other { int down_writes; };`.replace('down_writes', 'n')),
  );
});
