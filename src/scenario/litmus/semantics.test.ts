/** Small tests of our own, from text to verdict: what the front ends mean, in all three languages. */
import { describe, expect, it } from 'vitest';
import { type Case, judge } from './judge.fixture.ts';

describe('AArch64', () => {
  it.each<Case>([
    [
      'a dependency through EOR keeps loads in order',
      'arm',
      'Never 3',
      `AArch64 dep { 0:X1=x; 0:X3=y; 1:X1=x; 1:X3=y; }
       P0          | P1                  ;
       MOV W0,#1   | LDR W0,[X3]         ;
       STR W0,[X1] | EOR W2,W0,W0        ;
       DMB ST      | LDR W4,[X1,W2,SXTW] ;
       STR W0,[X3] |                     ;
       exists (1:X0=1 /\\ 1:X4=0)`,
    ],
    [
      'without it they are not',
      'arm',
      'Sometimes 4',
      `AArch64 nodep { 0:X1=x; 0:X3=y; 1:X1=x; 1:X3=y; }
       P0          | P1          ;
       MOV W0,#1   | LDR W0,[X3] ;
       STR W0,[X1] | LDR W4,[X1] ;
       DMB ST      |             ;
       STR W0,[X3] |             ;
       exists (1:X0=1 /\\ 1:X4=0)`,
    ],
    [
      'a conditional select chooses by the flags',
      'sc',
      'Always 1',
      `AArch64 csel { 0:X1=3; }
       P0 ;
       CMP W1,#2 ; CSET W2,GT ; MOV W3,#7 ; CSINC W4,W3,W3,LT ; CNEG W5,W3,GE ;
       exists (0:X2=1 /\\ 0:X4=8 /\\ 0:X5=-7)`,
    ],
    [
      'a loop that ends runs to its end',
      'sc',
      'Always 1',
      `AArch64 loop { 0:X1=x; }
       P0 ;
       MOV W0,#3 ; again: SUBS W0,W0,#1 ; STR W0,[X1] ; B.NE again ;
       exists (x=0)`,
    ],
    [
      'a loop that only reads waits',
      'arm',
      'Always 1',
      `AArch64 spin { 0:X1=x; 1:X1=x; }
       P0          | P1              ;
       MOV W0,#1   | L: LDAR W0,[X1] ;
       STR W0,[X1] | CBZ W0,L        ;
       forall (1:X0=1)`,
    ],
    [
      'atomics return what was there',
      'arm',
      'Always 1',
      `AArch64 lse { x=5; 0:X1=x; 0:X0=3; 0:X4=6; }
       P0 ;
       LDADD W0,W2,[X1] ; SWPAL W4,W3,[X1] ; CAS W4,W0,[X1] ; LDSET W0,WZR,[X1] ; STCLR W0,[X1] ;
       exists (0:X2=5 /\\ 0:X3=8 /\\ 0:X4=6 /\\ x=0)`,
    ],
    [
      'a call comes back, and code can be patched',
      'arm',
      'Sometimes 2',
      `AArch64 patch { 0:X0=instr:"NOP"; 0:X1=P1:f; 1:X1=P1:f; }
       P0          | P1         ;
       STR W0,[X1] | BLR X1     ;
                   | MOV W3,W9  ;
                   | B end      ;
                   | f: B old   ;
                   | MOV W9,#2  ;
                   | RET        ;
                   | old:       ;
                   | MOV W9,#1  ;
                   | RET        ;
                   | end:       ;
       exists (1:X3=2)`,
    ],
    [
      'a word may be written as a number, read back as one, and stands for the same',
      'arm',
      'Sometimes 2',
      `AArch64 word { 0:X0=0xd503201f; 0:X1=P1:f; 1:X1=label:"P1:f"; }
       P0          | P1          ;
       STR W0,[X1] | BLR X1      ;
                   | MOV W3,W9   ;
                   | LDR W4,[X1] ;
                   | B end       ;
                   | f: B .+12   ;
                   | MOV W9,#2   ;
                   | RET         ;
                   | MOV W9,#1   ;
                   | RET         ;
                   | end:        ;
       filter (1:X4=instr:"NOP" \\/ 1:X4=0x14000003)
       exists (1:X3=2)`,
    ],
    [
      'a word may be the one name that is an instruction, and its register a pointer to instructions',
      'arm',
      'Sometimes 2',
      `AArch64 name { ins_t 0:X0=NOP; ins_t *0:X1; 0:X1=P0:f; }
       P0 ;
       STR W0,[X1] ; f: B end ; MOV W2,#1 ; end: ;
       exists (0:X2=1)`,
    ],
    [
      'branches, calls, moves, loads and stores are words',
      'arm',
      'Sometimes 5',
      `AArch64 many { x=6; 0:X1=P1:f; 1:X8=x; 1:X5=1;
         0:X2=instr:"CBNZ W5,.+8"; 0:X3=instr:"BL .+8"; 0:X4=instr:"LDR W9,[X8]";
         0:X6=instr:"MOVZ W9,#2,LSL #16"; 0:X7=instr:"B.NE .+8"; }
       P0          | P1         ;
       STR W2,[X1] | CMP W5,#2  ;
       STR W3,[X1] | f: NOP     ;
       STR W4,[X1] | ADD W9,W9,#1 ;
       STR W6,[X1] | ADD W9,W9,#2 ;
       STR W7,[X1] |            ;
       locations [1:X9; 1:X30;]
       exists (1:X9=9)`,
    ],
    [
      'the end of the code has an address',
      'arm',
      'Always 1',
      `AArch64 end { x=P0:out; 0:X1=x; }
       P0 ;
       LDR X0,[X1] ; BR X0 ; MOV W2,#1 ; out: ;
       exists (0:X2=0)`,
    ],
    [
      'without a condition all registers and locations tell states apart',
      'sc',
      'Always 3',
      `AArch64 all { 0:X1=x; 1:X1=x; }
       P0          | P1          ;
       MOV W0,#1   | LDR W0,[X1] ;
       STR W0,[X1] | STR W0,[X1] ;`,
    ],
  ])('%s (%s)', (_title, model, expected, text) => {
    expect(judge(text, model)).toBe(expected);
  });
});

