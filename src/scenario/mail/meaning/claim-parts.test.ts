import { expect, it } from 'vitest';
import { happens, read } from './table-answers.fixture.ts';

const MESSAGE = `    CPU 0                     CPU 1
    WRITE_ONCE(x, 1);         r0 = READ_ONCE(y);
    WRITE_ONCE(y, 1);         r1 = READ_ONCE(x);

`;

it('a claim of which one part is not understood is not asked without it', () => {
  const missing = (claim: string) => read(`${MESSAGE}    ${claim}\n`).asked;
  expect(missing("exists (r0 == 1 && CPU1's load precedes CPU0's store)")).toMatchObject({
    k: 'nothing',
    text: expect.stringContaining("also says “CPU1's load precedes CPU0's store”") as string,
  });
  expect(missing('r0 == 1 and the writer is not yet done').text).toContain('“the writer is not yet done”');
  expect(missing('while CPU 0 holds the lock, CPU 1 reads x == 1 && y == 0').text).toContain(
    '“CPU 0 holds the lock”',
  );
  expect(missing('r0 == 1 && r1 == 0 while CPU 0 still holds the lock').text).toContain(
    '“CPU 0 still holds the lock”',
  );
});

it('what follows from a claim is no part of it, and a bare register is a value', () => {
  for (const claim of [
    'exists ((r0 == 1) && (r1 == 0))',
    'BUG_ON(r0 == 1 && r1 == 0);',
    'r0 == 1 && r1 == 0, and the message is lost',
    'r0 == 1 && !r1',
    'exists (r0 && r1 == 0)',
    'r0 >= 1 && r1 == 0',
  ])
    expect(happens(read(`${MESSAGE}    ${claim}\n`)), claim).toBe('arm');
});

it('of an assertion over words it is said that its condition is not understood', () => {
  const { asked, inferences, source } = read(`    CPU 0                     CPU 1
    x = 1;
                              if (x)
                                BUG_ON(the other side has gone away);
`);
  expect(asked).toMatchObject({ k: 'nothing', text: expect.stringContaining('cannot be told') as string });
  expect(inferences.map(({ text }) => text).join()).toContain('has gone away)` is not understood');
  expect(source).not.toContain('BUG_ON');
  const check = read(`    CPU 0                     CPU 1
    x = 1;                    r = x;
                              CHECK(nobody is there);
`);
  expect(check.asked.k).toBe('nothing');
  expect(read(`${MESSAGE}    WARN_ON(a message is lost);\n`).asked.text).toContain(
    'WARN_ON(a message is lost) fires',
  );
});

it('“both see NULL” in a row is what the load of either column finds', () => {
  const { asked } = read(`    CPU 0                     CPU 1
    WRITE_ONCE(p, &a);
    r0 = READ_ONCE(q);
                              WRITE_ONCE(q, &b);
                              r1 = READ_ONCE(p);
    BANG: both see NULL
`);
  expect(asked.text).toContain('CPU 0: r0 == NULL, CPU 1: r1 == NULL');
});

it('what a count is decreased to is what the call gives', () => {
  const count = (remark: string) =>
    read(`    CPU 0                                    CPU 1
    atomic_set(&x, 2);
                                             left = atomic_dec_return(&x);${remark}
    r = atomic_read(&x);
`).asked.text;
  expect(count('  // decreased to 0')).toContain('CPU 1: left == 0');
  expect(count('\n                                             /* decreased to 0 */')).toContain(
    'CPU 1: left == 0',
  );
  expect(count('')).not.toContain('left ==');
});

it.each([
  ['assert(r0 == 1 || r1 == 1);', '(!(CPU 0: r0 == 1 || CPU 1: r1 == 1))', 'tso arm'],
  ['assert(r0 == 1 && r1 == 1)', '(!(CPU 0: r0 == 1 && CPU 1: r1 == 1))', 'sc tso arm'],
  ['assert(!(r0 == 0 && r1 == 0))', '(CPU 0: r0 == 0, CPU 1: r1 == 0)', 'tso arm'],
  ['forbidden: r0 == 2 || (r0 == 0 && r1 == 0)', 'r0 == 2 ||', 'tso arm'],
])('what must hold is asked the other way round, and of alternatives either: %s', (claim, asked, where) => {
  const reading = read(`CPU 0                 CPU 1
x = 1;                y = 1;
r0 = y;               r1 = x;

${claim}
`);
  expect(reading.asked.text).toContain(asked);
  expect(happens(reading)).toBe(where);
});
