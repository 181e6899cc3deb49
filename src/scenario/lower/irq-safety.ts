/**
 * The rule that lockdep is known for: a lock that an interrupt handler takes must not be taken with that interrupt possible
 * on the same CPU, or the handler waits for ever for what it interrupted. What is decided statically is where that may be;
 * whether a run gets there the search says.
 */
import { ADDRESS_BASE } from '../../base/index.ts';
import type { Span } from '../syntax/syntax.ts';
import type { Context } from './context.ts';
import type { Instance } from './instance.ts';

/** A spinning lock that is taken, where that is known. */
export interface LockUse extends Span {
  readonly cell: number;
  readonly cpu: number;
  readonly handler: boolean;
  /** Interrupts are known to be off. */
  readonly masked: boolean;
  /** The call as it is written. */
  readonly text: string;
}

export function noteLock(ctx: Context, addr: number, text: string): void {
  ctx.instance.lockUses.push({
    cell: addr - ADDRESS_BASE,
    cpu: ctx.cpu,
    handler: ctx.kind === 'irq',
    masked: ctx.irqsOff === true,
    text,
    from: ctx.caller.from,
    to: ctx.caller.to,
  });
}

export function warnOfUnsafeLocks({ lockUses, layout, diagnostics }: Instance): void {
  for (const use of lockUses) {
    const taken = lockUses.find(({ handler, cell, cpu }) => handler && cell === use.cell && cpu === use.cpu);
    if (!taken || use.handler || use.masked) continue;
    const name = layout.cells[use.cell]?.name ?? '';
    diagnostics.warning(
      'irq-unsafe-lock',
      use,
      `An interrupt handler takes \`${name}\` too; where it comes in while this CPU holds it, it waits for ever. Keep it off: \`${use.text.replace(/^(\w+?_lock)\w*\(([^)]*)\).*$/, '$1_irqsave($2, flags)')};\`.`,
    );
  }
}
