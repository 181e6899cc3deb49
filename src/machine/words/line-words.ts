/** What a CPU does with an interrupt line, for people. */
import type { Irq } from '../program.ts';

/** `takes the interrupt kick`, `runs the softirq NET_RX`, `begins the work dev.work`; just the name where the line is not known. */
export function takes(irq: Irq | undefined, name = irq?.name ?? ''): string {
  switch (irq?.kind) {
    case 'nmi':
      return `takes the NMI ${name}`;
    case 'softirq':
      return `runs the softirq ${name}`;
    case 'work':
      return `begins ${name}`;
    default:
      return `takes the interrupt ${name}`;
  }
}
