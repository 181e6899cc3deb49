/** What the machines' models allow and forbid, and why, on the smallest tests that turn on it. */
import { describe, expect, it, test } from 'vitest';
import type { Model } from '../../machine/index.ts';
import { compileLitmus } from '../../scenario/index.ts';
import { finish } from '../pausing.ts';
import type { ExecutionEdge } from '../execution.ts';
import { uncovered } from './covered.ts';
import { hardwareExecutionsWork, hardwareOutcomesWork } from './outcomes.ts';

function compiled(text: string, model: Model) {
  const result = compileLitmus(text, model);
  if (result.kind !== 'test') throw new Error(result.diagnostic.message);
  return result.test;
}

const arm = (registers: string, columns: readonly (readonly string[])[], condition: string): string => {
  const rows = Math.max(...columns.map(({ length }) => length));
  const row = (nth: number) => `${columns.map((column) => column[nth] ?? '').join(' | ')} ;`;
  const heads = columns.map((_, cpu) => `P${cpu}`).join(' | ');
  const init = columns.map((_, cpu) => registers.replaceAll('#', String(cpu))).join(' ');
  return `AArch64 t\n{ ${init} }\n${heads} ;\n${Array.from({ length: rows }, (_, nth) => row(nth)).join('\n')}\nexists (${condition})\n`;
};

const XY = '#:X0=x; #:X1=y; #:X5=1;';

/** The cycle's edges, each with the links that it is made of. */
function cycleOf(text: string, model: Model): string | null {
  const { program, condition } = compiled(text, model);
  const question = { values: null, where: condition, most: 1, ms: 5000, loose: true };
  const [allowed] = finish(
    hardwareExecutionsWork(program, model, { ...question, which: 'allowed' }),
  ).executions;
  if (allowed) return null;
  const [execution] = finish(
    hardwareExecutionsWork(program, model, { ...question, which: 'forbidden' }),
  ).executions;
  const { forbidden } = execution ?? {};
  if (!forbidden) throw new Error('nothing forbids it');
  forbidden.cycle.forEach(({ to }, nth, cycle) => {
    expect(to).toBe(cycle[(nth + 1) % cycle.length]?.from);
  });
  const links = ({ name, via }: ExecutionEdge): string =>
    via.length === 0 ? name : `${name}(${via.map(links).join(' ')})`;
  // From wherever it begins.
  const edges = forbidden.cycle.map(links);
  const least = edges.indexOf(edges.toSorted()[0] ?? '');
  return `${forbidden.axiom}: ${[...edges.slice(least), ...edges.slice(0, least)].join(' ')}`;
}

