/**
 * The rule that lockdep is known for: a lock that an interrupt handler or a softirq takes must not be taken with that possible
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
  /** What takes it: an interrupt's handler, a softirq, anything else. */
  readonly by: 'irq' | 'softirq' | 'task';
  /** Interrupts, and so softirqs, are known to be off; bottom halves are. */
  readonly masked: boolean;
  readonly bhOff: boolean;
  /** The call as it is written. */
  readonly text: string;
}

export function noteLock(ctx: Context, addr: number, text: string): void {
  ctx.instance.lockUses.push({
    cell: addr - ADDRESS_BASE,
    cpu: ctx.cpu,
    by: ctx.kind === 'irq' || ctx.kind === 'softirq' ? ctx.kind : 'task',
    masked: ctx.irqsOff === true,
    bhOff: (ctx.bhDepth ?? 0) > 0,
    text,
    from: ctx.caller.from,
    to: ctx.caller.to,
  });
}

export function warnOfUnsafeLocks({ lockUses, layout, diagnostics }: Instance): void {
  for (const use of lockUses) {
    const takenBy = (by: LockUse['by']) =>
      lockUses.some((other) => other.by === by && other.cell === use.cell && other.cpu === use.cpu);
    if (use.by === 'irq' || use.masked) continue;
    const name = layout.cells[use.cell]?.name ?? '';
    const instead = (form: string) =>
      `Keep it off: \`${use.text.replace(/^(\w+?_lock)\w*\(([^)]*)\).*$/, `$1${form}`)};\`.`;
    if (takenBy('irq'))
      diagnostics.warning(
        'irq-unsafe-lock',
        use,
        `An interrupt handler takes \`${name}\` too; where it comes in while this CPU holds it, it waits for ever. ${instead('_irqsave($2, flags)')}`,
      );
    else if (use.by === 'task' && !use.bhOff && takenBy('softirq'))
      diagnostics.warning(
        'softirq-unsafe-lock',
        use,
        `A softirq takes \`${name}\` too; where it runs while this CPU holds it, it waits for ever. ${instead('_bh($2)')}`,
      );
  }
}
