/**
 * What the steps of a link may mean where the scenario has changed. A link names a statement by its place among those of
 * its CPU, and a check counts the names: so the statements as they were can be told from those of today, if one of them
 * was added, removed or changed since. Each such guess is tried; the check tells which are right.
 *
 *     then   1 WRITE_ONCE(x, 1)   2 smp_mb()   3 READ_ONCE(y)              link: 1, 3
 *     now    1 WRITE_ONCE(x, 1)   2 barrier()  3 smp_mb()  4 READ_ONCE(y)  added at 2: 1, 4
 */
import { decodeChoices, type KeyTable } from './choice-codec.ts';

/** The one change that makes the statements of today those of the link. */
export interface Edit {
  readonly kind: 'added' | 'removed' | 'changed';
  /** Lowest CPU in whose code it is. */
  readonly cpu: number;
  /** Today's key of the statement that was added or changed, or that stands where one was removed; null where it was
   *  removed at the end, or the link's steps do not tell which it is. */
  readonly statement: string | null;
}

export interface Reading {
  /** Choice keys in today's statements; of a statement that is not there any more, `GONE` in the statement's place. */
  readonly keys: readonly string[];
  /** Null where the statements are named as they were. */
  readonly edit: Edit | null;
}

export const GONE = 'gone';

/** Characters decoded in all: the guesses about a long link are fewer, the work is the same. */
const EFFORT = 600_000;

/** Readings of a link's choices with one statement added, removed or changed since, likeliest first; none that are the
 *  same in today's statements. */
export function otherReadings(choices: string, table: KeyTable): readonly Reading[] {
  const found = new Map<string, Reading>();
  let left = Math.floor(EFFORT / Math.max(40, choices.length));
  for (const guess of guesses(table)) {
    if (left-- <= 0) break;
    const statements = guess.then.map((one) => one.map(([old]) => old));
    const keys = decodeChoices(choices, { ...table, statements });
    if (!keys) continue;
    const now = keys.map((key) => renamed(key, guess.then));
    const name = now.join(' ');
    const edit = found.get(name)?.edit ?? guess.edit;
    found.set(name, { keys: now, edit: common(edit, guess.edit) });
  }
  return [...found.values()];
}

/** What two edits have in common that come to the same steps. */
function common(a: Edit, b: Edit): Edit {
  if (a.kind !== b.kind) return { kind: 'changed', cpu: a.cpu, statement: null };
  return a.cpu === b.cpu && a.statement === b.statement ? a : { ...a, statement: null };
}

/** A statement's key then and now; null where it is not there any more. */
type Pair = readonly [then: string, now: string | null];

interface Guess {
  readonly edit: Edit;
  /** Per CPU, in the order of the code. */
  readonly then: readonly (readonly Pair[])[];
}

function* guesses({ statements }: KeyTable): Generator<Guess> {
  for (const kind of ['added', 'removed', 'changed'] as const) {
    for (const { prefix, cpus, most } of bodiesOf(statements)) {
      for (let number = 1; number <= most + (kind === 'removed' ? 1 : 0); number++) {
        for (const own of kind === 'added' ? [null] : [null, '', '~0']) {
          const then = statements.map((keys, cpu): readonly Pair[] =>
            cpus.includes(cpu) ? before(kind, keys, prefix, number, own) : keys.map((key) => [key, key]),
          );
          const cpu = cpus[0] ?? 0;
          const statement = statements[cpu]?.find((key) => numberIn(key, prefix) === number) ?? null;
          yield { edit: { kind, cpu, statement }, then };
        }
      }
    }
  }
}

/** Bodies of statements: of one CPU, and of all that run the same code. */
function bodiesOf(statements: KeyTable['statements']) {
  const most = new Map<string, Map<number, number>>();
  statements.forEach((keys, cpu) => {
    for (const key of keys)
      for (const found of key.matchAll(/(?:^|[.:/])(\d+)/g)) {
        const prefix = key.slice(0, found.index + found[0].length - (found[1] ?? '').length);
        const of = most.get(prefix) ?? new Map<number, number>();
        most.set(prefix, of.set(cpu, Math.max(of.get(cpu) ?? 0, Number(found[1]))));
      }
  });
  return [...most].flatMap(([prefix, of]) => {
    const single = [...of].map(([cpu, number]) => ({ prefix, cpus: [cpu], most: number }));
    const all = { prefix, cpus: [...of.keys()], most: Math.max(...of.values()) };
    return of.size > 1 ? [...single, all] : single;
  });
}

/** A CPU's statements before one was added, removed or changed; `own`: what the key of one that is gone had behind its
 *  number, null where it had none. */
function before(
  kind: Edit['kind'],
  keys: readonly string[],
  prefix: string,
  number: number,
  own: string | null,
): readonly Pair[] {
  const shift = kind === 'added' ? -1 : kind === 'removed' ? 1 : 0;
  const then = keys.flatMap((key): Pair[] => {
    const at = numberIn(key, prefix);
    if (at === null || at < number) return [[key, key]];
    if (at === number && kind !== 'removed') return [];
    return [[`${prefix}${at + shift}${key.slice(prefix.length + String(at).length)}`, key]];
  });
  if (own === null) return then;
  const behind = keys.findIndex((key) => (numberIn(key, prefix) ?? 0) >= number);
  const last = keys.findLastIndex((key) => key.startsWith(prefix)) + 1;
  return then.toSpliced(behind < 0 ? last : behind, 0, [`${prefix}${number}${own}`, null]);
}

/** The number of the statement of a body that a key is of, or inside of; null where it is of none. */
function numberIn(key: string, prefix: string): number | null {
  const digits = key.startsWith(prefix) ? /^\d+/.exec(key.slice(prefix.length))?.[0] : undefined;
  return digits === undefined ? null : Number(digits);
}

/** A choice key with the statement's name of today. */
function renamed(key: string, then: Guess['then']): string {
  const [, cpu = '', kind = '', tail = ''] = /^(\d+):([a-z]+):(.*)$/s.exec(key) ?? [];
  let best: Pair | null = null;
  for (const pair of then[Number(cpu)] ?? [])
    if (tail.startsWith(pair[0]) && (best === null || pair[0].length > best[0].length)) best = pair;
  if (best === null || best[0] === best[1]) return key;
  return `${cpu}:${kind}:${best[1] ?? GONE}${tail.slice(best[0].length)}`;
}
