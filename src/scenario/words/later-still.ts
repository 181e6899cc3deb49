/** What is called later besides: queues of works and delayed ones (kernel/workqueue.c), hrtimers, tasklets; futexes, exclusive waiters, page locks. */
import type { Told } from './waiting.ts';
import { cost } from './word.ts';

const PLAIN = [cost('STR'), cost('MOV')] as const;
const ASKS = [cost('LDR'), cost('MOV')] as const;
const TESTED = [cost('LDSETAL, and a lock'), cost('LOCK BTS, and a lock')] as const;
const LOCKED = [cost('a lock'), cost('a lock')] as const;
const FULL = [cost('DMB ISH'), cost('LOCK ADD')] as const;

export const WORKQUEUES: Readonly<Record<string, Told>> = {
  alloc_workqueue: ['a queue of works; its flags and how many may run at a time do not count', ...FULL],
  create_workqueue: ['the same, as it was called before', ...FULL],
  alloc_ordered_workqueue: ['a queue that does one work at a time, in the order in which they came', ...FULL],
  create_singlethread_workqueue: ['the same, as it was called before', ...FULL],
  destroy_workqueue: ['drain_workqueue(), then the queue is gone', ...LOCKED],
  flush_workqueue: [
    'sleeps until every work that was queued there by now is over',
    cost('a mutex; a lock'),
    cost('a mutex; a lock'),
  ],
  drain_workqueue: ['sleeps until the queue is empty', ...LOCKED],
  queue_it: ['puts a work into a queue, for who has set its bit', ...LOCKED],
  enter_queue: ['counts a work in; whether it is due at once', ...LOCKED],
  leave_queue: ['a work of the queue is over', ...LOCKED],
  leave_queue_unbegun: ['a work is taken out of its queue before it has begun', ...LOCKED],
  queue_goes_on: ['the next work of an ordered queue is due'],
  INIT_DELAYED_WORK: ['a work that is not asked for, and what it calls', ...PLAIN],
  to_delayed_work: ['the delayed work around a work'],
  delayed_work_pending: ['whether it is asked for and not begun', ...ASKS],
  delayed_work_timer_fn: ['what the timer does: it queues the work', ...LOCKED],
  queue_delayed_work_on: [
    'has a timer queue a work on a CPU, at once where the delay is 0; tells whether it was not asked for already',
    ...TESTED,
  ],
  queue_delayed_work: ['the same on this CPU', ...TESTED],
  schedule_delayed_work: ['the same, in the queue of the system', ...TESTED],
  schedule_delayed_work_on: ['the same on a CPU', ...TESTED],
  queue_it_later: ['the timer, or the queue where there is no delay', ...LOCKED],
  delayed_work_grab_pending: ['makes the caller the one who asks for it', ...TESTED],
  mod_delayed_work_on: ['asks for it anew, whether it was asked for or not; tells whether it was', ...TESTED],
  mod_delayed_work: ['the same on this CPU', ...TESTED],
  cancel_delayed_work: [
    'takes it off, tells whether it was asked for; its function may still run',
    ...TESTED,
  ],
  cancel_delayed_work_sync: [
    'the same, and sleeps until its function does not run, nor can be asked for meanwhile',
    ...TESTED,
  ],
  flush_delayed_work: ['queues it at once where its timer runs, and sleeps until it is over', ...LOCKED],
};

export const HRTIMERS: Readonly<Record<string, Told>> = {
  hrtimer_setup: ['a timer that is not queued, and what it calls', ...PLAIN],
  hrtimer_init: ['the same, before 6.15; `timer.function` is set apart', ...PLAIN],
  hrtimer_start: ['has a function called at any later time, in an interrupt of this CPU', ...LOCKED],
  hrtimer_cancel: [
    'takes it off and waits until its function does not run; tells whether it was queued',
    ...LOCKED,
  ],
  hrtimer_try_to_cancel: [
    'takes it off; -1 where its function runs, 1 where it was queued, else 0',
    ...LOCKED,
  ],
  hrtimer_active: ['whether it is queued or its function runs', ...ASKS],
  hrtimer_is_queued: ['whether it is queued', ...ASKS],
  hrtimer_callback_running: ['whether its function runs', ...ASKS],
  hrtimer_forward: ['1: when it expires does not count'],
  hrtimer_forward_now: ['1: when it expires does not count'],
  run_hrtimer: [
    'what the interrupt does; queues it again where the function gives HRTIMER_RESTART',
    ...LOCKED,
  ],
};

