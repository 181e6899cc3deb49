/** Why an entry in flight cannot complete yet, from the same rules that decide it (queue-rules.ts). */
import type { RaceMachine } from '../step/race-machine.ts';
import type { Entry } from '../cpu/part.ts';
import {
  at,
  barrierHolds,
  blocked,
  branchOpen,
  isAccess,
  loadSource,
  maintenanceReady,
  NOT_YET,
  storeReady,
} from '../cpu/queue-rules.ts';
import { faults, translates, updateReady } from '../cpu/translation.ts';
import { isClean, isKnown, sourcesOf, type Val } from '../cpu/value.ts';

/** A sentence fragment such as `the store to flags, still in the queue`; null when nothing holds it (or it is done). */
export function waitsFor(
  machine: RaceMachine,
  q: readonly Readonly<Entry>[],
  i: number,
  cpu: number,
): string | null {
  const e = at(q, i);
  const inOrder = machine.table(cpu).setup.model !== 'arm';
  const text = (x: Readonly<Entry>): string => machine.program.code[x.pc]?.at.text ?? x.kind;
  switch (e.kind) {
    case 'load':
      if (e.done || loadSource(q, i, inOrder) !== NOT_YET) return null;
      if (!isKnown(e.addr)) return `its address, which ${dependsOn(q, e.addr, text, text(e))}`;
      break;
    case 'store':
      if (storeReady(q, i, inOrder)) return null;
      if (!isClean(e.addr)) return `its address, which ${dependsOn(q, e.addr, text, text(e))}`;
      if (e.val === null || !isClean(e.val)) return `its value, which ${dependsOn(q, e.val, text, text(e))}`;
      if (branchOpen(q, i)) return openGuess(q, i, text);
      break;
    case 'update':
      return updateReady(q, i) ? null : branchOpen(q, i) ? openGuess(q, i, text) : olderOf(q, i, text);
    case 'dc':
    case 'ic':
      if (maintenanceReady(q, i)) return null;
      break;
    case 'barrier':
      return olderOf(q, i, text);
    case 'guess':
      return 'the load its condition depends on';
    case 'effect':
    case 'violation':
      return branchOpen(q, i) ? openGuess(q, i, text) : 'a load still in flight';
    case 'tlbi':
      return null;
    case 'walk':
    case 'fault': {
      if (e.kind === 'walk' ? translates(q, i) : faults(q, i, machine.program.hardware.ets2)) return null;
      const found = walkWaitsFor(q, i, text);
      if (found !== null) return found;
      break;
    }
  }
  for (let j = 0; j < i; j++) {
    const o = at(q, j);
    if (o.kind === 'barrier' && (barrierHolds(q, j, e.kind === 'store') || barrierHolds(q, j, false))) {
      return `${text(o)}, which waits for ${olderOf(q, j, text) ?? 'earlier accesses'}`;
    }
    if (o.kind === 'load' && o.acquire !== 'no' && !o.done) return `the acquire of ${text(o)}`;
  }
  if (blocked(q, i, e.kind === 'store')) return 'an earlier atomic that is fully ordered';
  return olderOf(q, i, text);
}

/** What keeps a walk from beginning, or what it found that its side of the split cannot use; null: neither. */
function walkWaitsFor(
  q: readonly Readonly<Entry>[],
  i: number,
  text: (e: Readonly<Entry>) => string,
): string | null {
  const e = at(q, i);
  if (e.begun) {
    if (e.kind === 'fault')
      return e.kinds !== 0 ? null : 'its walk finds a translation, so nothing is there to fault on';
    return e.candidates.length > 0 ? null : 'its walk finds no translation';
  }
  if (!isKnown(e.addr)) return `its address, which ${dependsOn(q, e.addr, text, text(e))}`;
  for (let j = 0; j < i; j++) {
    const o = at(q, j);
    if (o.kind === 'fault') return `its walk, which comes after the fault of ${text(o)}`;
    if ((o.fence === 'isb' || o.fence === 'serialize') && barrierHolds(q, j, false))
      return `its walk, held back by ${text(o)}, which waits for ${olderOf(q, j, text) ?? 'earlier instructions'}`;
  }
  return 'its walk, which with FEAT_ETS2 comes after earlier accesses and DSBs';
}

function olderOf(
  q: readonly Readonly<Entry>[],
  i: number,
  text: (e: Readonly<Entry>) => string,
): string | null {
  for (let j = 0; j < i; j++) {
    const o = at(q, j);
    if (isAccess(o) && !(o.kind === 'load' && o.done)) return `${text(o)}, still in the queue`;
    if (o.kind === 'dc' || o.kind === 'ic' || o.kind === 'tlbi') return `${text(o)}, not complete yet`;
    if (o.kind === 'guess' && o.branch) return `${text(o)}, still a guess`;
  }
  return null;
}

/** The first branch or wait before i whose way is still a guess. */
export function openGuess(
  q: readonly Readonly<Entry>[],
  i: number,
  text: (e: Readonly<Entry>) => string,
): string {
  const guess = q.find((o, j) => j < i && o.kind === 'guess' && o.branch);
  return guess ? `${text(guess)}, still a guess` : 'an earlier branch that is still a guess';
}

/** "depends on r = READ_ONCE(x), still in flight": the first load or guess that a value rests on; `own` is the statement
 *  whose value it is, which may read what it depends on itself. */
export function dependsOn(
  q: readonly Readonly<Entry>[],
  v: Val | null,
  text: (e: Readonly<Entry>) => string,
  own: string,
): string {
  const ids = v === null ? [] : sourcesOf(v);
  const source = q.find(({ id }) => ids.includes(id));
  if (!source) return 'depends on a load still in flight';
  const isOwn = text(source) === own;
  const what = isOwn ? `its own ${source.kind === 'load' ? 'read' : 'guess'}` : text(source);
  return `depends on ${what}, still ${source.kind === 'load' ? 'in flight' : isOwn ? 'open' : 'a guess'}`;
}
