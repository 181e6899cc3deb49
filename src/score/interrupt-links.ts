/** IPIs: where one was raised, where it was accepted (the pending bit clears then, not at the handler's end), and
 *  where its sender saw the acknowledgement. */
import type { Program } from '../machine/index.ts';
import type { RowSeed } from './rows.ts';
import type { Link, Span } from './score.ts';

type Ipi = Extract<Link, { kind: 'ipi' }>;

export function linkInterrupts(
  program: Program,
  seeds: readonly RowSeed[],
  partOf: ReadonlyMap<number, number>,
): readonly Ipi[] {
  const links: Ipi[] = [];
  seeds.forEach((seed, row) => {
    const part = seed.cpu === null ? undefined : partOf.get(seed.cpu);
    if (!seed.trace || part === undefined) return;
    for (const { cpu, irq } of seed.trace.raised) {
      const target = partOf.get(cpu);
      const taken = seeds.findIndex(
        (other, at) => at > row && other.trace?.taken?.cpu === cpu && other.trace.taken.irq === irq,
      );
      if (target !== undefined)
        links.push({
          kind: 'ipi',
          row,
          part,
          target,
          to: taken < 0 ? null : taken,
          name: program.irqs[irq]?.name ?? '',
        });
    }
  });
  return links;
}

/** The sender reads what the handler wrote: from the handler's store to that read. */
export function linkAcknowledgements(
  seeds: readonly RowSeed[],
  partOf: ReadonlyMap<number, number>,
  interrupts: readonly Ipi[],
  memory: readonly Link[],
  spans: readonly Span[],
): readonly Link[] {
  const links: Link[] = [];
  for (const ipi of interrupts) {
    const accepted = ipi.to;
    if (accepted === null) continue;
    const span = spans.find(
      (one) =>
        one.kind === 'handler' && one.part === ipi.target && one.from <= accepted && one.to >= accepted,
    );
    const read = memory.find((link) => {
      if (link.kind !== 'read' || link.part !== ipi.part || link.source <= accepted) return false;
      const writer = seeds[link.source];
      return (
        writer?.cpu !== null &&
        writer?.cpu !== undefined &&
        partOf.get(writer.cpu) === ipi.target &&
        (!span || writer.pc !== null)
      );
    });
    if (read?.kind === 'read')
      links.push({ kind: 'ack', row: read.source, part: ipi.target, target: ipi.part, to: read.row });
  }
  return links;
}
