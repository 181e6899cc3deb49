/**
 * What is masked where code is lowered, as far as that is known without running it: interrupts, and how often bottom halves
 * were turned off. Where paths that differ in it meet, it is not known any more.
 */
import type { Context } from './context.ts';
import type { Label } from './instance.ts';

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

/** A jump to a label stands here, which may be left with other masks than what stands before the label. */
export function leaveFor(ctx: Context, label: Label): void {
  label.masks = [...(label.masks ?? []), masksOf(ctx)];
}

/** The label stands here: what is masked is what those who come have. `reached`: so does what stands before it. */
export function arriveAt(ctx: Context, label: Label, reached: boolean): void {
  if (label.masks) setMasks(ctx, joined([...(reached ? [masksOf(ctx)] : []), ...label.masks]));
}
