import { expect, test } from 'vitest';
import { smpParser } from '../../scenario/index.ts';
import { meaningOf, nameAt, placesOf, symbolsOf } from './symbols.ts';

/** The text with what a rename of the name at `|` would change in brackets. */
function renamed(marked: string): string {
  const at = marked.indexOf('|');
  const text = marked.replace('|', '');
  const source = { tree: smpParser.parse(text), text };
  const node = nameAt(source, at);
  const symbol = node && meaningOf(source, node);
  if (!symbol) return 'nothing';
  const places = [...placesOf(source, symbol)].sort((a, b) => b.from - a.from);
  return places.reduce(
    (so, { from, to }) => `${so.slice(0, from)}[${so.slice(from, to)}]${so.slice(to)}`,
    text,
  );
}

test('a local is renamed in its own code, in what is said of its CPU, and in the rows of it', () => {
  expect(
    renamed(
      'int r; cpu 0 { int |s = r; } cpu 1 { int s = r; } final(cpu0.s || cpu1.s, x); interleaving i "" by "" of v { 0: s = r; 1: s = r; }',
    ),
  ).toBe(
    'int r; cpu 0 { int [s] = r; } cpu 1 { int s = r; } final(cpu0.[s] || cpu1.s, x); interleaving i "" by "" of v { 0: [s] = r; 1: s = r; }',
  );
});

test('a member is none of the variables that are called alike, nor a type', () => {
  expect(renamed('struct x { int x; }; struct x x; cpu 0 { x.|x = 1; }')).toBe(
    'struct x { int [x]; }; struct x x; cpu 0 { x.[x] = 1; }',
  );
  expect(renamed('struct |x { int x; }; struct x x; cpu 0 { x.x = 1; }')).toBe(
    'struct [x] { int x; }; struct [x] x; cpu 0 { x.x = 1; }',
  );
});

test('a property is renamed where it is asserted, a function where it is called; a word of the kernel is not', () => {
  expect(renamed('property a-b "no" final(x, a-|b);')).toBe('property [a-b] "no" final(x, [a-b]);');
  expect(renamed('void f(int a) { } cpu 0 { |f(1); }')).toBe('void [f](int a) { } cpu 0 { [f](1); }');
  expect(renamed('int x; cpu 0 { smp_|mb(); }')).toBe('nothing');
});

test('every kind of name is found, in a text with mistakes too', () => {
  const text =
    'option o = on | off property p "…" enum e { A }; struct s { int m; }; DEFINE_SPINLOCK(l); cpu 0 { int v = ; again: v = 1; ';
  const kinds = symbolsOf({ tree: smpParser.parse(text), text }).map(({ kind, name }) => `${kind} ${name}`);
  expect(kinds).toEqual([
    'option o',
    'id p',
    'type e',
    'variable A',
    'type s',
    'member m',
    'variable l',
    'local v',
    'label again',
  ]);
});
