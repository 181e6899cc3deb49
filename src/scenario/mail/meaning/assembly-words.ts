/**
 * Instructions in cells as C: `STR W1, [X]`, `LDAR W2, [Y]`, `CBZ W2, out`, `movl $1, x`. A register that no row of its
 * column gives a value holds 1: something that can be told from what was there.
 */
import type { FoundCell, FoundTable } from '../found.ts';

const REGISTER = '[wxWX](?:\\d{1,2}|zr|ZR)';
const PLACE = '\\[\\s*([A-Za-z_]\\w*)\\s*\\]';
const STORE = new RegExp(`^(stl?u?r)(?:b|h)?\\s+(${REGISTER}|#?\\d+)\\s*,\\s*${PLACE}\\s*;?$`, 'i');
const LOAD = new RegExp(`^(ld(?:a|ap|u)?r)(?:b|h)?\\s+(${REGISTER})\\s*,\\s*${PLACE}\\s*;?$`, 'i');
const MOVE = new RegExp(`^mov\\s+(${REGISTER})\\s*,\\s*#?(0x[\\da-f]+|\\d+)\\s*;?$`, 'i');
const BRANCH = new RegExp(`^(cbn?z)\\s+(${REGISTER})\\s*,\\s*\\S+\\s*;?$`, 'i');
const STORE_X86 = /^movl?q?\s+\$(0x[\da-f]+|\d+)\s*,\s*_?([A-Za-z_]\w*)(?:\(%rip\))?\s*;?$/i;
const LOAD_X86 = /^movl?q?\s+_?([A-Za-z_]\w*)(?:\(%rip\))?\s*,\s*%(\w+)\s*;?$/i;

/** The table with instructions as C; the same where it has none. */
export function withoutAssembly(table: FoundTable): FoundTable {
  const cells = table.rows.flatMap((row) => row.cells);
  if (!cells.some(({ text }) => STORE.test(text) || LOAD.test(text) || STORE_X86.test(text))) return table;
  const given = new Set(
    cells.flatMap(({ column, text }) => {
      const register = (MOVE.exec(text)?.[1] ?? LOAD.exec(text)?.[2])?.toLowerCase();
      return register === undefined ? [] : [`${String(column)} ${register}`];
    }),
  );
  return {
    ...table,
    rows: table.rows.map((row) => ({
      ...row,
      cells: row.cells.map((cell) => {
        const text = asC(cell, given);
        return text === null ? cell : { ...cell, text, typed: cell.text };
      }),
    })),
  };
}

function asC({ text, column }: FoundCell, given: ReadonlySet<string>): string | null {
  const bare = text.replace(/\s*(?:\/\/|;\s*@|\s;\s).*$/, '');
  const rest = text.slice(bare.length);
  const [, store = '', value = '', to = ''] = STORE.exec(bare) ?? [];
  if (store !== '') {
    const isGiven = given.has(`${String(column)} ${value.toLowerCase()}`);
    const stored = /^#?\d+$/.test(value)
      ? value.replace('#', '')
      : /zr$/i.test(value)
        ? '0'
        : isGiven
          ? value
          : '1';
    return /^stlr/i.test(store)
      ? `smp_store_release(&${to}, ${stored});${rest}`
      : `WRITE_ONCE(${to}, ${stored});${rest}`;
  }
  const [, load = '', register = '', from = ''] = LOAD.exec(bare) ?? [];
  if (load !== '')
    return `${register} = ${/^lda/i.test(load) ? `smp_load_acquire(&${from})` : `READ_ONCE(${from})`};${rest}`;
  const [, moved, number] = MOVE.exec(bare) ?? [];
  if (moved !== undefined) return `${moved} = ${number ?? '0'};${rest}`;
  const [, branch, asked = ''] = BRANCH.exec(bare) ?? [];
  if (branch !== undefined) return `if (${/^cbz$/i.test(branch) ? '!' : ''}${asked}) return;${rest}`;
  const [, constant, place = ''] = STORE_X86.exec(bare) ?? [];
  if (constant !== undefined) return `WRITE_ONCE(${place}, ${constant});${rest}`;
  const [, source, target = ''] = LOAD_X86.exec(bare) ?? [];
  return source === undefined ? null : `${target} = READ_ONCE(${source});${rest}`;
}
