/** Macros that declare a variable or make a loop, which are no calls: the grammar reads them by their names. */
import { declaringMacros } from '../syntax/macros.ts';
import { cost, word, type WordGroup } from './word.ts';

const LOAD = [cost('LDR'), cost('MOV')] as const;

export const DECLARING: WordGroup = {
  title: 'Declarations',
  words: declaringMacros().map(([name, type, args]) =>
    word(
      `${name}(${args})`,
      type === null ? 'a variable of which each CPU has its own' : `\`${type} name;\``,
    ),
  ),
};

export const LOOPS: WordGroup = {
  title: 'Loops',
  words: [
    word('for_each_cpu(cpu, mask)', 'for each CPU of a mask'),
    word(
      'scoped_guard(class, lock)',
      'takes a lock for the statement behind it: `mutex`, `spinlock_irqsave`, `rcu`; `guard(class)(lock);` for the rest of the block',
    ),
    word('for_each_online_cpu(cpu)', 'for each CPU'),
    word('for_each_possible_cpu(cpu)', 'for each CPU'),
    word('for_each_present_cpu(cpu)', 'for each CPU'),
    word('for_each_active_cpu(cpu)', 'for each CPU'),
    word('for_each_cpu_and(cpu, mask, mask)', 'for each CPU that is in both'),
    word('for_each_cpu_or(cpu, mask, mask)', 'for each CPU that is in either'),
    word('for_each_cpu_andnot(cpu, mask, mask)', 'for each CPU that is in the first alone'),
    word('list_for_each_prev(p, head)', 'from the last to the first', ...LOAD),
    word(
      'list_for_each_entry_safe_continue(p, n, head, member)',
      'for each entry behind p; the body may take it out',
      ...LOAD,
    ),
    word(
      'list_for_each_entry_safe_from(p, n, head, member)',
      'for p and each entry behind it; the body may take it out',
      ...LOAD,
    ),
    word('hlist_for_each_entry_continue(p, member)', 'for each entry behind p', ...LOAD),
    word('hlist_for_each_entry_continue_rcu(p, member)', 'the same under RCU', ...LOAD),
    word('hlist_for_each_entry_from(p, member)', 'for p and each entry behind it', ...LOAD),
    word(
      'hash_for_each_possible(table, p, member, key)',
      'for each entry in the hash list of a key',
      ...LOAD,
    ),
    word('hash_for_each_possible_rcu(table, p, member, key)', 'the same under RCU', ...LOAD),
    word(
      'hash_for_each_possible_safe(table, p, n, member, key)',
      'the same; the body may take it out',
      ...LOAD,
    ),
    word('skb_queue_walk(queue, skb)', 'for each buffer of a queue', ...LOAD),
    word('skb_queue_walk_safe(queue, skb, n)', 'the same; the body may take it out', ...LOAD),
    word('list_for_each(p, head)', 'for each node of a list', ...LOAD),
    word('list_for_each_safe(p, n, head)', 'the same; the body may take it out', ...LOAD),
    word('list_for_each_rcu(p, head)', 'the same under RCU', ...LOAD),
    word('list_for_each_entry(p, head, member)', 'for each entry of a list', ...LOAD),
    word('list_for_each_entry_safe(p, n, head, member)', 'the same; the body may take it out', ...LOAD),
    word('list_for_each_entry_reverse(p, head, member)', 'from the last to the first', ...LOAD),
    word(
      'list_for_each_entry_safe_reverse(p, n, head, member)',
      'the same; the body may take it out',
      ...LOAD,
    ),
    word('list_for_each_entry_continue(p, head, member)', 'for each entry behind p', ...LOAD),
    word('list_for_each_entry_continue_reverse(p, head, member)', 'for each entry before p', ...LOAD),
    word('list_for_each_entry_from(p, head, member)', 'for p and each entry behind it', ...LOAD),
    word('list_for_each_entry_rcu(p, head, member, ...)', 'for each entry of a list, under RCU', ...LOAD),
    word('list_for_each_entry_lockless(p, head, member)', 'the same', ...LOAD),
    word('list_for_each_entry_srcu(p, head, member, condition)', 'the same under SRCU', ...LOAD),
    word('list_for_each_entry_continue_rcu(p, head, member)', 'for each entry behind p, under RCU', ...LOAD),
    word(
      'list_for_each_entry_from_rcu(p, head, member)',
      'for p and each entry behind it, under RCU',
      ...LOAD,
    ),
    word('hlist_for_each_entry(p, head, member)', 'for each entry of a hash list', ...LOAD),
    word('hlist_for_each_entry_safe(p, n, head, member)', 'the same; the body may take it out', ...LOAD),
    word(
      'hlist_for_each_entry_rcu(p, head, member, ...)',
      'for each entry of a hash list, under RCU',
      ...LOAD,
    ),
    word('llist_for_each(p, node)', 'for each node of what llist_del_all() gave', ...LOAD),
    word('llist_for_each_safe(p, n, node)', 'the same; the body may take it out', ...LOAD),
    word('llist_for_each_entry(p, node, member)', 'for each entry of it', ...LOAD),
    word('llist_for_each_entry_safe(p, n, node, member)', 'the same; the body may free it', ...LOAD),
    word(
      'hlist_bl_for_each_entry(p, pos, head, member)',
      'for each entry of a hash list with a lock in its head',
      ...LOAD,
    ),
    word('hlist_bl_for_each_entry_rcu(p, pos, head, member)', 'the same under RCU', ...LOAD),
    word(
      'hlist_bl_for_each_entry_safe(p, pos, n, head, member)',
      'the same; the body may take it out',
      ...LOAD,
    ),
  ],
};
