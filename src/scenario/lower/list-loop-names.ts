/**
 * The kernel’s loops over lists by their names: which way they go, where they begin and end, and where their arguments
 * stand (include/linux/list.h, rculist.h, llist.h, list_bl.h).
 */
import type { Expression, Statement } from '../syntax/syntax.ts';

export type Loop = Statement & { readonly k: 'loop' };

const OF_LISTS =
  /^(?:(h?list)_for_each_entry(_reverse|_continue|_continue_reverse|_from|_safe|_safe_reverse|_safe_continue|_safe_from|_from_reverse|_rcu|_lockless|_srcu|_continue_rcu|_from_rcu|_rcu_bh|_rcu_notrace)?|(h?list)_for_each(?:_safe|_rcu|_prev|_prev_safe|_continue)?|hash_for_each_possible(?:_rcu|_safe|_rcu_notrace)?|skb_queue_(?:reverse_)?walk(?:_safe|_from)?|llist_for_each(?:_entry)?(?:_safe)?|hlist_bl_for_each_entry(?:_safe|_rcu)?)$/;

export function isListLoop(name: string): boolean {
  return OF_LISTS.test(name) && !/^h(?!ash).*(reverse|lockless|srcu|_prev)/.test(name);
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
    link: /_(?:reverse|prev)/.test(text) ? ('prev' as const) : ('next' as const),
    hashed: !/^(?:list|skb)/.test(text),
    first: text.startsWith('llist'),
    bare: !/_entry|^hash/.test(text),
  };
  if (text.startsWith('hlist_bl')) {
    // A node of its own stands between them: `hlist_bl_for_each_entry(tpos, pos, head, member)`.
    const [pos, , third, ...rest] = s.args;
    const [head, member] = safe ? rest : [third, ...rest];
    return { pos, ahead: safe ? third : undefined, head, member, begins, ...kind };
  }
  if (text.startsWith('hash')) return { ...ofTable(s, safe), begins, ...kind };
  if (text.startsWith('skb')) {
    // `skb_queue_walk(queue, skb)`.
    const [queue, skb, next] = s.args;
    return { pos: skb, ahead: safe ? next : undefined, head: queue, member: undefined, begins, ...kind };
  }
  const [pos, ...all] = s.args;
  const [ahead, ...behind] = safe ? all : [undefined, ...all];
  if (begins !== 'head' && kind.hashed)
    return { pos, ahead, head: undefined, member: behind[0], begins, ...kind };
  const [head, member] = behind;
  return { pos, ahead, head, member, begins, ...kind };
}

/** `hash_for_each_possible(table, pos, member, key)`: the list of a key (include/linux/hashtable.h). */
function ofTable(s: Loop, safe: boolean): Pick<ListLoop, 'pos' | 'ahead' | 'head' | 'member'> {
  const [table, pos, ...all] = s.args;
  const [ahead, member, key] = safe ? all : [undefined, ...all];
  const at = { from: s.name.from, to: s.args[s.args.length - 1]?.to ?? s.name.to };
  const call = (text: string, args: readonly Expression[]): Expression => ({
    k: 'call',
    callee: { text, ...at },
    args,
    ...at,
  });
  const one: Expression = { k: 'number', value: 1, ...at };
  const size: Expression | null = table ? call('ARRAY_SIZE', [table]) : null;
  const head: Expression | undefined =
    table && key && size
      ? {
          k: 'address',
          a: {
            k: 'index',
            base: table,
            index: {
              k: 'binary',
              op: '&',
              a: key,
              b: { k: 'binary', op: '-', a: size, b: one, ...at },
              ...at,
            },
            ...at,
          },
          ...at,
        }
      : undefined;
  return { pos, ahead, head, member };
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
