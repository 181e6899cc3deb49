/**
 * The contexts of one CPU: what it is running, what may interrupt it, what RCU thinks of it.
 * Regions stand side by side; the stack of frames (part.ts) says where each handler returns to.
 *
 *   task      user | kernel | idle | guest      which world the task is in
 *   irq, nmi, trap  none | active | nested | deep   how many such handlers are on the stack (trap: #BP or fault)
 *   mask      open | closed                     maskable interrupts
 *   block     open | blocked                    NMI delivery (blocked until IRET; also by an IRET inside the NMI)
 *   rcu       watching | eqs
 *   preempt   on | off
 *   softirq   none | active                     whether a softirq's handler is on the stack
 *   bh        on | off                          softirqs (bottom halves) outside of handlers
 *   progress  running | spinning | paused | finished
 *
 * Handlers of one kind nest: a softirq opens interrupts, an IRET inside an NMI lets the next one in, an interrupt's
 * handler traps inside a trap's. Three of a kind are as deep as a stack goes here: a fourth interrupt waits, a fourth
 * trap finds no stack.
 *
 * No clock, no context, no randomness: `step` sends an event and reads the next state. An event that no region takes
 * is a mistake of the machine and asserts (tabulate.ts).
 */
import type { ChartDefinition } from './tabulate.ts';

export type CpuEventType =
  | 'enter.user'
  | 'enter.kernel'
  | 'enter.idle'
  | 'enter.guest'
  | 'irq.take'
  | 'irq.return'
  | 'nmi.take'
  | 'nmi.return'
  | 'nmi.unblock'
  | 'trap.take'
  | 'trap.return'
  | 'irq.disable'
  | 'irq.enable'
  | 'eqs.enter'
  | 'eqs.exit'
  | 'preempt.disable'
  | 'preempt.enable'
  | 'bh.disable'
  | 'bh.enable'
  | 'softirq.take'
  | 'softirq.return'
  | 'spin'
  | 'pause'
  | 'go'
  | 'finish';

export const CPU_EVENTS: readonly CpuEventType[] = [
  'enter.user',
  'enter.kernel',
  'enter.idle',
  'enter.guest',
  'irq.take',
  'irq.return',
  'nmi.take',
  'nmi.return',
  'nmi.unblock',
  'trap.take',
  'trap.return',
  'irq.disable',
  'irq.enable',
  'eqs.enter',
  'eqs.exit',
  'preempt.disable',
  'preempt.enable',
  'bh.disable',
  'bh.enable',
  'softirq.take',
  'softirq.return',
  'spin',
  'pause',
  'go',
  'finish',
];

/** A region of two states that one event sets and another clears; repeating either changes nothing. */
const enterWorld = {
  'enter.user': '.user',
  'enter.kernel': '.kernel',
  'enter.idle': '.idle',
  'enter.guest': '.guest',
} as const;

export const cpuDefinition = {
  id: 'cpu',
  type: 'parallel',
  states: {
    task: {
      initial: 'kernel',
      on: enterWorld,
      states: { user: {}, kernel: {}, idle: {}, guest: {} },
    },
    irq: {
      initial: 'none',
      states: {
        none: { on: { 'irq.take': 'active' } },
        active: { on: { 'irq.take': 'nested', 'irq.return': 'none' } },
        nested: { on: { 'irq.take': 'deep', 'irq.return': 'active' } },
        deep: { on: { 'irq.return': 'nested' } },
      },
    },
    nmi: {
      initial: 'none',
      states: {
        none: { on: { 'nmi.take': 'active' } },
        active: { on: { 'nmi.take': 'nested', 'nmi.return': 'none' } },
        nested: { on: { 'nmi.take': 'deep', 'nmi.return': 'active' } },
        deep: { on: { 'nmi.return': 'nested' } },
      },
    },
    trap: {
      initial: 'none',
      states: {
        none: { on: { 'trap.take': 'active' } },
        active: { on: { 'trap.take': 'nested', 'trap.return': 'none' } },
        nested: { on: { 'trap.take': 'deep', 'trap.return': 'active' } },
        deep: { on: { 'trap.return': 'nested' } },
      },
    },
    mask: {
      initial: 'open',
      states: {
        open: {
          on: {
            'irq.disable': 'closed',
            'irq.take': 'closed',
            'nmi.take': 'closed',
            'trap.take': 'closed',
            'irq.enable': 'open',
          },
        },
        closed: { on: { 'irq.enable': 'open', 'irq.disable': 'closed' } },
      },
    },
    block: {
      initial: 'open',
      states: {
        open: { on: { 'nmi.take': 'blocked', 'nmi.unblock': 'open' } },
        blocked: { on: { 'nmi.unblock': 'open', 'nmi.return': 'open' } },
      },
    },
    rcu: {
      initial: 'watching',
      states: {
        watching: { on: { 'eqs.enter': 'eqs', 'eqs.exit': 'watching' } },
        eqs: { on: { 'eqs.exit': 'watching', 'eqs.enter': 'eqs' } },
      },
    },
    preempt: {
      initial: 'on',
      states: {
        on: { on: { 'preempt.disable': 'off', 'preempt.enable': 'on' } },
        off: { on: { 'preempt.enable': 'on', 'preempt.disable': 'off' } },
      },
    },
    softirq: {
      initial: 'none',
      states: {
        none: { on: { 'softirq.take': 'active' } },
        active: { on: { 'softirq.return': 'none' } },
      },
    },
    bh: {
      initial: 'on',
      states: {
        on: { on: { 'bh.disable': 'off', 'bh.enable': 'on' } },
        off: { on: { 'bh.enable': 'on', 'bh.disable': 'off' } },
      },
    },
    progress: {
      initial: 'running',
      states: {
        running: { on: { spin: 'spinning', pause: 'paused', finish: 'finished', go: 'running' } },
        spinning: { on: { go: 'running', pause: 'paused', spin: 'spinning', finish: 'finished' } },
        paused: { on: { go: 'running', spin: 'spinning', pause: 'paused', finish: 'finished' } },
        finished: { on: { go: 'running', finish: 'finished', spin: 'spinning', pause: 'paused' } },
      },
    },
  },
} as const satisfies ChartDefinition<CpuEventType>;
