/**
 * A pointer that one column replaces and another follows: where nothing is said of what it finds, it may be the object that
 * was there or the new one. That the question is about the old one, which is freed, is told.
 */
import type { Access } from './accesses.ts';
import type { Outcome } from './outcome.ts';
import type { Inference } from './reading.ts';
import type { Things } from './things.ts';
import { asExpression } from './walk-expression.ts';

/** A sentence for each such load. */
export function eitherObject(
  things: Things,
  accesses: readonly Access[],
  outcome: Outcome,
): readonly Inference[] {
  if (outcome.k !== 'rule' || !/^(?:use-after-free|double-free)$/.test(outcome.rule)) return [];
  return accesses.flatMap((access): Inference[] => {
    const { kind, path, column, node, line } = access;
    if (kind !== 'load' || line.seen !== null || node.k !== 'simple') return [];
    const e = asExpression(node.code.simple);
    if (e.k !== 'assign' || e.target.k !== 'name' || !things.isFollowed(e.target.name, column)) return [];
    const stores = accesses.filter(
      (other) => other.path === path && other.column !== column && other.kind === 'store',
    );
    const isReplaced = stores.some(({ value }) => value !== null && !/^(?:NULL|0)$/.test(value));
    const isFreed = accesses.some(
      (one) => one.kind === 'free' && (one.path === path || one.path === `${path}*`),
    );
    if (!isReplaced || !isFreed) return [];
    return [
      {
        key: `either:${path}:${String(column)}`,
        text: `${e.target.name} may be the old or the new object, for no row says which it finds: asked is about the old one, which is freed`,
        taken: 'old',
        choices: [],
        line: line.cell.place.line,
      },
    ];
  });
}
