import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { judgeLitmus } from './litmus-judge.ts';
import { judgeKernelLitmus, kernelReasons } from './litmus-kernel.ts';
import { runLitmus } from './litmus.ts';

const storeBuffering = `X86_64 sb
{ }
 P0            | P1            ;
 movl $1,(x)   | movl $1,(y)   ;
 movl (y),%eax | movl (x),%eax ;
exists (0:rax=0 /\\ 1:rax=0)
`;
const unknown = 'AArch64 t\n{ }\n P0 ;\n FROB W0 ;\nexists (x=1)\n';
const counting = `AArch64 count
{ 0:X1=x; 1:X1=x; }
 P0                  | P1          ;
 again: ADD W0,W0,#1 | LDR W0,[X1] ;
 STR W0,[X1]         |             ;
 B again             |             ;
exists (x=1)
`;
const endless = 'AArch64 endless\n{ }\n P0 ;\n L: B L ;\nexists (x=0)\n';
const wild = 'AArch64 wild\n{ 0:X1=x; 0:X2=4; }\n P0 ;\n LDR W0,[X1,X2] ;\nexists (0:X0=0)\n';

const retrying = `AArch64 retrying
Variant=handled
{ pte_x=(oa:phy_x,valid:0); 0:X1=x; 1:X1=pte_x; 1:X2=(oa:phy_x); }
 P0          | P1          ;
 LDR W0,[X1] | STR X2,[X1] ;
locations [0:X0;]
`;
const patching = (word: string): string => `AArch64 patching
{ 0:X0=${word}; 0:X1=P1:f; }
 P0          | P1          ;
 STR W0,[X1] | f: B l0     ;
             | MOV W9,#2   ;
             | B out       ;
             | l0: MOV W9,#1 ;
             | out:        ;
exists (1:X9=2)
`;

const message = (write: string, read: string): string => `C mp
{ }
P0(int *x, int *y) { ${write} WRITE_ONCE(*y, 1); }
P1(int *x, int *y) { int r0 = READ_ONCE(*y); ${read} int r1 = READ_ONCE(*x); }
exists (1:r0=1 /\\ 1:r1=0)
`;

describe('the Linux-kernel memory model', () => {
  const told = (text: string): readonly string[] => {
    const judged = judgeKernelLitmus(text);
    return judged.kind === 'verdict'
      ? [judged.verdict, ...judged.outcomes.flags, ...kernelReasons(judged)]
      : [];
  };

  it('says which cycle forbids what is asked for', () => {
    expect(told(message('WRITE_ONCE(*x, 1); smp_wmb();', 'smp_rmb();'))[0]).toBe('Never');
    expect(told(message('WRITE_ONCE(*x, 1); smp_wmb();', 'smp_rmb();'))[1]).toContain('happens-before');
    expect(told(message('WRITE_ONCE(*x, 1); smp_wmb();', ''))).toEqual(['Sometimes']);
  });

  it('says which accesses race, and for what', () => {
    const [verdict, flag, reason] = told(message('*x = 1;', ''));
    expect([verdict, flag]).toEqual(['Sometimes', 'data-race']);
    expect(reason).toContain('P1 R[once] x=0 and P0 W[plain] x=1');
  });

  it('is about C alone', () => {
    expect(judgeKernelLitmus(storeBuffering)).toMatchObject({ kind: 'unsupported' });
  });
});

describe('one test', () => {
  it('has a verdict', () => {
    expect(judgeLitmus(storeBuffering, 'tso')).toMatchObject({
      kind: 'verdict',
      verdict: 'Sometimes',
      finals: 4,
    });
    expect(judgeLitmus(storeBuffering, 'sc')).toMatchObject({ kind: 'verdict', verdict: 'Never', finals: 3 });
  });

  it('is bounded when it does not end', () => {
    expect(judgeLitmus(counting, 'arm', 100)).toMatchObject({ kind: 'bounded' });
    expect(judgeLitmus(endless, 'arm')).toMatchObject({ kind: 'bounded' });
  });

  it('understands words that a run computes, and names one that it cannot', () => {
    const computed = patching('0').replace(
      'STR W0',
      'MOVZ W0,#0x1f | ; ADD W0,W0,#0x2,LSL #12 | ; MOVK W0,#0xd503,LSL #16 | ; STR W0',
    );
    expect(judgeLitmus(computed, 'arm')).toMatchObject({ kind: 'verdict', verdict: 'Sometimes', finals: 2 });
    const { diagnostic } = judgeLitmus(patching('0xd4200000'), 'arm') as {
      diagnostic: { code: string; message: string };
    };
    expect(diagnostic.code).toBe('unknown-instruction');
    expect(diagnostic.message).toContain('0xd4200000');
  });

  it('is unsupported when a run leaves the known addresses', () => {
    expect(judgeLitmus(wild, 'arm')).toMatchObject({
      kind: 'unsupported',
      diagnostic: { code: 'wild-access' },
    });
  });
});

