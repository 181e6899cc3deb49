/**
 * Walks and faults in the queue: rules V2–V8 and V10. An access to a page is preceded by a `walk` entry, and its
 * address is the walk's result; the faulting alternative is a `fault` entry at which issue stops.
 */
import type { DraftRun } from './draft-run.ts';
import { push, type Entry } from './part.ts';
import { at, barrierHolds, blocked, branchOpen, isAccess, isDsb, reservedAddress } from './queue-rules.ts';
import { ADDRESS_BASE, isValidPte, physicalCell, PTE_BITS } from '../../base/index.ts';
import { bitsToSet, FAULT_KINDS, faultOf, frameOnly } from './rights.ts';
import type { Program } from '../program.ts';
import { constant, isClean, isKnown, sourcesOf, tainted, taints, type Val } from './value.ts';

type Queue = readonly Readonly<Entry>[];

/** `page` of a TLBI that names its page by address and has not executed yet. */
export const BY_ADDRESS = -2;

/** Whether an access to this address goes through a translation (or may, while the address is unknown). */
export function isTranslated(run: DraftRun, addr: Val): boolean {
  const { pageOfCell } = run.setup;
  if (pageOfCell.size === 0) return false;
  return !isKnown(addr) || pageOfCell.has(constant(addr) - ADDRESS_BASE);
}

/** Puts the walk before an access; returns the address the access has from then on, and the walk's id. */
export function pushWalk(run: DraftRun, addr: Val, pc: number): { addr: Val; via: number } {
  if (!isTranslated(run, addr)) return { addr, via: -1 };
  const walk = push(run.d, 'walk', pc, { addr, page: pageOf(run, addr) });
  return { addr: { ld: walk.id }, via: walk.id };
}

export function pageOf(run: DraftRun, addr: Val): number {
  return isKnown(addr) ? (run.setup.pageOfCell.get(constant(addr) - ADDRESS_BASE) ?? -1) : -1;
}

/** V4, V10: the walk (or fault) at i may begin now. `forwards`: the walker sees the CPU's own older stores (V14). */
export function mayBegin(q: Queue, i: number, ets2: boolean, forwards: boolean): boolean {
  const e = at(q, i);
  if ((e.kind !== 'walk' && e.kind !== 'fault') || e.begun || !isKnown(e.addr)) return false;
  for (let j = 0; j < i; j++) {
    const o = at(q, j);
    if (o.kind === 'fault') return false;
    if (o.kind === 'barrier') {
      if ((o.fence === 'isb' || o.fence === 'serialize') && barrierHolds(q, j, false)) return false;
      if (ets2 && isDsb(o) && (barrierHolds(q, j, true) || barrierHolds(q, j, false))) return false;
    }
    if (ets2 && e.kind === 'fault' && isAccess(o) && !(o.kind === 'load' && o.done)) return false;
    if (forwards && o.kind === 'store' && !(isKnown(o.addr) && o.val !== null && isKnown(o.val)))
      return false;
  }
  return true;
}

/** V14: entries that older stores of the CPU itself are about to write, oldest first; on x86 its walker sees them. */
function ownEntries(run: DraftRun, walk: Entry): readonly number[] {
  const { program } = run.setup;
  const cell = program.pages[walk.page]?.pte;
  if (program.arch !== 'x86' || cell === undefined) return [];
  const q = run.d.queue;
  return q.slice(0, q.indexOf(walk)).flatMap((e) => {
    const writes = e.kind === 'store' && isKnown(e.addr) && constant(e.addr) === ADDRESS_BASE + cell;
    return writes && e.val !== null && isKnown(e.val) ? [constant(e.val)] : [];
  });
}

/** The walk begins with what the TLB holds and what the page table says now. */
export function begin(run: DraftRun, i: number, held: readonly number[], pte: number): void {
  const e = run.d.queue[i];
  if (e === undefined) return;
  e.begun = true;
  e.page = pageOf(run, e.addr);
  if (e.barred.includes(e.page)) {
    run.squashed = true;
    return;
  }
  e.passed = e.passed.filter((page) => page === e.page);
  e.barred = [];
  if (e.page < 0) {
    // The address turned out to be no page of the program: it is its own translation, and cannot fault.
    if (e.kind === 'fault') run.squashed = true;
    else finishWalk(run, e, e.addr);
    return;
  }
  for (const entry of [...held, ...(e.kind === 'walk' ? ownEntries(run, e) : [])])
    observeCached(run, e, entry);
  observe(run, e, pte);
}

/** Whether the access that a walk or fault belongs to writes. A locked or exclusive store does, whatever comes of it. */
function writes(run: DraftRun, e: Readonly<Entry>): boolean {
  return run.instr(e.pc).op !== 'load';
}

