import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parserOf } from '../../scenario/index.ts';
import { spaced, spacingOf } from './spacing.ts';

function formatted(text: string): string {
  const { parser } = parserOf(text);
  return spaced(
    text,
    spacingOf(text, (one) => parser.parse(one)),
  );
}

const code = (line: string) => `cpu 0 "a" { ${line} }`;

test.each([
  ['WRITE_ONCE( x,1 ) ;', 'WRITE_ONCE(x, 1);'],
  ['if(READ_ONCE(x)==1)y=2;', 'if (READ_ONCE(x) == 1) y = 2;'],
  ['int  r=-1 ;int *p=& x;', 'int r = -1; int *p = &x;'],
  ['r=* p+ a*b ;', 'r = *p + a * b;'],
  ['r = (u32)x<<2|!y&&~ z;', 'r = (u32)x << 2 | !y && ~z;'],
  ['for(i=0;i<2;i++)x [i] -=1;', 'for (i = 0; i < 2; i++) x[i] -= 1;'],
  ['while ( READ_ONCE( p -> next ) . a ){ cpu_relax ( ); }', 'while (READ_ONCE(p->next).a) { cpu_relax(); }'],
  ['assert(a==1,some-id) ; /* b ,c */', 'assert(a == 1, some-id); /* b ,c */'],
  ['x++ ;++ y; r=x+++y;', 'x++; ++y; r = x++ + y;'],
  ['x = 1 @seen=1;', 'x = 1 @ seen = 1;'],
])('%s', (line, better) => {
  expect(formatted(code(line))).toBe(code(better));
  expect(formatted(code(better))).toBe(code(better));
});

test('what stands outside of code, in comments and in texts stays; so does what is not understood', () => {
  for (const text of [
    'option a "b ,c"=x: "d" |y\ncpu 0 "a  b" { /* a ,b */ either "a ,b" { x = 1; } or { x = 2; } }',
    'cpu 0 { x = = 1; (y ; }',
  ])
    expect(formatted(text)).toBe(text);
  const lines = code('int  aaa;\n\tx =\n\t\ty;');
  expect(formatted(lines)).toBe(code('int aaa;\n\tx =\n\t\ty;'));
});

test('every bundled scenario is formatted once and for all, to the same tokens', () => {
  const folder = join(import.meta.dirname, '../../../scenarios');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.smp'),
  );
  expect(files.length).toBeGreaterThan(40);
  const bare = (text: string) => text.replace(/[ \t]+/g, '');
  const changed = files.filter((name) => {
    const text = readFileSync(join(folder, name), 'utf8');
    const once = formatted(text);
    expect([name, bare(once) === bare(text), formatted(once) === once]).toEqual([name, true, true]);
    return once !== text;
  });
  // The house's own texts are as the house formats.
  expect(changed).toEqual([]);
});
