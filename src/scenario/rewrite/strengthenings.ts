/**
 * What may be added to a scenario so that it orders more: barriers between statements, accesses that acquire or release.
 * Each as edits, with a cost by which the cheap ones come first.
 */
import { expressionsIn, operands } from '../check/walk.ts';
import { nested } from '../lower/ordinals.ts';
import { preludeText } from '../prelude.ts';
import type { Expression, FileSyntax, Span, Statement } from '../syntax/syntax.ts';
import { wordOf } from '../words/table.ts';
import { blocksOf, bodiesOf, type Body } from './bodies.ts';
import { betweenAt, type TextEdit } from './edit.ts';
import { othersOf } from './others.ts';
import { pointerTo, type Call } from './weaker.ts';

/** What an addition keeps in order. */
export type Keeps =
  /** Everything before it and everything behind it. */
  | 'all'
  /** The same, and table walks, TLBIs and cache maintenance. */
  | 'complete'
  | 'stores'
  | 'loads'
  /** The access itself and what is behind it. */
  | 'acquire'
  /** What is before it and the access itself. */
  | 'release'
  /** What is before it and what is fetched behind it. */
  | 'fetches'
  /** Not a matter of what hardware reorders. */
  | 'none';

export interface Strengthening {
  /** What it adds: `smp_wmb()`, `smp_store_release()`; or does: `line 4 before line 3`. */
  readonly says: string;
  readonly keeps: Keeps;
  readonly cost: number;
  readonly edits: readonly TextEdit[];
  readonly file: 0 | 1;
  /** The statement in front of which it stands, or the one whose access it changes. */
  readonly from: number;
  readonly to: number;
  /** Whose code it is in. */
  readonly inside: string;
  /** Two that change the same access exclude each other. */
  readonly excludes: string | null;
}

export interface Menu {
  /** Barriers and stronger accesses. */
  readonly orderings: readonly Strengthening[];
  /** Where ordering is not what is missing: moves, locks, waits and masks. */
  readonly others: readonly Strengthening[];
}

interface Inserted {
  readonly says: string;
  readonly keeps: Keeps;
  readonly cost: number;
  /** For which code alone; `both`: for code of both. Null: for any. */
  readonly arch: 'arm64' | 'x86' | 'both' | null;
}

const BARRIERS: readonly Inserted[] = [
  { says: 'smp_wmb()', keeps: 'stores', cost: 2, arch: null },
  { says: 'smp_rmb()', keeps: 'loads', cost: 2, arch: null },
  { says: 'smp_mb()', keeps: 'all', cost: 4, arch: null },
  // In this order where both stand in one place: an ISB does not wait for accesses by itself.
  { says: 'dsb(ish)', keeps: 'complete', cost: 5, arch: 'arm64' },
  { says: 'isb()', keeps: 'fetches', cost: 3, arch: 'arm64' },
  { says: 'sync_core()', keeps: 'fetches', cost: 5, arch: 'x86' },
  { says: 'mb()', keeps: 'complete', cost: 5, arch: 'both' },
  { says: 'instr_sync()', keeps: 'fetches', cost: 3, arch: 'both' },
];

const ACCESSES: Readonly<Record<string, readonly [string, Keeps]>> = {
  READ_ONCE: ['smp_load_acquire', 'acquire'],
  rcu_dereference: ['smp_load_acquire', 'acquire'],
  WRITE_ONCE: ['smp_store_release', 'release'],
};

const RENAMED: Readonly<Record<string, readonly [string, Keeps]>> = {
  atomic_read: ['atomic_read_acquire', 'acquire'],
  atomic_set: ['atomic_set_release', 'release'],
  test_bit: ['test_bit_acquire', 'acquire'],
  clear_bit: ['clear_bit_unlock', 'release'],
  RCU_INIT_POINTER: ['rcu_assign_pointer', 'release'],
  smp_cond_load_relaxed: ['smp_cond_load_acquire', 'acquire'],
  readl_relaxed: ['readl', 'acquire'],
  writel_relaxed: ['writel', 'release'],
};

/** Barriers that could be stronger where they stand, by what is written there. */
const WEAK_BARRIERS: Readonly<Record<string, readonly [string, Keeps]>> = {
  'smp_wmb()': ['smp_mb()', 'all'],
  'smp_rmb()': ['smp_mb()', 'all'],
  'dmb(ishst)': ['dmb(ish)', 'all'],
  'dmb(ishld)': ['dmb(ish)', 'all'],
  'wmb()': ['mb()', 'complete'],
  'rmb()': ['mb()', 'complete'],
  'dsb(ishst)': ['dsb(ish)', 'complete'],
  'dsb(ishld)': ['dsb(ish)', 'complete'],
};

/** Less than one more barrier in the same place. */
const INSTEAD_COST = { all: 3, complete: 4 } as const;

