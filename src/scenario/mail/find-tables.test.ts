/** What is found in texts of the kinds that people paste; each table is as small as shows its kind. */
import { describe, expect, it } from 'vitest';
import { findTables } from './all-tables.ts';
import { drawn, only } from './drawn.fixture.ts';

const PLAIN = `CPU 0                 CPU 1
-----                 -----
WRITE_ONCE(x, 1);
                      r1 = READ_ONCE(x);   // 0
  smp_mb();           smp_mb();
`;

const PLAIN_ROWS = [
  'CPU 0 / CPU 1',
  '0+0 WRITE_ONCE(x, 1);',
  '1+0 r1 = READ_ONCE(x);   // 0',
  '0+2 smp_mb(); · 1+0 smp_mb();',
];

describe('side by side', () => {
  it('has a plain table with the places of its cells', () => {
    const table = only(PLAIN);
    expect(drawn(table)).toEqual(PLAIN_ROWS);
    expect(table?.columns.map((column) => column.cpu)).toEqual([0, 1]);
    for (const { text, place } of table?.rows.flatMap((row) => row.cells) ?? []) {
      expect(PLAIN.slice(place.from, place.to)).toBe(text);
      expect(PLAIN.split('\n')[place.line - 1]).toContain(text);
    }
  });

  const mapped = (change: (line: string) => string): string =>
    PLAIN.trimEnd().split('\n').map(change).join('\n');
  it.each([
    ['quote marks', mapped((line) => `> > >> ${line}`)],
    ['a comment', `/*\n${mapped((line) => ` * ${line}`)}\n */`],
    ['a comment with slashes', mapped((line) => `\t// ${line}`)],
    [
      'a diff',
      `@@ -1,2 +1,9 @@ f()\n \tint i;\n+\t/*\n${mapped((line) => `+\t * ${line}`)}\n+\t */\n return;`,
    ],
    ['a quoted diff without its head', mapped((line) => `> +        * ${line}`)],
    ['the log', mapped((line) => `[  101.${'1'.padStart(6, '0')}] ${line}`)],
    ['carriage returns and spaces at the end', mapped((line) => `${line}   \r`)],
    ['a page of HTML', `<html><body><pre>${PLAIN}</pre></body>`],
    ['prose around', `We see this:\n\n${PLAIN}\nwhich is not what was meant to be.\n`],
  ])('has it in %s', (_name, text) => {
    expect(drawn(only(text))).toEqual(PLAIN_ROWS);
  });

  it('has tabs, strokes, numbers, calls that reach over and wrapped cells', () => {
    expect(drawn(only('\tCPU0\t\t\tCPU1\n\t----\t\t\t----\n\tf(a)\n\t\t\t\tg(b,\n\t\t\t\t  c)\n'))).toEqual([
      'CPU0 / CPU1',
      '0+0 f(a)',
      '1+0 g(b, c)',
    ]);
    expect(
      drawn(
        only(
          ' take the last one   | look it up\n---------------------+------\n put(o)   |\n                     | get(o)\n kfree(o)            |\n',
        ),
      ),
    ).toEqual(['take the last one / look it up', '0+0 put(o)', '1+0 get(o)', '0+0 kfree(o)']);
    expect(
      drawn(
        only(
          'CPU#0            CPU#1\n\n1  f() {\n2    a = 1       g() {\n3  }               b = 1\n4                }\n',
        ),
      ),
    ).toEqual([
      'CPU#0 / CPU#1',
      '1: 0+0 f() {',
      '2: 0+2 a = 1 · 1+0 g() {',
      '3: 0+0 } · 1+2 b = 1',
      '4: 1+0 }',
    ]);
    expect(
      drawn(only('P0          P1\na_rather_long_call(with, arguments);\n            f();  // reads 0\n')),
    ).toEqual(['P0 / P1', '0+0 a_rather_long_call(with, arguments);', '1+0 f();  // reads 0']);
  });

  it('has up to four columns without a second space between them', () => {
    const text = `{ x = 0; }

P0     P1     P2       P3
x = 1; y = 1; r1 = x;  r3 = y;
              smp_mb() smp_mb()
              r2 = y;  r4 = x;

forbidden: r1 == 1 && r2 == 0
`;
    const table = only(text);
    expect(drawn(table)).toEqual([
      'P0 / P1 / P2 / P3',
      '0+0 x = 1; · 1+0 y = 1; · 2+0 r1 = x; · 3+0 r3 = y;',
      '2+0 smp_mb() · 3+0 smp_mb()',
      '2+0 r2 = y; · 3+0 r4 = x;',
    ]);
    expect(table?.initial.map((cell) => cell.text)).toEqual(['{ x = 0; }']);
    expect(table?.claims.map((cell) => cell.text)).toEqual(['forbidden: r1 == 1 && r2 == 0']);
  });

  it('has headings in brackets and dashes, and in two lines', () => {
    const rows = ['CPU 0 / CPU 1', '0+0 lock(&a);', '1+0 lock(&b);', '0+0 lock(&b);'];
    const body = '\n lock(&a);\n                    lock(&b);\n lock(&b);\n';
    expect(drawn(only(`[CPU 0]            --- CPU 1 ---\n${body}`))).toEqual(rows);
    const two = only(
      `CPU 0              CPU 1\n(softirq)          (a task)\n---------          --------${body}`,
    );
    expect(drawn(two)).toEqual(rows);
    expect(two?.columns.map((column) => column.under)).toEqual(['(softirq)', '(a task)']);
  });

  it('has frames, as on a page and as in Markdown, and strokes without headings', () => {
    const rows = ['0+0 set_bit(0, &f)', '1+0 test_bit(0, &f)', '0+0 wake_up(&q)'];
    const framed =
      '+---------------+----------------+\n| CPU 0         | CPU 1          |\n+---------------+----------------+\n| set_bit(0, &f)|                |\n|               | test_bit(0, &f)|\n| wake_up(&q)   |                |\n+---------------+----------------+\n';
    expect(drawn(only(framed)).slice(1)).toEqual(rows);
    const marked =
      '| CPU 0 | CPU 1 |\n|---|---|\n| `set_bit(0, &f)` | |\n| | `test_bit(0, &f)` |\n| `wake_up(&q)` | |\n';
    expect(drawn(only(marked)).slice(1)).toEqual(rows);
    const bare =
      ' close()             |\n                     | receive()\n   sk->state = GONE  |\n                     |   if (sk->state)\n   free(sk)          |\n';
    expect(drawn(only(bare))).toEqual([
      ' / ',
      '0+0 close()',
      '1+0 receive()',
      '0+2 sk->state = GONE',
      '1+2 if (sk->state)',
      '0+2 free(sk)',
    ]);
  });

  it('has cells of prose', () => {
    const text = `Task A                         Task B

Sets its state to
sleeping.
                               Checks the state, finds
                               it running.
Checks the condition, and
sleeps.

Nobody wakes it after that, as far as I can see from the code.
`;
    expect(drawn(only(text))).toEqual([
      'Task A / Task B',
      '0+0 Sets its state to',
      '0+0 sleeping.',
      '1+0 Checks the state, finds it running.',
      '0+0 Checks the condition, and',
      '0+0 sleeps.',
    ]);
  });

  it('has blocks one below the other', () => {
    expect(drawn(only('CPU 0:\n    x = 1;\n    r = y;\n\nCPU 1:\n    y = 1;\n\nBoth at once.\n'))).toEqual([
      'CPU 0 / CPU 1',
      '0+0 x = 1;',
      '0+0 r = y;',
      '1+0 y = 1;',
    ]);
  });

  it('has memory in braces over two lines, and a comparison that goes on below', () => {
    const table = only('{ x = 0;\n  y = 1; }\n\nCPU 0         CPU 1\nr = x ==\n  y;\n              s = y;\n');
    expect(table?.initial.map((cell) => cell.text)).toEqual(['{ x = 0; y = 1; }']);
    expect(drawn(table)).toEqual(['CPU 0 / CPU 1', '0+0 r = x == y;', '1+0 s = y;']);
  });

  it('wipes drawn lines and tells what they join', () => {
    const table = only(`
       CPU 0                |  CPU 1
  ---> /* or up here */     |
 |     unlock()             |  set_bit()
 |                          |  smp_mb()
  ---- test_bit()           |  trylock()
`);
    expect(drawn(table)).toEqual([
      'CPU 0 / CPU 1',
      '0+0 /* or up here */',
      '0+0 unlock() · 1+0 set_bit()',
      '1+0 smp_mb()',
      '0+0 test_bit() · 1+0 trylock()',
    ]);
    expect(table?.arrows).toEqual([{ column: 0, tailColumn: 0, tail: 3, head: 0 }]);
  });
});