describe('the command', () => {
  let folder = '';
  let rows: string[] = [];
  let messages: string[] = [];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'litmus-'));
    rows = [];
    messages = [];
    vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => rows.push(String(chunk)) > 0);
    vi.spyOn(console, 'error').mockImplementation((message) => messages.push(String(message)));
  });

  afterEach(() => {
    vi.restoreAllMocks();
    rmSync(folder, { recursive: true });
  });

  it('prints a row for each test, names what is unsupported, and succeeds', async () => {
    writeFileSync(join(folder, 'b.litmus'), unknown);
    writeFileSync(join(folder, 'a.litmus'), storeBuffering);
    writeFileSync(join(folder, 'notes.txt'), 'no test');
    expect(await runLitmus([folder, '--model', 'tso', '--tsv'])).toBe(0);
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatch(/^a\.litmus\tSometimes\t4\t\d+\t\d+\.\d\n$/);
    expect(rows[1]).toBe('b.litmus\tunsupported: instruction\t-\t-\t-\n');
    expect(messages.join('\n')).toContain(`${join(folder, 'b.litmus')}:4:2 instruction`);
  });

  it('goes on after what is no test, and says so with its status', async () => {
    writeFileSync(join(folder, 'a.litmus'), 'Dear all,');
    writeFileSync(join(folder, 'b.litmus'), storeBuffering);
    expect(await runLitmus([folder, join(folder, 'gone'), '--model', 'sc'])).toBe(2);
    expect(rows).toHaveLength(1);
    expect(messages).toHaveLength(2);
  });

  it('does not follow symbolic links in a folder', async () => {
    writeFileSync(join(folder, 'a.litmus'), storeBuffering);
    symlinkSync(join(folder, 'a.litmus'), join(folder, 'b.litmus'));
    symlinkSync(folder, join(folder, 'again'));
    expect(await runLitmus([folder, '--model', 'tso'])).toBe(0);
    expect(rows.map((row) => row.split('\t')[0])).toEqual(['a.litmus']);
  });

  it('lists the final states with how many interleavings reach each', async () => {
    writeFileSync(join(folder, 'a.litmus'), storeBuffering);
    await runLitmus([folder, '--model', 'sc', '--states']);
    expect(rows.slice(1, 4)).toEqual([
      '  1 :>0:rax=0; 1:rax=1;\n',
      '  1 :>0:rax=1; 1:rax=0;\n',
      '  4 :>0:rax=1; 1:rax=1;\n',
    ]);
    // Below them why the condition never holds: the cycle, edge by edge.
    expect(rows[4]).toMatch(/^ {2}forbidden by sc: /);
    expect(rows.slice(5).map((row) => /-[a-z]+->/.exec(row)?.[0])).toEqual([
      '-po->',
      '-fre->',
      '-po->',
      '-fre->',
    ]);
    rows = [];
    await runLitmus([folder, '--model', 'tso', '--states', '--tsv']);
    expect(rows).toHaveLength(5);
    expect(rows[1]).toMatch(/^\t\d+\t\*>\t0:rax=0; 1:rax=0;\n$/);
  });

  it('shows a run where runs can go round', async () => {
    writeFileSync(join(folder, 'a.litmus'), retrying);
    await runLitmus([folder, '--model', 'arm', '--states']);
    expect(rows.slice(1)).toEqual([expect.stringMatching(/^ +:>0:X0=0;  by 0:\S+( \d:\S+)+\n$/)]);
  });

  it('wants a model', async () => {
    await expect(runLitmus([folder])).rejects.toThrow('--model must be one of sc, tso, arm, lkmm.');
  });
});
