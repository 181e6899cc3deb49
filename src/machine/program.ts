/**
 * What the machine runs: a program is data, made by the front ends (scenario language, litmus) and never changed.
 *
 *   cells    every shared word: data, ghosts, PTEs, bytes of text; addresses of cells are in base/address.ts.
 *   code     one flat array of instructions for all CPUs and handlers; a pc is an index into it.
 *   regs     each frame (task or handler) has its own; they hold ints or, while a load is pending, expressions over it.
 *
 * Integers are 32-bit signed. Front ends split a C statement with several shared accesses into one instruction each.
 */

import type { BinaryOp, UnaryOp } from '../base/index.ts';
import type { Asked } from './asked.ts';
import type { Irq, Lines } from './lines.ts';

export type { BinaryOp, Irq, Lines, UnaryOp };

export type Model = 'sc' | 'tso' | 'arm';
export type Arch = 'x86' | 'arm64';

/** `old` is the value a read-modify-write has just loaded; `cell` reads memory or a ghost at this instant and is
 *  allowed only in effects, asserts, invariants and finals (`final` also reads a task register of any CPU). An index stays
 *  within the array that begins with the cell; from cell -1 on it may be any cell's (counted from 1). */
export type Expr =
  | { readonly k: 'const'; readonly v: number }
  | { readonly k: 'reg'; readonly r: number }
  | { readonly k: 'old' }
  | { readonly k: 'cell'; readonly cell: number; readonly index?: Expr }
  | { readonly k: 'final'; readonly cpu: number; readonly r: number }
  | { readonly k: 'un'; readonly op: UnaryOp; readonly a: Expr }
  | { readonly k: 'bin'; readonly op: BinaryOp; readonly a: Expr; readonly b: Expr }
  | { readonly k: 'cond'; readonly c: Expr; readonly a: Expr; readonly b: Expr };

/** Where an instruction comes from. `from`/`to` are offsets into the file `file` (0 = the scenario itself,
 *  1 = the prelude). */
export interface Origin {
  /** Stable across releases as long as the scenario's text is the same: permalinks and schedules name it. */
  readonly key: string;
  /** The statement as the reader knows it, e.g. `WRITE_ONCE(flags, BROKEN)`. */
  readonly text: string;
  /** Label of the statement, if any. */
  readonly label?: string;
  readonly file: number;
  readonly from: number;
  readonly to: number;
  /** Inlined calls from the outermost inwards, as indices into `Program.scopes`. */
  readonly scope: readonly number[];
  /** The kernel's word of which it is, `READ_ONCE`; none for a plain access. The machine does not look at it. */
  readonly word?: string;
}

/** An inlined call: the function's name, the call as it is written, where it was called. */
export interface Scope {
  readonly name: string;
  /** `spin_lock(&x)` where `name` is what the lock's kind makes of it. */
  readonly text: string;
  readonly file: number;
  readonly from: number;
  readonly to: number;
}

/** What properties see; no CPU can. `assert` violates `property` when `cond` is 0. */
export type Effect =
  | { readonly k: 'set'; readonly cell: number; readonly index?: Expr; readonly value: Expr }
  | { readonly k: 'assert'; readonly cond: Expr; readonly property: number };

export type FenceKind =
  | 'dmb.sy'
  | 'dmb.ld'
  | 'dmb.st'
  | 'dsb.sy'
  | 'dsb.ld'
  | 'dsb.st'
  | 'isb'
  | 'mfence'
  /** x86: IRET-to-self, CPUID, SERIALIZE: drains stores and drops what was fetched ahead. */
  | 'serialize';

/** Events that statements send to the CPU chart (chart.ts); each acts at issue. */
export type ModeEvent =
  | 'enter.user'
  | 'enter.kernel'
  | 'enter.idle'
  | 'enter.guest'
  | 'irq.disable'
  | 'irq.enable'
  | 'eqs.enter'
  | 'eqs.exit'
  | 'preempt.disable'
  | 'preempt.enable'
  | 'bh.disable'
  | 'bh.enable';

/** The forms of an atomic access on arm64: A/Q acquire, L release. On x86 every locked access is full. */
export interface Order {
  readonly acquire: 'no' | 'rcsc' | 'rcpc';
  readonly release: boolean;
}

