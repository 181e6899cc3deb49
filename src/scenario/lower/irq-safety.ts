/**
 * The rule that lockdep is known for: a lock that an interrupt handler or a softirq takes must not be taken with that possible
 * on the same CPU, or the handler waits for ever for what it interrupted. What is decided statically is where that may be;
 * whether a run gets there the search says.
 */
import type { Instance } from './instance.ts';
import type { LockUse } from './lock-uses.ts';

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
