/** Which locks are taken where, and with what possible on the CPU: what irq-safety.ts warns by. */
import { ADDRESS_BASE } from '../../base/index.ts';
import type { Span } from '../syntax/syntax.ts';
import type { Context } from './context.ts';

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
