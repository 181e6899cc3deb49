/** The events of one run as sets and relations that every model is made of; fences are events here. */
import {
  base,
  type EventSet,
  leaf,
  limit,
  type Relation,
  seq,
  setOf,
  spaceOf,
  without,
} from '../relation.ts';
import type { HardwareEvent, HardwareRun } from './event.ts';

export type Thread = ReturnType<typeof threadOf>;

export function threadOf(run: HardwareRun) {
  const { events } = run;
  const space = spaceOf(events.length);
  const those = (holds: (event: HardwareEvent) => boolean): EventSet =>
    setOf(space, (nth) => {
      const event = events[nth];
      return event !== undefined && holds(event);
    });
  /** From each of the positions that an event names, to it. */
  const from = (name: string, positions: (event: HardwareEvent) => readonly number[]): Relation =>
    base(
      space,
      name,
      events.flatMap((event, to) => positions(event).map((at) => [at, to] as const)),
    );
  const pairs = (holds: (a: HardwareEvent, b: HardwareEvent) => boolean): (readonly [number, number])[] =>
    events.flatMap((a, nth) =>
      events.flatMap((b, to) => (nth < to && holds(a, b) ? [[nth, to] as const] : [])),
    );
  const isAccess = ({ kind }: HardwareEvent): boolean => kind !== 'fence';
  const reads = those(({ kind }) => kind === 'read');
  const writes = those(({ kind }) => kind === 'write');
  const po = base(
    space,
    'po',
    pairs(() => true),
  );
  const poLoc = base(
    space,
    'po-loc',
    pairs((a, b) => isAccess(a) && isAccess(b) && a.location === b.location),
  );
  const toWrite = limit(writes, poLoc, writes);
  return {
    run,
    space,
    those,
    reads,
    writes,
    accesses: those(isAccess),
    po,
    poLoc,
    /** Local read successor: a read of what this CPU wrote there last. */
    lrs: leaf('lrs', without(limit(writes, poLoc, reads), seq(toWrite, limit(writes, poLoc, reads)))),
    addr: from('addr', ({ address }) => address),
    data: from('data', ({ data }) => data),
    ctrl: from('ctrl', ({ control }) => control),
    pickAddr: from('pick', ({ picks }) => picks.address),
    pickData: from('pick', ({ picks }) => picks.data),
    pickCtrl: from('pick', ({ picks }) => picks.control),
    /** The halves of an atomic, and of a load-exclusive and its store. */
    rmw: from('rmw', ({ pair, monitor }) => [pair, monitor].filter((at) => at >= 0)),
    /** With such a fence in between. */
    over: (name: string, fences: EventSet): Relation =>
      leaf(name, seq(limit(null, po, fences), limit(fences, po, null))),
  };
}
