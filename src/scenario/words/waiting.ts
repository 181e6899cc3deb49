/**
 * Tasks that sleep and who wakes them: functions of the prelude (sched.smp, wait.smp, completions.smp, kthread.smp), where
 * each can be stepped into.
 */
import { cost, type Cost } from './word.ts';

export type Told = readonly [says: string, arm64?: Cost, x86?: Cost];

const BEHIND = [cost('STR; DMB ISH: fully ordered with what follows'), cost('XCHG: fully ordered')] as const;
const PLAIN = [cost('STR: orders nothing'), cost('MOV')] as const;
const ASKS = [cost('LDR: orders nothing'), cost('MOV')] as const;
const FULL = [cost('DMB ISH: fully ordered'), cost('LOCK: fully ordered')] as const;
const MB_ASKS = [cost('DMB ISH; LDR: what is earlier comes before it'), cost('LOCK; MOV')] as const;
const LOCKED = [cost('a lock'), cost('a lock')] as const;
const WAKES = [
  cost('a lock; DMB ISH; LDR; STLR: what is earlier comes before it looks at the state'),
  cost('a lock: fully ordered'),
] as const;

export const TASKS: Readonly<Record<string, Told>> = {
  cpu_task: ['the task of a CPU, which is `current` there'],
  set_current_state: [
    'says that this task is about to sleep, so: what it looks at next it looks at behind that',
    ...BEHIND,
  ],
  __set_current_state: ['the same without the barrier; for TASK_RUNNING', ...PLAIN],
  set_special_state: ['the same with pi_lock held, so that no late wake-up writes over it', ...LOCKED],
  schedule: [
    'sleeps until the state is TASK_RUNNING; at once if it is; what came before the wake-up is seen behind it',
    ...FULL,
  ],
  sleeps_at_start: ['what a task begins with that sleeps at the start'],
  schedule_preempt_disabled: ['the same where preemption is off, which it is again behind it', ...FULL],
  schedule_timeout: [
    'sleeps until it is woken or the timer expires, which may be at any time; gives 0, or more where it was woken in time',
    ...FULL,
  ],
  schedule_timeout_interruptible: ['__set_current_state(TASK_INTERRUPTIBLE), and schedule_timeout()'],
  schedule_timeout_uninterruptible: ['the same in TASK_UNINTERRUPTIBLE'],
  schedule_timeout_killable: ['the same in TASK_KILLABLE'],
  preempt_schedule: [
    'another task runs for a while; whatever the state says, this one does not sleep',
    ...FULL,
  ],
  cond_resched: ['another task may run for a while; may sleep'],
  try_to_wake_up: ['makes a task run that is in one of these states, tells whether it was', ...WAKES],
  wake_up_state: ['the same', ...WAKES],
  wake_up_process: ['the same of TASK_NORMAL: interruptible and uninterruptible ones', ...WAKES],
  rcuwait_init: ['nobody waits', ...PLAIN],
  prepare_to_rcuwait: ['this task is the one that waits', cost('STLR'), cost('MOV')],
  finish_rcuwait: ['it waits no more', cost('STLR; STR'), cost('MOV; MOV')],
  rcuwait_wait_event: [
    'sleeps until the condition holds, which is looked at anew after each wake-up',
    ...FULL,
  ],
  rcuwait_wake_up: ['wakes who waits, if there is one', ...MB_ASKS],
};

