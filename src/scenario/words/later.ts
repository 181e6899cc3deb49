/** What is called later: timers (kernel/time/timer.c), work (kernel/workqueue.c, irq_work.c, smp.c), callbacks, and what the prelude's functions for it are made of. */
import type { Told } from './waiting.ts';
import { cost, word, type WordGroup } from './word.ts';

const PLAIN = [cost('STR'), cost('MOV')] as const;
const ASKS = [cost('LDR'), cost('MOV')] as const;
const TESTED = [cost('LDSETAL, and a lock'), cost('LOCK BTS, and a lock')] as const;
const LOCKED = [cost('a lock'), cost('a lock')] as const;

export const TIMERS: Readonly<Record<string, Told>> = {
  timer_setup: ['a timer that is not queued, and what it calls', ...PLAIN],
  timer_pending: ['whether a timer is queued; its function may run all the same', ...ASKS],
  mod_timer: [
    'has a function called at any later time, in a softirq of this CPU; tells whether the timer was queued',
    ...LOCKED,
  ],
  add_timer: ['the same; warns where it is queued already', ...LOCKED],
  add_timer_on: ['the same on another CPU', ...LOCKED],
  timer_delete: ['takes a timer off, tells whether it was queued; its function may still run', ...LOCKED],
  del_timer: ['timer_delete(), as it was called before 6.15', ...LOCKED],
  timer_delete_sync: ['the same, and waits until its function does not run', ...LOCKED],
  del_timer_sync: ['timer_delete_sync(), as it was called before 6.15', ...LOCKED],
  expire_timer: ['what the softirq does with a timer that expires', ...LOCKED],
};

export const WORKS: Readonly<Record<string, Told>> = {
  INIT_WORK: ['a work that is not queued, and what it calls', ...PLAIN],
  work_pending: ['whether a work is queued and not begun', ...ASKS],
  queue_work_on: [
    'has a worker call a function, on a CPU; tells whether it was not queued already; what is stored before is seen there either way',
    ...TESTED,
  ],
  queue_work: ['the same on this CPU', ...TESTED],
  schedule_work: ['the same, in the queue of the system', ...TESTED],
  schedule_work_on: ['the same on a CPU', ...TESTED],
  flush_work: [
    'sleeps until a work that is queued or runs is over; tells whether there was anything',
    ...LOCKED,
  ],
  cancel_work: ['takes a work off, tells whether it was queued; its function may still run', ...TESTED],
  cancel_work_sync: [
    'the same, and sleeps until its function does not run, nor can be queued meanwhile',
    ...TESTED,
  ],
  work_grab_pending: ['makes the caller the one who queues a work', ...TESTED],
  set_work_pool_and_clear_pending: [
    'lets a work be queued again: smp_wmb() before, smp_mb() behind',
    cost('DMB ISHST; STR; DMB ISH'),
    cost('MOV; LOCK ADD'),
  ],
  process_one_work: ['what a worker does with a work', ...LOCKED],
};

export const IRQ_WORKS: Readonly<Record<string, Told>> = {
  init_irq_work: ['a work that is not queued, and what it calls', ...PLAIN],
  irq_work_is_pending: ['whether it is queued and not begun', ...ASKS],
  irq_work_is_busy: ['whether it is queued or runs', ...ASKS],
  irq_work_queue: [
    'interrupts this CPU, which calls a function; tells whether it was not queued already',
    ...TESTED,
  ],
  irq_work_queue_on: ['the same on a CPU', ...TESTED],
  irq_work_single: ['what the interrupt does'],
  irq_work_sync: ['waits until a function does not run', ...ASKS],
  INIT_CSD: ['a call that is on its way to nobody', ...PLAIN],
  smp_call_function_single_async: [
    'has one CPU call func(info) and waits for nothing; gives -EBUSY while the last one is on its way',
    cost('STR; DMB ISHST; the interrupt'),
    cost('MOV; the interrupt'),
  ],
  flush_csd: ['what the called CPU does'],
};

export const CALLBACKS: Readonly<Record<string, Told>> = {
  call_rcu: [
    'has a function called when every section that has begun is over; it sees what was stored before',
    ...LOCKED,
  ],
  call_rcu_hurry: ['the same, sooner', ...LOCKED],
  kvfree_call_rcu: ['kfree_rcu() with the head, and where that is in what is freed', ...LOCKED],
  rcu_do_callback: ['the grace period, then the call, with bottom halves off'],
  call_srcu: ['the same when every section of a domain that has begun is over', ...LOCKED],
  srcu_do_callback: ['that grace period, then the call, with bottom halves off'],
  srcu_barrier: ['sleeps until every callback of a domain that was queued is over'],
  cleanup_srcu_struct: ['the domain is used no more; may sleep'],
  rcu_barrier: [
    'sleeps until every callback that was queued before it is over, not those that are queued meanwhile',
  ],
  rcu_free_ptr: ['the callback of kfree_rcu_mightsleep()'],
  kfree_rcu_mightsleep: ['frees what has no head behind a grace period; may wait for that itself'],
  kvfree_rcu_mightsleep: ['the same'],
};

export const LATER: WordGroup = {
  title: 'What is called later',
  words: [
    word(
      'int in_lock(word, VAL | 1)',
      'changes a word as under a lock of its own, to something over `VAL`, what it holds; gives that',
      ...LOCKED,
    ),
    word('int in_lock_lasting(word, VAL | 1)', 'the same of a word that outlives what it is in', ...LOCKED),
    word(
      'int wait_in_lock(word, VAL == 0, VAL | 1)',
      'the same once a condition over `VAL` holds, tried until then',
      ...LOCKED,
    ),
    word(
      'int wait_in_order(word, VAL == 0, VAL | 1)',
      'the same, fully ordered',
      cost('SWPAL', 'full'),
      cost('XCHG', 'full'),
    ),
    word(
      'int wait_to_take(word, VAL == 0, VAL | 1)',
      'the same, and acquires',
      cost('SWPA', 'acquire'),
      cost('XCHG', 'full'),
    ),
    word('void timer_is_due(timer, int cpu)', 'from when all before is done, a timer may expire on a CPU'),
    word('void timer_is_not_due(timer)', 'from when all before is done, it does not'),
    word('void hrtimer_is_due(timer, int cpu)', 'the same of a timer that interrupts its CPU'),
    word('void hrtimer_is_not_due(timer)', 'from when all before is done, it does not'),
    word('void tasklet_is_due(tasklet, int cpu)', 'from when all before is done, a tasklet may run on a CPU'),
    word('void work_is_due(work, int cpu)', 'from when all before is done, its worker begins a work'),
    word('void work_is_not_due(work)', 'from when all before is done, it does not'),
    word(
      'void callback_is_due(head, int cpu)',
      'from when all before is done, the wait for a callback’s readers begins',
    ),
    word('void irq_work_is_due(work, int cpu)', 'interrupts a CPU for a work'),
    word('void csd_is_due(csd, int cpu)', 'interrupts a CPU for a call'),
    word('unsigned long msecs_to_jiffies(ms)', 'its argument: time does not count here'),
    word('unsigned long round_jiffies(j)', 'its argument: time does not count here'),
  ],
};