/** A pending walk sees an entry that the TLB may hold. */
function observeCached(run: DraftRun, e: Entry, pte: number): void {
  const { rights } = run.setup;
  const fault = faultOf(rights, pte, writes(run, e));
  if (e.kind === 'fault') {
    e.kinds |= fault < 0 ? 0 : 1 << fault;
    if (fault === ACCESS_FLAG) addCandidate(e, pte);
  } else if (fault < 0)
    addCandidate(e, bitsToSet(rights, pte, writes(run, e)) === 0 && rights.looked ? frameOnly(pte) : pte);
}

/** A pending walk sees the entry's value in memory. On x86 an entry that is not present is never remembered (V14): an
 *  access faults on what its walk finds at that moment. */
function observe(run: DraftRun, e: Entry, pte: number): void {
  if (e.kind === 'fault' && run.setup.program.arch === 'x86') {
    e.kinds &= ~1;
    observeCached(run, e, ownEntries(run, e).at(-1) ?? pte);
  } else observeCached(run, e, pte);
}

function addCandidate(walk: Entry, pte: number): void {
  if (!walk.candidates.includes(pte)) walk.candidates = [...walk.candidates, pte].sort((a, b) => a - b);
}

/** A store to the page's entry became visible. */
export function pteStored(run: DraftRun, page: number, pte: number): void {
  for (const e of run.d.queue)
    if (e.begun && e.page === page && (e.kind === 'walk' || e.kind === 'fault')) observe(run, e, pte);
}

/** V8: an invalidation of the page arrived; walks in progress start over. A walk older than an access that has used
 *  the dropped translation up may not get a newer one: two accesses of one page translate in program order. */
export function invalidationArrived(run: DraftRun, page: number, pte: number): void {
  for (const e of run.d.queue) {
    if (e.passed.includes(page)) {
      if (e.begun) run.squashed = true;
      else if (!e.barred.includes(page)) e.barred = [...e.barred, page].sort((a, b) => a - b);
    }
    if (!e.begun || e.page !== page || (e.kind !== 'walk' && e.kind !== 'fault')) continue;
    e.candidates = [];
    e.kinds = 0;
    observe(run, e, pte);
  }
}

/** V5: the walk at i may commit to one of its candidates now. */
export function translates(q: Queue, i: number): boolean {
  const e = at(q, i);
  return e.kind === 'walk' && e.begun && e.candidates.length > 0 && !blocked(q, i, false);
}

/** V6: the fault at i may be taken now. A barrier for stores holds it as it does a store if it is a DSB, a DMB only
 *  under FEAT_ETS2; an address that a conditional select has guessed must be certain first. */
export function faults(q: Queue, i: number, ets2: boolean): boolean {
  const e = at(q, i);
  if (e.kind !== 'fault' || !e.begun || e.kinds === 0 || !isClean(e.addr) || blocked(q, i, false))
    return false;
  return !q.some(
    (o, j) => j < i && (o.fence === 'dsb.st' || (ets2 && o.fence === 'dmb.st')) && barrierHolds(q, j, true),
  );
}

/** V6: an access flag fault comes after older accesses of the frame that the entry maps: the frame of one that may be
 *  taken now, -1 where none may. */
function frameFaulting(q: Queue, i: number): number {
  const e = at(q, i);
  for (const pte of e.candidates) {
    const frame = ADDRESS_BASE + physicalCell(pte);
    if (!q.some((o, j) => j < i && isUndone(o) && isKnown(o.addr) && constant(o.addr) === frame))
      return frame;
  }
  return -1;
}

function isUndone(e: Readonly<Entry>): boolean {
  return isAccess(e) && !(e.kind === 'load' && e.done);
}

const ACCESS_FLAG = FAULT_KINDS.indexOf('access-flag');

export function faultsAs(q: Queue, i: number, kind: number): boolean {
  return kind !== ACCESS_FLAG || frameFaulting(q, i) >= 0;
}

/** The fault is taken before older accesses whose addresses are not known yet: they are of other frames. */
export function passOver(run: DraftRun, fault: Entry, kind: number): void {
  if (kind !== ACCESS_FLAG) return;
  const q = run.d.queue;
  const i = q.indexOf(fault);
  const frame = frameFaulting(q, i);
  for (const e of q.slice(0, i)) {
    if (isUndone(e) && !isKnown(e.addr) && !e.apart.includes(frame))
      e.apart = [...e.apart, frame].sort((a, b) => a - b);
  }
}

/** V13: bits that translating to this candidate first sets in the page table; 0: none. */
export function updateOf(run: DraftRun, walk: Readonly<Entry>, candidate: number): number {
  return bitsToSet(run.setup.rights, walk.candidates[candidate] ?? 0, writes(run, walk));
}

/** Hardware that sets the bits in the instant in which it translates, or later and out of order (V13). */
export function updatesAtOnce(run: DraftRun): boolean {
  return run.setup.program.arch === 'x86' || run.strong;
}

/** V13: nothing older may still undo the access at i, so its entry may be changed. */
export function updateReady(q: Queue, i: number): boolean {
  const e = at(q, i);
  if (!isClean(e.addr) || branchOpen(q, i)) return false;
  return !q.some((o, j) => {
    if (j >= i) return false;
    if (o.kind === 'walk') return !isClean(o.addr) || o.page === e.page;
    if (o.kind === 'fault') return true;
    return isAccess(o) && o.via < 0 && !isClean(o.addr);
  });
}

