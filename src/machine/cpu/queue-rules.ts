/**
 * What may complete when: rules 2–6 and F3–F6 of the design's memory model, over one CPU's queue (oldest first).
 * Sources: Arm ARM B2.3 (other-multi-copy-atomic, barriers, acquire/release), Intel SDM vol. 3 "Memory ordering".
 *
 *   done     a load has its value; a store is visible (it then leaves the queue)
 *   clean    done, and its address and value are under no guess; stores ask for clean where loads ask for done
 */
import type { Entry } from './part.ts';
import { constant, isClean, isKnown, sourcesOf } from './value.ts';

type Queue = readonly Readonly<Entry>[];

export function at(q: Queue, i: number): Readonly<Entry> {
  const e = q[i];
  if (e === undefined) throw new Error('internal: queue index');
  return e;
}

export function isAccess(e: Readonly<Entry>): boolean {
  return e.kind === 'load' || e.kind === 'store';
}

/** A load that has its value, free of guesses. */
function loadClean(e: Readonly<Entry>): boolean {
  return e.done && isClean(e.addr) && e.val !== null && isClean(e.val);
}

function undone(e: Readonly<Entry>, forStore: boolean): boolean {
  if (e.kind === 'store') return true;
  return e.kind === 'load' && (forStore ? !loadClean(e) : !e.done);
}

/** Whether the barrier at j still holds back younger loads (forStore false) or stores (true). */
export function barrierHolds(q: Queue, j: number, forStore: boolean): boolean {
  const fence = at(q, j).fence;
  for (let k = 0; k < j; k++) {
    const e = at(q, k);
    switch (fence) {
      case 'dmb.sy':
      case 'mfence':
        if (undone(e, forStore) || e.kind === 'dc') return true;
        break;
      case 'dsb.sy':
      case 'serialize':
        if (undone(e, forStore) || isMaintenance(e)) return true;
        if (fence === 'serialize' && e.kind === 'guess' && e.branch) return true;
        break;
      case 'dmb.ld':
      case 'dsb.ld':
        if (e.kind === 'load' && !e.noRet && undone(e, forStore)) return true;
        break;
      case 'dmb.st':
        if (forStore && e.kind === 'store') return true;
        break;
      case 'dsb.st':
        if (e.kind === 'store') return true;
        break;
      case 'isb':
        if (e.kind === 'guess' && e.branch) return true;
        if (isAccess(e) && !isClean(e.addr)) return true;
        if (e.kind === 'barrier' && isDsb(e) && (barrierHolds(q, k, true) || barrierHolds(q, k, false)))
          return true;
        break;
      case null:
        break;
    }
  }
  return false;
}

/** What a full DSB waits for besides accesses: maintenance, and what hardware is about to set in an entry. */
function isMaintenance({ kind }: Readonly<Entry>): boolean {
  return kind === 'dc' || kind === 'ic' || kind === 'tlbi' || kind === 'update';
}

export function isDsb(e: Readonly<Entry>): boolean {
  return e.fence === 'dsb.sy' || e.fence === 'dsb.ld' || e.fence === 'dsb.st';
}

/** Nothing younger than an incomplete DSB, ISB or serializing instruction executes, so none acts as it issues: no mask
 *  changes and no interrupt is sent (Arm ARM, "Data Synchronization Barrier"). A complete one has left the queue. */
export function holdsExecution(e: Readonly<Entry>): boolean {
  return isDsb(e) || e.fence === 'isb' || e.fence === 'serialize';
}

/** Rule 4: something older holds back the access at i. */
export function blocked(q: Queue, i: number, forStore: boolean): boolean {
  for (let j = 0; j < i; j++) {
    const e = at(q, j);
    if (e.kind === 'load') {
      if (e.acquire !== 'no' && !(forStore ? loadClean(e) : e.done)) return true;
    } else if (e.kind === 'store') {
      if (e.al) return true;
    } else if (e.kind === 'barrier') {
      if (barrierHolds(q, j, forStore)) return true;
    }
  }
  return false;
}

