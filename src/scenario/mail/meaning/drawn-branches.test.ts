/** Which way branches went, told by what is drawn in them and behind them. */
import { expect, test } from 'vitest';
import { happens, read } from './table-answers.fixture.ts';

const begun = (text: string) =>
  read(text).inferences.flatMap(({ key, taken }) =>
    key.startsWith('begin:') ? [`${key.slice(6)} ${taken}`] : [],
  );

test('what stands inside a branch was done where others go on in between', () => {
  const text = `
    CPU 0                       CPU 1
    if (s->state == UP)
                                s->state = DOWN;
                                kfree(s);
      s->hits++;`;
  expect(begun(text)).toEqual(['s*.state UP']);
  expect(happens(read(text))).toBe('sc tso arm');
});

test('a count that reaches zero in a branch is one before', () => {
  const text = `
    CPU 0                       CPU 1
    if (atomic_dec_and_test(&p->refs))
                                atomic_inc(&p->refs);
      kfree(p);
                                x = p->len;`;
  expect(begun(text)).toEqual(['p*.refs 1']);
  expect(happens(read(text))).toBe('sc tso arm');
});

test('a count begins so that all that is drawn of it can be', () => {
  expect(
    begun(`
    CPU 0                       CPU 1
    if (atomic_read(&x->n) > 1)
                                if (atomic_read(&x->n) > 1)
      atomic_dec(&x->n);
                                  atomic_dec(&x->n);`),
  ).toEqual(['x*.n 2']);
  expect(
    begun(`
    CPU 0                       CPU 1
    a = --p->refs;
                                b = --p->refs;    // 0
                                if (b == 0)
                                  kfree(p);`),
  ).toEqual(['p*.refs 2']);
});

test('what another column stores before says what is found, not what it began with', () => {
  expect(
    begun(`
    CPU 0                       CPU 1
    t->state = UP;
                                if (t->state)    // true
                                  t->n = 1;`),
  ).toEqual([]);
});

test('one line may hold a branch and what hangs on it', () => {
  const { cells } = read(`
    CPU 0                       CPU 1
    if (!p) return;             // there
                                kfree(p);
    if (atomic_dec_and_test(&p->refs)) x = p->len;`);
  expect(cells.map(({ text }) => text)).toContain('x = p->len;');
  expect(cells.map(({ text }) => text)).toContain('return;');
});

test('a local that the branch asks tells where it was loaded', () => {
  expect(
    begun(`
    CPU 0                       CPU 1
    old = s->state;
    if (old == UP)
                                s->state = DOWN;
      s->hits++;
                                s->hits = 0;`),
  ).toEqual(['s*.state UP']);
});

test('a return with which the column ends was taken', () => {
  const text = `
    CPU 0                       CPU 1
    atomic_inc(&waiters);
    v = word;    /* 0 */
                                word = 1;
                                if (!atomic_read(&waiters))
                                  return;
    schedule();`;
  expect(happens(read(text))).toBe('tso arm');
});

test('one behind which the column goes on was not', () => {
  const { asked } = read(`
    CPU 0                       CPU 1
    if (READ_ONCE(stop))
      return;
                                WRITE_ONCE(stop, 1);
    WRITE_ONCE(done, 1);
                                d = READ_ONCE(done);`);
  expect(asked.text).toContain('CPU 0: r0 == 0');
});

test('words inside a branch tell that it was done, also in programs that stand side by side', () => {
  const text = `
    CPU 0                       CPU 1
    a = 1;                      b = 1;
    mb();                       mb();
    if (!b)                     if (!a)
      enter the section
                                  enter the section`;
  const reading = read(text);
  expect(happens(reading)).toBe('nowhere');
  expect(happens(reading, { mb: 'off' })).toBe('tso arm');
});

test('in programs side by side a branch goes as what it asks was at the start', () => {
  const text = `
    submit                      complete
    ------                      --------
    r->state = QUEUED           r->done = 1
    smp_mb()                    smp_mb()
    if (!r->done)               if (r->state == QUEUED)
      wait_for_it()               wake_it()`;
  const reading = read(text);
  expect(reading.asked.text).toContain('CPU 0: r0 != 0, CPU 1: r0 == 0');
  expect(happens(reading)).toBe('nowhere');
  expect(happens(reading, { mb: 'off' })).toBe('tso arm');
});

test('a reader that need not begin anew has read what belongs together', () => {
  const reading = read(`
    writer                      reader
    ------                      ------
    write_seqlock(&sl);
                                seq = read_seqbegin(&sl);
    a = 1;
                                r1 = a;
                                r2 = b;
    b = 1;
    write_sequnlock(&sl);
                                if (read_seqretry(&sl, seq))
                                  goto again;

    Can it end with r1 != r2?`);
  expect(reading.asked.text).toContain('CPU 1: r1 != CPU 1: r2');
  expect(happens(reading)).toBe('nowhere');
});

test('a jump to a label that is drawn passes over what stands before it only', () => {
  const reading = read(`
    CPU 0                       CPU 1
    spin_lock(&l);
    if (x)                      // true
      goto out;
    y = 1;
    out:
    spin_unlock(&l);
                                spin_lock(&l);
                                x = 0;
                                spin_unlock(&l);`);
  expect(reading.source).toContain('} else {\n        y = 1;\n    }\n    spin_unlock(&l);');
});

test('of two arms of which nothing tells which was taken neither is drawn as a run', () => {
  const { cells } = read(`
    CPU 0                       CPU 1
                                flags = 1;
    if (flags & DEAD)
      err = 1;
    else
      n++;
                                n = 0;`);
  expect(cells.filter(({ isStep }) => isStep).map(({ text }) => text)).toEqual([
    'flags = 1;',
    'if (flags & DEAD)',
    'n = 0;',
  ]);
});

test('a ring with room at the start: what is asked is whether what is in it comes late', () => {
  const reading = read(`
 *   kernel                           user
 *
 *   if (LOAD ->tail) {               LOAD ->head
 *                      (A)           smp_rmb()       (C)
 *     STORE $data                    LOAD $data
 *     smp_wmb()        (B)           smp_mb()        (D)
 *     STORE ->head                   STORE ->tail
 *   }
`);
  expect(reading.inferences.find(({ key }) => key === 'begin:tail')?.taken).toBe('1');
  expect(reading.asked.text).toContain('(CPU 1: r0 == 1, CPU 1: r1 == 0)');
  expect(happens(reading)).toBe('nowhere');
  expect(happens(reading, { rmb: 'off' })).toBe('arm');
});
