/**
 * Atomic arithmetic and exchanges. The plain value-returning names are fully ordered, `_relaxed`, `_acquire` and
 * `_release` as they say; those without a result are unordered (arm64: the NoRet form).
 */
import type { BinaryOp, Expr } from '../../machine/index.ts';
import { ARITHMETIC_VERBS } from './arithmetic-verbs.ts';
import type { Context } from './context.ts';
import { ONE, ZERO, binary, unary } from './fold.ts';
import type { Call, Primitive } from './primitive.ts';
import { OLD, ORDERINGS, argument, argumentFor, noReturn, rmw } from './rmw.ts';

/** By the verb in its name: what is done with the operand, and whether the call names one. */
const VERBS: readonly (readonly [string, BinaryOp | '&~', boolean])[] = [
  ...ARITHMETIC_VERBS,
  ['xor', '^', true],
  ['andnot', '&~', true],
];

function applied(op: BinaryOp | '&~', a: Expr, b: Expr): Expr {
  return op === '&~' ? binary('&', a, unary('~l', b)) : binary(op, a, b);
}

/** The operand comes first, as in `atomic_add_return(1, &v)`. */
function parts(ctx: Context, call: Call, operand: boolean): { readonly n: Expr; readonly addr: Expr } {
  const n = operand ? argument(ctx, call, 0) : ONE;
  return { n, addr: argument(ctx, call, operand ? 1 : 0) };
}

const table: Record<string, Primitive> = {};

for (const [suffix, ordering] of ORDERINGS) {
  for (const name of ['xchg', 'atomic_xchg']) {
    table[name + suffix] = {
      arity: 2,
      lower: (ctx, call, into) =>
        rmw(ctx, call, argument(ctx, call, 0), argumentFor(ctx, call, 1), ordering, into),
    };
  }
  for (const [verb, op, operand] of VERBS) {
    const arity = operand ? 2 : 1;
    table[`atomic_fetch_${verb}${suffix}`] = {
      arity,
      lower: (ctx, call, into) => {
        const { n, addr } = parts(ctx, call, operand);
        return rmw(ctx, call, addr, applied(op, OLD, n), ordering, into);
      },
    };
    if (op !== '+' && op !== '-') continue;
    table[`atomic_${verb}_return${suffix}`] = {
      arity,
      lower: (ctx, call) => {
        const { n, addr } = parts(ctx, call, operand);
        return binary(op, rmw(ctx, call, addr, binary(op, OLD, n), ordering), n);
      },
    };
    const [test, asked]: [string, BinaryOp] =
      verb === 'add' ? ['add_negative', '<'] : [`${verb}_and_test`, '=='];
    if (verb !== 'add' && ordering !== 'full') continue;
    table[`atomic_${test}${suffix}`] = {
      arity,
      lower: (ctx, call) => {
        const { n, addr } = parts(ctx, call, operand);
        return binary(asked, binary(op, rmw(ctx, call, addr, binary(op, OLD, n), ordering), n), ZERO);
      },
    };
  }
}

for (const [verb, op, operand] of VERBS) {
  table[`atomic_${verb}`] = noReturn(operand ? 2 : 1, (ctx, call) => {
    const { n, addr } = parts(ctx, call, operand);
    return { addr, update: applied(op, OLD, n) };
  });
}

export const ATOMICS: Readonly<Record<string, Primitive>> = table;
