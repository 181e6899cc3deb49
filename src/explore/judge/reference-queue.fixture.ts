/**
 * The reference machine's queue of what is in flight on one CPU, and what may complete when: rules 2–5 of the memory
 * model, 7 by squashing afterwards, 9. Written from the design alone, with no regard for time, so that it does not share
 * the machine's mistakes.
 */
import type { Effect, FenceKind, Model } from '../../machine/index.ts';
import { isClean, isKnown, type Sym } from './symbol.fixture.ts';

/** An effect with the registers that it names, as they stood when its statement issued. */
export interface Hook {
  readonly effect: Effect;
  readonly regs: Record<number, Sym>;
}

export interface LoadEntry {
  k: 'load';
  id: number;
  pc: number;
  addr: Sym;
  /** Null while it is pending. */
  val: Sym | null;
  /** Id of the own store it was forwarded from, -1: memory. */
  src: number;
  stale: boolean;
  acquire: 'no' | 'rcsc' | 'rcpc';
  noRet: boolean;
  /** The last load-exclusive. */
  exclusive: boolean;
  /** x86: nothing older is under way when it starts, and nothing younger starts before it has ended. */
  locked: boolean;
  hooks: Hook[];
}

export interface StoreEntry {
  k: 'store';
  id: number;
  pc: number;
  addr: Sym;
  val: Sym;
  release: boolean;
  /** Id of the load of its read-modify-write or exclusive pair, -1: none. */
  pair: number;
  /** Of an acquire-release read-modify-write. */
  al: boolean;
  locked: boolean;
  hooks: Hook[];
}

export interface GuessEntry {
  k: 'guess';
  id: number;
  pc: number;
  cond: Sym;
  expect: boolean;
  branch: boolean;
  /** First instruction of the wait that it belongs to, -1: no wait. */
  wait: number;
}

export type Entry =
  | LoadEntry
  | StoreEntry
  | GuessEntry
  | { k: 'fence'; id: number; pc: number; fence: FenceKind; hooks: Hook[] }
  /** Effects that wait for older branches and for their operands. */
  | { k: 'effect'; id: number; pc: number; hooks: Hook[] }
  /** Something that happened under guesses, -1, or a property that it violated: a run in which the guesses never come
   *  true did not have it. */
  | { k: 'mark'; id: number; pc: number; property: number };

type Queue = readonly Entry[];

export const PENDING = -2;
export const MEMORY = -1;

/** Same known address; what is unknown may be anything and is not the same. */
function same(a: Sym, b: Sym): boolean {
  return a.k === 'n' && b.k === 'n' && a.v === b.v;
}

const isAccess = (e: Entry): e is LoadEntry | StoreEntry => e.k === 'load' || e.k === 'store';

/** A load that has its value (`clean`: under no guess); a store in the queue is not visible. */
function done(e: LoadEntry | StoreEntry, clean: boolean): boolean {
  if (e.k === 'store' || e.val === null) return false;
  return !clean || (isClean(e.val) && isClean(e.addr));
}

/** Rule 4: whether a fence in front of which `older` stand lets later loads (or `forStore`, stores) pass. */
export function fenceOpen(fence: FenceKind, older: Queue, forStore: boolean): boolean {
  const undone = older.filter((e) => isAccess(e) && !done(e, forStore));
  switch (fence) {
    case 'dmb.sy':
    case 'dsb.sy':
    case 'mfence':
    case 'serialize':
      return undone.length === 0;
    case 'dmb.ld':
    case 'dsb.ld':
      return undone.every((e) => e.k !== 'load' || e.noRet);
    case 'dmb.st':
      return !forStore || undone.every((e) => e.k !== 'store');
    case 'dsb.st':
      return undone.every((e) => e.k !== 'store');
    case 'isb':
      return older.every((e, i) => {
        if (e.k === 'guess') return !e.branch;
        if (isAccess(e)) return isClean(e.addr);
        if (e.k !== 'fence' || !e.fence.startsWith('dsb')) return true;
        return fenceOpen(e.fence, older.slice(0, i), true) && fenceOpen(e.fence, older.slice(0, i), false);
      });
  }
}

