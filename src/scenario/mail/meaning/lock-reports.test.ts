/** What lockdep draws: its lines are data for people, and leave out what stands above them. */
import { describe, expect, it } from 'vitest';
import { happens, read } from './table-answers.fixture.ts';

const TWO = `       CPU0                    CPU1
       ----                    ----
  lock(&c);
                               lock(&b);
                               lock(&c);
  lock(&a);

 *** DEADLOCK ***
`;

describe("lockdep's drawing", () => {
  it('closes the circle with what the chain above it says', () => {
    const text = `Chain exists of:\n  &a --> &b --> &c\n\n Possible unsafe locking scenario:\n\n${TWO}`;
    const reading = read(text);
    expect(reading.columns).toHaveLength(3);
    expect(reading.cells[0]).toMatchObject({ line: 2, cpu: 2, statement: 'spin_lock(&a)' });
    expect(happens(reading)).toBe('sc tso arm');
  });

  it('has no circle without it', () => {
    expect(read(TWO).columns).toHaveLength(2);
    expect(happens(read(TWO))).toBe('nowhere');
  });

  it('closes the circle of a report whose chain was cut off, and says so', () => {
    const reading = read(` Possible unsafe locking scenario:\n\n${TWO}`);
    expect(reading.columns[2]?.title).toBe('somebody else, who is not told');
    expect(happens(reading)).toBe('sc tso arm');
  });

  it('adds nothing where the chain is drawn', () => {
    const text = `Chain exists of:\n  &c --> &a\n\n       CPU0                    CPU1
       ----                    ----
  lock(&a);
                               lock(&c);
                               lock(&a);
  lock(&c);
`;
    expect(read(text).columns).toHaveLength(2);
  });

  it('names classes of locks, also of arrays and subclasses', () => {
    const reading = read(`       CPU0                    CPU1
       ----                    ----
  lock(&t->rows[i].lock);
                               lock(&s->kind#3);
                               lock(&t->rows[i].lock);
  lock(&s->kind#3);

 *** DEADLOCK ***
`);
    expect(reading.without).toBeNull();
    expect(happens(reading)).toBe('sc tso arm');
  });

  it('takes a lock for writing where another row takes it for reading', () => {
    const reading = read(`       CPU0                    CPU1
       ----                    ----
  rlock(&tree);
                               lock(&node);
                               lock(&tree);
  rlock(&node);

 *** DEADLOCK ***
`);
    expect(reading.cells[2]?.statement).toBe('write_lock(&tree)');
    expect(happens(reading)).toBe('sc tso arm');
  });
});
