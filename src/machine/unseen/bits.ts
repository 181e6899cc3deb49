/** Sets as bits; all that are put together are equally long. */

export type Bits = Uint32Array;

/** Adds what is in `more`, as far as `mask` says; true where that was not all there already. */
export function include(bits: Bits, more: Bits | undefined, mask: Bits | null = null): boolean {
  if (!more) return false;
  let changed = false;
  for (let word = 0; word < bits.length; word++) {
    const added = mask ? (more[word] as number) & (mask[word] as number) : (more[word] as number);
    const sum = ((bits[word] as number) | added) >>> 0;
    if (sum === bits[word]) continue;
    bits[word] = sum;
    changed = true;
  }
  return changed;
}

/** Leaves of the bits what the mask has. */
export function keep(bits: Bits, mask: Bits): void {
  for (let word = 0; word < bits.length; word++) bits[word] = (bits[word] as number) & (mask[word] as number);
}
