/**
 * What a thread that runs programs remembers between requests: the programs it was sent, and for the instances used last
 * their machine and, once explored, its graph. A machine's states are comparable only within one Machine object, so
 * fates in a replay need the machine that was explored.
 */
import { Exploration, type ExploreLimits, type FateMap } from '../explore/index.ts';
import { createMachine, type Machine, type Program } from '../machine/index.ts';
import type { Loadable } from '../protocol/index.ts';
import { recall } from './recall.ts';

const MACHINES_KEPT = 6;
const BYTES_KEPT = 400_000_000;

export interface Loaded {
  readonly machine: Machine;
  exploration: { readonly limits: ExploreLimits; readonly search: Exploration; done: boolean } | null;
}

export class Session {
  private readonly programs = new Map<number, Program>();
  private readonly loaded = new Map<string, Loaded>();

  /** A program that requests will name by its number. */
  learn(number: number, program: Program): void {
    this.programs.set(number, program);
  }

  forget(number: number): void {
    this.programs.delete(number);
  }

  /** The machine of an instance, kept for later requests. */
  load(instance: Loadable): Loaded {
    const key = `${String(instance.program)} ${instance.model}`;
    const loaded = recall(this.loaded, key, MACHINES_KEPT, () => ({
      machine: this.machine(instance),
      exploration: null,
    }));
    this.shed(loaded);
    return loaded;
  }

  /** The machine of an instance, made afresh and not kept. */
  machine({ program: number, model }: Loadable): Machine {
    const program = this.programs.get(number);
    if (!program) throw new Error(`internal: program ${String(number)} was not sent`);
    return createMachine(program, model);
  }

  /** The exploration of an instance, a running one included, begun anew when the limits differ. */
  explore(instance: Loadable, limits: ExploreLimits): NonNullable<Loaded['exploration']> {
    const loaded = this.load(instance);
    const known = loaded.exploration;
    if (known && JSON.stringify(known.limits) === JSON.stringify(limits)) {
      if (!known.done || known.search.result.limit !== 'cancelled') return known;
    }
    loaded.exploration = { limits, search: new Exploration(loaded.machine, limits), done: false };
    return loaded.exploration;
  }

  /** Fates of an instance's states, null until it was explored. */
  fates({ exploration }: Loaded): FateMap | null {
    return exploration?.done ? exploration.search.fates : null;
  }

  /** Forgets graphs beyond the memory kept, least recently used first, never the one in use. */
  private shed(inUse: Loaded): void {
    let bytes = 0;
    for (const one of [...this.loaded.values()].reverse()) {
      bytes += one.exploration?.search.bytes ?? 0;
      if (bytes > BYTES_KEPT && one !== inUse && one.exploration?.done) one.exploration = null;
    }
  }
}
