/**
 * One execution: a run of each thread, a source for each read, an order of the writes of each cell. `isAllowed` holds the
 * axioms (herd7's `internal`, `external` and `atomic`; x86-TSO; SC). Which invalidation took effect before which read is
 * not part of an execution: some choice must satisfy the axioms.
 */
import type { Model } from '../../../machine/index.ts';
import type { Event } from './events.ts';
import { isAccess, isBefore } from './order.ts';
import { add, empty, has, isAcyclic, type Relation, union } from './relation.ts';

export interface Execution {
  readonly events: readonly Event[];
  /** What each thread orders by itself (arm). */
  readonly local: Relation;
  /** Write that each read takes its value from, -1 the initial value; -2 for events that do not read. */
  readonly sources: readonly number[];
  /** Writes of each cell, oldest first. */
  readonly coherence: ReadonlyMap<number, readonly number[]>;
}

export function isAllowed(execution: Execution, model: Model): boolean {
  return new Axioms(execution).hold(model);
}

/** Coherent and atomic, which every model asks for and which each cell's own links decide: of an execution that has the
 *  links of some cells alone (no other read has a source), it says whether more are worth choosing. */
export function isPossible(execution: Execution): boolean {
  return new Axioms(execution).arePossible();
}

/** Either order of two events that do not see each other; `first` names the event that comes first. */
type Choice = (relation: Relation, first: 'one' | 'other') => Relation;

class Axioms {
  private readonly execution: Execution;
  private readonly events: readonly Event[];
  /** co, fr, rf. */
  private readonly co: Relation;
  private readonly fr: Relation;
  private readonly rf: Relation;

  constructor(execution: Execution) {
    this.execution = execution;
    this.events = execution.events;
    this.co = empty(this.events.length);
    this.fr = empty(this.events.length);
    this.rf = empty(this.events.length);
    this.communicate();
  }

  hold(model: Model): boolean {
    if (!this.isAtomic()) return false;
    if (model === 'sc') return isAcyclic(this.relate((a, b) => isBefore(a, b), 'all'));
    if (!this.isCoherent()) return false;
    if (model === 'tso') return isAcyclic(this.relate((a, b) => this.isKeptByTso(a, b), 'external'));
    const order = union(this.execution.local, this.observation());
    if (!isAcyclic(order)) return false;
    return this.choose(this.cleanChoices(), order, (cleaned) =>
      this.choose(this.invalidations(cleaned), cleaned, () => true),
    );
  }

  arePossible(): boolean {
    return this.isAtomic() && this.isCoherent();
  }

  private communicate(): void {
    const { sources, coherence } = this.execution;
    for (const writes of coherence.values()) {
      writes.forEach((older, index) => {
        for (const younger of writes.slice(index + 1)) add(this.co, older, younger);
      });
    }
    for (const [read, source] of sources.entries()) {
      if (source < -1) continue;
      if (source >= 0) add(this.rf, source, read);
      const writes = coherence.get(this.at(read).cell) ?? [];
      for (const write of writes.slice(writes.indexOf(source) + 1)) add(this.fr, read, write);
    }
  }

  private at(index: number): Event {
    const event = this.events[index];
    if (event === undefined) throw new Error('reference: no such event');
    return event;
  }

  private pairs(visit: (a: number, older: Event, b: number, younger: Event) => void): void {
    for (const [a, one] of this.events.entries()) {
      for (const [b, other] of this.events.entries()) if (a !== b) visit(a, one, b, other);
    }
  }

  private relate(kept: (a: Event, b: Event) => boolean, communication: 'all' | 'external'): Relation {
    const relation = empty(this.events.length);
    this.pairs((a, one, b, other) => {
      if (!isAccess(one) || !isAccess(other)) return;
      const external = one.cpu !== other.cpu;
      const seen =
        has(this.co, a, b) ||
        has(this.fr, a, b) ||
        (has(this.rf, a, b) && (external || communication === 'all'));
      const halves = other.pair >= 0 && this.absolute(b, other.pair) === a;
      if (seen || halves || kept(one, other)) add(relation, a, b);
    });
    return relation;
  }

  /** No other CPU's write comes between the halves of an atomic. */
  private isAtomic(): boolean {
    return this.events.every((write, w) => {
      if (write.pair < 0) return true;
      const read = this.absolute(w, write.pair);
      return !this.events.some(
        (other, x) => other.cpu !== write.cpu && has(this.fr, read, x) && has(this.co, x, w),
      );
    });
  }

  /** Positions in an event are relative to its thread's first event. */
  private absolute(of: number, position: number): number {
    return this.events.findIndex((event) => event.cpu === this.at(of).cpu) + position;
  }

  private isCoherent(): boolean {
    return isAcyclic(this.relate((a, b) => isBefore(a, b) && a.cell === b.cell, 'all'));
  }

  private isKeptByTso(a: Event, b: Event): boolean {
    if (!isBefore(a, b)) return false;
    if (a.kind !== 'write' || b.kind !== 'read' || a.atomic || b.atomic) return true;
    return this.events.some(
      (between) =>
        isBefore(a, between) && isBefore(between, b) && (between.fence === 'mfence' || between.atomic),
    );
  }

