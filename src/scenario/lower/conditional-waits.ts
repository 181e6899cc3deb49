/**
 * Waits that are written as one call: `smp_cond_load_acquire(&x, VAL != 0)`. They are the machine's waits, as
 * `while (!cond) cpu_relax();` is. arm64 loads with LDAR each time round (arch/arm64/include/asm/barrier.h), x86 plainly.
 */
import { Names } from './context.ts';
import { ZERO } from './fold.ts';
import type { Primitive } from './primitive.ts';
import { argument } from './rmw.ts';

function condLoad(acquire: boolean, asleep = false): Primitive {
  return {
    arity: 2,
    special: { at: [1], is: 'condition' },
    lower: (ctx, call, into) => {
      const addr = argument(ctx, call, 0);
      const from = ctx.instance.code.length;
      const cond = call.args[1];
      const form = !acquire ? 'no' : ctx.instance.arch === 'x86' ? 'rcpc' : 'rcsc';
      const dst = into ?? ctx.register(ctx.shown(call));
      const outer = ctx.names;
      ctx.names = new Names(outer);
      ctx.names.bind('VAL', { k: 'register', r: dst });
      const pure = !cond || ctx.isPure(cond);
      const [again, end] = [ctx.label(), ctx.label()];
      // What looks at more than the value is a loop, as the macro is (include/asm-generic/barrier.h).
      if (!pure) ctx.place(again);
      const value = ctx.emit({ op: 'load', dst, addr, acquire: form });
      if (pure) {
        const holds = cond ? ctx.value(cond) : ZERO;
        ctx.emit({ op: 'await', cond: holds, from, ...(asleep ? { asleep } : {}) });
      } else {
        ctx.branch(ctx.value(cond), end);
        ctx.jump(again);
        ctx.place(end);
      }
      ctx.names = outer;
      return value;
    },
  };
}

export const CONDITIONAL_WAITS: Readonly<Record<string, Primitive>> = {
  smp_cond_load_relaxed: condLoad(false),
  smp_cond_load_acquire: condLoad(true),
  sleep_until: condLoad(true, true),
  atomic_cond_read_relaxed: condLoad(false),
  atomic_cond_read_acquire: condLoad(true),
};
