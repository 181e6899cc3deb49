/** Conditions that read and change nothing: evaluating one again and again is waiting. */
import type { CExpr, CStatement } from './syntax.ts';

const reads =
  /^(READ_ONCE|smp_load_acquire|rcu_dereference|atomic(64|_long)?_read(_acquire)?|likely|unlikely)$/;

/** `while (!READ_ONCE(*x)) cpu_relax();` */
export function isWait(statement: Extract<CStatement, { readonly k: 'while' }>): boolean {
  return onlyReads(statement.cond) && isIdle(statement.body);
}

function onlyReads(expr: CExpr): boolean {
  switch (expr.k) {
    case 'unary':
      return onlyReads(expr.a);
    case 'binary':
      return expr.op !== '&&' && expr.op !== '||' && onlyReads(expr.a) && onlyReads(expr.b);
    case 'call':
      return reads.test(expr.name) && expr.args.every((arg) => onlyReads(arg));
    case 'index':
      return onlyReads(expr.base) && onlyReads(expr.index);
    case 'int':
    case 'name':
      return true;
    case 'conditional':
    case 'assign':
      return false;
  }
}

function isIdle(body: CStatement): boolean {
  if (body.k === 'block') return body.body.every(isIdle);
  return body.k === 'expression' && body.expr.k === 'call' && /^(cpu_relax|barrier)$/.test(body.expr.name);
}
