/** What stands behind and beside statements: whose value it is, and what is no statement at all. */
import { describe, expect, test } from 'vitest';
import { notExecuted } from '../../index.ts';
import { happens, read } from './table-answers.fixture.ts';

describe('whose value a remark is', () => {
  test.each([
    [
      'the variable that it names, not the branch that looks at it',
      `
      CPU 0                        CPU 1
      WRITE_ONCE(y, 1);            WRITE_ONCE(x, 1);
      smp_mb();                    smp_mb();
      if (!READ_ONCE(x)) // x == 0
        a = 1;
                                   if (!READ_ONCE(y)) // y is 0
                                     b = 1;`,
      'nowhere',
    ],
    [
      'of a list that is empty, for the call that asks that',
      `
      CPU 0                        CPU 1
      list_add_tail(&w->list, &head);
                                   x = 1;
                                   if (list_empty(&head)) // sees an empty list
                                     y = 1;`,
      'sc tso arm',
    ],
    [
      'of words that name a place that another column has',
      `
      driver                       device
      ------                       ------
      ring->slot[i] = head
      ring->idx = 1
                                   reads idx == 1
                                   reads slot[i] == 0 (stale)`,
      'arm',
    ],
    [
      'of a question below the table',
      `
      P0                           P1
      *p = 42;                     while (!flag)
      flag = 1;                      cpu_relax();
                                   r1 = *p;

      Can r1 be 0?`,
      'arm',
    ],
    [
      'of a work that is running, which cannot be cancelled',
      `
      CPU 0                        CPU 1
      foo_fn()
                                   cancel_work(&c->work);   // already running
                                   kfree(c);
        c->n = 1;`,
      'sc tso arm',
    ],
    [
      'of loads in small letters, between barriers of the machine',
      `
      CPU 0                        CPU 1
      store x = 1
      dmb ishst
      store y = 1
                                   load y (== 1)
                                   load x (== 0)   <--- !!!`,
      'arm',
    ],
    [
      'of a branch, where it says which way that goes',
      `
      CPU 0                        CPU 1
      WRITE_ONCE(y, 1);            WRITE_ONCE(x, 1);
      if (!READ_ONCE(x)) // true
        a = 1;
                                   if (!READ_ONCE(y)) // true
                                     b = 1;`,
      'tso arm',
    ],
    [
      'of the call that fails, not of the branch that asks whether it did',
      `
      CPU 0                        CPU 1
      mutex_lock(&m);
                                   if (!mutex_trylock(&m)) // fails
                                     WARN_ON(1);
      mutex_unlock(&m);`,
      'sc tso arm',
    ],
    [
      'what a local found, where it holds something else later',
      `
      CPU 0                        CPU 1
      tmp = x;        // 0
                                   set_bit(0, &x);
      tmp |= 2;
      x = tmp;
                                   test_bit(0, &x);  // 0`,
      'sc tso arm',
    ],
    [
      'the pointer that somebody stores',
      `
      CPU 0                        CPU 1
      p->a = 1;
      smp_wmb();
      WRITE_ONCE(gp, p);
                                   q = READ_ONCE(gp);  // p
                                   r = q->a;           // 0`,
      'nowhere',
    ],
    [
      'no value at the start, where another column stores it',
      `
      P0                           P1
      r0 = READ_ONCE(x); // 1
      WRITE_ONCE(y, r0);
                                   r1 = READ_ONCE(y); // 1
                                   WRITE_ONCE(x, 1);`,
      'arm',
    ],
    [
      'what a function returns',
      `
      CPU 0                        CPU 1
      kick()
        WRITE_ONCE(x, 1);
        return READ_ONCE(y);  // 0
                                   kick()
                                     WRITE_ONCE(y, 1);
                                     return READ_ONCE(x);  // 0`,
      'tso arm',
    ],
  ])('%s', (_, text, where) => {
    expect(happens(read(text))).toBe(where);
  });
});

describe('a value in brackets', () => {
  test.each([
    ['behind a read', 't = d->f [0]', 'd->f = t'],
    ['right behind a name that is no array', 't = x[0]', 'x = t'],
  ])('%s is what was found', (_, load, store) => {
    const reading = read(`
      CPU A                       CPU B
      ${load}
      ${store}
                                  y = 1`);
    expect(reading.cells.map(({ value }) => value)).toEqual(['0', null, null]);
    expect(reading.source).not.toContain('[');
  });

  test('of an array it is an index', () => {
    const reading = read(`
      CPU A                       CPU B
      d->f[0] = 1;
                                  r = d->f[0];   // 0`);
    expect(reading.source).toContain('r = d->f[0];');
  });
});

