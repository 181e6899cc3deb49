import { expect, test } from 'vitest';
import { copiedHead, readCopied } from '../index.ts';

const SCENARIO = `scenario "Message passing"
option mb "a barrier" = on | off
property old "Old data."
int x;
int y;
cpu 0 { WRITE_ONCE(x, 1); if (mb) smp_wmb(); WRITE_ONCE(y, 1); }
cpu 1 { int a = READ_ONCE(y); int b = READ_ONCE(x); assert(!(a == 1 && b == 0), old); }
`;
const MAIL = `> Message passing: shortest way to violated
> memory model arm, mb = off
>
> CPU 0                                CPU 1
> -----------------------------------  -----------------------------------
> WRITE_ONCE(y, 1);
>                                      a = READ_ONCE(y);  // 1
>                                      b = READ_ONCE(x);  // 0
>                                      *** old
`;
const KNOWN = [
  { id: 'other', text: 'scenario "Message"\n' },
  { id: 'mp', text: SCENARIO },
];

test('what stands above a copied table says what it is of, quoted too', () => {
  expect(copiedHead(MAIL)).toEqual({
    title: 'Message passing: shortest way to violated',
    model: 'arm',
    settings: { mb: 'off' },
  });
  expect(copiedHead('CPU 0  CPU 1\nx = 1;\n')).toBeNull();
});

test('its lines are rows of the scenario of that title', () => {
  const copied = readCopied(MAIL, KNOWN);
  expect(copied).toMatchObject({ scenario: 'mp', model: 'arm', mistake: null });
  expect(copied?.source).toContain('1: "b = READ_ONCE(x)" value = "0";');
  expect(copied?.source).toContain('ends violated old;');
});

test('a line that the scenario has not is told, and of another scenario nothing is', () => {
  expect(readCopied(MAIL.replace('WRITE_ONCE(y', 'WRITE_ONCE(z'), KNOWN)?.mistake).toMatch(/WRITE_ONCE\(z/);
  expect(readCopied(MAIL.replace('Message passing', 'Something else'), KNOWN)).toBeNull();
});

test('what is wrapped is read as one line: a remark, a condition, an event; a question is no open statement', () => {
  const copied = readCopied(
    MAIL.replace(
      `>                                      a = READ_ONCE(y);  // 1`,
      `>                                      a =
>                                          READ_ONCE(y);
>                                        // 1: seen before
>                                        // the other
>                                      // is it old?`,
    ),
    KNOWN,
  );
  expect(copied?.mistake).toBeNull();
  expect(copied?.source).toContain(`1: "a = READ_ONCE(y)" value = "1";
    note "is it old?";
    1: "b = READ_ONCE(x)" value = "0";`);
});

test('a statement that stands in several calls is that of the call around it, also where it becomes visible late', () => {
  const text = `scenario "Turns"
property bad "Bad."
int x, y;
static void step(int to) { WRITE_ONCE(x, to); smp_wmb(); }
cpu 0 { step(1); step(2); }
cpu 1 { int a = READ_ONCE(x) + 3; assert(a != 4, bad); }
`;
  const copied = readCopied(
    `Turns: shortest way to violated
memory model arm

CPU 0                                CPU 1
-----------------------------------  -----------------------------------
step(1)
  WRITE_ONCE(x, to);
step(2)
  WRITE_ONCE(x, to);  // not visible yet
                                     a = READ_ONCE(x) + 3;  // 4
                                     a = READ_ONCE(x) + 3;  // sees 1
WRITE_ONCE(x, to);  // visible now
`,
    [{ id: 'turns', text }],
  );
  expect(copied?.mistake).toBeNull();
  for (const row of [
    '0: "step(1): WRITE_ONCE(x, to)";',
    '0: "step(2): WRITE_ONCE(x, to)" issue;',
    '1: "a = READ_ONCE(x) + 3" value = 4;',
    '1: "a = READ_ONCE(x) + 3" value = "1";',
    '0: "step(2): WRITE_ONCE(x, to)" visible;',
  ])
    expect(copied?.source).toContain(row);
});

test('a row that was not played is no part of the run', () => {
  const copied = readCopied(
    MAIL.replace('b = READ_ONCE(x);  // 0', 'b = READ_ONCE(x);  // is not played').replace(
      />\s+\*\*\* old\n/,
      '>                                      // line 3 gives 1, not 0\n',
    ),
    KNOWN,
  );
  expect(copied?.mistake).toBeNull();
  const rows = copied?.source.split('interleaving from-mail')[1] ?? '';
  expect(rows).toContain('1: "a = READ_ONCE(y)" value = "1";');
  expect(rows).not.toMatch(/READ_ONCE\(x\)|line 3 gives|ends/);
});

test('of scenarios with one title it is of that which has its statements', () => {
  const other = { id: 'copy', text: SCENARIO.replaceAll('(y', '(z').replace('int y', 'int z') };
  expect(readCopied(MAIL, [other, ...KNOWN])).toMatchObject({ scenario: 'mp', mistake: null });
  expect(readCopied(MAIL.replaceAll('(y', '(z'), [...KNOWN, other])).toMatchObject({
    scenario: 'copy',
    mistake: null,
  });
});