/** A declaration that may access what is shared; in front of others a barrier would stand among declarations. */
const ACCESSING = /READ_ONCE|[a-z_]\w*\(/;

const ACCESS_COST = 1;

/** `arches`: for which the scenario is. */
export function strengtheningsOf(file: FileSyntax, arches: readonly string[]): Menu {
  const orderings: Strengthening[] = [];
  for (const body of bodiesOf(file)) {
    const text = body.file === 0 ? file.text : preludeText();
    for (const block of blocksOf(body.body)) {
      for (const [nth, statement] of block.entries()) {
        orderings.push(...barriersBefore(statement, body, text, arches));
        const next = block[nth + 1];
        if (!next) continue;
        for (const last of lastOf(statement)) orderings.push(...strongerBarrier(last, next, body, text));
      }
    }
    for (const statement of everyStatement(body.body))
      for (const e of expressionsIn(statement)) {
        // A condition's accesses are its own, not those of what it guards.
        const at = statement.k === 'local' || statement.k === 'simple' ? statement : e;
        for (const call of callsIn(e)) orderings.push(...strongerAccess(call, at, body, text));
      }
  }
  return { orderings, others: othersOf(file) };
}

function everyStatement(s: Statement): readonly Statement[] {
  return [s, ...nested(s).flatMap(everyStatement)];
}

function callsIn(e: Expression): readonly Call[] {
  return [...(e.k === 'call' ? [e] : []), ...operands(e).flatMap(callsIn)];
}

function barriersBefore(
  statement: Statement,
  { file, title }: Body,
  text: string,
  arches: readonly string[],
): readonly Strengthening[] {
  const { from, to } = statement;
  if (statement.k === 'local' && !ACCESSING.test(text.slice(from, to))) return [];
  const [only = 'both'] = arches.length === 1 ? arches : [];
  return BARRIERS.filter(({ arch }) => arch === null || arch === only).map(({ says, keeps, cost }) => ({
    says,
    keeps,
    cost,
    edits: [{ file, from, to: from, insert: `${says};${betweenAt(text, from)}` }],
    file,
    from,
    to,
    inside: title,
    excludes: null,
  }));
}

/** What is done last in a statement, whichever way it goes. */
function lastOf(s: Statement): readonly Statement[] {
  if (s.k === 'block') {
    const last = s.body.at(-1);
    return last ? lastOf(last) : [];
  }
  return s.k === 'if' ? nested(s).flatMap(lastOf) : [s];
}

/** Instead of a barrier; it keeps what is before it from what is behind, as one does that is inserted there. */
function strongerBarrier(
  statement: Statement,
  next: Statement,
  { file, title }: Body,
  text: string,
): readonly Strengthening[] {
  const written = text.slice(statement.from, statement.to).replace(/;$/, '');
  const barrier = Object.hasOwn(WEAK_BARRIERS, written) ? WEAK_BARRIERS[written] : undefined;
  if (!barrier) return [];
  const [word, keeps] = barrier;
  const { from } = statement;
  return [
    {
      says: `${word} instead of ${written}`,
      keeps,
      cost: keeps === 'all' ? INSTEAD_COST.all : INSTEAD_COST.complete,
      edits: [{ file, from, to: from + written.length, insert: word }],
      file,
      from: next.from,
      to: next.to,
      inside: title,
      excludes: null,
    },
  ];
}

function strongerAccess(call: Call, at: Span, { file, title }: Body, text: string): readonly Strengthening[] {
  const name = call.callee.text;
  const args = call.args.map((arg) => text.slice(arg.from, arg.to));
  const { from, to } = call;
  const made = (says: string, keeps: Keeps, insert: string, cost = ACCESS_COST): Strengthening => ({
    says: `${says}()`,
    keeps,
    cost,
    edits: [{ file, from, to, insert }],
    file,
    from: at.from,
    to: at.to,
    inside: title,
    excludes: `${String(file)}:${String(from)}`,
  });
  const access = Object.hasOwn(ACCESSES, name) ? ACCESSES[name] : undefined;
  if (access) {
    const [word, keeps] = access;
    const [object = '', ...others] = args;
    return [made(word, keeps, `${word}(${[pointerTo(object), ...others].join(', ')})`)];
  }
  const renamed = Object.hasOwn(RENAMED, name) ? RENAMED[name] : undefined;
  if (renamed) return [made(renamed[0], renamed[1], `${renamed[0]}(${args.join(', ')})`)];
  if (name === '__set_current_state')
    return [made('set_current_state', 'all', `set_current_state(${args.join(', ')})`, 3)];
  if (!name.endsWith('_relaxed')) return [];
  const base = name.slice(0, -'_relaxed'.length);
  const forms: readonly (readonly [string, Keeps, number])[] = [
    [`${base}_acquire`, 'acquire', ACCESS_COST],
    [`${base}_release`, 'release', ACCESS_COST],
    [base, 'all', 4],
  ];
  return forms
    .filter(([word]) => wordOf(word) !== null)
    .map(([word, keeps, cost]) => made(word, keeps, `${word}(${args.join(', ')})`, cost));
}