describe('per-CPU variables', () => {
  test.each([
    ['each CPU has its own', 'this_cpu_write(cnt, 1);', 'this_cpu_write(cnt, 2);', 'nowhere'],
    ['one for all has none', 'WRITE_ONCE(cnt, 1);', 'WRITE_ONCE(cnt, 2);', 'sc tso arm'],
  ])('%s', (_, own, other, where) => {
    const load = own.startsWith('this') ? 'this_cpu_read(cnt)' : 'READ_ONCE(cnt)';
    const reading = read(`
      CPU 0                       CPU 1
      ${own}
                                  ${other}
      r = ${load}; // 2`);
    expect(happens(reading)).toBe(where);
  });

  test('one that another CPU sums up is an ordinary variable', () => {
    const { source } = read(`
      CPU 0                       CPU 1
      this_cpu_inc(readers)
                                  if (READ_ONCE(readers)) // 0
                                    x = 1`);
    expect(source).toContain('static int readers');
  });
});

describe('what the author draws of the store buffer', () => {
  const text = `
      CPU 0                        CPU 1
      ---------------------------  --------------------------
      kick(&w)
        WRITE_ONCE(w->a, 1);
          // not visible yet
        return READ_ONCE(w->b);
          // 0
                                   WRITE_ONCE(w->b, 1);
                                   smp_mb();
                                   if (!READ_ONCE(w->a))
                                     // 0: CPU 0's store of 1 is
                                     // not visible yet
        WRITE_ONCE(w->a, 1);  // visible now
        *** lost-kick`;

  test('a store that is drawn twice is one, and no value', () => {
    const { source } = read(text);
    expect(source?.match(/WRITE_ONCE\(w->a, 1\);/g)).toHaveLength(1);
    expect(happens(read(text))).toBe('tso arm');
  });

  test('the end that it names is no statement', () => {
    expect(read(text).cells.at(-1)).toMatchObject({ text: '*** lost-kick', as: 'event', statement: null });
  });

  test('one that only becomes visible behind the return was issued before it', () => {
    const { source } = read(text.replace('// not visible yet', '').replace(/\n +\n/, '\n'));
    expect(source?.indexOf('WRITE_ONCE(w->a')).toBeLessThan(source?.indexOf('READ_ONCE(w->b') ?? 0);
  });
});

describe('rows of which nothing is known', () => {
  test('qualify what is said', () => {
    const reading = read(`
      CPU 0                        CPU 1
      if (READ_ONCE(d->up)) // true
                                   shut_the_gate(irq);
                                   kfree(d);
        d->x = 1;
        return;`);
    expect(notExecuted(reading).map(({ text }) => text)).toEqual(['shut_the_gate(irq);']);
    expect(reading.without).toBe('without line 4, which is not understood');
  });

  test('arguments that are left out leave the row readable', () => {
    const reading = read(`
      CPU 0                        CPU 1
      WRITE_ONCE(flag, 1);
      smp_mb();
                                   prepare_to_wait(&wq, ...);
                                   if (READ_ONCE(flag)) // 0
      if (waitqueue_active(&wq)) // false
                                   schedule();`);
    expect(reading.without).toBeNull();
    expect(happens(reading)).toBe('nowhere');
    expect(happens(reading, { mb: 'off' })).toBe('tso arm');
  });
});

test('rows behind the end of an interrupt are in its column', () => {
  const { source } = read(`
      CPU 0
      -----
      x = 1;
      <IRQ>
        r = y;    // 1
      </IRQ>
      y = 1;`);
  expect(source).toMatch(/cpu 0 "CPU 0" \{\n +x = 1;\n +y = 1;\n\}/);
});

test('strokes below the headings part nothing', () => {
  const { cells } = read(`
      CPU0                CPU1
       |                   |
      old = xchg(&ptr, 0)  |
       |                  old = xchg(&ptr, 0)
       |                   |
      kfree(old)           |
       |                  kfree(old)`);
  expect(cells.map(({ cpu }) => cpu)).toEqual([0, 1, 0, 1]);
});

test('what is asked says nothing twice', () => {
  const { asked } = read(`
      CPU 0                          CPU 1
      p->data = 1;
      WRITE_ONCE(p->ready, 1);
                                     if (READ_ONCE(p->ready))  // true
                                         r = p->data;          // 0`);
  expect(asked.text).toContain('(CPU 1: r0 != 0, CPU 1: r == 0)');
});
