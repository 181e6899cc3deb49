/**
 * Waits that are written as one call: `smp_cond_load_acquire(&x, VAL != 0)`. They are the machine's waits, as
 * `while (!cond) cpu_relax();` is. arm64 loads with LDAR each time round (arch/arm64/include/asm/barrier.h), x86 plainly.
 */
import { Names, type Context } from './context.ts';
import { ZERO } from './fold.ts';
import type { Call, Primitive } from './primitive.ts';
import { argument } from './rmw.ts';

function condLoad(acquire: boolean, asleep = false): Primitive {
  return {
    arity: 2,
    special: { at: [1], is: 'condition' },
    lower: (ctx, call, into) => {
      const addr = argument(ctx, call, 0);
      const from = ctx.instance.code.length;
      const form = !acquire ? 'no' : ctx.instance.arch === 'x86' ? 'rcpc' : 'rcsc';
      const dst = into ?? ctx.register(ctx.shown(call));
      const value = ctx.emit({ op: 'load', dst, addr, acquire: form });
      waitFor(ctx, call, dst, from, asleep);
      return value;
    },
  };
}

/** Ends the wait that began at pc `from` when the condition holds of register `loaded`, which it calls `VAL`. */
function waitFor(ctx: Context, call: Call, loaded: number, from: number, asleep: boolean): void {
  const cond = call.args[1];
  if (!cond) return;
  const outer = ctx.names;
  ctx.names = new Names(outer);
  ctx.names.bind('VAL', { k: 'register', r: loaded });
  const pure = ctx.isPure(cond);
  if (!pure)
    ctx.error(
      'not-local',
      cond,
      'Expected a condition over `VAL`, the value that was loaded, and locals: another shared access would be made anew each time round; make it before.',
    );
  ctx.emit({ op: 'await', cond: pure ? ctx.value(cond) : ZERO, from, ...(asleep ? { asleep } : {}) });
  ctx.names = outer;
}

export const CONDITIONAL_WAITS: Readonly<Record<string, Primitive>> = {
  smp_cond_load_relaxed: condLoad(false),
  smp_cond_load_acquire: condLoad(true),
  sleep_until: condLoad(true, true),
  atomic_cond_read_relaxed: condLoad(false),
  atomic_cond_read_acquire: condLoad(true),
};