export const TASKLETS: Readonly<Record<string, Told>> = {
  tasklet_setup: ['a tasklet that is not scheduled, and what it calls', ...PLAIN],
  tasklet_schedule: [
    'has a function called in a softirq of this CPU, once; what is stored before is seen there either way',
    ...TESTED,
  ],
  tasklet_hi_schedule: ['the same, sooner', ...TESTED],
  tasklet_disable_nosync: [
    'its function is not called until tasklet_enable(), but may run now',
    cost('STADD; DMB ISH'),
    cost('LOCK ADD'),
  ],
  tasklet_disable: ['the same, and waits until it does not run', ...FULL],
  tasklet_enable: ['undoes it; what was scheduled meanwhile runs', ...FULL],
  tasklet_kill: ['sleeps until it is not scheduled and does not run', ...TESTED],
  run_tasklet: ['what the softirq does with a tasklet', ...TESTED],
};

export const EXCLUSIVE: Readonly<Record<string, Told>> = {
  prepare_to_wait_exclusive: [
    'queues this task at the end as one of which only so many are woken, and sets its state, with a full barrier behind',
  ],
  wait_event_exclusive_state: ['sleeps so until the condition holds'],
  wait_event_interruptible_exclusive: ['the same, interruptibly; no signal comes, so it gives 0'],
  wait_event_killable_exclusive: ['the same in TASK_KILLABLE; gives 0'],
  wake_up_nr: ['wakes all that wait, and of those that wait exclusively the first so many'],
  wake_up_interruptible_nr: ['the same of those that wait interruptibly'],
  exclusive_tasks: ['who waits exclusively, as a mask'],
  leave_exclusive: ['takes a task off their list'],
  wake_exclusive: ['wakes the first so many'],
};

export const FUTEXES: Readonly<Record<string, Told>> = {
  futex_wait: [
    'sleeps where the word still has the value, until it is woken: 0; else -EWOULDBLOCK at once',
    cost('STADD; DMB ISH; a lock'),
    cost('LOCK INC; a lock'),
  ],
  futex_wake: [
    'wakes the first so many that wait for the word, tells how many; a full barrier before it looks for them',
    cost('DMB ISH; a lock'),
    cost('LOCK ADD; a lock'),
  ],
};

const PAGE_TAKES = [cost('LDR; CASA or LDSETA'), cost('LOCK BTS')] as const;
const PAGE_GIVES = [cost('LDCLRL'), cost('LOCK BTR')] as const;

export const PAGE_LOCKS: Readonly<Record<string, Told>> = Object.fromEntries(
  (
    [
      ['lock_page', 'folio_lock', 'waits for the lock bit and takes it: acquires; may sleep', PAGE_TAKES],
      ['trylock_page', 'folio_trylock', 'takes it where it is free, tells whether it did', PAGE_TAKES],
      ['unlock_page', 'folio_unlock', 'gives it back: releases; a bug where it is not locked', PAGE_GIVES],
      ['PageLocked', 'folio_test_locked', 'whether anybody holds it', ASKS],
      ['wait_on_page_locked', 'folio_wait_locked', 'sleeps until nobody holds it: acquires', ASKS],
    ] as const
  ).flatMap(([page, folio, says, costs]): [string, Told][] => [
    [page, [says, ...costs]],
    [folio, [`${page}() of a folio`, ...costs]],
  ]),
);
