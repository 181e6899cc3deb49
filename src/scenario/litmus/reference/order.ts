/**
 * What a thread alone orders, under the Arm model: herd7's `local-hw-reqs` (dependencies, barriers, acquire and release,
 * local coherence, translation, instruction fetch) over the events of one run. Each rule names its relation there.
 */
import type { Dependencies, Event } from './events.ts';
import { add, closure, empty, has, type Relation } from './relation.ts';

export function localOrder(events: readonly Event[]): Relation {
  return new LocalOrder(events).edges();
}

/** In program order: an earlier instruction of the same CPU. */
export function isBefore(a: Event, b: Event): boolean {
  return a.cpu === b.cpu && a.step < b.step;
}

export function isAccess(event: Event): boolean {
  return event.kind === 'read' || event.kind === 'write';
}

/** Implicit reads: of the page table, of an instruction. */
function isImplicit(event: Event): boolean {
  return event.kind === 'walk' || event.kind === 'fetch';
}

function isMaintenance(event: Event): boolean {
  return event.kind === 'dc' || event.kind === 'ic';
}

class LocalOrder {
  private readonly events: readonly Event[];
  private readonly relation: Relation;
  /** For each event, the reads that it depends on by picks, through any number of others. */
  private readonly picks: (readonly number[])[] = [];

  constructor(events: readonly Event[]) {
    this.events = events;
    this.relation = empty(events.length);
  }

  edges(): Relation {
    for (const [at, event] of this.events.entries()) {
      this.dependencies(at, event);
      this.synchronization(event);
      for (const [before, older] of this.events.entries()) {
        if (isBefore(older, event)) this.pair(before, older, at, event);
      }
    }
    this.pickedStores();
    return this.relation;
  }

  private order(a: number, b: number): void {
    add(this.relation, a, b);
  }

  private at(index: number): Event {
    const event = this.events[index];
    if (event === undefined) throw new Error('reference: no such event');
    return event;
  }

  /** tr-ib, dob, pob, aob. */
  private dependencies(at: number, event: Event): void {
    const { address, data, control, walk, pair } = event;
    if (walk >= 0) this.order(walk, at);
    for (const read of address.on) this.order(read, at);
    if (event.kind === 'write') {
      for (const read of data.on) this.order(read, at);
      for (const read of all(control)) this.order(read, at);
      for (const read of [...address.pick, ...data.pick]) this.order(read, at);
      if (pair >= 0) this.order(pair, at);
    } else if (isMaintenance(event) || event.kind === 'tlbi') {
      for (const read of all(control)) this.order(read, at);
    }
    const picks = new Set([...address.pick, ...data.pick, ...control.pick]);
    for (const read of [...address.on, ...data.on])
      for (const pick of this.picks[read] ?? []) picks.add(pick);
    if (event.kind === 'read') {
      const source = this.localSource(at);
      if (source >= 0) {
        const write = this.at(source);
        for (const read of [...write.address.on, ...write.data.on]) this.order(read, at);
        for (const pick of this.picks[source] ?? []) picks.add(pick);
        if (write.pair >= 0 && event.acquire !== 'no') this.order(write.pair, at);
      }
    }
    this.picks.push([...picks]);
  }

  /** lrs: the own write that a read of this place would see. */
  private localSource(at: number): number {
    const event = this.at(at);
    return this.events.findLastIndex(
      (other, index) =>
        index < at && other.kind === 'write' && other.cell === event.cell && isBefore(other, event),
    );
  }

  /** CSE-ob: what an ISB or an exception's entry orders before all that follows. */
  private synchronization(fence: Event): void {
    if (fence.kind !== 'fence' || (fence.fence !== 'isb' && fence.fence !== 'entry')) return;
    const before = new Set<number>(all(fence.control));
    for (const [index, event] of this.events.entries()) {
      const ownWalk = event.kind === 'walk' && fence.fence === 'entry' && event.step <= fence.step;
      if (!isBefore(event, fence) && !ownWalk) continue;
      if (event.kind === 'walk' || this.isSynchronized(event, fence)) before.add(index);
      if (isAccess(event)) for (const read of all(event.address)) before.add(read);
    }
    for (const [index, event] of this.events.entries()) {
      if (isBefore(fence, event)) for (const read of before) this.order(read, index);
    }
  }

  /** DSB-ob: a DSB in between waits for the event. */
  private isSynchronized(event: Event, later: Event): boolean {
    const memory = isAccess(event) || isImplicit(event) || isMaintenance(event);
    return (
      (memory && this.between(event, later, ['dsb.sy'])) ||
      (event.kind === 'read' && !event.noRet && this.between(event, later, ['dsb.ld'])) ||
      (event.kind === 'write' && this.between(event, later, ['dsb.st']))
    );
  }

  private between(a: Event, b: Event, kinds: readonly string[]): boolean {
    return this.events.some(
      (fence) =>
        fence.kind === 'fence' && kinds.includes(fence.fence) && isBefore(a, fence) && isBefore(fence, b),
    );
  }

  /** Rules for two events in program order. */
  private pair(a: number, older: Event, b: number, younger: Event): void {
    if (isAccess(older) && (isAccess(younger) || younger.kind === 'fault'))
      this.accesses(a, older, b, younger);
    if (!isImplicit(younger) && this.isSynchronized(older, younger)) this.order(a, b);
    if (older.kind === 'walk' && younger.kind === 'write') this.order(a, b);
    if (older.kind === 'fetch' && younger.kind !== 'fetch' && younger.kind !== 'fence') this.order(a, b);
    if (isAccess(older) && younger.kind === 'write') {
      for (const read of all(older.address)) this.order(read, b);
    }
    const cleans = older.kind === 'dc' || younger.kind === 'dc';
    const cleanable = [older, younger].every((event) => isAccess(event) || event.kind === 'dc');
    if (cleans && cleanable) {
      if (older.cell === younger.cell || this.between(older, younger, ['dmb.sy', 'dsb.sy'])) this.order(a, b);
    }
  }

  /** bob and lws. */
  private accesses(a: number, older: Event, b: number, younger: Event): void {
    const writes = younger.kind === 'write' || younger.kind === 'fault';
    const place = younger.kind === 'fault' ? older.virtual === younger.virtual : older.cell === younger.cell;
    const fullyOrdered =
      older.atomic && older.release && older.pair >= 0 && this.at(older.pair).acquire === 'rcsc';
    const ordered =
      (writes && place) ||
      this.between(older, younger, ['dmb.sy', 'dsb.sy']) ||
      (older.kind === 'read' && !older.noRet && this.between(older, younger, ['dmb.ld', 'dsb.ld'])) ||
      (older.kind === 'write' && writes && this.between(older, younger, ['dmb.st', 'dsb.st'])) ||
      older.acquire !== 'no' ||
      (older.kind === 'write' && older.release && younger.kind === 'read' && younger.acquire === 'rcsc') ||
      (younger.kind === 'write' && younger.release) ||
      (older.kind === 'write' && fullyOrdered);
    if (ordered) this.order(a, b);
  }

  /** pick-lob: a pick reaches every write that is ordered behind what depends on it. */
  private pickedStores(): void {
    const closed = closure(this.relation);
    for (const [via, picks] of this.picks.entries()) {
      for (const [at, event] of this.events.entries()) {
        if (event.kind === 'write' && has(closed, via, at)) for (const pick of picks) this.order(pick, at);
      }
    }
  }
}

function all(dependencies: Dependencies): readonly number[] {
  return [...dependencies.on, ...dependencies.pick];
}
