/**
 * Numbers of statements within a body, in reading order: the part of an instruction's key that stays the same as long
 * as the text does.
 */
import type { Statement } from '../syntax/syntax.ts';

const known = new WeakMap<Statement, ReadonlyMap<Statement, number>>();

let last: readonly [Statement, ReadonlyMap<Statement, number>] | null = null;

export function ordinalsOf(body: Statement): ReadonlyMap<Statement, number> {
  // One statement of a body is asked for after the other.
  if (last?.[0] === body) return last[1];
  const ordinals = known.get(body) ?? numbered(body);
  last = [body, ordinals];
  return ordinals;
}

function numbered(body: Statement): ReadonlyMap<Statement, number> {
  const ordinals = new Map<Statement, number>();
  const visit = (statement: Statement) => {
    if (statement.k !== 'block') ordinals.set(statement, ordinals.size + 1);
    for (const part of nested(statement)) visit(part);
  };
  visit(body);
  known.set(body, ordinals);
  return ordinals;
}

/** The statements directly inside a statement. */
export function nested(statement: Statement): readonly Statement[] {
  switch (statement.k) {
    case 'block':
      return statement.body;
    case 'if':
      return statement.otherwise ? [statement.then, statement.otherwise] : [statement.then];
    case 'while':
    case 'do':
    case 'for':
    case 'foreach':
    case 'loop':
    case 'labeled':
      return [statement.body];
    case 'switch':
      return statement.cases.flatMap(({ body }) => body);
    case 'either':
      return statement.arms.map((arm) => arm.body);
    default:
      return [];
  }
}