export type InstrBody =
  /** Local computation; issues with what follows, never a step. */
  | { readonly op: 'let'; readonly dst: number; readonly value: Expr }
  /** Conditional select: guessed, but no branch (memory-model.md 1). */
  | { readonly op: 'select'; readonly dst: number; readonly cond: Expr; readonly a: Expr; readonly b: Expr }
  | {
      readonly op: 'load';
      readonly dst: number;
      readonly addr: Expr;
      readonly acquire: Order['acquire'];
      readonly exclusive?: boolean;
      /** The store that follows is of the same instruction: no interrupt comes between, though another CPU's store may. */
      readonly glued?: boolean;
    }
  | {
      readonly op: 'store';
      readonly addr: Expr;
      readonly value: Expr;
      readonly release: boolean;
      /** Store-exclusive: register that gets 0 on success, 1 on failure. */
      readonly status?: number;
    }
  /** Read-modify-write. Without `when`: unconditional (SWP, LDADD …), new value over `old`. With `when` (an expression
   *  over `old`): on success the store, on failure only the load. `compare` marks a CAS: the value that `when`
   *  compares with, so that its result may be known early (rule 8). `dst` null: NoRet. `full`: fully ordered LSE
   *  AL form; on x86 every rmw is locked. `failsPlain`: where it fails it is a load that orders nothing, as a loop of
   *  LDXR and STXR is that gives up (arch/arm64/include/asm/atomic_ll_sc.h); CASA and CASAL acquire there too. `waits`:
   *  it never fails, since it stands for a loop that tries until it succeeds (rule 11); its `when` is over `old` and
   *  constants alone. */
  | ({
      readonly op: 'rmw';
      readonly dst: number | null;
      readonly addr: Expr;
      readonly value: Expr;
      readonly when?: Expr;
      readonly compare?: Expr;
      readonly failsPlain?: boolean;
      readonly waits?: boolean;
    } & Order)
  | { readonly op: 'fence'; readonly kind: FenceKind }
  | { readonly op: 'jump'; readonly to: number }
  /** Goes to `to` when cond is not 0, else falls through. A dynamic target (BLR, RET) is `jumpTo`. */
  | { readonly op: 'branch'; readonly cond: Expr; readonly to: number }
  /** Indirect jump: the target's value is looked up in `targets` (label addresses and return labels). */
  | { readonly op: 'jumpTo'; readonly target: Expr; readonly targets: Readonly<Record<number, number>> }
  /** Waits until cond is not 0; the loads it depends on are the instructions from pc `from` up to here. `asleep`: the task
   *  has given its CPU away meanwhile; that is for people, the machine takes it as any wait. */
  | { readonly op: 'await'; readonly cond: Expr; readonly from: number; readonly asleep?: boolean }
  /** Nondeterminism: continues at one of the targets (either/or, environment choices). */
  | { readonly op: 'choose'; readonly to: readonly number[]; readonly names: readonly string[] }
  /** Ghost updates and asserts as a statement of their own. `silent`: asserts over registers alone that the language adds by itself; where they hold there is no moment. */
  /** `timing`: `now` as it issues, whatever older is still a guess; `behind` by itself, once all that is older is done. Neither
   *  orders an access (rule 12). `moment`: when it issues is a step, as others may come before. */
  | {
      readonly op: 'effect';
      readonly effects: readonly Effect[];
      readonly silent?: boolean;
      readonly timing?: 'now' | 'behind';
      readonly moment?: boolean;
    }
  | { readonly op: 'mode'; readonly event: ModeEvent }
  /** Raises interrupt `irq` on CPU number `cpu` (value of the expression; -1 none) or, with `mask`, on every CPU of a bit mask.
   *  Waits first (arm64: dsb(ishst) is part of it; x86: empty store buffer). `immediate`: an
   *  agent raises it (hardware, hypervisor), nothing to wait for. `timing`: nothing is sent and nothing waits for it: it
   *  happens by itself, `soft` once no older branch is a guess, `behind` once all that is older is done (C10). `off`: takes
   *  it back where it has not been taken. `lines`: which line, and of which CPU (null: `cpu`), hangs on an address. */
  | {
      readonly op: 'raise';
      readonly irq: number;
      readonly cpu?: Expr;
      readonly mask?: Expr;
      readonly timing?: 'soft' | 'behind';
      readonly off?: boolean;
      readonly lines?: Lines<Expr>;
    }
  /** Executes a text site; dst gets the value fetched (one byte: its value; several: an index made by the front
   *  end through `decode`). `decode` maps the words of the site's cells (joined by ',') to what happens. */
  | {
      readonly op: 'execute';
      readonly site: number;
      readonly dst: number | null;
      readonly decode: Readonly<Record<string, Decoded>>;
    }
  | { readonly op: 'dc'; readonly addr: Expr }
  | { readonly op: 'ic'; readonly addr: Expr }
  /** `addr` null: all pages. `broadcast` false: local form, INVLPG. */
  | { readonly op: 'tlbi'; readonly addr: Expr | null; readonly broadcast: boolean }
  /** End of a handler. `advance`: the trapped instruction counts as done (emulated), else it is tried again.
   *  `result`: what the emulated `execute` yields to its dst (over this handler's registers). On x86 the return is an
   *  IRET (serializes, unblocks NMIs); ERET synchronizes when EOS=1. */
  | { readonly op: 'eret'; readonly advance: boolean; readonly result?: Expr }
  | { readonly op: 'halt' };

