/** Rows on which those below them hang: an answer that is said, a pointer that may be NULL, a branch that leaves. */
import type { Line, Node } from './column-tree.ts';
import type { Things } from './things.ts';
import { labelIn } from './event-words.ts';
import { everyNode, hasWord } from './node-walk.ts';
import { Sections } from './sections.ts';
import { asExpression, visit } from './walk-expression.ts';
import { resultOf } from './word-accesses.ts';

/** Where code stands. */
export interface Place {
  readonly things: Things;
  readonly column: number;
  /** Paths of pointers that somebody may have made NULL. */
  readonly clearable: ReadonlySet<string>;
}

/** A call whose answer is said stands alone: what is below it was done because of the answer. */
export function isGuard(node: Node, rest: readonly Node[], skip: ReadonlySet<Line>): boolean {
  if (node.k !== 'simple' || node.line.seen === null || skip.has(node.line)) return false;
  const e = asExpression(node.code.simple);
  const isHarm = rest.some(({ line }) => line.isHarm === true);
  const isAssigned = e.k === 'assign' && e.op === '=' && e.target.k === 'name' && isHarm;
  if (isAssigned) return e.value.k === 'call' && e.value.callee.text === 'READ_ONCE' && isOneValue(node.line);
  const isFreeing = e.k === 'call' && e.callee.text === 'READ_ONCE' && rest.some(frees);
  if (isFreeing && isOneValue(node.line)) return true;
  if (node.line.seen.k !== 'zero' && node.line.seen.k !== 'other') return false;
  if (e.k === 'call' && resultOf(e.callee.text) === 'bool') return true;
  const isRead = e.k === 'name' || e.k === 'member' || (e.k === 'call' && resultOf(e.callee.text) === 'T');
  return isRead && rest.some((one) => one.k === 'simple' && /^(VM_)?(BUG|WARN)|^kfree/.test(one.code.text));
}

function isOneValue({ seen }: Line): boolean {
  return seen?.k === 'zero' || seen?.k === 'equal';
}

function frees(node: Node): boolean {
  return node.k === 'simple' && /^k?free/.test(node.code.text);
}

/** A pointer that is loaded where somebody takes things out, and followed. */
export function mayBeNull(node: Node, { things, column, clearable }: Place): boolean {
  if (node.k !== 'simple' || node.line.seen !== null) return false;
  const e = asExpression(node.code.simple);
  if (e.k !== 'assign' || e.target.k !== 'name' || things.roles.of(e.target.name, column) !== 'local')
    return false;
  const from = things.originOf(e.target.name, column);
  return from !== null && clearable.has(from) && things.isFollowed(e.target.name, column);
}

/**
 * Whether what a call does can be a function of its own: it needs no local of its column, nothing is said of what it
 * finds, it leaves nothing and nobody interrupts it, and every section that it begins it ends.
 */
export function standsAlone(
  { body }: Node & { readonly k: 'call' },
  { things, column, keeps }: Place & { readonly keeps: (node: Node) => boolean },
): boolean {
  const against: Node[] = [];
  const sections = new Sections();
  everyNode(body, (node) => {
    const refuse = (is: boolean) => {
      if (is) against.push(node);
    };
    refuse(keeps(node) || ['jump', 'interrupt', 'while', 'for'].includes(node.k) || node.line.seen !== null);
    if (node.k === 'simple') sections.follow(node.code.text);
    const e = node.k === 'simple' ? asExpression(node.code.simple) : node.k === 'if' ? node.code.cond : null;
    if (!e) return;
    // What is read for its own sake is kept in a local.
    refuse(node.k !== 'if' && !['call', 'assign', 'step'].includes(e.k));
    refuse(e.k === 'call' && /trylock/.test(e.callee.text));
    visit(e, 'value', (part) => {
      refuse(part.k === 'name' && (part.name === 'flags' || things.roles.of(part.name, column) === 'local'));
    });
  });
  const isSomething = body.some(({ k }) => k !== 'note');
  return against.length === 0 && isSomething && sections.rest().length === 0 && sections.before.length === 0;
}

/** Something is said of what one of the nodes finds. */
export function isSaidIn(nodes: readonly Node[], said: readonly { readonly node: Node }[]): boolean {
  return nodes.some(
    (node) => said.some((one) => one.node === node) || ('body' in node && isSaidIn(node.body, said)),
  );
}

/** The next row asks for it itself. */
export function isAsked(node: Node, rest: readonly Node[]): boolean {
  const next = rest.find(({ k }) => k !== 'note');
  const e = node.k === 'simple' ? asExpression(node.code.simple) : null;
  if (next?.k !== 'if' || e?.k !== 'assign' || e.target.k !== 'name') return false;
  return new RegExp(`\\b${e.target.name}\\b`).test(next.code.text);
}

/** A branch that leaves the column, or of which it is said how it goes without what it does being drawn. */
export function decidesRest(
  { body, otherwise, line }: Node & { readonly k: 'if' },
  skip: ReadonlySet<Line>,
): boolean {
  if (skip.has(line) || otherwise.length > 0) return false;
  const last = body.filter(({ k }) => k !== 'note').at(-1);
  if (!last) return line.seen?.k === 'other' || line.seen?.k === 'zero';
  return last.k === 'jump' && last.text !== 'continue';
}

/** How much of what is below is passed over by a jump to a label that is drawn there. */
export function passedOver({ body }: Node & { readonly k: 'if' }, rest: readonly Node[]): readonly Node[] {
  const jump = body.findLast(({ k }) => k === 'jump');
  const to = jump?.k === 'jump' ? /^goto\s+(\w+)$/.exec(jump.text)?.[1] : undefined;
  const at = rest.findIndex(({ line }) => to !== undefined && labelIn(line.text.code) === to);
  return at < 0 ? rest : rest.slice(0, at);
}

/** The branch with what is below it in the arm in which it is done. */
export function withRest(
  { body, line }: Node & { readonly k: 'if' },
  rest: readonly Node[],
): { readonly body: readonly Node[]; readonly otherwise: readonly Node[] } {
  const isEmpty = body.every(({ k }) => k === 'note');
  if (isEmpty && line.seen?.k === 'other') return { body: rest, otherwise: [] };
  return { body: body.filter(({ k }) => k !== 'jump'), otherwise: rest };
}

/** Whether a column says of itself that it sleeps, before it calls schedule(). */
export function setsState(nodes: readonly Node[]): boolean {
  return hasWord(nodes, /^(__)?set_(current|special)_state\b|^prepare_to_\w*wait|->(__)?state = /);
}
