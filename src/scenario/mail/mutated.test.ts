/**
 * What happens to a table on its way: tabs become spaces, mail programs break its lines, it is quoted three deep. What
 * was read before is read afterwards, but for a few cells whose place nobody could tell.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findTables } from './all-tables.ts';

const TABLES = [
  `  writer                     reader
  ------                     ------
  seq++;
  smp_wmb();
                             s = READ_ONCE(seq);   // odd, so it has to look again
  data = 1;
                             if (s & 1)
                                 goto again;
`,
  `\tCPU0\t\t\tCPU1
\t====\t\t\t====
\tlock(&a);
\t\t\t\tlock(&b);
\t\t\t\tif (!try_to_take(&a, GFP_KERNEL, with_flags, x))
\t\t\t\t\treturn;
\tlock(&b);
`,
  `   take it out                  | look it up
 -------------------------------+------------------------
   spin_lock(&l)                |
   list_del_rcu(&e->list)       |
                                | e = first(&head)  /* the one that has just left */
   kfree(e)                     |
                                | use(e->val)
`,
  `  Thread A             Thread B             Thread C
  x = 1;
                       r1 = x;  // 1
                       smp_mb();
                       y = 1;
                                            r2 = y;  // 1
                                            r3 = x;  // 0
`,
];

type Mutation = (text: string) => string;

const MUTATIONS: Record<string, Mutation> = {
  'tabs spread': eachLine(spread),
  'quoted three deep': eachLine((line) => `> > > ${line}`),
  'quoted without spaces': eachLine((line) => `>>> ${line}`),
  'carriage returns': (text) => text.replaceAll('\n', '\r\n'),
  'spaces at the end': eachLine((line) => `${line}  \t`),
  'hard spaces': (text) => text.replaceAll(' ', '\u00a0'),
  'in a comment': (text) => `/*\n${eachLine((line) => ` * ${spread(line)}`)(text)}\n */`,
  'added by a patch': (text) => `@@ -1,2 +1,90 @@ f(void)\n${eachLine((line) => `+${line}`)(text)}`,
  "a list's footer": (text) =>
    `${text}\n_______________________________________________\nsome-list mailing list\nsome-list@example.org\n`,
  'escaped for a page': (text) =>
    text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
  'an empty line behind each': (text) => text.trimEnd().replaceAll('\n', '\n\n'),
  'in a fence': (text) => `\`\`\`c\n${text.trimEnd()}\n\`\`\``,
  'a signature': (text) => `${text}\n-- \nA. Uthor\nCPU 1, Example Street\n`,
  'prose around': (text) =>
    `Hello,\n\nhere is what I see:\n\n${text}\nSo I think that a barrier is missing there.\n`,
};

const wrapped = eachLine((line) => broken(spread(line), 60));

it('keeps whole tables through everything but broken lines', () => {
  const some = fc.subarray(Object.keys(MUTATIONS), { minLength: 1, maxLength: 2 });
  fc.assert(
    fc.property(fc.constantFrom(...TABLES), some, (table, names) => {
      // Marks at the left and what stands around go on last: nobody spreads tabs behind a quote mark,
      // nor puts a quotation into a comment.
      const isQuote = (name: string) => Number(name.startsWith('quoted'));
      const inOrder = names.toSorted((a, b) => isQuote(a) - isQuote(b));
      const mutated = inOrder.reduce((text, name) => MUTATIONS[name]?.(text) ?? text, table);
      expect(cellsOf(mutated)).toEqual(cellsOf(table));
    }),
    { numRuns: 120, seed: 20261128 },
  );
});

it('takes back the space that keeps lines of a flowed mail from being quotes', () => {
  const header =
    'From: a@example.org\nSubject: b\nContent-Type: text/plain; charset=utf-8; format=flowed\n\n';
  // A stroke at the left is no space: what is left of it moves against the others.
  const table = ` cpu 0      |   cpu 1
|  x = 1;  |   y = 1;
|  r = y;  |   s = x;
 x = 2;     |   y = 2;`;
  const stuffed = eachLine((line) => (line.startsWith(' ') ? ` ${line}` : line));
  expect(cellsOf(header + stuffed(table))).toEqual(cellsOf(table));
});

it.each(TABLES)('takes line comments off, nr. %#', (table) => {
  expect(cellsOf(eachLine((line) => `// ${spread(line)}`)(table))).toEqual(cellsOf(table));
});

it('leaves out the empty lines that a program has put between any two, where it was a program', () => {
  const table = `CPU 0                          CPU 1
------                         ------

x = 1;
                               r = y;
y = 1;
                               s = x;`;
  expect(cellsOf(table.replaceAll('\n', '\n\n'))).toEqual(cellsOf(table));
});