describe('Armv8', () => {
  it.each<[columns: readonly (readonly string[])[], condition: string, cycle: string | null]>([
    [
      [
        ['STR W5,[X0]', 'DMB SY', 'STR W5,[X1]'],
        ['LDR W2,[X1]', 'EOR W3,W2,W2', 'LDR W4,[X0,W3,SXTW]'],
      ],
      '1:X2=1 /\\ 1:X4=0',
      'external: bob(dmb.sy) obs(rfe) dob(addr) obs(fre)',
    ],
    [
      [
        ['STR W5,[X0]', 'STLR W5,[X1]'],
        ['LDAPR W2,[X1]', 'LDR W4,[X0]'],
      ],
      '1:X2=1 /\\ 1:X4=0',
      'external: bob(acq-po) obs(fre) bob(po-rel) obs(rfe)',
    ],
    // A branch orders no load.
    [
      [
        ['STR W5,[X0]', 'DMB ST', 'STR W5,[X1]'],
        ['LDR W2,[X1]', 'CBNZ W2,L', 'L:', 'LDR W4,[X0]'],
      ],
      '1:X2=1 /\\ 1:X4=0',
      null,
    ],
    [
      [
        ['LDR W2,[X0]', 'CBNZ W2,L', 'L:', 'STR W5,[X1]'],
        ['LDR W2,[X1]', 'EOR W3,W2,W2', 'ADD W3,W3,#1', 'STR W3,[X0]'],
      ],
      '0:X2=1 /\\ 1:X2=1',
      'external: dob(ctrl) obs(rfe) dob(data) obs(rfe)',
    ],
    // What a select picked orders stores alone.
    [
      [
        ['LDR W2,[X0]', 'CMP W2,#1', 'CSEL W3,W5,W5,EQ', 'STR W3,[X1]'],
        ['LDR W2,[X1]', 'DMB LD', 'STR W5,[X0]'],
      ],
      '0:X2=1 /\\ 1:X2=1',
      'external: bob(dmb.ld) obs(rfe) pob(pick) obs(rfe)',
    ],
    [
      [
        ['STLR W5,[X0]', 'LDAR W2,[X1]'],
        ['STLR W5,[X1]', 'LDAR W2,[X0]'],
      ],
      '0:X2=0 /\\ 1:X2=0',
      'external: bob(rel-acq) obs(fre) bob(rel-acq) obs(fre)',
    ],
    [
      [
        ['STLR W5,[X0]', 'LDAPR W2,[X1]'],
        ['STLR W5,[X1]', 'LDAPR W2,[X0]'],
      ],
      '0:X2=0 /\\ 1:X2=0',
      null,
    ],
    [
      [
        ['SWPAL W5,W6,[X0]', 'LDR W2,[X1]'],
        ['STR W5,[X1]', 'DSB SY', 'LDR W2,[X0]'],
      ],
      '0:X2=0 /\\ 1:X2=0',
      'external: bob(amo-po) obs(fre) bob(dsb.sy) obs(fre)',
    ],
    [[['STR W5,[X0]'], ['LDR W2,[X0]', 'LDR W3,[X0]']], '1:X2=1 /\\ 1:X3=0', 'internal: fre rfe po-loc'],
    [
      [
        ['LDXR W2,[X0]', 'STXR W3,W5,[X0]'],
        ['MOV W6,#2', 'STR W6,[X0]'],
      ],
      '0:X2=0 /\\ 0:X3=0 /\\ x=1',
      'atomic: coe rmw fre',
    ],
  ])('%j with %s', (columns, condition, cycle) => {
    expect(cycleOf(arm(XY, columns, condition), 'arm')).toBe(cycle);
  });

  test('a compare-and-swap that succeeds may be known early, by what it compares with; one that fails may not', () => {
    const lb = (z: number) =>
      arm(
        `z=${z}; ${XY} #:X2=z;`,
        [
          ['LDR W3,[X0]', 'STLR W5,[X1]'],
          ['LDR W3,[X1]', 'EOR W4,W3,W3', 'CAS W4,WZR,[X2]', 'EOR W6,W4,W4', 'STR W5,[X0,W6,SXTW]'],
        ],
        '0:X3=1 /\\ 1:X3=1',
      );
    expect(cycleOf(lb(0), 'arm')).toBeNull();
    expect(cycleOf(lb(2), 'arm')).toBeNull();
  });
});

describe('x86-TSO', () => {
  const sb = (between: string) =>
    `X86_64 SB\n{ }\n P0 | P1 ;\n movl $1,(x) | movl $1,(y) ;\n ${between} | ${between} ;\n movl (y),%eax | movl (x),%eax ;\nexists (0:rax=0 /\\ 1:rax=0)\n`;
  it('lets a store be passed by a later load', () => {
    expect(cycleOf(sb(''), 'tso')).toBeNull();
    expect(cycleOf(sb(''), 'sc')).toBe('sc: fre po fre po');
  });
  it('does not where there is a fence, or a locked instruction', () => {
    expect(cycleOf(sb('mfence'), 'tso')).toBe('ghb: fre mfence fre mfence');
    expect(cycleOf(sb('lock addl $0,(z)'), 'tso')).toMatch(/^ghb: .*implied/);
  });
});

test('what is fetched or translated is beyond it, and says where', () => {
  const text =
    'AArch64 t\n{ 0:X1=P0:f; 0:X2=instr:"NOP"; }\n P0 ;\n STR W2,[X1] ;\n IC IVAU,X1 ;\n f: B L ;\n MOV W9,#1 ;\n L: ;\nexists (0:X9=1)\n';
  const beyond = uncovered(compiled(text, 'arm').program);
  expect(beyond?.instr?.at.text.trim()).toBe('IC IVAU,X1');
  expect(beyond?.what).toBe('what each CPU fetches of code that changes');
});

test('an address that is no location’s ends in no final state', () => {
  const text = 'AArch64 t\n{ 0:X1=x; 0:X2=4; }\n P0 ;\n LDR W0,[X1,X2] ;\nexists (0:X0=0)\n';
  const { finals, wild } = finish(hardwareOutcomesWork(compiled(text, 'arm').program, 'arm', { ms: 5000 }));
  expect(finals).toEqual([]);
  expect(wild?.at.text.trim()).toBe('LDR W0,[X1,X2]');
});
