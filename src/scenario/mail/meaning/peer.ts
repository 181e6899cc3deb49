/**
 * The other side of a single column: a device, or whoever a record is shared with and handed to and fro. It is not drawn,
 * but the column says what it must do: fill the record, hand it over, wait for it to come back, and read it.
 *
 *     if (ent->owner != NIC) {            device: ent->bytes = 1;
 *         got = ent->bytes;                       smp_store_release(&ent->owner, …);
 *         ent->bytes = next;                      if (READ_ONCE(ent->owner) == NIC)
 *         ent->owner = NIC;                           sent = ent->bytes;
 *     }
 */
import type { Expression } from '../../syntax/syntax.ts';
import type { Access } from './accesses.ts';
import type { Node } from './column-tree.ts';
import { everyNode } from './node-walk.ts';
import { SourceLines } from './source-lines.ts';
import type { Things } from './things.ts';
import { asExpression } from './walk-expression.ts';

export interface Peer {
  readonly lines: SourceLines;
  /** Asserts behind the nodes that load what the other side has filled in. */
  readonly asserts: ReadonlyMap<Node, string>;
  /** How the record begins: the other side has it. */
  readonly begins: ReadonlyMap<string, string>;
}

/** What the other side does; null where nothing is handed over and back. `slug`: the property of old data. */
export function peerOf(things: Things, accesses: readonly Access[], slug: string): Peer | null {
  const [nodes, ...more] = things.columns;
  if (!nodes || more.length > 0) return null;
  const owner = ownerIn(nodes, things, accesses);
  if (!owner) return null;
  const data = [
    ...new Set(
      accesses
        .filter(({ path }) => path !== owner.path && isRecord(path, owner.path))
        .map(({ path }) => path),
    ),
  ];
  const lines = new SourceLines();
  const asserts = new Map<Node, string>();
  const texts = new Map(data.map((path) => [path, textOf(path)]));
  const filled = data.filter((path) =>
    accesses.some((access) => access.path === path && access.kind === 'load'),
  );
  for (const path of filled) lines.add(`    ${texts.get(path) ?? ''} = 1;`);
  lines.add(`    smp_store_release(&${textOf(owner.path)}, ${owner.ours});`);
  const emptied = data.flatMap((path) => {
    const store = accesses.find((access) => access.path === path && access.kind === 'store');
    return store?.value !== undefined && store.value !== null && /^\w+$/.test(store.value)
      ? [{ path, value: store.value }]
      : [];
  });
  if (emptied.length > 0) {
    lines.add(`    if (READ_ONCE(${textOf(owner.path)}) == ${owner.theirs}) {`);
    emptied.forEach(({ path, value }, i) => {
      lines.add(`        int sent${i === 0 ? '' : String(i)} = ${texts.get(path) ?? ''};`);
      lines.add(`        assert(sent${i === 0 ? '' : String(i)} == ${value}, ${slug});`);
    });
    lines.add('    }');
  }
  for (const { node, path, kind } of accesses) {
    if (kind !== 'load' || !filled.includes(path) || node.k !== 'simple') continue;
    const e = asExpression(node.code.simple);
    if (e.k === 'assign' && e.target.k === 'name')
      asserts.set(node, `assert(${e.target.name} == 1, ${slug});`);
  }
  return { lines, asserts, begins: new Map([[owner.path, owner.theirs]]) };
}

interface Owner {
  readonly path: string;
  /** The value by which it is the other side's, and one by which it is the column's. */
  readonly theirs: string;
  readonly ours: string;
}

/** The word that says whose the record is: what the code hangs on, and stores to hand it back. */
function ownerIn(nodes: readonly Node[], things: Things, accesses: readonly Access[]): Owner | null {
  const found: Owner[] = [];
  everyNode(nodes, (node) => {
    if (node.k !== 'if' && node.k !== 'while') return;
    const access = accesses.find((one) => one.node === node && one.kind === 'load');
    const back = access && accesses.find((one) => one.path === access.path && one.kind === 'store');
    const theirs = back?.value;
    if (!access || theirs === undefined || theirs === null || !/^\w+$/.test(theirs)) return;
    found.push({
      path: access.path,
      theirs,
      // A loop goes on until it is the column's; a branch is taken when it is.
      ours: comparedWith(node.code.cond, node.k === 'if' ? '==' : '!=') ?? (theirs === '0' ? '1' : '0'),
    });
  });
  return found.find(({ path }) => things.shapeOfPath(path) !== null) ?? null;
}

/** `K` of `x == K`. */
function comparedWith(cond: Expression, sign: '==' | '!='): string | null {
  if (cond.k !== 'binary' || cond.op !== sign) return null;
  if (cond.b.k === 'name') return cond.b.name;
  return cond.b.k === 'number' ? String(cond.b.value) : null;
}

/** Members of one record, or variables beside a variable. */
function isRecord(path: string, owner: string): boolean {
  const base = (text: string) => text.replace(/[.*][^.*]*$/, '');
  return owner.includes('.') ? base(path) === base(owner) : !path.includes('.');
}

function textOf(path: string): string {
  return path.replace(/\*\./g, '->').replace(/\*$/, '');
}