it('hears quotes that a word processor has bent', () => {
  const said = (quoted: string) =>
    findTables(`CPU 0          CPU 1\nx = 1;\n               r = x;\n\nMay end with ${quoted}.\n`).tables[0]
      ?.claims;
  expect(said('‘r == 0’')?.[0]?.text).toBe(said("'r == 0'")?.[0]?.text);
});

it('takes a column with a device’s barriers out of a text, and what ends with a fence as ended', () => {
  const code = '\tif (d->owner != ME) {\n\t\tdma_rmb();\n\t\tx = d->len;\n\t}';
  const around = (text: string) => `Hello,\n\nthis is what I mean:\n\n\`\`\`\n${text}\n\`\`\`\n`;
  expect(cellsOf(around(code))).toHaveLength(4);
  expect(cellsOf(around(code.replace('dma_rmb', 'then')))).toEqual([]);
  const table = 'CPU 0          CPU 1\nx = 1;\n               r = x;\n\nMay end with r == 0.';
  expect(findTables(around(table)).tables[0]?.claims).toHaveLength(1);
});

describe('lines broken at 60 columns', () => {
  it.each([
    ['plain', wrapped],
    ['before they were quoted', (text: string) => eachLine((line) => `> ${line}`)(wrapped(text))],
    ['after they were quoted', (text: string) => wrapped(eachLine((line) => `> ${line}`)(text))],
  ])('keep at least 95 of 100 cells, %s', (_name, mutate) => {
    const all = TABLES.map((table) => ({ before: cellsOf(table), after: cellsOf(mutate(table)) }));
    const kept = all.flatMap(({ before, after }) => before.filter((cell) => after.includes(cell)));
    expect(kept.length / all.flatMap(({ before }) => before).length).toBeGreaterThanOrEqual(0.95);
  });
});

it('throws at nothing', () => {
  const piece = fc.constantFrom(
    'CPU 0',
    'CPU 1:',
    '\t',
    '   ',
    '|',
    '> ',
    '\n',
    '\n',
    ' * ',
    '----',
    '`--',
    '<-.',
    'x = 1;',
    '/*',
    '{',
    '=?',
    '@@ -1 +1 @@',
    'From a',
    'From: b\nTo: c\n\n',
    '\u00a0',
    '\ud800',
    'Content-Transfer-Encoding: base64\n',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      const text = pieces.join('');
      for (const table of findTables(text).tables)
        for (const { place } of table.rows.flatMap((row) => row.cells)) {
          expect(place.from).toBeGreaterThanOrEqual(0);
          expect(place.to).toBeGreaterThanOrEqual(place.from);
          expect(place.to).toBeLessThanOrEqual(text.length);
        }
    }),
    { numRuns: 400, seed: 1 },
  );
});

it('is through with a large mailbox in a moment', () => {
  const mail = `From a@example.org Mon Sep 17 00:00:00 2001\nFrom: a\nSubject: b\n\n${TABLES.join('\nand\n\n')}\n${'words and more words, some of them here\n'.repeat(60)}`;
  const box = mail.repeat(300);
  const start = performance.now();
  expect(findTables(box).tables).toHaveLength(500);
  // The log of one CPU is no list, and every line of it begins one.
  expect(findTables('CPU 0: x = 1\n'.repeat(40_000)).tables).toEqual([]);
  // Far from what it takes: only what grows faster than the text fails here.
  expect(performance.now() - start).toBeLessThan(30_000);
});

/** The first table's cells, each with its column. */
function cellsOf(text: string): string[] {
  return (findTables(text).tables[0]?.rows ?? []).flatMap((row) =>
    row.cells.map((cell) => `${cell.column ?? '*'} ${cell.text.replace(/\s+/g, ' ')}`),
  );
}

function eachLine(change: (line: string) => string): Mutation {
  return (text) => text.trimEnd().split('\n').map(change).join('\n');
}

function spread(line: string): string {
  let out = '';
  for (const character of line)
    out = character === '\t' ? out.padEnd((Math.floor(out.length / 8) + 1) * 8) : out + character;
  return out;
}

/** As a mail program breaks a line: at the last space that fits, behind its first word. */
function broken(line: string, width: number): string {
  const first = line.search(/[^\s>]/);
  const at = line.lastIndexOf(' ', width);
  if (line.length <= width || at <= first) return line;
  return `${line.slice(0, at).trimEnd()}\n${broken(line.slice(at + 1).trimStart(), width)}`;
}
