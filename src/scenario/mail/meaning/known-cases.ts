/**
 * Tables of threads that there is a scenario for: a table whose names are those of a known scenario is held against its
 * interleavings, row by row in their order, and the one that it fits best is the one that its author drew.
 */
import { Diagnostics } from '../../diagnostic.ts';
import { preludeText } from '../../prelude.ts';
import { parseFile } from '../../syntax/parse.ts';
import type { DeclarationOf, FileSyntax } from '../../syntax/syntax.ts';
import { drawnWordOf as wordOf } from '../../words/table.ts';
import type { FoundTable } from '../found.ts';
import { wordsOf } from './verbs.ts';

/** A scenario that the caller has: its id and its text. */
export interface KnownScenario {
  readonly id: string;
  readonly text: string;
}

export interface Recognised {
  readonly scenario: string;
  readonly interleaving: string;
  readonly title: string;
  /** Rows of the interleaving by the lines of the text that draw them; null for a line that none of them is. */
  readonly drawn: ReadonlyMap<string, string | null>;
}

/** How much of a table's own names a scenario must have, and how many. */
const SHARE = 0.5;
const NAMES = 2;
/** The same of names that a scenario has in other words. */
const LOOSE_SHARE = 0.7;
const LOOSE_NAMES = 3;
/** Whose interleavings are no table of anybody's. */
const OUR_OWN = 'our analysis';
/** How much better one fits whose author is named beside the table, or whose setting: `EOS=0`. */
const NAMED = 1.25;
/** Where more rows than this have something in every column it is no run but two listings. */
const LISTED = 0.7;
/** How well it must fit, per row. */
const LEAST = 0.25;
/** What a row or cell that finds no partner costs. */
const ALONE = 0.35;

/** The interleaving that a table draws, null where none of the known ones is about the same things. */
export function recognise(table: FoundTable, known: readonly KnownScenario[]): Recognised | null {
  const cells = cellsOf(table);
  const names = new Set(cells.flatMap(({ text }) => [...namesIn(text)]));
  for (const { text } of table.initial) for (const name of namesIn(text)) names.add(name);
  if (names.size < NAMES || isListing(table)) return null;
  const { exact, loose } = aboutTheSame(names, known);
  const said = `${table.letter.from ?? ''} ${table.before} ${table.after}`;
  return bestOf(cells, said, exact) ?? bestOf(cells, said, loose);
}

function isListing({ rows, columns }: FoundTable): boolean {
  const full = rows.filter(({ cells }) => new Set(cells.map(({ column }) => column)).size === columns.length);
  return columns.length > 1 && full.length > rows.length * LISTED;
}

/** `said`: what stands around the table; whose interleaving it may be. */
function bestOf(cells: readonly Cell[], said: string, known: readonly KnownScenario[]): Recognised | null {
  const settings = [...said.matchAll(/\b([A-Z]\w*)=(\w+)/g)].map(
    ([, name = '', value = '']) => name.toLowerCase() + value,
  );
  let best: { readonly share: number; readonly found: Recognised } | null = null;
  for (const { id, text } of known) {
    const file = parseFile(text, new Diagnostics());
    // What was made up for the scenario nobody has drawn.
    const interleavings = file.declarations
      .filter((one) => one.k === 'interleaving')
      .filter(({ by }) => by.text !== OUR_OWN);
    const rows = interleavings.map((one) => rowsOf(one, file));
    const rarity = rarityOf(rows.flat());
    interleavings.forEach((one, i) => {
      const { score, partners } = aligned(cells, rows[i] ?? [], rarity);
      const fits = score / Math.max(cells.length, rows[i]?.length ?? 0);
      const isSet = settings.some((setting) => one.id.text.includes(setting));
      const share = fits * (said.includes(one.by.text) ? NAMED : 1) * (isSet ? NAMED : 1);
      if (share < LEAST || (best !== null && share <= best.share)) return;
      const drawn = new Map(partners.map((row, at) => [cells[at]?.line ?? '', row?.text ?? null] as const));
      best = { share, found: { scenario: id, interleaving: one.id.text, title: one.title.text, drawn } };
    });
  }
  return (best as { readonly found: Recognised } | null)?.found ?? null;
}

/** Scenarios that have most of the names: as they are, else most of them with their words in another order. */
function aboutTheSame(
  names: ReadonlySet<string>,
  known: readonly KnownScenario[],
): { readonly exact: readonly KnownScenario[]; readonly loose: readonly KnownScenario[] } {
  const mostOf = (counts: readonly number[], least: number, share: number) => {
    const most = Math.max(...counts);
    return most < least || most < names.size * share ? [] : known.filter((_, i) => counts[i] === most);
  };
  const exact = mostOf(
    known.map(({ text }) => [...names].filter((name) => new RegExp(`\\b${name}\\b`).test(text)).length),
    NAMES,
    SHARE,
  );
  const loose = known.map(({ text }) => {
    const own = new Set([...text.matchAll(/\b[a-z]+_\w+/g)].map(([name]) => looseName(name)));
    return [...names].filter((name) => own.has(looseName(name))).length;
  });
  return { exact, loose: mostOf(loose, LOOSE_NAMES, LOOSE_SHARE) };
}

/** `cpu_paused`, `paused_cpus`. */
function looseName(name: string): string {
  return name
    .replace(/s(?=_|$)/g, '')
    .split('_')
    .sort()
    .join();
}

/** A cell by its column and line, as `Recognised.drawn` has it. */
export function cellKey(column: number, line: number): string {
  return `${String(column)}:${String(line)}`;
}