export const QUEUES: Readonly<Record<string, Told>> = {
  init_waitqueue_head: ['nobody waits', ...PLAIN],
  waitqueue_active: ['whether somebody waits: behind smp_mb(), else it may miss who is about to', ...ASKS],
  wq_has_sleeper: ['smp_mb(), then whether somebody waits', ...MB_ASKS],
  prepare_to_wait: ['queues this task and sets its state, with a full barrier behind', ...BEHIND],
  finish_wait: ['takes it off again, if nobody has; it runs'],
  wake_up_locked_mode: ['wakes who waits in one of these states; the lock is held'],
  __wake_up: ['wakes who waits in one of these states; a full barrier only where somebody does'],
  wake_up: [
    'wakes all that wait, and one of those that wait exclusively; a full barrier only where somebody does',
  ],
  wake_up_all: ['wakes all that wait'],
  wake_up_interruptible: ['the same of those that wait interruptibly'],
  wake_up_interruptible_all: ['the same of those that wait interruptibly'],
  wake_up_locked: ['wake_up() with the lock held'],
  wait_event_state: ['sleeps in a state until the condition holds'],
  wait_event: ['sleeps until the condition holds, which is looked at anew after each wake-up'],
  wait_event_signal: ['wait_event_state(), or until a signal comes; gives -ERESTARTSYS then'],
  wait_event_interruptible: [
    'the same, interruptibly; gives 0, or -ERESTARTSYS where `option signals_come` is on and one comes',
  ],
  wait_event_killable: ['the same in TASK_KILLABLE'],
  wait_event_timeout_state: ['the same in a state, or until a timer expires'],
  wait_event_timeout: [
    'sleeps until the condition holds or the timer expires, at any time; gives 0 where it did and the condition does not hold',
  ],
  wait_event_interruptible_timeout: ['the same, interruptibly'],
  wait_event_idle: ['the same in TASK_IDLE, which only wake_up_state() wakes'],
  wait_event_lock_irq: ['the same with a spinlock held, that is given back while it sleeps'],
  wait_on_bit: ['sleeps until a bit is clear; acquires; gives 0'],
  wake_up_bit: ['wakes who waits for a bit: behind smp_mb(), else it may miss who is about to', ...ASKS],
  clear_and_wake_up_bit: ['clears a bit, releases, and wakes who waits for it behind a full barrier'],
};

export const COMPLETIONS: Readonly<Record<string, Told>> = {
  init_swait_queue_head: ['nobody waits', ...PLAIN],
  swait_active: ['whether somebody waits: behind smp_mb(), else it may miss who is about to', ...ASKS],
  swq_has_sleeper: ['smp_mb(), then whether somebody waits', ...MB_ASKS],
  swake_up_locked: ['wakes who waits; the lock is held'],
  swake_up_one: ['wakes who waits'],
  swake_up_all: ['wakes who waits'],
  prepare_to_swait_event: ['queues this task and sets its state, with a full barrier behind', ...BEHIND],
  finish_swait: ['takes it off again, if nobody has; it runs'],
  swait_event_exclusive: ['sleeps until the condition holds'],
  init_completion: ['nothing is done, nobody waits', ...PLAIN],
  reinit_completion: ['nothing is done', ...PLAIN],
  complete: ['lets one go on that waits or will; what is earlier is seen there', ...LOCKED],
  complete_all: ['lets all go on, for good', ...LOCKED],
  wait_for_completion_state: ['wait_for_completion() in a state', ...LOCKED],
  wait_for_completion: [
    'sleeps until it is done, and takes one off; sees what came before complete()',
    ...LOCKED,
  ],
  wait_for_completion_timeout: ['the same, or until a timer expires: gives 0 then', ...LOCKED],
  wait_for_completion_interruptible: ['the same; no signal comes, so it gives 0', ...LOCKED],
  wait_for_completion_killable: ['the same in TASK_KILLABLE; gives 0', ...LOCKED],
  try_wait_for_completion: ['takes one off where it is done, tells whether it did', ...LOCKED],
  completion_done: ['whether it is done, and complete() through with it', ...LOCKED],
};

export const THREADS: Readonly<Record<string, Told>> = {
  to_kthread: ['the flags and completions of a task that is a kernel thread'],
  kthread_should_stop: ['whether kthread_stop() was called for this thread', ...ASKS],
  kthread_should_park: ['whether kthread_park() was', ...ASKS],
  kthread_parkme: ['sleeps in TASK_PARKED until kthread_unpark()'],
  kthread_park: ['asks a thread to park, wakes it, and sleeps until it has'],
  kthread_unpark: ['lets a thread go on that parks; a full barrier before it looks at its state'],
  kthread_exit: ['at the end of a thread: lets kthread_stop() go on; what is behind it still runs'],
  kthread_stop: ['asks a thread to end, wakes it, and sleeps until kthread_exit()'],
};