/** What executing a text word does. `value`: the result for `dst` and go on; `instr`: behave as that instruction
 *  (litmus: NOP, B); `trap`: take the breakpoint handler; `torn`: violation of the property. */
export type Decoded =
  | { readonly k: 'value'; readonly value: number }
  | { readonly k: 'jump'; readonly to: number }
  | { readonly k: 'trap' }
  | { readonly k: 'torn'; readonly property: number };

export type Instr = InstrBody & {
  readonly at: Origin;
  /** Ghost updates and asserts in the instant in which this statement's last access completes (`stmt @ effect`). */
  readonly then?: readonly Effect[];
  /** A plain C access, one as any other to the machine; `meant`: inside `data_race()`. */
  readonly plain?: 'unmarked' | 'meant';
  /** Property that its unhandled fault violates while the PTE is invalid, instead of `fault-in-window`. */
  readonly faultProperty?: number;
};

export interface Cell {
  /** `x`, `dynticks[1]`, `site.tail`, `PTE(va)`. */
  readonly name: string;
  readonly init: number;
  readonly kind: 'data' | 'ghost' | 'text' | 'pte';
  readonly kept?: true; // No object of the text: the language keeps its account by it, or leaves it free.
  /** Names of values, for display (enum constants: 2 → "BROKEN"). */
  readonly values?: Readonly<Record<number, string>>;
}

/** A patchable place in the code: one or more text cells, fetched byte by byte (`strict`) or as a unit (`line`). */
export interface Site {
  readonly name: string;
  readonly cells: readonly number[];
  readonly fetch: 'strict' | 'line';
}

/** A virtual page: accesses to `cell`'s address are translated through the entry in `pte`. */
export interface Page {
  readonly name: string;
  readonly cell: number;
  readonly pte: number;
}

/** A routine that interrupts or traps enter. */
export interface Handler {
  readonly entry: number;
  readonly regs: number;
  /** The task itself goes on here with its own registers and never returns (litmus fault handlers). */
  readonly continuesTask?: boolean;
  /** Registers that tell a fault's handler what happened (V16): the address, the index in FAULT_KINDS, whether by a write. */
  readonly fault?: { readonly address: number; readonly kind: number; readonly write: number };
}

export interface CpuSpec {
  readonly name: string;
  /** An agent (hypervisor, scheduler, environment) is no CPU: it acts in order and takes no interrupts. */
  readonly agent: boolean;
  readonly entry: number;
  readonly regs: number;
  /** Initial register values, missing ones are 0. */
  readonly init: readonly number[];
  readonly mode: 'user' | 'kernel' | 'idle' | 'guest';
  readonly irqsOff: boolean;
  readonly eqs: boolean;
  /** Handler of each irq (index as in Program.irqs), null where this CPU never takes it. */
  readonly irqHandlers: readonly (Handler | null)[];
  readonly bpHandler: Handler | null;
  readonly faultHandler: Handler | null;
  /** Which bits of an entry this CPU's hardware sets by itself (V13); default: x86 both, arm64 as `hardware.hafdbs`. Only
   *  in programs with `rights`. */
  readonly manages?: { readonly accessed: boolean; readonly dirty: boolean };
  /** Task registers that say which locks are held alone: bit n of it stands for cell 32 * word + n. */
  readonly held?: readonly { readonly word: number; readonly r: number }[];
  /** A run may end while its task sleeps. */
  readonly rests?: boolean;
  /** Interrupts that are pending at the start, as bits. */
  readonly pending?: number;
  /** Entries that its TLB holds besides what is in the page table. */
  readonly cached?: readonly { readonly page: number; readonly pte: number }[];
  /** Names of registers, for display and outcomes. */
  readonly regNames: readonly string[];
}

export interface Property {
  readonly slug: string;
  /** One sentence for people. */
  readonly text: string;
}

/** Checked on every state (`invariants`) or on finished states (`finals`); violated when 0. */
export interface GlobalCheck {
  readonly property: number;
  readonly cond: Expr;
}

export interface Hardware {
  /** Exception return / entry is a context synchronization event (FEAT_ExS; Linux sets both). On x86 `eos` says
   *  whether the return serializes, as IRET does. */
  readonly eos: boolean;
  readonly eis: boolean;
  readonly ets2: boolean;
  readonly idc: boolean;
  readonly dic: boolean;
  /** FEAT_HAFDBS: every CPU sets AF and, in entries with DBM, the dirty state. On x86 the hardware always does. */
  readonly hafdbs?: boolean;
}

