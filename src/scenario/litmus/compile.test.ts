import { describe, expect, it } from 'vitest';
import { compileLitmus } from './compile.ts';

/** An AArch64 test of one thread. */
const aarch64 = (line: string, init = '0:X1=x;'): string =>
  `AArch64 t\n{ ${init} }\nP0 ;\n${line} ;\nexists (0:X0=1)\n`;
const x86 = (line: string): string => `X86_64 t\n{ }\nP0 ;\n${line} ;\nexists (0:rax=1)\n`;
const c = (line: string): string =>
  `C t\n{ }\nP0(int *x, int *y)\n{\n\tint r0;\n\t${line}\n}\nexists (0:r0=1)\n`;

/** A test that has this line in its header. */
const headed = (line: string): string => `AArch64 t\n${line}\n{ }\nP0 ;\nNOP ;\nexists (x=1)`;

it.each([
  'Hash=0',
  'Cycle=Rfe PodRR Fre PodWW\nRelax=\nSafe=Rfe Fre\nOrig=x\nCom=Rf Fr\nGenerator=diy\nPrefetch=0:x=F\nAlign=\nStable=X9',
  'EL0=P0',
  'TTHM=HA HD',
  'TTHM=P0:HA P0:HD',
  'Variant=vmsa,fatal ETS2',
  'variant=imprecise',
  'CacheType=DIC IDC',
  '"Key=value in a description"',
])('the header may say %s', (lines) => {
  expect(compileLitmus(headed(lines), 'arm').kind).toBe('test');
});

describe('what is outside of the subset is refused by name, where it stands', () => {
  it.each([
    [aarch64('FROB W0,[X1]'), 'instruction', 'FROB W0,[X1]'],
    [aarch64('LDRB W0,[X1]'), 'mixed-size', 'LDRB W0,[X1]'],
    [aarch64('LDP W0,W2,[X1]'), 'mixed-size', 'LDP W0,W2,[X1]'],
    [aarch64('STR W0,[X1] ;\nLDR X0,[X1]'), 'mixed-size', 'LDR X0,[X1]'],
    [aarch64('LDR W0,[X1]', 'int8_t x; 0:X1=x;'), 'mixed-size', 'int8_t x'],
    [aarch64('LDR W0,[X1]', 'int64_t x; 0:X1=x;'), 'mixed-size', 'LDR W0,[X1]'],
    [aarch64('DMB NSH'), 'barrier-option', 'DMB NSH'],
    [aarch64('DC CIVAC,X1'), 'cache-operation', 'DC CIVAC,X1'],
    [aarch64('TLBI ASIDE1IS,X1'), 'tlb-operation', 'TLBI ASIDE1IS,X1'],
    [aarch64('MOV W0,#0x1ffffffff'), 'wide-constant', 'MOV W0,#0x1ffffffff'],
    [aarch64('B nowhere'), 'branch-target', 'B nowhere'],
    [aarch64('LDR W0,[X1]', '0:X1=x; pte_x=(el0:0);'), 'pte-attribute', 'el0'],
    [aarch64('LDR W0,[X1]', '0:X1=x; pte_x=(attrs:(Device,nGnRnE));'), 'pte-attribute', 'attrs'],
    [headed('Variant=vmsa,skip'), 'variant', 'Variant=vmsa,skip'],
    [headed('variant=Mixed'), 'variant', 'variant=Mixed'],
    [headed('CacheType=DIC PIPT'), 'header', 'CacheType=DIC PIPT'],
    [headed('EL0=all'), 'header', 'EL0=all'],
    [headed('TTHM=XY'), 'header', 'TTHM=XY'],
    [headed('MemoryType=device'), 'header', 'MemoryType=device'],
    [headed('Variant=vmsa').replace('AArch64', 'X86_64'), 'header', 'Variant=vmsa'],
    [x86('frob %eax'), 'instruction', 'frob %eax'],
    [x86('movb $1,(x)'), 'mixed-size', 'movb $1,(x)'],
    [x86('movl $1,(x) ;\nmovq (x),%rax'), 'mixed-size', 'movq (x),%rax'],
    [c('r0 = *x;'), 'plain-access', '*x'],
    [c('*x = 1;'), 'plain-access', '*x'],
    [c('r0 = READ_ONCE(x[2]);'), 'index', 'x[2]'],
    [c('synchronize_rcu();'), 'rcu', 'synchronize_rcu()'],
    [c('read_lock(x);'), 'lock', 'read_lock(x)'],
    [c('r0 = frob(x);'), 'call', 'frob(x)'],
    [c('out: r0 = 1;'), 'goto', 'out'],
    ['PPC t\n{ }\nP0 ;\nlwz r1,0(r2) ;\nexists (x=1)\n', 'architecture', 'PPC t'],
  ])('%s', (text, code, construct) => {
    const compiled = compileLitmus(text, 'arm');
    expect(compiled.kind).toBe('unsupported');
    if (compiled.kind === 'test') return;
    const { diagnostic } = compiled;
    expect(diagnostic.code).toBe(code);
    expect(text.slice(diagnostic.from, diagnostic.to)).toContain(construct);
  });
});

describe('what is no litmus test is unreadable', () => {
  it.each([
    ['', 'not-litmus'],
    ['Dear all,\nplease find attached', 'not-litmus'],
    ['AArch64 t\nno braces', 'no-init'],
    ['AArch64 t\n{ 0:X1= }\nP0 ;\nNOP ;\nexists (x=1)', 'syntax'],
    ['AArch64 t\n{ }\nQ0 ;\nNOP ;\nexists (x=1)', 'syntax'],
    ['AArch64 t\n{ }\nP0 ;\nNOP ;\nexists (1:X0=1)', 'unknown-processor'],
    ['AArch64 t\n{ }\nP0 ;\nL: NOP ;\nL: NOP ;\nexists (x=1)', 'duplicate-label'],
    ['AArch64 t\n{ 0:X1=P0:f; }\nP0 ;\nNOP ;\nexists (x=1)', 'unknown-label'],
    ['AArch64 t\n{ (* open\nP0 ;\nNOP ;\nexists (x=1)', 'syntax'],
    ['C t\n{ }\nP0(int *x) { WRITE_ONCE(*x, 1 }\nexists (x=1)', 'syntax'],
    [`C t\n{ }\n${'('.repeat(2_000_000)}`, 'too-large'],
  ])('%#: %j', (text, code) => {
    const compiled = compileLitmus(text, 'arm');
    expect(compiled).toMatchObject({ kind: 'unreadable', diagnostic: { code } });
  });
});
