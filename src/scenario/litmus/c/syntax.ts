/** The C of litmus tests as a tree: bodies over local variables, with shared memory reached through calls alone. */
import type { BinaryOp } from '../../../base/index.ts';
import type { Span } from '../refusal.ts';

export type CExpr = Span &
  (
    | { readonly k: 'int'; readonly value: number }
    | { readonly k: 'name'; readonly name: string }
    | { readonly k: 'unary'; readonly op: '-' | '~' | '!' | '*' | '&'; readonly a: CExpr }
    | { readonly k: 'binary'; readonly op: BinaryOp; readonly a: CExpr; readonly b: CExpr }
    | { readonly k: 'conditional'; readonly c: CExpr; readonly a: CExpr; readonly b: CExpr }
    | { readonly k: 'index'; readonly base: CExpr; readonly index: CExpr }
    | { readonly k: 'call'; readonly name: string; readonly args: readonly CExpr[] }
    | { readonly k: 'assign'; readonly target: CExpr; readonly op: BinaryOp | null; readonly value: CExpr }
  );

export type CStatement = Span &
  (
    | { readonly k: 'expression'; readonly expr: CExpr }
    | { readonly k: 'declare'; readonly name: string; readonly value: CExpr | null }
    | { readonly k: 'block'; readonly body: readonly CStatement[] }
    | {
        readonly k: 'if';
        readonly cond: CExpr;
        readonly then: CStatement;
        readonly otherwise: CStatement | null;
      }
    | {
        readonly k: 'while';
        readonly cond: CExpr;
        readonly body: CStatement;
        readonly first: 'test' | 'body';
      }
    | {
        readonly k: 'for';
        readonly init: CStatement | null;
        readonly cond: CExpr | null;
        readonly step: CExpr | null;
        readonly body: CStatement;
      }
    | { readonly k: 'break' | 'continue' | 'return' }
  );

export interface CFunction {
  readonly cpu: number;
  /** Locations, by the names that the body uses too. */
  readonly params: readonly string[];
  readonly body: readonly CStatement[];
}
