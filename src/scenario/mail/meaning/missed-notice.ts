/**
 * What a text means that says that something is lost, where its drawing says of one side only what it finds: the other
 * side looks too early as well, and tells nobody.
 *
 *     p->flag = 1;                  p->waits = 1;
 *     if (p->waits)                 if (p->flag)     // 0
 *         wake(p);
 */
import { isChangedElsewhere, type Access } from './accesses.ts';
import type { Node } from './column-tree.ts';
import { everyNode } from './node-walk.ts';
import type { Constraint } from './outcome.ts';
import type { Things } from './things.ts';
import { ZERO } from './value-words.ts';

const LOST =
  /\b(?:lost|loses?|miss(?:e[sd]|ing)?|never|nobody|no ?one|no (?:ipi|wake-?up|interrupt|kick|notification|event)|(?:is|are|gets?|be) not (?:sent|woken|kicked|noticed|notified|run)|hangs?|stuck|stalls?)\b/i;
const TELLS = /wake|kick|ipi|notif|signal|resched|unpark|complete|interrupt|run_|raise|trigger/i;

/** The text says that something is lost, so that a branch that tells somebody something was not taken. */
export function isUntold(node: Node, prose: string): boolean {
  return node.k === 'if' && tells(node.body) && LOST.test(prose);
}

/** Branches of columns of which nothing is said that tell somebody something: none of them is taken. `said` is what the
 *  drawing says already, `prose` the text around it. */
export function untold(
  things: Things,
  accesses: readonly Access[],
  said: readonly Constraint[],
  prose: string,
): readonly Constraint[] {
  if (!LOST.test(prose)) return [];
  const found: Constraint[] = [];
  things.columns.forEach((nodes, column) => {
    if (said.some((one) => one.column === column)) return;
    everyNode(nodes, (node) => {
      if (node.k !== 'if' || node.line.seen !== null || node.otherwise.length > 0 || !tells(node.body))
        return;
      const asked = accesses.filter((access) => access.node === node);
      if (asked.some((access) => isChangedElsewhere(access, accesses)))
        found.push({ column, node, path: null, seen: ZERO, isSaid: true });
    });
  });
  return found;
}

function tells(body: readonly Node[]): boolean {
  let found = false;
  everyNode(body, ({ line }) => {
    found ||= TELLS.test(line.text.code);
  });
  return found;
}
