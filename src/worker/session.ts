/**
 * What a thread remembers between requests: compiled texts, and for the instances used last their machine and, once
 * explored, its graph. A machine's states are comparable only within one Machine object, so fates in a replay need
 * the machine that was explored.
 */
import { Exploration, type ExploreLimits, type FateMap } from '../explore/index.ts';
import { createMachine, type Machine, type Program } from '../machine/index.ts';
import type { Instance } from '../protocol/index.ts';
import { compileText, instantiate, type Compiled, type Scenario } from '../scenario/index.ts';

const TEXTS_KEPT = 8;
const MACHINES_KEPT = 6;
const BYTES_KEPT = 400_000_000;

export interface Loaded {
  readonly scenario: Scenario;
  readonly program: Program;
  readonly machine: Machine;
  exploration: { readonly limits: ExploreLimits; readonly search: Exploration; done: boolean } | null;
}

/** The user's text cannot be used; the message says where and why. */
export class Unusable extends Error {}

export class Session {
  private readonly compiled = new Map<string, Compiled>();
  private readonly loaded = new Map<string, Loaded>();

  compile(id: string, text: string): Compiled {
    return recall(this.compiled, `${id}\n${text}`, TEXTS_KEPT, () => compileText(text, id));
  }

  /** The machine of an instance, kept for later requests; throws Unusable when its text has errors. */
  load(instance: Instance): Loaded {
    const { id, text, settings, model } = instance;
    const key = JSON.stringify([id, text, model, Object.entries(settings).sort()]);
    const loaded = recall(this.loaded, key, MACHINES_KEPT, () => this.prepare(instance));
    this.shed(loaded);
    return loaded;
  }

  /** The machine of an instance, made afresh and not kept. */
  prepare({ id, text, settings, model }: Instance): Loaded {
    const { scenario, diagnostics } = this.compile(id, text);
    if (!scenario) throw new Unusable(diagnostics[0]?.message ?? 'The scenario has errors.');
    const { program, diagnostics: further } = instantiate(scenario, settings);
    if (!program) throw new Unusable(further[0]?.message ?? 'The scenario cannot run with these options.');
    return { scenario, program, machine: createMachine(program, model), exploration: null };
  }

  /** The exploration of an instance, a running one included, begun anew when the limits differ. */
  explore(instance: Instance, limits: ExploreLimits): NonNullable<Loaded['exploration']> {
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

/** The value of a key, made when it is missing; of the others the most recently used are kept. */
function recall<T>(cache: Map<string, T>, key: string, kept: number, make: () => T): T {
  const value = cache.get(key) ?? make();
  cache.delete(key);
  cache.set(key, value);
  for (const [old] of cache) {
    if (cache.size <= kept) break;
    cache.delete(old);
  }
  return value;
}