interface Cell {
  readonly cpu: number;
  /** Its column and line. */
  readonly line: string;
  readonly text: string;
  readonly words: ReadonlySet<string>;
}

interface Row {
  readonly cpu: number;
  /** Its statement, as the interleaving names it. */
  readonly text: string;
  /** Words with how much each says. */
  readonly words: ReadonlyMap<string, number>;
}

function cellsOf(table: FoundTable): readonly Cell[] {
  return table.rows.flatMap(({ cells }) =>
    cells.flatMap(({ column, text, place }) => {
      const words = new Set(meaningful(text));
      if (column === null || words.size === 0) return [];
      return [{ cpu: table.columns[column]?.cpu ?? column, line: cellKey(column, place.line), text, words }];
    }),
  );
}

/** Names of the author's own: with an underscore or in capitals, and no words of the kernel's. */
function namesIn(text: string): ReadonlySet<string> {
  const found = [...text.matchAll(/\b(?:[a-z]+_\w+|[A-Z][A-Z_]{4,})\b/g)].map(([name]) => name);
  return new Set(found.filter((name) => wordOf(name) === null));
}

const EMPTY = new Set(
  'the a an of to is it in on at and or if not no be will when here by for with this that cpu this once read write'.split(
    ' ',
  ),
);

function meaningful(text: string): readonly string[] {
  const signs = text.includes('!=') ? ['unlike'] : [];
  return [...wordsOf(text).filter((word) => !EMPTY.has(word) && !/^\d+$/.test(word)), ...signs];
}

/** The rows of an interleaving, with the words of the functions that they call and of their notes. */
function rowsOf({ rows }: DeclarationOf<'interleaving'>, file: FileSyntax): readonly Row[] {
  const found: (Row & { readonly words: Map<string, number> })[] = [];
  const add = (words: Map<string, number>, text: string, weight: number) => {
    for (const word of meaningful(text)) words.set(word, Math.max(words.get(word) ?? 0, weight));
  };
  for (const row of rows) {
    if (row.k === 'note') {
      const last = found.at(-1);
      if (last) add(last.words, row.text.text, 0.4);
    }
    if (row.k !== 'row') continue;
    const text = file.text.slice(row.from, row.to).replace(/^[^:]*:/, '');
    const words = new Map<string, number>();
    add(words, text, 1);
    for (const [, name = ''] of text.matchAll(/\b(\w+)\s*\(/g)) add(words, bodyOf(name, file), 0.6);
    found.push({ cpu: Number(row.cpu.text), text: text.replace(/;\s*$/, '').trim(), words });
  }
  return found;
}

/** The text of a function of the scenario or of the prelude, empty where it is none. */
function bodyOf(name: string, file: FileSyntax): string {
  const own = file.declarations.find((one) => one.k === 'function' && one.name.text === name);
  if (own) return file.text.slice(own.from, own.to);
  const prelude = preludeText();
  const at = prelude.search(new RegExp(`^\\w[^;{}()]*\\b${name}\\([^;{]*\\)\\n\\{`, 'm'));
  return at < 0 || wordOf(name) === null ? '' : prelude.slice(at, prelude.indexOf('\n}', at));
}

/** Words that many rows have say little. */
function rarityOf(rows: readonly Row[]): (word: string) => number {
  const counts = new Map<string, number>();
  for (const { words } of rows)
    for (const word of words.keys()) counts.set(word, (counts.get(word) ?? 0) + 1);
  return (word) => Math.log(1 + rows.length / (counts.get(word) ?? 1)) / Math.log(1 + rows.length);
}

interface Alignment {
  readonly score: number;
  /** For each cell the row that it is. */
  readonly partners: readonly (Row | null)[];
}

/** How well cells and rows go together if neither changes its order. */
function aligned(cells: readonly Cell[], rows: readonly Row[], rarity: (word: string) => number): Alignment {
  const table: number[][] = [Array.from({ length: rows.length + 1 }, (_, i) => -ALONE * i)];
  const together = (cell: Cell, row: Row) => (row.cpu === cell.cpu ? likeness(cell, row, rarity) : -1);
  for (const cell of cells) {
    const above = table.at(-1) ?? [];
    const current = [(above[0] ?? 0) - ALONE];
    rows.forEach((row, i) => {
      const pair = (above[i] ?? 0) + together(cell, row);
      current.push(Math.max(pair, (above[i + 1] ?? 0) - ALONE, (current[i] ?? 0) - ALONE));
    });
    table.push(current);
  }
  const partners: (Row | null)[] = cells.map(() => null);
  let [at, row] = [cells.length, rows.length];
  while (at > 0 && row > 0) {
    const here = table[at]?.[row] ?? 0;
    const [cell, other] = [cells[at - 1], rows[row - 1]];
    if (cell && other && here === (table[at - 1]?.[row - 1] ?? 0) + together(cell, other)) {
      if (together(cell, other) > 0) partners[at - 1] = other;
      at--;
      row--;
    } else if (here === (table[at - 1]?.[row] ?? 0) - ALONE) at--;
    else row--;
  }
  return { score: table.at(-1)?.at(-1) ?? 0, partners };
}

function likeness({ words }: Cell, row: Row, rarity: (word: string) => number): number {
  let sum = 0;
  for (const word of words) sum += (row.words.get(word) ?? 0) * rarity(word);
  return sum === 0 ? -1 : (2 * sum) / Math.sqrt(words.size);
}
