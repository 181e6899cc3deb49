/**
 * A program as an axiomatic model takes it: threads of structured statements over local variables, in which each access to
 * shared memory says how it is marked. Front ends make it from C as written, so that dependencies are C's and plain
 * accesses stay plain; plain data throughout. A location's address as a value is `ADDRESS_BASE` plus its index.
 */
import type { BinaryOp, UnaryOp } from '../base/index.ts';

export interface KernelProgram {
  readonly name: string;
  readonly locations: readonly KernelLocation[];
  readonly threads: readonly KernelThread[];
  /** The property that an access to no location violates; left out where nobody asks. */
  readonly wild?: number;
}

export interface KernelLocation {
  readonly name: string;
  readonly init: number;
}

/** Where a statement of the text begins whose reads are meant, and what does not depend on them: other reads, or writes. */
export interface LooseRead {
  readonly from: number;
  readonly leads: 'loads' | 'stores';
}

export interface KernelThread {
  readonly name: string;
  /** Of which reads nothing depends, whatever is made of their values. */
  readonly loose?: readonly LooseRead[];
  readonly locals: readonly { readonly name: string; readonly init: number }[];
  readonly body: readonly KernelStatement[];
}

/** Over the thread's locals; `old` is what a read-modify-write has read. */
export type KernelTerm =
  | { readonly k: 'const'; readonly value: number }
  | { readonly k: 'local'; readonly local: number }
  | { readonly k: 'old' }
  | { readonly k: 'unary'; readonly op: UnaryOp; readonly a: KernelTerm }
  | { readonly k: 'binary'; readonly op: BinaryOp; readonly a: KernelTerm; readonly b: KernelTerm }
  | { readonly k: 'choose'; readonly c: KernelTerm; readonly a: KernelTerm; readonly b: KernelTerm };

/** `meant`: plain, inside data_race(), so that nobody is told of its races. */
export type LoadMark = 'plain' | 'meant' | 'once' | 'acquire';
/** `unlock` gives back a lock. */
export type StoreMark = 'plain' | 'meant' | 'once' | 'release' | 'unlock';
/** Of a read-modify-write: `mb` is fully ordered where it succeeds, `noreturn` returns nothing; `lock` takes a lock where it
 *  succeeds and only looks at it elsewhere. */
export type UpdateMark = 'once' | 'acquire' | 'release' | 'mb' | 'noreturn' | 'lock' | 'unlock';

export type FenceKind =
  | 'mb'
  | 'rmb'
  | 'wmb'
  | 'before-atomic'
  | 'after-atomic'
  | 'after-spinlock'
  | 'after-unlock-lock'
  | 'after-srcu-read-unlock'
  | 'barrier'
  | 'rcu-lock'
  | 'rcu-unlock'
  | 'sync-rcu';

/** Where a statement stands in the source, and its text on one line. */
export interface KernelOrigin {
  readonly text: string;
  readonly from: number;
  readonly to: number;
  /** Of several files, which; 0 is the text that was given. */
  readonly file?: number;
}

export type KernelStatement = { readonly at: KernelOrigin } & (
  | { readonly k: 'set'; readonly local: number; readonly value: KernelTerm }
  | { readonly k: 'load'; readonly local: number; readonly address: KernelTerm; readonly mark: LoadMark }
  | {
      readonly k: 'store';
      readonly address: KernelTerm;
      readonly value: KernelTerm;
      readonly mark: StoreMark;
    }
  /** Writes `value` where `when` holds, null for always; `local` takes what was read. */
  | {
      readonly k: 'update';
      readonly local: number | null;
      readonly address: KernelTerm;
      readonly value: KernelTerm;
      readonly when: KernelTerm | null;
      readonly mark: UpdateMark;
      /** It is tried until it succeeds, so that no run exists in which it does not. */
      readonly required?: boolean;
    }
  | { readonly k: 'fence'; readonly kind: FenceKind }
  /** Takes a spinlock, waiting for it. */
  | { readonly k: 'lock'; readonly address: KernelTerm }
  /** Takes it if it is free; `local` is 1 where it was. */
  | { readonly k: 'trylock'; readonly address: KernelTerm; readonly local: number }
  | { readonly k: 'unlock'; readonly address: KernelTerm }
  | { readonly k: 'is-locked'; readonly address: KernelTerm; readonly local: number }
  | { readonly k: 'srcu-lock'; readonly address: KernelTerm; readonly local: number }
  | { readonly k: 'srcu-unlock'; readonly address: KernelTerm; readonly value: KernelTerm }
  | { readonly k: 'sync-srcu'; readonly address: KernelTerm }
  | {
      readonly k: 'if';
      readonly cond: KernelTerm;
      readonly then: readonly KernelStatement[];
      readonly otherwise: readonly KernelStatement[];
    }
  /** `body` again and again until something leaves it; `step` runs before each repetition, after a `continue` too. */
  | {
      readonly k: 'loop';
      readonly body: readonly KernelStatement[];
      readonly step: readonly KernelStatement[];
    }
  /** Only runs in which `cond` holds exist: a wait whose last round alone is looked at, or a state that is given. */
  | { readonly k: 'require'; readonly cond: KernelTerm }
  /** `property` is violated where `cond` does not hold. */
  | { readonly k: 'assert'; readonly cond: KernelTerm; readonly property: number }
  | { readonly k: 'break' | 'continue' | 'return' }
  /** Code whose structure has gone into jumps. */
  | { readonly k: 'flow'; readonly code: readonly KernelFlow[] }
);

/** One instruction of a `flow`: a statement that goes on to the next, or a jump; the code ends behind its last. Where a
 *  branch's ways meet again is `join`, up to which what happens depends on it. */
export type KernelFlow =
  | KernelStatement
  | { readonly k: 'jump'; readonly to: number }
  | { readonly k: 'branch'; readonly cond: KernelTerm; readonly to: number; readonly join: number }
  /** Goes on at any of them. */
  | { readonly k: 'any'; readonly to: readonly number[] };

export function isJump(instr: KernelFlow): instr is Exclude<KernelFlow, KernelStatement> {
  return instr.k === 'jump' || instr.k === 'branch' || instr.k === 'any';
}
