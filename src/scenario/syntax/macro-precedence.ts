/**
 * Where a macro's text falls apart: `#define D 1 + 1` makes `D * 3` into `1 + 1 * 3`. What macros say is put into the tree
 * as a whole here, so an operand that C would take apart by the precedence of operators (ISO C 6.5) must be told.
 */
import { PRECEDENCE } from '../../base/index.ts';
import type { Expression } from './syntax.ts';

const [CONDITIONAL, UNARY, POSTFIX] = [-1, PRECEDENCE.length, PRECEDENCE.length + 1];

/** How tightly an expression is bound together. */
function level(e: Expression): number {
  switch (e.k) {
    case 'assign':
    case 'comma':
      return CONDITIONAL - 1;
    case 'conditional':
      return CONDITIONAL;
    case 'binary':
      return PRECEDENCE.findIndex((ops) => ops.includes(e.op));
    case 'unary':
    case 'address':
    case 'deref':
    case 'cast':
      return UNARY;
    default:
      return POSTFIX;
  }
}

/** The operands of a node for which macros' texts stand that C takes apart; `saidAt`: such a text without parentheses. */
export function regrouped(node: object, saidAt: (e: Expression) => Expression | null): readonly Expression[] {
  return operands(node as Expression).flatMap(([operand, least]) => {
    const says = saidAt(operand);
    return says && level(says) < least && !isSameOperator(node as Expression, says) ? [operand] : [];
  });
}

/** The operands of an expression, with how tightly each must be bound. */
function operands(e: Expression): readonly (readonly [Expression, number])[] {
  switch (e.k) {
    case 'binary':
      return [
        [e.a, level(e)],
        [e.b, level(e) + 1],
      ];
    case 'conditional':
      return [
        [e.c, 0],
        [e.b, CONDITIONAL],
      ];
    case 'unary':
    case 'address':
    case 'deref':
    case 'cast':
      return [[e.a, UNARY]];
    case 'member':
    case 'index':
      return [[e.base, POSTFIX]];
    case 'step':
      return [[e.target, e.prefix ? UNARY : POSTFIX]];
    default:
      return [];
  }
}

/** `a + D`: how its parts go together makes no difference. */
function isSameOperator(e: Expression, says: Expression): boolean {
  return e.k === 'binary' && says.k === 'binary' && e.op === says.op && /^([+*&|^]|&&|\|\|)$/.test(e.op);
}
