/**
 * Rows about translations: entries that are cleared or lose a permission, flushes that come late, programs that go on
 * using what their TLB holds. A table of such rows is about one page, and what its author sees happen in brackets is what
 * the hardware or the program does. The words are data.
 */
import { readCode } from './c-code.ts';
import type { Line } from './column-tree.ts';
import type { Seen } from './value-words.ts';

export type PageDeed =
  | 'cached'
  | 'write'
  | 'read'
  | 'later'
  | 'flush'
  | 'free'
  | 'clear'
  | 'protect'
  | 'set'
  | 'none'
  | 'copy'
  | 'fault';

/** In this order: the first that fits speaks. */
const WORDS: readonly (readonly [PageDeed, RegExp])[] = [
  [
    'later',
    /(flush|tlb|invalidat\w*)\b.*\b(comes? later|for later|is (deferred|delayed|put off|batched|postponed)|later$)|\bdefer|\bput(s|ting)? off|note_flush|flush_(pending|batched)|batch(es|ed)? (the )?flush/i,
  ],
  [
    'cached',
    /\b(has|have|holds|caches?|keeps) (the |an? |its )?(\w+ )?(entry|translation|pte|mapping)\b|\b(entry|translation|pte) is (now )?(in the tlb|cached)|tlb (is )?(filled|loaded)|fills? (the|its) tlb|^(re)?(loads?|caches?|fills?) (the |a |an )?(tlb|pte|translation)\b/i,
  ],
  [
    'none',
    /\bno (entry|pte|translation)\b|\b(entry|pte) is (already )?(none|gone|clear(ed)?|not there|empty)|finds? nothing|pte_none\b/i,
  ],
  [
    'copy',
    /\b(start(s|ed)? )?migrat(es?|ing) (the )?(page|folio)\b|\b(page|data) is copied|copies (the )?(page|data)|copy_(user_)?(high)?page\b/i,
  ],
  [
    'free',
    /\b(__)?free_(hot_cold_)?(page|folio)\w*|\b(put|release)_(page|folio)s?\b|\b(page|frame|folio) is (freed|given back|reused)|frees? (the |its )?(page|frame|folio)\b/i,
  ],
  ['fault', /\b(page |write |read )?faults?\b/i],
  [
    'flush',
    /\bflush_tlb\w*|\btlb_(flush|finish)\w*|\btlbi\b|\binvlpg\b|\bdo_\w*flush\w*|\w*_flush_tlb\w*|^flush(es)?\b|flush(es)? (the )?(tlb|entry|translation)|invalidates? (the )?(tlb|translation)/i,
  ],
  [
    'protect',
    /wrprotect|write[- ]?protects?\b|\bmakes? (the )?(entry|pte|pmd)\b.*\b(\w*numa|prot_?none|inaccessible)\b|drops? (the )?\W*(w|write|rw)\W*( bit| permission| access)|(takes|removes|clears) (away )?(the )?write (bit|permission|access)|makes? .*read-?only/i,
  ],
  [
    'clear',
    /ptep_get_and_clear|ptep?_clear\w*|clear_pte\w*|\b(unmap|zap)\w*|clears? (the |its )?(pte|entry)|(pte|entry) is cleared/i,
  ],
  [
    'set',
    /set_(valid_)?pte\w*|changes? (the )?(pte|pmd|entry|mapping)\S* to (the )?new (page|folio|frame)|installs? (the |a |an )?(new )?(pte|entry)|sets? (the |a )?(new )?(pte|entry)/i,
  ],
  [
    'write',
    /^((the )?(program|process|task|thread|user ?space|user|cpu ?#?\d+) )?(writes?|stores?)\b.*\b(page|entry|pte|tlb|translation|mapping|address)|^(write|store)\(\s*(va|u?v?addr(ess)?|ptr)\b/i,
  ],
  [
    'read',
    /^((the )?(program|process|task|thread|user ?space|user|cpu ?#?\d+) )?(reads?|loads?|accesses|touches|uses)\b.*\b(page|entry|pte|tlb|translation|mapping|address)|^(read|load|access|touch|use)\(\s*(va|u?v?addr(ess)?|ptr)\b/i,
  ],
];

/** Rows of which one must be there, else the table is about something else. */
const TELLING: readonly PageDeed[] = ['cached', 'write', 'read', 'later', 'copy', 'fault'];
const CHANGES: readonly PageDeed[] = ['clear', 'protect', 'set'];

export interface PageTable {
  readonly lines: readonly Line[];
  /** Declarations for the page, null where the table is about none. */
  readonly declarations: string | null;
  /** What must be true in the end besides what rows find, as C. */
  readonly finals: readonly string[];
}

/** What a row says of translations, null where nothing. */
function pageDeedOf(text: string): PageDeed | null {
  if (text.length > 200) return null;
  return WORDS.find(([, words]) => words.test(text))?.[0] ?? null;
}

/** The lines, those about translations as code on one page; as they are where the table is about something else. */
export function withPage(lines: readonly Line[]): PageTable {
  const nothing: PageTable = { lines, declarations: null, finals: [] };
  const deeds = new Map<Line, PageDeed>();
  for (const line of lines) {
    const deed = line.cell.column === null ? null : pageDeedOf(line.text.code);
    if (deed && (line.as !== 'value' || deed === 'none')) deeds.set(line, deed);
  }
  const all = [...deeds];
  const changes = all.filter(([, deed]) => CHANGES.includes(deed));
  const telling = all.filter(([, deed]) => TELLING.includes(deed));
  const isAcross = telling.some(([line]) =>
    changes.some(([other]) => other.cell.column !== line.cell.column),
  );
  if (changes.length === 0 || !isAcross) return nothing;
  const isProtected = all.some(([, deed]) => deed === 'protect');
  const isFreed = all.some(([, deed]) => deed === 'free');
  const isCopied = all.some(([, deed]) => deed === 'copy');
  const stale = staleAccess(all);
  const cached = new Set<number | null>();
  const rewritten = lines.map((line, i): Line => {
    const deed = deeds.get(line);
    if (!deed) return line;
    // A call that the row behind it spells out is only its name.
    const next = lines.slice(i + 1).find(({ cell }) => cell.column === line.cell.column);
    if (next && deeds.get(next) === deed && (next.text.arrow || next.text.bracketed)) return asNote(line);
    const isKnown = cached.has(line.cell.column);
    if (['cached', 'read', 'write'].includes(deed)) cached.add(line.cell.column);
    if (deed === 'later' || (deed === 'cached' && isKnown)) return asNote(line);
    const { code, seen } = codeFor(deed, isProtected, line === stale ? (isFreed ? '2' : '1') : null);
    const read = readCode(code);
    return read
      ? { ...line, code: read, seen: line.seen ?? seen, as: line.text.bracketed ? 'event' : 'statement' }
      : line;
  });
  const users = [
    ...new Set(
      all
        .filter(([, deed]) => ['cached', 'read', 'write'].includes(deed))
        .map(([line]) => line.cell.column ?? 0),
    ),
  ];
  return {
    lines: rewritten,
    declarations: declared(users, isProtected, isCopied),
    finals:
      stale && isProtected && deeds.get(stale) === 'write' && (isCopied || isOnlyWrite(stale, all))
        ? ['frame == 7', ...(isCopied ? ['new_frame == 1'] : [])]
        : [],
  };
}

/** What a column wrote before tells nothing of what it wrote through the old entry. */
function isOnlyWrite(stale: Line, all: readonly (readonly [Line, PageDeed])[]): boolean {
  return !all.some(([line, deed]) => line !== stale && deed === 'write');
}

/** The access that goes through an entry that somebody else has changed by then. */
function staleAccess(all: readonly (readonly [Line, PageDeed])[]): Line | null {
  const accesses = all.filter(([, deed]) => deed === 'write' || deed === 'read');
  const late = accesses.filter(([line]) =>
    all.some(
      ([other, deed]) =>
        CHANGES.includes(deed) && other.row < line.row && other.cell.column !== line.cell.column,
    ),
  );
  return late.at(-1)?.[0] ?? null;
}

function codeFor(
  deed: PageDeed,
  isProtected: boolean,
  stale: string | null,
): { code: string; seen: Seen | null } {
  const old: Seen | null = stale === null ? null : { k: 'equal', text: stale };
  switch (deed) {
    case 'write':
      return isProtected ? { code: 'WRITE_ONCE(va, 7)', seen: null } : { code: 'access(va)', seen: old };
    case 'cached':
    case 'read':
      return { code: 'access(va)', seen: old };
    // Whoever gets the page next writes to it.
    case 'free':
      return { code: 'WRITE_ONCE(frame, 2)', seen: null };
    case 'clear':
      return { code: 'ptep_get_and_clear(va)', seen: null };
    case 'protect':
      return { code: 'ptep_set_wrprotect(va)', seen: null };
    case 'set':
      return { code: 'set_pte(va, new_frame)', seen: null };
    case 'none':
      return { code: 'ptep_get(va)', seen: { k: 'zero' } };
    case 'copy':
      return { code: 'WRITE_ONCE(new_frame, READ_ONCE(frame))', seen: null };
    case 'fault':
      return {
        code: isProtected ? 'while (pte_write(ptep_get(va)))' : 'while (!pte_none(ptep_get(va)))',
        seen: null,
      };
    default:
      return { code: 'flush_tlb_page(va)', seen: null };
  }
}

function asNote(line: Line): Line {
  return { ...line, code: null, as: line.text.bracketed ? 'event' : line.as };
}

function declared(users: readonly number[], isProtected: boolean, isCopied: boolean): string {
  const handler = isProtected
    ? ['    while (!pte_write(ptep_get(va)))', '        cpu_relax();']
    : ['    int3_emulate(0);'];
  return [
    `page va = { frame: 1 -> new_frame: ${isCopied ? '0' : '2'} };`,
    ...users.map(
      (column) =>
        `\n/* An access that finds no way through. */\non fault cpu ${String(column)} {\n${handler.join('\n')}\n}`,
    ),
  ].join('\n');
}
