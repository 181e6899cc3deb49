/**
 * The kernel’s loops over lists by their names: which way they go, where they begin and end, and where their arguments
 * stand (include/linux/list.h, rculist.h, llist.h, list_bl.h).
 */
import type { Expression, Statement } from '../syntax/syntax.ts';

export type Loop = Statement & { readonly k: 'loop' };

const OF_LISTS =
  /^(?:(h?list)_for_each_entry(_reverse|_continue|_continue_reverse|_from|_safe|_safe_reverse|_rcu|_lockless|_srcu|_continue_rcu|_from_rcu)?|(h?list)_for_each(?:_safe|_rcu)?|llist_for_each(?:_entry)?(?:_safe)?|hlist_bl_for_each_entry(?:_safe|_rcu)?)$/;

export function isListLoop(name: string): boolean {
  return OF_LISTS.test(name) && !/^h.*(reverse|lockless|srcu)/.test(name);
}

/** Where the arguments of a loop over a list stand. */
export interface ListLoop {
  readonly pos: Expression | undefined;
  /** What is kept of the next one, so that the body may take `pos` away. */
  readonly ahead: Expression | undefined;
  readonly head: Expression | undefined;
  readonly member: Expression | undefined;
  /** The link that is followed. */
  readonly link: 'next' | 'prev';
  /** Begins behind `pos`, or with it, instead of with the head. */
  readonly begins: 'head' | 'behind' | 'with';
  /** Ends with NULL, not where the head is met again. */
  readonly hashed: boolean;
  /** `head` is the first node, not what leads to it (llist.h). */
  readonly first: boolean;
  /** `pos` is a node, not what is around it. */
  readonly bare: boolean;
}

export function listLoop(s: Loop): ListLoop {
  const { text } = s.name;
  const safe = text.includes('_safe');
  const begins = text.includes('_continue') ? 'behind' : text.includes('_from') ? 'with' : 'head';
  const kind = {
    link: text.includes('_reverse') ? ('prev' as const) : ('next' as const),
    hashed: !text.startsWith('list'),
    first: text.startsWith('llist'),
    bare: !text.includes('_entry'),
  };
  if (text.startsWith('hlist_bl')) {
    // A node of its own stands between them: `hlist_bl_for_each_entry(tpos, pos, head, member)`.
    const [pos, , third, ...rest] = s.args;
    const [head, member] = safe ? rest : [third, ...rest];
    return { pos, ahead: safe ? third : undefined, head, member, begins, ...kind };
  }
  const [pos, ...all] = s.args;
  const [ahead, ...behind] = safe ? all : [undefined, ...all];
  if (begins !== 'head' && kind.hashed)
    return { pos, ahead, head: undefined, member: behind[0], begins, ...kind };
  const [head, member] = behind;
  return { pos, ahead, head, member, begins, ...kind };
}

/** Of a list that ends with NULL the node is kept, of others the entry. */
export function keepsNode({ hashed, first }: ListLoop): boolean {
  return hashed && !first;
}

/** The argument that names a member; -1 where none does. What stands behind it is for lockdep. */
export function memberAt(s: Loop): number {
  if (!isListLoop(s.name.text)) return -1;
  const { member } = listLoop(s);
  return member ? s.args.indexOf(member) : -1;
}
