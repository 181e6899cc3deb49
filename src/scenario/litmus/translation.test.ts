/** Small tests of our own about pages: faults, handlers, entries and their bits. */
import { expect, it } from 'vitest';
import { type Case, judge } from './judge.fixture.ts';

it.each<Case>([
  [
    'a thread that a fault ends keeps what its registers have at that moment',
    'arm',
    'Always 1',
    `AArch64 keep { pte_x=(oa:phy_x,valid:0); 0:X1=x; }
       P0 ;
       MOV W0,#1 ; LDR W2,[X1] ; MOV W0,#2 ;
       exists (0:X0=1)`,
  ],
  [
    'a handler sees registers that its thread has written for it alone',
    'arm',
    'Always 1',
    `AArch64 seen { pte_x=(oa:phy_x,valid:0); 0:X1=x; 0:X2=y; }
       P0          | P0.F        ;
       MOV W3,#4   | STR W3,[X2] ;
       LDR W0,[X1] |             ;
       exists (y=4)`,
  ],
  [
    'a handled fault tries the access again until it succeeds',
    'arm',
    'Always 1',
    `AArch64 retry
       Variant=vmsa,handled
       EL0=P0
       { x=3; pte_x=(oa:phy_x,valid:0); 0:X1=x; 1:X1=pte_x; 1:X2=(oa:phy_x); }
       P0          | P1          ;
       LDR W0,[X1] | STR X2,[X1] ;
       exists (0:X0=3)`,
  ],
  [
    'a fault passes a DMB ST, and what its handler reads may be older than the store before it',
    'arm',
    'Sometimes 4',
    `AArch64 passes { [PTE(z)]=(oa:PA(z),valid:0); 0:X1=y; 0:X3=x; 1:X1=y; 1:X3=x; 1:X5=z; }
       P0          | P1          | P1.F        ;
       MOV W2,#1   | MOV W0,#1   |             ;
       STR W2,[X3] | STR W0,[X1] |             ;
       DMB SY      | DMB ST      | LDR W2,[X3] ;
       LDR W0,[X1] | STR W0,[X5] |             ;
       exists (0:X0=0 /\\ 1:X2=0)`,
  ],
  [
    'it does not under ETS2',
    'arm',
    'Never 3',
    `AArch64 waits
       Variant=vmsa,ets2
       { [PTE(z)]=(oa:PA(z),valid:0); 0:X1=y; 0:X3=x; 1:X1=y; 1:X3=x; 1:X5=z; }
       P0          | P1          | P1.F        ;
       MOV W2,#1   | MOV W0,#1   |             ;
       STR W2,[X3] | STR W0,[X1] |             ;
       DMB SY      | DMB ST      | LDR W2,[X3] ;
       LDR W0,[X1] | STR W0,[X5] |             ;
       exists (0:X0=0 /\\ 1:X2=0)`,
  ],
  [
    'an invalidation comes after the stores that a fault has passed',
    'arm',
    'Never 3',
    `AArch64 invalidated { [PTE(x)]=(oa:PA(x),valid:0); 0:X1=(oa:PA(x)); 0:X2=PTE(x); 0:X4=x; 0:X6=y; 1:X4=x; 1:X6=y; }
       P0              | P1              ;
       STR X1,[X2]     | MOV W1,#1       ;
       DSB ISH         | STR W1,[X6]     ;
       LSR X8,X4,#12   | DMB ST          ;
       TLBI VAAE1IS,X8 | L0: STR W1,[X4] ;
       DSB ISH         |                 ;
       LDR W3,[X6]     |                 ;
       exists (0:X3=0 /\\ fault(P1:L0,x))`,
  ],
  [
    'a fault waits for the load that a conditional select of its address rests on',
    'arm',
    'Never 3',
    `AArch64 picked { [PTE(z)]=(oa:PA(z),valid:0); 0:X1=y; 0:X3=x; 1:X1=y; 1:X3=x; 1:X5=z; }
       P0           | P1                  | P1.F        ;
       MOV W2,#1    | LDR W0,[X1]         |             ;
       STR W2,[X3]  | CMP W0,#1           | LDR W2,[X3] ;
       STLR W2,[X1] | CSEL W6,WZR,WZR,NE  |             ;
                    | LDR W8,[X5,W6,SXTW] |             ;
       exists (1:X0=1 /\\ 1:X2=0)`,
  ],
  [
    'a store-exclusive that leads elsewhere than its load-exclusive fails',
    'arm',
    'Never 3',
    `AArch64 elsewhere { x=1; y=2; 0:X2=pte_x; 0:X1=(oa:phy_y); 1:X3=x; }
       P0          | P1              ;
       STR X1,[X2] | LDXR W4,[X3]    ;
                   | MOV W7,#4       ;
                   | STXR W5,W7,[X3] ;
       exists (1:X4=1 /\\ y=4)`,
  ],
  [
    'entries have bits: accessed, writable, and hardware that sets them, an access flag also for others',
    'arm',
    // P0's walker may run ahead and mark v too, before P2 looks.
    'Sometimes 2',
    `AArch64 bits
       TTHM=P0:HA P1:HD
       { pte_x=(af:0); pte_y=(db:0); pte_z=(db:0,dbm:1); w=0; [PTE(v)]=(oa:PA(v),af:0);
         0:X1=x; 0:X2=y; 1:X1=z; 2:X1=v; }
       P0              | P1          | P2          ;
       LDR W0,[X1]     | MOV W0,#1   | LDR W0,[X1] ;
       L0: STR W0,[X2] | STR W0,[X1] |             ;
       exists (pte_x=(af:1) /\\ fault(P0:L0,y,MMU:Permission) /\\ pte_z=(db:1,dbm:1) /\\ z=1 /\\ fault(P2,MMU:AccessFlag))`,
  ],
  [
    'hardware may set an access flag that nobody has asked for, and one that it does not manage it may not',
    'arm',
    'Sometimes 2',
    `AArch64 spurious
     TTHM=P0:HA
     { pte_x=(af:0); }
     P0 ;
     NOP ;
     exists (pte_x=(af:1))`,
  ],
  [
    'an atomic and an update of the same entry are each one instant',
    'arm',
    'Never 3',
    `AArch64 instant
     TTHM=HA
     { pte_x=(af:0); 0:X2=x; 0:X4=pte_x; }
     P0               ;
     MOV X9,#1        ;
     LDCLR X9,X6,[X4] ;
     L0: LDR W1,[X2]  ;
     locations [fault(P0:L0,x);]
     exists (0:X6=(oa:PA(x),af:0) /\\ pte_x=(af:1,valid:0))`,
  ],
  [
    'masks name bits of entries as the architecture numbers them',
    'arm',
    'Always 1',
    `AArch64 masks
     { pte_x=(db:0,dbm:1); 0:X4=pte_x; 0:X0=1; }
     P0               ;
     LSL X1,X0,#51    ;
     LDCLR X1,X5,[X4] ;
     LSL X2,X0,#7     ;
     BIC X6,X5,X2     ;
     LSL X3,X0,#10    ;
     BIC X7,X6,X3     ;
     ORR X8,X7,X2     ;
     exists (pte_x=(db:0) /\\ 0:X6=(oa:PA(x),dbm:1) /\\ 0:X7=(oa:PA(x),af:0,dbm:1) /\\ 0:X8=(oa:PA(x),af:0,db:0,dbm:1))`,
  ],
  [
    'the dirty state may be set long before the store that asks for it',
    'arm',
    'Sometimes 4',
    `AArch64 early
     TTHM=P0:HD
     { pte_x=(db:0,dbm:1); 0:X1=x; 0:X3=y; 1:X3=y; 1:X5=pte_x; }
     P0          | P1          ;
     MOV W0,#1   | LDR X0,[X5] ;
     STR W0,[X3] | DMB SY      ;
     DMB SY      | LDR W2,[X3] ;
     STR W0,[X1] |             ;
     exists (1:X0=(oa:PA(x),dbm:1) /\\ 1:X2=0)`,
  ],
  [
    'a load that may not read its page waits for the data of a store there, whatever that is called',
    'arm',
    'Never 3',
    `AArch64 alias
     { x=1; [PTE(x)]=(oa:PA(x),af:0); [PTE(z)]=(oa:PA(x)); 0:X1=x; 0:X3=y; 0:X7=(oa:PA(x)); 0:X8=PTE(x); 1:X1=x; 1:X3=y; 1:X5=z; }
     P0              | P1              ;
     STR X7,[X8]     | LDR W2,[X3]     ;
     DSB SY          | STR W2,[X5]     ;
     LSR X9,X1,#12   | L0: LDR W0,[X1] ;
     TLBI VAAE1IS,X9 |                 ;
     DSB SY          |                 ;
     MOV W2,#1       |                 ;
     STR W2,[X3]     |                 ;
     exists (1:X2=1 /\\ fault(P1:L0))`,
  ],
  [
    'its fault does not stand where the address of such a store was not known',
    'arm',
    'Never 3',
    `AArch64 aliases
     { x=1; [PTE(x)]=(oa:PA(x),af:0); [PTE(z)]=(oa:PA(x)); 0:X1=x; 0:X3=y; 0:X7=(oa:PA(x)); 0:X8=PTE(x); 1:X1=x; 1:X3=y; 1:X5=z; }
     P0              | P1                   ;
     STR X7,[X8]     | LDR W2,[X3]          ;
     DSB SY          | EOR W6,W2,W2         ;
     LSR X9,X1,#12   | STR WZR,[X5,W6,SXTW] ;
     TLBI VAAE1IS,X9 | L0: LDR W0,[X1]      ;
     DSB SY          |                      ;
     MOV W2,#1       |                      ;
     STR W2,[X3]     |                      ;
     exists (1:X2=1 /\\ fault(P1:L0))`,
  ],
  [
    'a handler may return elsewhere',
    'arm',
    'Always 1',
    `AArch64 elsewhere { pte_x=(oa:phy_x,valid:0); 0:X1=x; }
       P0          | P0.F           ;
       LDR W0,[X1] | ADR X9,L1      ;
       MOV W2,#1   | MSR ELR_EL1,X9 ;
       L1:         | ERET           ;
       MOV W3,#2   |                ;
       exists (0:X2=0 /\\ 0:X3=2 /\\ 0:X9=label:"P0:L1")`,
  ],
  [
    'an access through an invalid entry faults and ends the thread',
    'arm',
    'Always 1',
    `AArch64 fault { pte_x=(oa:phy_x,valid:0); 0:X1=x; 0:X2=y; }
       P0 ;
       L0: LDR W0,[X1] ; MOV W3,#1 ; STR W3,[X2] ;
       exists (fault(P0:L0,x) /\\ y=0)`,
  ],
  [
    'a handler goes on with the registers of its thread',
    'arm',
    'Always 1',
    `AArch64 handler { pte_x=(valid:0); 0:X1=x; 0:X2=y; 0:X3=4; }
       P0          | P0.F        ;
       LDR W0,[X1] | STR W3,[X2] ;
       exists (fault(P0,x) /\\ y=4)`,
  ],
  [
    'another page can be the alias of a location',
    'arm',
    'Always 1',
    `AArch64 alias { x=7; [PTE(y)]=(oa:PA(x)); 0:X1=y; }
       P0 ;
       LDR W0,[X1] ;
       exists (0:X0=7)`,
  ],
])('%s (%s)', (_title, model, expected, text) => {
  expect(judge(text, model)).toBe(expected);
});