/** V13: the update at hand becomes visible; what was read there is still there, since nobody else may store to it. */
export function update(run: DraftRun, e: Entry): void {
  const cell = updatedCell(run.setup.program, e);
  if (e.val !== null && isKnown(e.val)) run.emit({ k: 'write', cell, value: constant(e.val) });
  run.d.queue.splice(run.d.queue.indexOf(e), 1);
}

/** V13: a walker that runs ahead of any access may set the accessed flag of an entry at any time. */
export function setYoung(run: DraftRun, cell: number, entry: number): void {
  if (isValidPte(entry) && (entry & PTE_BITS.young) === 0)
    run.emit({ k: 'write', cell, value: entry | PTE_BITS.young });
  else run.goOnWaiting();
}

/** The page table entry's cell that an update is for. */
export function updatedCell({ pages }: Program, e: Readonly<Entry>): number {
  return pages[e.page]?.pte ?? -1;
}

/** V13: the CPU's walker has read the entry and is about to write it: its own stores to it and atomics wait. */
export function isUpdating(run: DraftRun, q: Queue, cell: number): boolean {
  return (
    run.setup.rights.looked &&
    q.some((e) => e.kind === 'update' && updatedCell(run.setup.program, e) === cell)
  );
}

/** V13: no update of the entry may begin: another is about to happen, or the CPU's own atomic is between its load and its
 *  store. */
export function isReserved(run: DraftRun, q: Queue, cell: number): boolean {
  return isUpdating(run, q, cell) || q.some((_, i) => reservedAddress(q, i) === ADDRESS_BASE + cell);
}

/** V5: commits to a candidate. `input`: the entry in memory, where bits are to be set in it. */
export function translate(run: DraftRun, walk: Entry, candidate: number, input: number): void {
  const pte = walk.candidates[candidate] ?? 0;
  const bits = updateOf(run, walk, candidate);
  const cell = run.setup.program.pages[walk.page]?.pte ?? -1;
  if (bits !== 0) {
    // The entry must still be there as it was read: another one is another candidate, or a fault.
    if (input !== pte) {
      run.goOnWaiting();
      return;
    }
    if (updatesAtOnce(run)) run.emit({ k: 'write', cell, value: pte | bits });
    else {
      const { addr, page, pc } = walk;
      const update = push(run.d, 'update', pc, { addr, val: pte | bits, page });
      run.d.queue.pop();
      run.d.queue.splice(run.d.queue.indexOf(walk), 0, update);
    }
  }
  finishWalk(run, walk, ADDRESS_BASE + physicalCell(pte));
}

function finishWalk(run: DraftRun, walk: Entry, physical: Val): void {
  const t = isKnown(walk.addr) ? taints(walk.addr) : [];
  for (const e of run.d.queue) {
    if (e.via !== walk.id) continue;
    e.page = walk.page;
    e.via = -1;
  }
  run.d.queue.splice(run.d.queue.indexOf(walk), 1);
  run.resolve(walk.id, tainted(physical, t));
}

/** V8: an access to the page (-1: any page) is translated and not done, so an invalidation cannot arrive yet. */
export function usesTranslation(q: Queue, page: number): boolean {
  return q.some((e) => {
    if (e.kind === 'load' && e.done) return false;
    if (e.passedBy !== 0 && (page < 0 || (e.passedBy & (1 << (page & 31))) !== 0)) return true;
    return (isAccess(e) || e.kind === 'update') && e.page >= 0 && (page < 0 || e.page === page);
  });
}

/** V6, V8: what a fault passes although its access is ordered behind it (stores before a DMB ST, loads that the data
 *  come from) still comes first for everyone but its own CPU: an invalidation of the page does not arrive before it. */
export function passOrdered(q: readonly Entry[], fault: Readonly<Entry>): void {
  const i = q.indexOf(fault);
  const sources = fault.val === null ? [] : sourcesOf(fault.val);
  q.forEach((e, j) => {
    if (j >= i || !isAccess(e)) return;
    const barred = e.kind === 'store' && q.some((o, k) => k > j && k < i && o.fence === 'dmb.st');
    if (barred || sources.includes(e.id)) e.passedBy |= 1 << (fault.page & 31);
  });
}

/** V7: the TLBI at i executes now. */
export function invalidates(q: Queue, i: number): boolean {
  const e = at(q, i);
  if (e.kind !== 'tlbi' || e.done || !isClean(e.addr) || branchOpen(q, i)) return false;
  return !q.some((o, j) => {
    if (j >= i || o.kind !== 'barrier') return false;
    if (o.fence !== 'isb' && o.fence !== 'serialize' && !isDsb(o)) return false;
    return barrierHolds(q, j, true) || barrierHolds(q, j, false);
  });
}