describe('lists', () => {
  it('has one event a line, with numbers and wrapped ones', () => {
    const table = only(
      'Order:\n\n 1. CPU 0: stores x\n 2. CPU 1: reads x, which\n    is still 0\n 3. CPU 0: stores y\n',
    );
    expect(table?.shape).toBe('list');
    expect(drawn(table)).toEqual([
      'CPU 0 / CPU 1',
      '1: 0+0 stores x',
      '2: 1+0 reads x, which is still 0',
      '3: 0+0 stores y',
    ]);
  });

  it('has a lone column of code if nothing else is there', () => {
    const table = only('\tif (d->own == NIC) {\n\t\tdma_rmb();\n\t\tgot = d->len;\n\t}\n');
    expect(table?.shape).toBe('single');
    expect(table?.rows.map((row) => row.cells[0]?.indent)).toEqual([0, 8, 8, 0]);
  });
});

describe('what is no table', () => {
  it.each([
    [
      'prose',
      'CPU 0 writes the flag and CPU 1 reads it. The store may\nbe late, so a barrier is needed between the two.\n',
    ],
    [
      'a diffstat',
      ' a/b.c | 12 ++++++------\n a/c.c |  3 +--\n 2 files changed, 9 insertions(+), 6 deletions(-)\n',
    ],
    [
      'a diff',
      'diff --git a/x.c b/x.c\n--- a/x.c\n+++ b/x.c\n@@ -1,3 +1,3 @@\n int f(void) {\n-\treturn 1;\t/* one */\n+\treturn 2;\t/* two */\n }\n',
    ],
    [
      'a function',
      'static int f(int a)\n{\n\tint r = 0;      /* the result */\n\tlock(&l);       /* against g() */\n\tr = a;\n\treturn r;       /* done */\n}\n',
    ],
    [
      'the log',
      '[    0.000000] Linux version 6.1\n[    0.000001] CPU0: Booted  CPU1: Booted\n[    0.100000] smp: Brought up 1 node, 2 CPUs\n',
    ],
    [
      'interrupts',
      '           CPU0       CPU1\n  0:         46          0   IO-APIC   2-edge      timer\n  8:          1          0   IO-APIC   8-edge      rtc0\n',
    ],
    [
      'a mail header',
      'From: A B <a@b.example>\nTo: C <c@d.example>\nCc: E <e@f.example>\nSubject: x\n\nHello,\n\nthat is all.\n',
    ],
    [
      'a table of words',
      'Function         Description\n===============  ==================\nspin_lock()      Takes the lock\nspin_unlock()    Drops it again\nmutex_lock()     May sleep\n',
    ],
  ])('leaves %s alone', (_name, text) => {
    expect(findTables(text).tables).toEqual([]);
  });
});