export interface Program {
  readonly name: string;
  readonly arch: Arch;
  readonly cells: readonly Cell[];
  readonly sites: readonly Site[];
  readonly pages: readonly Page[];
  /** The bits of entries count (V11). Set it where any entry of the program, initial or written, may have other bits than
   *  `pteValue(frame, valid)` gives it; without it a valid entry permits everything and nothing is set in it. A litmus test's fields are the
   *  bits of `pteValue(frame, valid, bits)`: `db` PTE_BITS.write, `af` young, `dbm` dirty; its `TTHM` is CpuSpec.manages. */
  readonly rights?: boolean;
  readonly irqs: readonly Irq[];
  readonly code: readonly Instr[];
  readonly scopes: readonly Scope[];
  readonly cpus: readonly CpuSpec[];
  readonly properties: readonly Property[];
  readonly invariants: readonly GlobalCheck[];
  readonly finals: readonly GlobalCheck[];
  readonly hardware: Hardware;
  /** Which property a built-in rule (§4–§6) violates; a rule without one has its own slug as a last resort. */
  readonly builtin: Readonly<Partial<Record<BuiltinRule, number>>>;
  /** Leaving the protocol of changing text reports `unpredictable`: the scenario has named a property for that rule.
   *  Otherwise how far a change of text has come is no part of the state. */
  readonly textProtocol?: boolean;
  /** What a fault does on a CPU without a fault handler: end that CPU's task (herd's `fatal`) or violate
   *  `unhandled-fault`. */
  readonly faultEnds: boolean;
  /** What an outcome shows: cells and task registers that distinguish final states (litmus: condition and
   *  locations; scenarios: every shared data cell unless the scenario names some). */
  readonly observed: readonly Observed[];
  /** A litmus test's: which final states are asked for, by what they show. */
  readonly asks?: Asked;
  /** Per CPU: true where interrupts, NMIs, traps or preemption can reach it, so that the boundary at which they
   *  land matters and each issue is a step (memory-model.md 1). */
  readonly issueIsStep: readonly boolean[];
  /** True: a prediction is a step that may be taken at any time or not at all, so that runs show only the guesses they
   *  need. False: guesses are made at once, which has fewer states (litmus tests, where only final states count). */
  readonly guessesAreSteps: boolean;
}

export type Observed =
  | { readonly k: 'cell'; readonly cell: number; readonly name: string }
  | {
      readonly k: 'reg';
      readonly cpu: number;
      readonly r: number;
      readonly name: string;
      /** Names of its values, for display. */
      readonly values?: Readonly<Record<number, string>>;
    }
  /** VMSA: the kinds of faults of this CPU at this label on this page that have happened, as bits: 1 translation, 2
   *  access flag, 4 permission; with `kind`, 1 where that one has. At most ten a program. */
  | {
      readonly k: 'fault';
      readonly cpu: number;
      readonly label: string | null;
      /** Null: any. */
      readonly page: number | null;
      readonly kind?: 'translation' | 'access-flag' | 'permission';
      readonly name: string;
    };

/** What a step is: a statement issuing, completing, or hardware moving by itself. */
export type StepKind =
  /** The statement issues (and completes, where nothing is left in flight). */
  | 'issue'
  /** A load takes its value. */
  | 'value'
  /** A store becomes visible to all CPUs. */
  | 'visible'
  /** A branch on a pending value is predicted; store-exclusive success; an `either` arm; fault or no fault. */
  | 'predict'
  /** An interrupt or NMI is taken. */
  | 'irq'
  /** A text site is executed with one of the versions that may still be fetched. */
  | 'fetch'
  /** A walk's translation is committed to. */
  | 'translate'
  /** A fault is taken. */
  | 'fault'
  /** DC CVAU, IC IVAU, TLBI act; a TLBI arrives at another CPU. */
  | 'dc'
  | 'ic'
  | 'tlbi'
  | 'arrive';

/** Rules of the machine itself that a program can break. */
export type BuiltinRule =
  /** A breakpoint trap without a handler. */
  | 'unhandled-int3'
  /** A fault without a handler while the PTE is invalid / although it is valid by now. */
  | 'fault-in-window'
  | 'spurious-fault'
  /** A second, different valid translation where one may still be cached. */
  | 'tlb-conflict'
  /** An access through a translation that the page table no longer holds, after the invalidation should have ended. */
  | 'stale-translation'
  /** The break-before-make (or text patching) protocol was left: the patcher chart is `unpredictable`. */
  | 'unpredictable'
  /** A mix of old and new bytes was executed and the instruction's decode table has no entry for it. */
  | 'torn'
  /** A jump or access through a value that is no address / through NULL. */
  | 'wild-access'
  | 'null-access';
