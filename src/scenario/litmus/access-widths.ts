/**
 * Sizes of the accesses to each location. The machine's cells are whole: a test that reads half of what was written, or
 * two at once, is refused as `mixed-size`.
 */
import { ADDRESS_BASE } from '../../base/index.ts';
import type { AssemblyLine } from './columns.ts';
import type { Layout } from './layout.ts';
import { unsupported } from './refusal.ts';
import { quote } from './tokens.ts';

export class AccessWidths {
  private readonly layout: Layout;
  private readonly bits = new Map<number, number>();

  constructor(layout: Layout) {
    this.layout = layout;
  }

  declare(cell: number, bytes: number): void {
    this.bits.set(cell, bytes * 8);
  }

  access(address: number | null, bits: number, line: AssemblyLine): void {
    if (address === null) return;
    const cell = address - ADDRESS_BASE;
    const known = this.bits.get(cell);
    if (known !== undefined && known !== bits) {
      unsupported(
        'mixed-size',
        `${quote(line.text)} accesses ${bits} bits of ${quote(this.layout.nameOf(cell))}, which has ${known}`,
        line,
      );
    }
    this.bits.set(cell, bits);
  }
}
