/** What is called later: timers (kernel/time/timer.c), and what the prelude's functions for it are made of. */
import type { Told } from './waiting.ts';
import { cost, word, type WordGroup } from './word.ts';

const PLAIN = [cost('STR'), cost('MOV')] as const;
const ASKS = [cost('LDR'), cost('MOV')] as const;
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

export const LATER: WordGroup = {
  title: 'What is called later',
  words: [
    word(
      'int in_lock(word, int need, int clear, int set)',
      'changes a word as under a lock of its own: bits off, then on; only where it has one of `need`, if that is given; gives what was there',
      ...LOCKED,
    ),
    word(
      'int in_lock_lasting(word, int need, int clear, int set)',
      'the same of a word that outlives what it is in',
      ...LOCKED,
    ),
    word(
      'int wait_in_lock(word, int busy, int clear)',
      'the same once none of `busy` is on, tried until then',
      ...LOCKED,
    ),
    word('void timer_is_due(timer, int cpu)', 'from when all before is done, a timer may expire on a CPU'),
    word('void timer_is_not_due(timer)', 'from when all before is done, it does not'),
    word('unsigned long msecs_to_jiffies(ms)', 'its argument: time does not count here'),
    word('unsigned long round_jiffies(j)', 'its argument: time does not count here'),
  ],
};
