import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { judgeLitmus } from './litmus-judge.ts';
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

  it('wants a model', () => {
    expect(() => runLitmus([folder])).toThrow('--model must be one of sc, tso, arm.');
  });
});
