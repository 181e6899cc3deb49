/** Who waits in words waits in the scenario: for another column's end, for a flag, for a value to go away. */
import { expect, test } from 'vitest';
import { findTables } from '../../index.ts';
import { happens, read } from './table-answers.fixture.ts';

test('a lock that is held by who waits for the other column’s end', () => {
  const drawn = (wait: string) => `
 P                                        | T
                                          | spin_lock(&m)
 x = 1;                                   |
   NMI: spin_lock(&m) ... held by T       | ${wait}      DEADLOCK`;
  const reading = read(drawn('... waits for P'));
  expect(reading.asked.k).toBe('deadlock');
  expect(happens(reading)).toBe('sc tso arm');
  expect(reading.cells.filter(({ isAdded }) => isAdded === true)).toHaveLength(1);
  expect(reading.source).toContain('on nmi');
  // What nobody waits for is over.
  expect(happens(read(drawn('x = 2;')))).toBe('nowhere');
});

test('a flag that is cleared too late is lost where stores overtake each other', () => {
  const reading = read(`
 boss                                     | worker (NMI)
 send_ipi(NMI)                            |
                                          | clear_bit(go)        -- still in flight
                                          | set_bit(here)        -- visible first
 sees here==all; does it                  |
 set_all(go)=1 (visible)                  |
                                          | clear_bit(go) lands: go=0
 waits here==0  .... forever              | waits go==1 .... forever`);
  expect(reading.columns).toHaveLength(2);
  expect(happens(reading)).toBe('arm');
});

test('a lock in words is one lock, first come first served, and who waits behind it is no flag', () => {
  const reading = read(`
 A                                        | B
 spin_lock (owner) ; NMI -> B             | local_irq_disable; spin_lock: queued behind A
                                          | pNMI: here=1; wait go
 sees here; spin_unlock; then the rest    |
 again: spin_lock -> queued behind B      |
 ...waits for B to take+release the lock  | ...waits for A to set go             DEADLOCK`);
  expect(reading.source).toContain('spin_lock(&lock)');
  expect(reading.inferences.map(({ text }) => text).join()).toContain('A sets go at its end');
  expect(happens(reading)).toBe('sc tso arm');
});

test('what a handler waits for to go away is taken away by whom it interrupts', () => {
  const text = `
\`\`\`
 P                                        | T
 place = TRAP                             |
   NMI: runs into it                      |
   #BP: wait for TRAP to go away ... P is below us on the same stack: never
\`\`\`
`;
  const reading = read(text);
  expect(reading.asked.k).toBe('deadlock');
  expect(happens(reading)).toBe('sc tso arm');
});

test('strokes without headings part a fenced block', () => {
  const reading = read(`
\`\`\`
 data = 1                                 | enters; mode=BUSY  (in store buffer)
                                          | p = READ data (0)
 smp_mb(); READ mode -> QUIET: skip       |
 returns; free(old)                       | use p -> bad
\`\`\``);
  expect(reading.columns).toHaveLength(2);
  expect(reading.asked.slug).toBe('use-after-free');
  expect(happens(reading)).toBe('tso arm');
});

test('a question with what comes of it is a branch that went so', () => {
  const drawn = (check: string) => `
 CPU0                                     | CPU1
                                          | mode=BUSY; smp_mb()
                                          | p = READ data   (0)
 data = 1; smp_mb()                       |
 mode ${check} QUIET -> no call           |
 returns; free(old)                       | use p   -> old data`;
  expect(happens(read(drawn('!=')))).toBe('sc tso arm');
  expect(happens(read(`{ mode = QUIET }\n${drawn('==')}`))).toBe('nowhere');
});

test('prose with a semicolon in it is one cell', () => {
  const [table] = findTables(`
 CPU0                                     | CPU1
 x = 1                                    | goes on; nothing else happens
 y = 1                                    | r = x`).tables;
  expect(table?.rows[0]?.cells).toHaveLength(2);
});
