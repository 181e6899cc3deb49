/** Entries in words: behind a frame in a `page` declaration, and as values are shown. */
import type { Arch } from '../../machine/index.ts';
import { once, PTE_BITS, PTE_FULL, pteValue } from '../../base/index.ts';

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
function entryNames(arch: Arch, frame: string, cell: number): { name: string; value: number }[] {
  const named = sayings[arch]().map(({ bits, said }) => ({
    name: frame + said,
    value: pteValue(cell, true, bits),
  }));
  named.push({ name: `${frame}, invalid`, value: pteValue(cell, false) });
  return named;
}

const MOST_KNOWN = 100;
const known = new Map<string, Readonly<Record<number, string>>>();

/** The names of all values that an entry for one of these frames may have; under other settings they mostly are the same. */
export function entryValues(
  arch: Arch,
  frames: readonly { readonly name: string; readonly cell: number }[],
): Readonly<Record<number, string>> {
  const key = [arch, ...frames.map(({ name, cell }) => `${name}:${String(cell)}`)].join(' ');
  let values = known.get(key);
  if (!values) {
    const named = frames.flatMap(({ name, cell }) => entryNames(arch, name, cell));
    values = Object.fromEntries([[0, 'none'], ...named.map(({ name, value }) => [value, name] as const)]);
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(key, values);
  }
  return values;
}

const sayings = { x86: once(() => saidOn('x86')), arm64: once(() => saidOn('arm64')) };

/** What is said behind a frame of all combinations of bits. */
function saidOn(arch: Arch): readonly { readonly bits: number; readonly said: string }[] {
  const all: { bits: number; said: string }[] = [];
  for (let bits = 0; bits < 2 * soft; bits += 2) {
    const words = [''];
    const writable = (bits & (arch === 'x86' ? write : write | dirty)) !== 0;
    const isDirty =
      arch === 'x86'
        ? (bits & dirty) !== 0
        : (bits & soft) !== 0 || (bits & (write | dirty)) === (write | dirty);
    if (!writable) words.push('ro');
    if ((bits & young) === 0) words.push('old');
    if (writable && !isDirty && (arch === 'x86' || (bits & write) === 0)) words.push('clean');
    if (!writable && isDirty) words.push('dirty');
    all.push({ bits, said: words.join(' ') });
  }
  return all;
}
