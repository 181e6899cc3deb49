/** Entries in words: behind a frame in a `page` declaration, and as values are shown. */
import type { Arch } from '../../machine/index.ts';
import { PTE_BITS, PTE_FULL, pteValue } from '../../base/index.ts';

const { write, young, dirty, soft } = PTE_BITS;

/** The bits of an entry that the words behind its frame in a `page` declaration leave of one that has everything. */
export function declaredBits(arch: Arch, words: readonly string[]): number {
  const said = new Set(words);
  let bits = PTE_FULL;
  if (said.has('ro')) {
    bits &= ~(arch === 'x86' ? write : write | dirty);
    if (arch === 'x86' && !said.has('dirty')) bits &= ~dirty;
    if (arch === 'arm64' && said.has('dirty')) bits |= soft;
  } else if (said.has('clean')) bits &= ~(arch === 'x86' ? dirty : write);
  if (said.has('old')) bits &= ~young;
  return bits;
}

/** Every entry of a frame with its name: `frame`, `frame ro`, `frame old clean`. */
export function entryNames(arch: Arch, frame: string, cell: number): { name: string; value: number }[] {
  const named: { name: string; value: number }[] = [];
  for (let bits = 0; bits < 2 * soft; bits += 2) {
    const words = [frame];
    const writable = (bits & (arch === 'x86' ? write : write | dirty)) !== 0;
    const isDirty =
      arch === 'x86'
        ? (bits & dirty) !== 0
        : (bits & soft) !== 0 || (bits & (write | dirty)) === (write | dirty);
    if (!writable) words.push('ro');
    if ((bits & young) === 0) words.push('old');
    if (writable && !isDirty && (arch === 'x86' || (bits & write) === 0)) words.push('clean');
    if (!writable && isDirty) words.push('dirty');
    named.push({ name: words.join(' '), value: pteValue(cell, true, bits) });
  }
  return [...named, { name: `${frame}, invalid`, value: pteValue(cell, false) }];
}