describe('X86_64', () => {
  const storeBuffering = (middle: string): string =>
    `X86_64 sb { }
     P0          | P1          ;
     movl $1,(x) | movl $1,(y) ;
     ${middle}   | ${middle}   ;
     movl (y),%eax | movl (x),%eax ;
     exists (0:rax=0 /\\ 1:rax=0)`;

  it.each<Case>([
    ['stores wait in the buffer', 'tso', 'Sometimes 4', storeBuffering('nop')],
    ['MFENCE drains it', 'tso', 'Never 3', storeBuffering('mfence')],
    ['so does any locked instruction', 'tso', 'Never 3', storeBuffering('lock incl (z)')],
    ['nothing waits under sc', 'sc', 'Never 3', storeBuffering('nop')],
    [
      'locked instructions are atomic, others are not',
      'sc',
      'Sometimes 2',
      `X86_64 inc { int y; int x; }
       P0            | P1       ;
       lock incl (x) | incl (x) ;
       exists (x=1)`,
    ],
    [
      'compare and exchange',
      'tso',
      'Always 1',
      `X86_64 cas { x=3; 0:rax=3; 0:rbx=5; }
       P0 ;
       lock cmpxchgl %ebx,(x) ; jne out ; movl $1,%ecx ; out: ;
       exists (x=5 /\\ 0:rax=3 /\\ 0:rcx=1)`,
    ],
  ])('%s (%s)', (_title, model, expected, text) => {
    expect(judge(text, model)).toBe(expected);
  });
});

describe('C', () => {
  it.each<Case>([
    [
      'release and acquire',
      'arm',
      'Never 3',
      `C mp { }
       P0(int *x, int *y) { WRITE_ONCE(*x, 1); smp_store_release(y, 1); }
       P1(int *x, int *y) { int r0 = smp_load_acquire(y); int r1 = READ_ONCE(*x); }
       exists (1:r0=1 /\\ 1:r1=0)`,
    ],
    [
      'a branch orders stores, not loads',
      'arm',
      'Sometimes 3',
      `C ctrl { }
       P0(int *x, int *y) { WRITE_ONCE(*x, 1); smp_wmb(); WRITE_ONCE(*y, 1); }
       P1(int *x, int *y) { int r0; int r1 = 1; r0 = READ_ONCE(*y); if (r0) { r1 = READ_ONCE(*x); } }
       exists (1:r0=1 /\\ 1:r1=0)`,
    ],
    [
      'one lock holder at a time',
      'arm',
      'Never 1',
      `C lock { }
       P0(spinlock_t *l, int *x) { int r0; spin_lock(l); r0 = READ_ONCE(*x); WRITE_ONCE(*x, r0 + 1); spin_unlock(l); }
       P1(spinlock_t *l, int *x) { int r0; spin_lock(l); r0 = READ_ONCE(*x); WRITE_ONCE(*x, r0 + 1); spin_unlock(l); }
       exists (~x=2)`,
    ],
    [
      'atomics by their names',
      'tso',
      'Always 1',
      `C atomics { atomic_t v = ATOMIC_INIT(4); }
       P0(atomic_t *v, int *x) {
         int r0 = atomic_fetch_add(2, v);
         int r1 = atomic_sub_return(1, v);
         int r2 = atomic_add_unless(v, 9, 5);
         int r3 = cmpxchg(v, 5, 7);
         int r4 = xchg_relaxed(x, 1) + atomic_dec_and_test(v);
         atomic_inc(v);
       }
       exists (0:r0=4 /\\ 0:r1=5 /\\ 0:r2=0 /\\ 0:r3=5 /\\ 0:r4=0 /\\ v=7)`,
    ],
    [
      'waits and loops',
      'arm',
      'Always 1',
      `C loops { }
       P0(int *x, int *y) { int r0; while (READ_ONCE(*x) == 0) cpu_relax(); for (r0 = 0; r0 < 3; r0++) { WRITE_ONCE(*y, r0); } }
       P1(int *x) { WRITE_ONCE(*x, 1); }
       exists (y=2 /\\ 0:r0=3)`,
    ],
    [
      'pointers, and registers compared with each other in a filter',
      'arm',
      'Sometimes 2',
      `C ptr { int a = 3; int b = 4; int *p = &a; }
       P0(int **p, int *b) { rcu_assign_pointer(*p, b); }
       P1(int **p) { int *r0; int r1; int r2; rcu_read_lock(); r0 = rcu_dereference(*p); r1 = READ_ONCE(*r0); r2 = r1; rcu_read_unlock(); }
       filter (1:r1=1:r2)
       exists (1:r0=b /\\ 1:r1=4)`,
    ],
    [
      'an access behind && is a branch',
      'sc',
      'Sometimes 2',
      `C and { }
       P0(int *x, int *y) { int r0 = 0; if (READ_ONCE(*x) && READ_ONCE(*y)) r0 = 1; }
       P1(int *x, int *y) { WRITE_ONCE(*x, 1); WRITE_ONCE(*y, 1); }
       locations [0:r0; z]
       exists (0:r0=1)`,
    ],
  ])('%s (%s)', (_title, model, expected, text) => {
    expect(judge(text, model)).toBe(expected);
  });
});