describe('mails', () => {
  const header =
    'From: A. Uthor <a@example.org>\nSubject: =?utf-8?q?Re:_a_=C3=BC_race?=\nDate: Tue, 3 Mar 2026 10:11:12 +0100\nMessage-ID: <1@example.org>\n';

  it('has what the header says', () => {
    expect(findTables(`${header}\n${PLAIN}`)).toMatchObject({
      subject: 'Re: a ü race',
      from: 'A. Uthor <a@example.org>',
      date: 'Tue, 3 Mar 2026 10:11:12 +0100',
      messageId: '1@example.org',
      tables: [{ number: 1 }],
    });
  });

  it('has quoted-printable and base64 bodies, with places in the raw text', () => {
    const quoted = `${header}Content-Transfer-Encoding: quoted-printable\n\n${PLAIN.replaceAll('=', '=3D').replace('READ_', 'REA=\nD_')}`;
    const table = only(quoted);
    expect(drawn(table)).toEqual(PLAIN_ROWS);
    const place = table?.rows[1]?.cells[0]?.place;
    expect(quoted.slice(place?.from, place?.to)).toBe('r1 =3D REA=\nD_ONCE(x);   // 0');
    const coded = `${header}Content-Transfer-Encoding: base64\n\n${btoa(PLAIN).replace(/.{60}/g, '$&\n')}\n`;
    expect(drawn(only(coded))).toEqual(PLAIN_ROWS);
  });

  it('has a mailbox: each table with its own mail', () => {
    const one = `From x@y Mon Sep 17 00:00:00 2001\n${header}\n${PLAIN}\n`;
    const two = one.replace('<1@', '<2@');
    const { tables } = findTables(one + two);
    expect(tables.map((table) => table.letter.messageId)).toEqual(['1@example.org', '2@example.org']);
    expect(tables.map((table) => table.number)).toEqual([1, 2]);
  });

  it('has parts of a mail, and a commit', () => {
    const parts = `${header}Content-Type: multipart/alternative; boundary="b"\n\n--b\nContent-Type: text/plain\n\n${PLAIN}\n--b\nContent-Type: text/html\n\n<pre>${PLAIN}</pre>\n--b--\n`;
    expect(drawn(only(parts))).toEqual(PLAIN_ROWS);
    const commit = `commit 0123456789abcdef\nAuthor: A <a@example.org>\nDate:   Tue Mar 3 2026\n\n    x: wait\n\n${PLAIN.replace(/^/gm, '    ')}`;
    expect(findTables(commit)).toMatchObject({
      subject: 'x: wait',
      from: 'A <a@example.org>',
      tables: [{ shape: 'columns' }],
    });
  });
});

it('leaves a short sentence out that stands left of the table', () => {
  const table = only(`${PLAIN.replace(/^/gm, '      ')}\n\nUse a lock.\n`);
  expect(drawn(table)).toEqual(PLAIN_ROWS);
  expect(table?.after).toBe('Use a lock.');
});

it('in a block of its own one side may act alone, or three beside each other', () => {
  const alone = `(1) one waits for itself
\`\`\`
 P                                 | T
 b0 = 1                            |
   NMI: spin_lock(&l)              |
   spins for ever, for P is below it
\`\`\``;
  expect(findTables(alone).tables.map(({ columns, rows }) => [columns.length, rows.length])).toEqual([
    [2, 3],
  ]);
  const three = `(2) a chain
\`\`\`
 A                  | B                  | C
 x=1; kick(B)       | spin_lock(&l);     | local_irq_disable(); spin_lock(&l);
 wait_for(B)        |   wait_for(A)      |   waits for B
\`\`\``;
  expect(findTables(three).tables.map(({ columns, rows }) => [columns.length, rows.length])).toEqual([
    [3, 2],
  ]);
});