/** A branch (or wait) older than i whose direction is still a guess. */
export function branchOpen(q: Queue, i: number): boolean {
  for (let j = 0; j < i; j++) {
    const e = at(q, j);
    if (e.kind === 'guess' && e.branch) return true;
  }
  return false;
}

/** Rule 12: every access older than i is done, for good; none waits for what stands at i. */
export function allDone(q: Queue, i: number): boolean {
  return q.slice(0, i).every((e) => {
    switch (e.kind) {
      case 'load':
        return loadClean(e);
      case 'store':
      case 'guess':
      case 'walk':
      case 'fault':
      case 'update':
        return false;
      default:
        return true;
    }
  });
}

function sameAddress(e: Readonly<Entry>, address: number): boolean {
  return isKnown(e.addr) && constant(e.addr) === address;
}

export const FROM_MEMORY = -1;
export const NOT_YET = -2;

/** Rule 2: where the pending load at i would take its value now: the queue index of an own store, FROM_MEMORY, or
 *  NOT_YET. `inOrder`: loads complete in program order (tso, sc). */
export function loadSource(q: Queue, i: number, inOrder: boolean): number {
  const load = at(q, i);
  if (!isKnown(load.addr)) return NOT_YET;
  const address = constant(load.addr);
  if (blocked(q, i, false)) return NOT_YET;
  for (let j = 0; j < i; j++) {
    const e = at(q, j);
    if (load.acquire === 'rcsc' && e.kind === 'store' && e.release) return NOT_YET;
    if (inOrder && e.kind === 'load' && !e.done) return NOT_YET;
    if (e.kind === 'dc' && sameAddress(e, address)) return NOT_YET;
  }
  // Backwards: the first own store to the address is the source; a pending load of it in between goes first.
  for (let j = i - 1; j >= 0; j--) {
    const e = at(q, j);
    if (!isAccess(e) || !sameAddress(e, address)) continue;
    if (e.kind === 'load') {
      if (!e.done) return NOT_YET;
      continue;
    }
    if (e.val === null || !isKnown(e.val)) return NOT_YET;
    if (load.acquire !== 'no' && e.pair >= 0) {
      const pair = q.find((p) => p.id === e.pair);
      if (pair !== undefined && !pair.done) return NOT_YET;
    }
    return j;
  }
  return FROM_MEMORY;
}

/** Rule 3: the store at i may become visible now. */
export function storeReady(q: Queue, i: number, inOrder: boolean): boolean {
  const store = at(q, i);
  if (!isClean(store.addr) || store.val === null || !isClean(store.val)) return false;
  if (branchOpen(q, i) || blocked(q, i, true)) return false;
  for (let j = 0; j < i; j++) {
    const e = at(q, j);
    if (e.kind === 'dc') {
      if (sameAddress(e, store.addr)) return false;
      continue;
    }
    if (e.kind === 'fault') return false;
    if (!isAccess(e)) continue;
    if (!isClean(e.addr)) return false;
    if (e.kind === 'store') {
      if (inOrder || store.release || e.addr === store.addr) return false;
    } else if (!e.done) {
      if (inOrder || store.release || e.addr === store.addr) return false;
    } else if (store.release && !loadClean(e)) return false;
    if (e.id === store.pair && (!loadClean(e) || e.stale)) return false;
  }
  return true;
}