function blocked(older: Queue, forStore: boolean): boolean {
  return older.some((e, i) => {
    if (e.k === 'load') return (e.acquire !== 'no' || e.locked) && !done(e, forStore);
    if (e.k === 'store') return e.al || e.locked;
    return e.k === 'fence' && !fenceOpen(e.fence, older.slice(0, i), forStore);
  });
}

/** Rules 2 and 9: where the load at i may take its value now: an own store's place, MEMORY, or PENDING. */
export function sourceOf(q: Queue, i: number, model: Model): number {
  const load = q[i];
  if (load?.k !== 'load' || !isKnown(load.addr)) return PENDING;
  const older = q.slice(0, i);
  if (blocked(older, false)) return PENDING;
  if (load.acquire === 'rcsc' && older.some((e) => e.k === 'store' && e.release)) return PENDING;
  const inOrder = older.some((e) => isAccess(e) && !done(e, false) && (model === 'sc' || e.k === 'load'));
  if (model !== 'arm' && inOrder) return PENDING;
  if (load.locked && older.some((e) => (isAccess(e) && !done(e, false)) || e.k === 'guess')) return PENDING;
  const at = older.findLastIndex((e) => e.k === 'store' && same(e.addr, load.addr));
  // Only a reduction: those to the same address take their values in order, unless a store of its own lies between.
  const between = older.slice(at + 1);
  if (between.some((e) => e.k === 'load' && e.val === null && same(e.addr, load.addr))) return PENDING;
  const store = older[at];
  if (store?.k !== 'store') return MEMORY;
  if (!isKnown(store.val)) return PENDING;
  const pair = older.find((e) => e.id === store.pair && e.k === 'load');
  if (load.acquire !== 'no' && pair?.k === 'load' && pair.val === null) return PENDING;
  return at;
}

/** Rules 3 and 9: whether the store at i may become visible now. */
export function mayBecomeVisible(q: Queue, i: number, model: Model): boolean {
  const store = q[i];
  if (store?.k !== 'store' || !isClean(store.addr) || !isClean(store.val)) return false;
  const older = q.slice(0, i);
  if (older.some((e) => e.k === 'guess' && e.branch) || blocked(older, true)) return false;
  return older.filter(isAccess).every((e) => {
    if (!isClean(e.addr)) return false;
    if (same(e.addr, store.addr) || model !== 'arm') return done(e, false) && settled(e, store);
    if (store.release) return done(e, true);
    return settled(e, store);
  });
}

/** The load of the store's own pair has to be clean and still true. */
function settled(e: LoadEntry | StoreEntry, store: StoreEntry): boolean {
  if (e.k !== 'load' || e.id !== store.pair) return !store.release || done(e, true);
  return done(e, true) && !e.stale;
}

/** Rule 5: the queue contradicts coherence, so that the run never was. */
export function incoherent(q: Queue): boolean {
  return q.some((load, i) => {
    if (load.k !== 'load' || load.val === null) return false;
    const older = q.slice(0, i);
    const source = load.src < 0 ? -1 : older.findIndex((e) => e.id === load.src);
    if (load.stale && q.some((e) => e.k === 'store' && e.pair === load.id)) return true;
    return older.some((e, j) => {
      if (!isAccess(e) || !same(e.addr, load.addr)) return false;
      return e.k === 'load' ? e.val === null && load.stale : j > source;
    });
  });
}

/** Rule 5: whether the load at i, which has its value, may still have to give it back. */
export function mustStay(q: Queue, i: number): boolean {
  const load = q[i];
  if (load?.k !== 'load' || load.val === null) return true;
  if (load.exclusive || !isClean(load.addr) || !isClean(load.val)) return true;
  if (q.some((e) => e.k === 'store' && e.pair === load.id)) return true;
  return q.slice(0, i).some((e) => {
    if (!isAccess(e)) return false;
    return !isKnown(e.addr) || (e.k === 'load' && e.val === null && same(e.addr, load.addr));
  });
}