  /** obs and haz-ob. */
  private observation(): Relation {
    const relation = empty(this.events.length);
    this.pairs((a, one, b, other) => {
      const external = one.cpu !== other.cpu;
      const seen = has(this.co, a, b) || has(this.fr, a, b) || has(this.rf, a, b);
      if (isAccess(one) && isAccess(other) && external && seen) add(relation, a, b);
      if ((other.kind === 'walk' || other.kind === 'fetch') && has(this.rf, a, b)) add(relation, a, b);
      // An invalid entry is never cached, so a walk that faults has read the table itself.
      if (
        one.kind === 'walk' &&
        has(this.fr, a, b) &&
        this.users(a).some((user) => this.at(user).kind === 'fault')
      ) {
        add(relation, a, b);
      }
      const hazard =
        one.kind === 'read' && other.kind === 'read' && isBefore(one, other) && one.cell === other.cell;
      if (!hazard) return;
      for (const [w, write] of this.events.entries()) {
        if (has(this.fr, b, w) && write.cpu !== other.cpu) add(relation, a, w);
      }
    });
    return relation;
  }

  /** Accesses and faults that used a walk. */
  private users(walk: number): number[] {
    return this.events.flatMap((event, index) =>
      event.walk >= 0 && this.absolute(index, event.walk) === walk ? [index] : [],
    );
  }

  /** Whether some way through the choices keeps the order acyclic and satisfies `then`. */
  private choose(choices: readonly Choice[], order: Relation, then: (order: Relation) => boolean): boolean {
    const [choice, ...rest] = choices;
    if (choice === undefined) return then(order);
    return (['one', 'other'] as const).some((first) => {
      const chosen = choice(order, first);
      return isAcyclic(chosen) && this.choose(rest, chosen, then);
    });
  }

  /** DC-after: a cleaning is before or after each write of its line. */
  private cleanChoices(): Choice[] {
    return this.matching('dc', 'write').map(([clean, write]) => (order, first) => {
      const relation = [...order];
      if (first === 'one') add(relation, write, clean);
      else add(relation, clean, write);
      return relation;
    });
  }

  /** IC-after and TLBI-after, once it is known which writes were cleaned. */
  private invalidations(cleaned: Relation): Choice[] {
    const fetches = this.matching('ic', 'fetch').map(([ic, fetch]) => this.fetchChoice(ic, fetch, cleaned));
    const walks: Choice[] = [];
    this.pairs((t, tlbi, w, walk) => {
      const reaches = tlbi.kind === 'tlbi' && walk.kind === 'walk' && (!tlbi.local || tlbi.cpu === walk.cpu);
      if (reaches && (tlbi.page < 0 || tlbi.page === walk.page)) walks.push(this.walkChoice(t, w));
    });
    return [...fetches, ...walks];
  }

  private matching(a: Event['kind'], b: Event['kind']): (readonly [number, number])[] {
    const found: (readonly [number, number])[] = [];
    this.pairs((x, one, y, other) => {
      if (one.kind === a && other.kind === b && one.cell === other.cell) found.push([x, y]);
    });
    return found;
  }

  /** A fetch behind the invalidation sees every write that was cleaned before it; one in front is done, with all fetches
   *  before it, when the invalidation is complete. */
  private fetchChoice(ic: number, fetch: number, cleaned: Relation): Choice {
    return (order, first) => {
      const relation = [...order];
      if (first === 'one') {
        add(relation, ic, fetch);
        for (const [clean, write] of this.matching('dc', 'write')) {
          if (has(this.fr, fetch, write) && has(cleaned, write, clean)) add(relation, ic, clean);
        }
        return relation;
      }
      add(relation, fetch, ic);
      for (const [index, event] of this.events.entries()) {
        if (event.kind !== 'fetch' || !isBefore(event, this.at(fetch))) continue;
        for (const later of this.completed(ic)) if (isAccess(this.at(later))) add(relation, index, later);
      }
      return relation;
    };
  }

  /** A walk behind the invalidation sees every write before it; one in front is done, with the access that used it and
   *  with older walks of the page, when the invalidation is complete. */
  private walkChoice(tlbi: number, walk: number): Choice {
    return (order, first) => {
      const relation = [...order];
      if (first === 'one') {
        for (const w of this.events.keys()) if (has(this.fr, walk, w)) add(relation, tlbi, w);
        return relation;
      }
      const own = this.at(walk);
      for (const later of this.completed(tlbi)) {
        add(relation, walk, later);
        if (own.cpu === this.at(later).cpu) continue;
        for (const user of this.users(walk)) add(relation, user, later);
        for (const [index, event] of this.events.entries()) {
          const older = event.kind === 'walk' && event.page === own.page && isBefore(event, own);
          if (older) add(relation, index, later);
        }
      }
      return relation;
    };
  }

  /** What waits for the completion of a maintenance operation: behind a DSB, and implicit reads behind an ISB too. */
  private completed(operation: number): number[] {
    const from = this.at(operation);
    const between = (a: Event, b: Event, kind: string): boolean =>
      this.events.some((f) => f.fence === kind && isBefore(a, f) && isBefore(f, b));
    return this.events.flatMap((event, index) => {
      if (event.kind === 'fence' || !isBefore(from, event)) return [];
      const implicit = event.kind === 'walk' || event.kind === 'fetch';
      if (!implicit && between(from, event, 'dsb.sy')) return [index];
      const synchronized = this.events.some(
        (isb) => isb.fence === 'isb' && isBefore(isb, event) && between(from, isb, 'dsb.sy'),
      );
      return synchronized ? [index] : [];
    });
  }
}
