/**
 * What is said of a word of the kernel that the compiler does not know: how to write what it does, never a word that is
 * spelt alike and means less. A name is taken for a slip of the pen only where no part of it is a word of its own.
 */
import { canonicalName } from '../lower/primitives.ts';
import { ADVICE } from './advice.ts';
import { wordNames, wordOf } from './table.ts';

/** Parts of kernel names that mean something by themselves, besides those of words that are known or advised on. */
const PARTS =
  'pmd pud pgd p4d pte bh irq irqsave irqrestore nmi try trylock read write lock unlock once all any none get put set clear test and or not sync async local raw this per cpu mask page folio vma mm task rcu srcu seq mutex sem up down begin end start stop enter exit init add sub inc dec del new old lo hi le be nested timeout killable interruptible bit bits';

/** What is said of a name that no scenario's function has. */
export function unknownWordMessage(name: string): string {
  const advised = adviceOn(name);
  if (advised !== null) return `\`${name}()\` is not known here. ${advised}`;
  const meant = misspelt(name, wordNames());
  if (meant !== null) return `\`${name}()\` is not known here. Did you mean \`${meant}\`?`;
  return `\`${name}()\` is neither a function of this scenario nor a word of the kernel that is known here; define a function of that name: \`void ${name}(…) { … }\`.`;
}

/** What to write instead of a word that is known to be missing, else null. */
export function adviceOn(name: string): string | null {
  if (wordOf(name)) return null;
  const found = ADVICE.find(([names]) => names.test(name));
  if (!found) return null;
  const [names, advice] = found;
  return name.replace(names, advice);
}

/** The name of which this one is a misspelling, if it can be nothing else. */
export function misspelt(written: string, known: readonly string[]): string | null {
  const name = written.replace(/^atomic(?:64|_long)_/, 'atomic_');
  const parts = name.split('_');
  const plain = letters(name);
  const same = known.find((one) => letters(one) === plain);
  if (same !== undefined) return same;
  const vocabulary = new Set([...PARTS.split(' '), ...known.flatMap((one) => one.split('_'))]);
  const limit = name.length <= 6 ? 1 : 2;
  const close = known.filter((one) => {
    const other = one.split('_');
    if (other.length !== parts.length) return false;
    const differing = parts.filter((part, i) => part !== other[i]);
    const isSlip = parts.every((part, i) => {
      const meant = other[i] ?? '';
      const most = Math.max(1, Math.floor(Math.min(part.length, meant.length) / 3));
      return distance(part, meant, most) <= most;
    });
    return isSlip && differing.every((part) => !vocabulary.has(part)) && distance(name, one, limit) <= limit;
  });
  return close.sort((a, b) => distance(name, a, limit) - distance(name, b, limit))[0] ?? null;
}

function letters(name: string): string {
  return canonicalName(name).replaceAll('_', '');
}

/** How many letters are changed, added, left out or exchanged with their neighbour; more than `limit` counts as that and 1. */
function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  const at = (i: number, j: number) => rows[i]?.[j] ?? limit + 1;
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    rows.push(row);
    for (let j = 1; j <= b.length; j++) {
      const changed = at(i - 1, j - 1) + Number(a[i - 1] !== b[j - 1]);
      row.push(Math.min(changed, at(i - 1, j) + 1, at(i, j - 1) + 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        row[j] = Math.min(at(i, j), at(i - 2, j - 2) + 1);
    }
  }
  return at(a.length, b.length);
}
