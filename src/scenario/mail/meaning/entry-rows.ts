/**
 * An entry of a page table that one column looks up without a lock, and goes on with, while another changes it: both are
 * about one word in memory, whatever the functions are called. Data: who looks up, who changes, who only asks.
 *
 *     e = get_entry(p)
 *     may_access(e)
 *                               e = wrprotect(e)
 *                               set_pte_at()
 */
import { readCode } from './c-code.ts';
import type { Line } from './column-tree.ts';
import type { Inference } from './reading.ts';

const LOOKS =
  /^(?:[a-z]\w*\s+\**)?([a-z]\w*)\s*=\s*\w*(?:(?:get|read)_(?:pte|pmd|pud|entry)|(?:pte|pmd|pud)p_get|(?:pte|pmd|pud|entry)_(?:get|read))\w*\s*\(/i;
const ASKS =
  /^!?\w*(?:access_permitted|may_access|may_write|(?:pte|pmd|pud|entry)_(?:write|writable|access\w*))\w*\s*\(/i;
const TAKES = /^(?:\w+\s*=\s*)?(?:try_)?(?:grab|get|take|pin)_\w*(?:head|page|folio|ref\w*)\w*\s*\(/i;
const PROTECTS = /^(?:(\w+)\s*=\s*)?\w*wrprotect\w*\s*\(/i;
const CLEARS = /^(?:\w+\s*=\s*)?(?:pte|pmd|pud)p?_(?:clear|get_and_clear|clear_flush)\w*\s*\(/i;
const SETS = /^set_(?:pte|pmd|pud|entry)\w*\s*\(/i;

/** Whether anybody has taken the page. */
const PINNED = /^!?\w*(?:maybe_dma|looks|is|maybe)_pinned\w*\s*\(/i;

const ENTRY = 'table_entry';
const REFERENCES = 'page_references';

export interface EntryTable {
  readonly lines: readonly Line[];
  readonly inferences: readonly Inference[];
  /** What must be true in the end besides what rows find, as C. */
  readonly finals: readonly string[];
}

/** The lines, those about the entry as accesses of it; as they are where no such entry is drawn. */
export function withEntries(lines: readonly Line[]): EntryTable {
  const nothing: EntryTable = { lines, inferences: [], finals: [] };
  const looks = lines.find((line) => isCall(line) && LOOKS.test(line.text.code));
  if (!looks) return nothing;
  const others = lines.filter((line) => isCall(line) && line.cell.column !== looks.cell.column);
  const changes = others.filter(({ text }) => PROTECTS.test(text.code) || CLEARS.test(text.code));
  const [first] = changes;
  // Who changes it writes it back below, or does both at once.
  const sets = others.find(
    ({ text, row, cell }) =>
      SETS.test(text.code) && row >= (first?.row ?? 0) && cell.column === first?.cell.column,
  );
  const isCleared = first !== undefined && CLEARS.test(first.text.code);
  const stores = isCleared ? first : (sets ?? changes.find(({ text }) => !/=/.test(text.code)));
  if (!first || !stores) return nothing;
  const after = isCleared ? 'NONE' : 'READ_ONLY';
  const named = LOOKS.exec(looks.text.code)?.[1] ?? '';
  const local = /^(?:pte|pmd|pud|)$/.test(named) ? 'entry' : named;
  const takes = lines.find((line) => isCall(line) && TAKES.test(line.text.code));
  return {
    lines: lines.map((line): Line => {
      if (line === looks) {
        const seen = { k: 'equal', text: 'WRITABLE' } as const;
        return { ...coded(line, `${local} = READ_ONCE(${ENTRY})`), seen: line.seen ?? seen };
      }
      if (line === stores) return coded(line, `WRITE_ONCE(${ENTRY}, ${after})`);
      if (changes.includes(line)) return noted(line);
      if (takes && line.cell.column === first.cell.column && PINNED.test(line.text.code))
        return coded(line, `atomic_read(&${REFERENCES})`);
      if (line.cell.column !== looks.cell.column || line.row < looks.row || !isCall(line)) return line;
      if (ASKS.test(line.text.code)) return noted(line);
      return TAKES.test(line.text.code) ? coded(line, `atomic_inc(&${REFERENCES})`) : line;
    }),
    inferences: [
      {
        key: 'entry',
        text: `one word stands for the entry that is looked up and changed; it ends ${isCleared ? 'empty' : 'without write access'}, and who looked it up goes on with the old one`,
        taken: ENTRY,
        choices: [],
        line: looks.cell.place.line,
      },
    ],
    finals: [`${ENTRY} == ${after}`],
  };
}

function isCall({ cell, as, text }: Line): boolean {
  return cell.column !== null && as === 'statement' && text.code !== '';
}

function coded(line: Line, code: string): Line {
  return { ...line, code: readCode(code), as: 'statement' };
}

function noted(line: Line): Line {
  return { ...line, code: null, text: { ...line.text, code: '' }, as: 'event' };
}
