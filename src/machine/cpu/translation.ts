/**
 * Walks and faults in the queue: rules V2–V8 and V10. An access to a page is preceded by a `walk` entry, and its
 * address is the walk's result; the faulting alternative is a `fault` entry at which issue stops.
 */
import type { DraftRun } from './draft-run.ts';
import { push, type Entry } from './part.ts';
import { at, barrierHolds, blocked, branchOpen, isAccess, isDsb } from './queue-rules.ts';
import { ADDRESS_BASE, isValidPte, physicalCell } from '../../base/index.ts';
import { constant, isClean, isKnown, tainted, taints, type Val } from './value.ts';

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
  for (const entry of e.kind === 'walk' ? [...held, ...ownEntries(run, e)] : []) addCandidate(e, entry);
  observe(run, e, pte);
}

/** A pending walk sees the entry's value in memory. On x86 an entry that is not present is never remembered (V14): an
 *  access faults on what its walk finds at that moment. */
function observe(run: DraftRun, e: Entry, pte: number): void {
  if (e.kind === 'walk') addCandidate(e, pte);
  else if (run.setup.program.arch === 'x86') e.mayFault = !isValidPte(ownEntries(run, e).at(-1) ?? pte);
  else e.mayFault ||= !isValidPte(pte);
}

function addCandidate(walk: Entry, pte: number): void {
  if (isValidPte(pte) && !walk.candidates.includes(pte))
    walk.candidates = [...walk.candidates, pte].sort((a, b) => a - b);
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
    e.mayFault = false;
    observe(run, e, pte);
  }
}

/** V5: the walk at i may commit to one of its candidates now. */
export function translates(q: Queue, i: number): boolean {
  const e = at(q, i);
  return e.kind === 'walk' && e.begun && e.candidates.length > 0 && !blocked(q, i, false);
}

/** V6: the fault at i may be taken now. */
export function faults(q: Queue, i: number): boolean {
  const e = at(q, i);
  if (e.kind !== 'fault' || !e.begun || !e.mayFault || blocked(q, i, false)) return false;
  return !q.some(
    (o, j) => j < i && (o.fence === 'dmb.st' || o.fence === 'dsb.st') && barrierHolds(q, j, true),
  );
}

export function translate(run: DraftRun, walk: Entry, candidate: number): void {
  const pte = walk.candidates[candidate] ?? 0;
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
  return q.some(
    (e) => isAccess(e) && e.page >= 0 && (page < 0 || e.page === page) && !(e.kind === 'load' && e.done),
  );
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
