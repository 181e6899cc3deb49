/**
 * What is called later: an object in memory says so (a timer, a work, the head of an RCU callback), and has a line of its own
 * by which the machine knows that it is due. The functions of the prelude keep the object's state in the object; the words
 * here only ask for the line, or take that back, when all before is done. What a line runs is a function of the prelude
 * with the object's address.
 */
import type { Expr, Irq, Line } from '../../machine/index.ts';
import { ADDRESS_BASE } from '../../base/index.ts';
import { Names, type Context } from './context.ts';
import { ZERO } from './fold.ts';
import type { Call, Primitive } from './primitive.ts';
import { OLD, argument } from './rmw.ts';

export type Deferring = 'timer' | 'hrtimer' | 'tasklet' | 'work' | 'callback' | 'irq_work' | 'csd';

interface Kind {
  /** The type of its objects, and the prelude's function that runs what one says. */
  readonly struct: string;
  readonly runs: string;
  readonly line: Irq['kind'];
  /** Something is sent to a CPU, which waits as for any interrupt (C7). */
  readonly sent: boolean;
}

export const DEFERRED: Readonly<Record<Deferring, Kind>> = {
  timer: { struct: 'struct timer_list', runs: 'expire_timer', line: 'softirq', sent: false },
  hrtimer: { struct: 'struct hrtimer', runs: 'run_hrtimer', line: 'irq', sent: false },
  tasklet: { struct: 'struct tasklet_struct', runs: 'run_tasklet', line: 'softirq', sent: false },
  work: { struct: 'struct work_struct', runs: 'process_one_work', line: 'work', sent: false },
  callback: { struct: 'struct rcu_head', runs: 'rcu_do_callback', line: 'work', sent: false },
  irq_work: { struct: 'struct irq_work', runs: 'irq_work_single', line: 'irq', sent: true },
  csd: { struct: 'call_single_data_t', runs: 'flush_csd', line: 'irq', sent: true },
};

/** What is asked for of one kind: lines by the address of the object, as far as they are known yet. */
export interface Deferral {
  readonly kind: Deferring;
  /** CPUs that may have its lines, as bits. */
  cpus: number;
  readonly lines: Record<number, Line>;
  /** Of work: the CPU that its code finds itself on, by object, as the first says who asks for it. */
  readonly homes: Map<number, number>;
}

/** The line's object, and the CPU that is told. */
function asks(kind: Deferring, off: boolean): Primitive {
  return {
    arity: off ? 1 : 2,
    lower: (ctx, call) => {
      const { instance } = ctx;
      const known: Deferral = instance.deferrals.get(kind) ?? {
        kind,
        cpus: 0,
        lines: {},
        homes: new Map(),
      };
      instance.deferrals.set(kind, known);
      const of = argument(ctx, call, 0);
      const cpu = off ? ZERO : argument(ctx, call, 1);
      if (ctx.kind === 'agent' && kind !== 'work' && kind !== 'callback') {
        ctx.error('agent-context', call, 'An agent is no CPU: let a CPU ask for it.');
        return null;
      }
      // A timer whose function runs stays on that CPU, which has asked for it before.
      if (!off)
        known.cpus |=
          cpu.k === 'const' ? 1 << cpu.v : kind === 'csd' ? (1 << instance.cpuCount) - 1 : 1 << ctx.home;
      if (!off && of.k === 'const' && !known.homes.has(of.v))
        known.homes.set(of.v, cpu.k === 'const' && cpu.v < instance.cpuCount ? cpu.v : ctx.home);
      ctx.emit({
        op: 'raise',
        irq: -1,
        cpu,
        lines: { of, at: known.lines, again: false },
        ...(off ? { off } : {}),
        ...(DEFERRED[kind].sent ? {} : { timing: 'behind' }),
      });
      return null;
    },
  };
}

/** An argument over `VAL`, what the word holds. */
function overOld(ctx: Context, call: Call, i: number): Expr {
  const e = call.args[i];
  if (!e) return ZERO;
  const outer = ctx.names;
  ctx.names = new Names(outer);
  ctx.names.bind('VAL', { k: 'value', value: OLD });
  const value = ctx.value(e);
  ctx.names = outer;
  return value;
}

/**
 * `in_lock(&word, VAL | 1)`: changes a word as a section under a lock of its own would, in one step: what is older comes
 * before the unlock, what is younger behind the lock, and nothing else is ordered. Gives what was there.
 */
function section(lasting: boolean): Primitive {
  return {
    arity: 2,
    special: { at: [1], is: 'condition' },
    lower: (ctx, call, into) => {
      const addr = argument(ctx, call, 0);
      const value = overOld(ctx, call, 1);
      const dst = into ?? ctx.register(ctx.shown(call));
      const old = ctx.emit({ op: 'rmw', dst, addr, value, acquire: 'rcpc', release: true });
      if (lasting) ctx.instance.lasting.add(ctx.instance.code.length - 1);
      return old;
    },
  };
}

/** `wait_in_lock(&word, !(VAL & 2), VAL & ~1)`: such a section once the condition holds, tried until then. */
const waiting: Primitive = {
  arity: 3,
  special: { at: [1, 2], is: 'condition' },
  lower: (ctx, call, into) => {
    const addr = argument(ctx, call, 0);
    const [when, value] = [overOld(ctx, call, 1), overOld(ctx, call, 2)];
    const dst = into ?? ctx.register(ctx.shown(call));
    return ctx.emit({ op: 'rmw', dst, addr, value, when, waits: true, acquire: 'rcsc', release: true });
  },
};

export const DEFERRED_WORDS: Readonly<Record<string, Primitive>> = {
  in_lock: section(false),
  in_lock_lasting: section(true),
  wait_in_lock: waiting,
  msecs_to_jiffies: { arity: 1, pure: true, lower: (ctx, call) => argument(ctx, call, 0) },
  round_jiffies: { arity: 1, pure: true, lower: (ctx, call) => argument(ctx, call, 0) },
  timer_is_due: asks('timer', false),
  timer_is_not_due: asks('timer', true),
  hrtimer_is_due: asks('hrtimer', false),
  hrtimer_is_not_due: asks('hrtimer', true),
  tasklet_is_due: asks('tasklet', false),
  work_is_due: asks('work', false),
  work_is_not_due: asks('work', true),
  callback_is_due: asks('callback', false),
  irq_work_is_due: asks('irq_work', false),
  csd_is_due: asks('csd', false),
};

/** Objects of a kind by address, with their names. */
export function objectsOf(
  ctx: Pick<Context, 'instance'>,
  kind: Deferring,
): readonly (readonly [number, string])[] {
  return ctx.instance.layout.names.structsOf(DEFERRED[kind].struct).map(([address, name]) => [address, name]);
}

/** Cells that only say what is called later. */
export function isKept(ctx: Pick<Context, 'instance'>, cell: number): boolean {
  const { layout } = ctx.instance;
  return Object.values(DEFERRED).some(({ struct }) =>
    layout.names
      .structsOf(struct)
      .some(([address, , words]) => cell >= address - ADDRESS_BASE && cell < address - ADDRESS_BASE + words),
  );
}
