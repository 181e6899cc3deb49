/**
 * What is masked where code is lowered, as far as that is known without running it: interrupts, and how often bottom halves
 * were turned off. Where paths that differ in it meet, it is not known any more.
 */
import type { Context } from './context.ts';

export interface Masks {
  readonly irqs: boolean | null;
  readonly bh: number | null;
}

export function masksOf({ irqsOff, bhDepth }: Context): Masks {
  return { irqs: irqsOff, bh: bhDepth };
}

export function setMasks(ctx: Context, { irqs, bh }: Masks): void {
  ctx.irqsOff = irqs;
  ctx.bhDepth = bh;
}

/** What holds behind paths that meet. */
export function joined(paths: readonly Masks[]): Masks {
  const [first, ...others] = paths;
  return {
    irqs: first && others.every(({ irqs }) => irqs === first.irqs) ? first.irqs : null,
    bh: first && others.every(({ bh }) => bh === first.bh) ? first.bh : null,
  };
}