/** DC CVAU and IC IVAU (F4, F5). */
export function maintenanceReady(q: Queue, i: number): boolean {
  const entry = at(q, i);
  if (!isClean(entry.addr) || branchOpen(q, i)) return false;
  for (let j = 0; j < i; j++) {
    const e = at(q, j);
    if (e.kind === 'barrier') {
      if (e.fence === 'isb' || e.fence === 'serialize' || isDsb(e)) {
        if (barrierHolds(q, j, true)) return false;
      } else if (
        entry.kind === 'dc' &&
        (e.fence === 'dmb.sy' || e.fence === 'mfence') &&
        barrierHolds(q, j, true)
      )
        return false;
    } else if (entry.kind === 'dc') {
      if (e.kind === 'dc' && sameAddress(e, entry.addr)) return false;
      if (isAccess(e) && sameAddress(e, entry.addr) && undone(e, false)) return false;
    }
  }
  return true;
}

/** Rule 5: does the queue contradict coherence, so that this run never was? */
export function incoherent(q: Queue): boolean {
  for (let i = 0; i < q.length; i++) {
    const load = at(q, i);
    if (load.kind !== 'load' || !load.done || !isKnown(load.addr)) continue;
    const address = constant(load.addr);
    let source = -1;
    if (load.src >= 0) source = q.findIndex((e) => e.id === load.src);
    for (let j = 0; j < q.length; j++) {
      const e = at(q, j);
      if (e.kind === 'store' && e.pair === load.id) {
        // A store-exclusive to another address than its load-exclusive's does not succeed, translated or not.
        if (load.stale || (isKnown(e.addr) && constant(e.addr) !== address)) return true;
      }
      if (j >= i || !sameAddress(e, address)) continue;
      if (e.kind === 'load' && !e.done && load.stale) return true;
      if (e.kind === 'store' && j > source) return true;
    }
  }
  return false;
}

/** Rule 7: the address that the done load at i keeps for its store, still pending; -1 where it keeps none. What was
 *  forwarded from an older store of the CPU's own is no claim on memory until that store is visible. */
export function reservedAddress(q: Queue, i: number): number {
  const load = at(q, i);
  if (load.kind !== 'load' || !load.done || load.src >= 0 || !isKnown(load.addr)) return -1;
  return isPaired(q, load) ? constant(load.addr) : -1;
}

/** Whether a store in the queue is the other half of the load: of a read-modify-write or of an exclusive pair. */
export function isPaired(q: Queue, load: Readonly<Entry>): boolean {
  return q.some((e) => e.kind === 'store' && e.pair === load.id);
}

/** The load is a wait's own, and whether its value ends the wait rests on another load still in flight. */
export function waitsForMore(q: Queue, load: Readonly<Entry>): boolean {
  const wait = q.find((e) => e.wait && e.pair === load.id);
  return wait !== undefined && wait.val !== null && sourcesOf(wait.val).some((id) => id !== load.id);
}

/** Rules 1 and 5: something in the queue may still contradict what comes, so that the run would be squashed. A wait
 *  whose own load is pending cannot, where no interrupt could come first and nothing behind it was seen: it only ever takes a value that
 *  ends it. */
export function mayBeSquashed(q: Queue): boolean {
  return q.some((e, i) => {
    switch (e.kind) {
      case 'guess':
        return !(e.wait && e.soft === 0 && !e.mustEnd && q.some((l) => l.id === e.pair && !l.done));
      case 'walk':
      case 'fault':
        return true;
      case 'load':
        return e.done && mayRestart(q, i);
      default:
        return false;
    }
  });
}

/** Rule 5: a done load stays while something may still undo or need it. */
export function mustStay(q: Queue, i: number): boolean {
  return at(q, i).exclusive || mayRestart(q, i);
}

/** The part of `mustStay` that can still squash the run. */
export function mayRestart(q: Queue, i: number): boolean {
  const load = at(q, i);
  if (!isClean(load.addr) || load.val === null || !isClean(load.val)) return true;
  for (let j = 0; j < q.length; j++) {
    const e = at(q, j);
    if (e.kind === 'store' && e.pair === load.id) return true;
    if (j >= i || !isAccess(e)) continue;
    if (!isKnown(e.addr)) return true;
    if (e.kind === 'load' && !e.done && e.addr === load.addr) return true;
  }
  return false;
}
