/** The locals of a column, declared at its top. */
import type { Expression } from '../../syntax/syntax.ts';
import type { Node } from './column-tree.ts';
import type { Place } from './guards.ts';
import { everyCode } from './node-walk.ts';
import type { Things } from './things.ts';
import { asExpression, visit } from './walk-expression.ts';
import { resultOf } from './word-accesses.ts';

/** The locals that code mentions, and those that were added. */
export function localDeclarations(
  nodes: readonly Node[],
  { things, column }: Place,
  renames: ReadonlyMap<string, string>,
  added: ReadonlyMap<string, string>,
): readonly string[] {
  const names = new Set<string>();
  const own = (e: Expression) => {
    visit(e, 'value', (part) => {
      if (part.k === 'name' && things.roles.of(part.name, column) === 'local') names.add(part.name);
    });
  };
  everyCode(nodes, own);
  const lines: string[] = [];
  for (const name of names) {
    const { base, stars } = things.types.typeOf(things.shapeOfName(name, column));
    const origin = things.roles.isAssigned(name, column) ? null : things.originOf(name, column);
    const start = origin === null ? '' : ` = ${things.objectOf(origin)}`;
    lines.push(`${base} ${'*'.repeat(stars)}${renames.get(name) ?? name}${start};`);
  }
  for (const [name, type] of added) lines.push(`${type} ${name};`);
  return lines;
}

/** The type of a local for what a node finds. */
export function typeOfNode(node: Node, things: Things, column: number): string {
  if (node.k !== 'simple') return 'bool';
  const e = asExpression(node.code.simple);
  if (e.k === 'call' && resultOf(e.callee.text) === 'bool') return 'bool';
  const { base, stars } = things.types.typeOf(things.shapeOf(e, column));
  return stars > 0 ? `${base} ${'*'.repeat(stars)}`.trim() : base;
}

/** A name for the local of a node, by the author's number of its row where there is one. */
export function freeLocal({ line }: Node, taken: ReadonlySet<string>): string {
  const number = line.number?.replace(/\W/g, '') ?? '';
  let name = number === '' ? 'r0' : `r${number}`;
  for (let i = 1; taken.has(name); i++) name = `r${String(i)}`;
  return name;
}
