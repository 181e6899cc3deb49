/**
 * The table of field cases that lies beside the repository: small scenarios, each with the right verdict of its
 * variants, and tables as people draw them, each with its counts. A row is kind, file, variant, model, expected, remark.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface FieldRow {
  /** A path below the table's folder. */
  readonly file: string;
  /** A variant's id, `interleaving:NAME`, or `all`: the variant of that name, else every variant. */
  readonly variant: string;
  readonly model: string;
  /** Any one of these will do. */
  readonly expected: readonly Expected[];
}

export type Expected =
  | { readonly k: 'diagnostic' }
  | { readonly k: 'verdict'; readonly verdict: string; readonly properties: readonly string[] }
  | { readonly k: 'replay'; readonly ends: string };

const root = fileURLToPath(new URL('../../shared/field/', import.meta.url));

export function pathOf(file: string): string {
  return join(root, file);
}

/** The rows of one kind, in the table's order, without the kind. */
function rowsOf(wanted: string): string[][] {
  const [heading, ...lines] = readFileSync(join(root, 'expected.tsv'), 'utf8').trim().split('\n');
  if (heading?.startsWith('#kind\tfile\tvariant') !== true) throw new Error('expected.tsv: unknown heading');
  return lines.map((line) => line.split('\t')).filter(([kind]) => kind === wanted);
}

/** What a drawing holds, as a person counted it. */
export interface TableRow {
  readonly file: string;
  readonly columns: number;
  readonly statements: number;
}

export function tableRows(): readonly TableRow[] {
  return rowsOf('table').map(([, file = '', , , expected = '']) => {
    const counts = /^columns (\d+), statement rows (\d+):/.exec(expected);
    if (!counts) throw new Error(`expected.tsv: no counts for ${file}`);
    return { file, columns: Number(counts[1]), statements: Number(counts[2]) };
  });
}

/** All rows, in the table's order. */
export function fieldRows(): readonly FieldRow[] {
  return rowsOf('case').map(([, file = '', variant = '', model = '', expected = '']) => ({
    file,
    variant,
    model,
    expected: expected.split('|').map((one) => expectedOf(one.trim())),
  }));
}

function expectedOf(text: string): Expected {
  const replay = /^replays, ends (\w+)$/.exec(text);
  if (replay) return { k: 'replay', ends: replay[1] ?? '' };
  const [verdict = '', ...properties] = text.split(' ');
  if (verdict === 'diagnostic') return { k: 'diagnostic' };
  if (!['holds', 'violated', 'deadlock', 'livelock'].includes(verdict))
    throw new Error(`expected.tsv: unknown verdict ${text}`);
  return { k: 'verdict', verdict, properties: properties.sort() };
}
