/**
 * Remarks that say what was found by the name of what somebody stores: `q = READ_ONCE(gp);  // p` where another column has
 * `WRITE_ONCE(gp, p)`, and "the new one" where only one value is stored there.
 */
import type { Line } from './column-tree.ts';
import { wordIn } from './value-words.ts';

const PLACE = '&?([\\w.>\\[\\]-]+)';
const STORES = [
  new RegExp(`^\\w+\\(\\s*${PLACE}\\s*,\\s*(&?[\\w.>-]+)\\s*\\)\\s*;?$`),
  new RegExp(`^${PLACE}\\s*=\\s*(&?[\\w.>-]+)\\s*;?$`),
];
const READS = [
  new RegExp(`^(?:.*=\\s*)?(?:if\\s*\\(\\s*)?\\w+\\(\\s*${PLACE}\\s*\\)`),
  new RegExp(`^\\w+\\s*=\\s*${PLACE}\\s*;?$`),
];

interface Store {
  readonly column: number | null;
  readonly place: string;
  readonly value: string;
}

/** The lines, those whose remark names a stored value with that value. */
export function withStored(lines: readonly Line[]): readonly Line[] {
  const stores = lines.flatMap((line) => storeOf(line) ?? []);
  for (const line of lines) {
    if (line.as !== 'statement' || line.seen !== null) continue;
    const place = first(READS, line.text.code)?.[1];
    const [word] = line.text.remarks.flatMap((remark) => wordIn(remark) ?? []);
    if (place === undefined || word === undefined) continue;
    const there = stores.filter((one) => one.place === place && one.column !== line.cell.column);
    const [store] = there;
    const isOnly = new Set(there.map(({ value }) => value)).size === 1;
    const named = there.find((one) => one.value.replace(/^&/, '') === word);
    const value = named?.value ?? (word === 'new' && isOnly ? store?.value : undefined);
    if (value !== undefined && !/^(0|NULL|false)$/.test(value)) line.seen = { k: 'equal', text: value };
    else if (value !== undefined) line.seen = { k: 'zero' };
  }
  return lines;
}

function storeOf({ as, text, cell }: Line): Store | null {
  const found = as === 'statement' ? first(STORES, text.code) : null;
  if (!found) return null;
  return { column: cell.column, place: found[1] ?? '', value: found[2] ?? '' };
}

function first(patterns: readonly RegExp[], text: string): RegExpExecArray | null {
  for (const pattern of patterns) {
    const found = pattern.exec(text);
    if (found) return found;
  }
  return null;
}
