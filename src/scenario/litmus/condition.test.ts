import { describe, expect, it } from 'vitest';
import { parseTail, type Proposition } from './condition.ts';
import { Refusal } from './refusal.ts';
import type { Location, Value } from './terms.ts';
import { tokenize, TokenReader } from './tokens.ts';

function tail(text: string) {
  return parseTail(new TokenReader(tokenize(text, 0, text.length)));
}

/** The tree in one line, fully bracketed. */
function show(p: Proposition): string {
  switch (p.k) {
    case 'const':
      return String(p.value);
    case 'not':
      return `~${show(p.a)}`;
    case 'and':
      return `(${show(p.a)} & ${show(p.b)})`;
    case 'or':
      return `(${show(p.a)} | ${show(p.b)})`;
    case 'fault':
      return `fault(${p.cpu},${p.label ?? '-'},${p.name})`;
    case 'equal':
      return `${place(p.location)}${p.negated ? '!=' : '='}${word(p.value)}`;
  }
}

function place(l: Location): string {
  return l.k === 'reg' ? `${l.cpu}:${l.name}` : l.k === 'pteOf' ? `PTE(${l.name})` : `${l.name}[${l.index}]`;
}

function word(v: Value): string {
  switch (v.k) {
    case 'int':
      return String(v.value);
    case 'name':
      return `&${v.name}[${v.index}]`;
    case 'scoped':
      return `${v.cpu}:${v.name}`;
    case 'instr':
      return `"${v.text}"`;
    case 'pte':
      return `(${v.fields.oa ?? '-'},${v.fields.valid ? 1 : 0})`;
    case 'pteOf':
      return `&PTE(${v.name})`;
  }
}

describe('propositions', () => {
  it.each([
    ['0:X1=1 /\\ 1:X2=0', '(0:X1=1 & 1:X2=0)'],
    ['x=1 \\/ y=1 /\\ z=0x10', '(x[0]=1 | (y[0]=1 & z[0]=16))'],
    ['x=1 => y=1 => z=1', '(~x[0]=1 | (~y[0]=1 | z[0]=1))'],
    ['~(x=1) /\\ not y=-2', '(~x[0]=1 & ~y[0]=-2)'],
    ['[x]=2 /\\ *p=1 /\\ a[1]=0', '((x[0]=2 & p[0]=1) & a[1]=0)'],
    ['0:r1=x /\\ 0:r2=1:r3', '(0:r1=&x[0] & 0:r2=1:r3)'],
    ['P0:X7 != 0', '0:X7!=0'],
    ['pte_x=(oa:phy_y,valid:0)', 'PTE(x)=(y,0)'],
    ['[PTE(x)]=(valid:1, oa:PA(y))', 'PTE(x)=(y,1)'],
    ['fault(P1:L0,x) \\/ ~Fault(P0,y,MMU:Translation)', '(fault(1,L0,x) | ~fault(0,-,y))'],
    ['0:X1=instr:"NOP" /\\ true', '(0:X1="NOP" & true)'],
    ['0:X1=label:"P1:L0"', '0:X1=1:L0'],
  ])('%s ==> %s', (text, tree) => {
    expect(show(tail(`exists (${text})`).condition)).toBe(tree);
  });
});

it('reads locations, filter and quantifier in front', () => {
  const { locations, faults, filter, quantifier } = tail(
    'locations [x; 0:r1; fault(P0,x);] filter (0:r1=1) ~exists (x=1)',
  );
  expect(locations.map(place)).toEqual(['x[0]', '0:r1']);
  expect(faults).toHaveLength(1);
  expect(filter === null ? null : show(filter)).toBe('0:r1=1');
  expect(quantifier).toBe('~exists');
});

it('may say nothing, and then everything is looked at', () => {
  expect(tail('')).toMatchObject({ quantifier: null, looksAtAll: true });
  expect(tail('locations [0:X1 int; x int*;]')).toMatchObject({ quantifier: null, looksAtAll: false });
});

it.each([
  ['exists (x=1', 'syntax'],
  ['exists x=1 y', 'syntax'],
  ['exists (x=99999999999)', 'wide-constant'],
  ['exists (fault(P0,x,TagCheck))', 'syntax'],
  ['exists (fault(P0,x,MMU:Exclusive))', 'fault-type'],
])('refuses %j as %s', (text, code) => {
  expect(() => tail(text)).toThrow(Refusal);
  try {
    tail(text);
  } catch (error) {
    expect(error instanceof Refusal && error.diagnostic.code).toBe(code);
  }
});
