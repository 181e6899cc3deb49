/** The words by which the prelude's functions ask for what is called later, and keep its state in one word (deferred.ts). */
import type { Expr } from '../../machine/index.ts';
import { Names, type Context } from './context.ts';
import { DEFERRED, type Deferral, type Deferring } from './deferred.ts';
import { ZERO } from './fold.ts';
import type { Call, Primitive } from './primitive.ts';
import { OLD, argument } from './rmw.ts';

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

/**
 * `wait_in_lock(&word, !(VAL & 2), VAL & ~1)`: such a section once the condition holds, tried until then; `wait_in_order()` a
 * fully ordered atomic, `wait_to_take()` one that acquires.
 */
function waiting(acquire: 'rcpc' | 'rcsc', release: boolean): Primitive {
  return {
    arity: 3,
    special: { at: [1, 2], is: 'condition' },
    lower: (ctx, call, into) => {
      const addr = argument(ctx, call, 0);
      const [when, value] = [overOld(ctx, call, 1), overOld(ctx, call, 2)];
      const dst = into ?? ctx.register(ctx.shown(call));
      return ctx.emit({ op: 'rmw', dst, addr, value, when, waits: true, acquire, release });
    },
  };
}

export const DEFERRED_WORDS: Readonly<Record<string, Primitive>> = {
  in_lock: section(false),
  in_lock_lasting: section(true),
  wait_in_lock: waiting('rcpc', true),
  wait_in_order: waiting('rcsc', true),
  wait_to_take: waiting('rcsc', false),
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
