/** Rows of interleavings that people write, as data: front ends make them, the explore room plays them. */
import type { Expr, StepKind } from './program.ts';

/**
 * One row of a written interleaving, resolved by the front end to CPU numbers and statement keys; the explore room
 * plays it against the machine. Rows that are not named are filled in where there is only one place for them.
 */
export interface ScheduleRow {
  readonly cpu: number;
  readonly kind: StepKind;
  /** Keys (`Origin.key`) of the statements meant; empty: any (an interrupt, for one). */
  readonly keys: readonly string[];
  /** Which irq, page or cell, where the kind needs it; also the chosen arm of a prediction or `choose`. */
  readonly what?: string;
  /** `what` as a number, where it is one: of a constant, an enum's name, an address. */
  readonly number?: number;
  /** No kind is written: what the statement does is meant, not that it issues (`kind` is `issue` then). */
  readonly unsaid?: true;
  /** All that the call does is meant, in the order of effects too. */
  readonly whole?: true;
  /** Calls that the row names, whose result `what` may be. */
  readonly results?: readonly CallResult[];
  /** How a condition comes out. */
  readonly outcome?: ConditionOutcome;
  /** Something that is not written may happen before this row. */
  readonly gap?: true;
  readonly note?: string;
  readonly from: number;
  readonly to: number;
}

/** A call as it was lowered: the instructions from `from` up to `to`, and what it gives once its CPU is behind them, over
 *  the registers of its routine. */
export interface CallResult {
  readonly from: number;
  readonly to: number;
  readonly value: Expr;
  /** It is one access, and the word that it reads may be meant as well. */
  readonly isAccess: boolean;
}

/** The condition whose instructions stand from `from` up to `then`, which is where its CPU goes on if it holds. */
export interface ConditionOutcome {
  readonly holds: boolean;
  readonly ranges: readonly { readonly from: number; readonly then: number }[];
}
