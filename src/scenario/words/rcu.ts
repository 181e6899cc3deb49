/** Readers and grace periods: Documentation/RCU/Design/Requirements; kernel/rcu/tree.c, srcutree.c. */
import { signatureOf } from './prelude.ts';
import { cost, word, type WordGroup } from './word.ts';

const SECTION = [cost('', 'nothing'), cost('', 'tso')] as const;
const WAITS = [cost('DMB ISH; DMB ISH', 'full'), cost('LOCK ADD; LOCK ADD', 'full')] as const;

export const GRACE_PERIODS: WordGroup = {
  title: 'Readers and grace periods',
  words: [
    word('void rcu_read_lock(void)', 'begins a read-side section, which grace periods wait for', ...SECTION),
    word('void rcu_read_unlock(void)', 'ends it', ...SECTION),
    word('void rcu_read_lock_bh(void)', 'local_bh_disable(), which is a section since 4.20', ...SECTION),
    word('void rcu_read_unlock_bh(void)', 'local_bh_enable()', ...SECTION),
    word('void rcu_read_lock_sched(void)', 'preempt_disable(), which is a section too', ...SECTION),
    word('void rcu_read_unlock_sched(void)', 'preempt_enable()', ...SECTION),
    word('bool rcu_read_lock_held(void)', 'whether this context is inside rcu_read_lock()'),
    word(
      'void synchronize_rcu(void)',
      'waits until every section that has begun is over; a scenario may define its own',
      ...WAITS,
    ),
    word('void synchronize_rcu_expedited(void)', 'synchronize_rcu(), sooner', ...WAITS),
    word('void synchronize_net(void)', 'synchronize_rcu()', ...WAITS),
    word(
      'void rcu_wait_for_readers(void)',
      'what synchronize_rcu() does between its barriers: for each other CPU a moment in which it is in no section',
    ),
    word(
      'void kfree_rcu(p, member)',
      'frees what p points to, by its head, when every section that has begun is over',
    ),
    word('void kvfree_rcu(p, member)', 'the same'),
    word(
      'void rcu_callback_begins(int *color)',
      'a callback more that rcu_barrier() waits for, when all before is done',
    ),
    word('void rcu_callback_ends(int *color)', 'one less'),
    word('void rcu_wait_for_callbacks(void)', 'what rcu_barrier() does between its barriers'),
    word(signatureOf('init_srcu_struct'), 'a domain begins without readers, so it does nothing'),
    word(
      'int srcu_read_lock(struct srcu_struct *ss)',
      'begins a section of a domain, gives an index',
      ...SECTION,
    ),
    word('void srcu_read_unlock(struct srcu_struct *ss, int idx)', 'ends it', ...SECTION),
    word(signatureOf('synchronize_srcu'), 'waits until every section of the domain is over', ...WAITS),
    word(signatureOf('synchronize_srcu_expedited'), 'the same, sooner', ...WAITS),
    word(
      'void srcu_wait_for_readers(struct srcu_struct *ss)',
      'what synchronize_srcu() does between its barriers',
    ),
  ],
};
