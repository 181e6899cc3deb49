/**
 * Softirqs (kernel/softirq.c). One that is raised runs on the CPU that raised it: on the way out of an interrupt, where
 * bottom halves are turned on again, else at any time, since an interrupt may come at any; never inside another one.
 * Raising sets a bit and orders nothing.
 */
import type { Context } from './context.ts';
import { ONE, ZERO, constant } from './fold.ts';
import { irqOf } from './hardware.ts';
import { deepen, requires } from './held.ts';
import type { Primitive } from './primitive.ts';
import { beginSection, endSection } from './rcu.ts';

/** In handlers of interrupts softirqs cannot run anyway. */
function isMasking({ kind }: Context): boolean {
  return kind !== 'irq' && kind !== 'nmi' && kind !== 'softirq';
}

/** Bottom halves off: a read-side section too, since 4.20, and nothing may sleep. */
const disable: Primitive = {
  arity: 0,
  lower: (ctx) => {
    beginSection(ctx);
    if (ctx.bhDepth === 0 && isMasking(ctx)) ctx.emit({ op: 'mode', event: 'bh.disable' });
    ctx.bhDepth = (ctx.bhDepth ?? 0) + 1;
    deepen(ctx, ONE);
    return null;
  },
};

/** Not with interrupts off: what is pending runs here, with them on. */
const enable: Primitive = {
  arity: 0,
  lower: (ctx) => {
    if (ctx.bhDepth === 0) requires(ctx, 'unlock-not-held', ZERO);
    if (ctx.irqsOff === true) requires(ctx, 'lockdep-assert', ZERO);
    deepen(ctx, constant(-1));
    endSection(ctx);
    ctx.bhDepth = Math.max(0, (ctx.bhDepth ?? 1) - 1);
    if (ctx.bhDepth === 0 && isMasking(ctx)) ctx.emit({ op: 'mode', event: 'bh.enable' });
    return null;
  },
};

/** What locks do besides. */
export const BH = { disable, enable };

const raise: Primitive = {
  arity: 1,
  lower: (ctx, call) => {
    const found = irqOf(ctx, call, 0, true);
    if (!found) return null;
    const { from, to } = ctx.caller;
    ctx.instance.raised.push({ irq: found.name, cpus: 1 << ctx.home, from, to });
    ctx.emit({ op: 'raise', irq: found.irq, cpu: constant(ctx.home), timing: 'soft' });
    return null;
  },
};

function asked(answer: (ctx: Context) => boolean): Primitive {
  return { arity: 0, pure: true, lower: (ctx) => constant(Number(answer(ctx))) };
}

const isOff = (ctx: Context): boolean => {
  if (ctx.bhDepth === null)
    ctx.error(
      'bh-state',
      ctx.statement,
      'Whether bottom halves are off here depends on the path taken; turn them off on both.',
    );
  return ctx.kind === 'softirq' || (ctx.bhDepth ?? 0) > 0;
};

const inHandler = ({ kind }: Context) => kind === 'irq' || kind === 'nmi';

export const BOTTOM_HALVES: Readonly<Record<string, Primitive>> = {
  local_bh_disable: disable,
  local_bh_enable: enable,
  rcu_read_lock_bh: disable,
  rcu_read_unlock_bh: enable,
  raise_softirq: raise,
  raise_softirq_irqoff: raise,
  __raise_softirq_irqoff: raise,
  in_interrupt: asked((ctx) => inHandler(ctx) || isOff(ctx)),
  in_softirq: asked(isOff),
  in_serving_softirq: asked(({ kind }) => kind === 'softirq'),
  in_hardirq: asked(({ kind }) => kind === 'irq'),
  in_irq: asked(({ kind }) => kind === 'irq'),
  in_nmi: asked(({ kind }) => kind === 'nmi'),
  in_task: asked((ctx) => !inHandler(ctx) && ctx.kind !== 'softirq'),
};
