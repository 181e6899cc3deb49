/** All interleavings of the instances looked at last, each fetched once: what the lattice view draws. */
import { createStore } from 'zustand/vanilla';
import type { Instance, Replies } from '../protocol/index.ts';
import { LIMITS } from './inquiry.ts';
import { messageOf } from './notice.ts';
import type { WorkerClient } from './ports.ts';

export type Lattice = NonNullable<Replies['lattice']['lattice']>;

export type ProgressMap = NonNullable<Replies['lattice']['map']>;

export type LatticeEntry =
  | { readonly status: 'running' }
  | {
      readonly status: 'ready';
      /** Null where there are too many states to draw each. */
      readonly lattice: Lattice | null;
      readonly map: ProgressMap;
      readonly states: number;
    }
  /** Too many states even to be counted in a map, or not all of them are known. */
  | { readonly status: 'large'; readonly states: number }
  | { readonly status: 'failed'; readonly message: string };

/** More states would be neither readable nor quick to draw one by one. */
const LATTICE_NODES = 3000;
/** More would take longer to count than to search. */
export const MAPPED_STATES = 2_000_000;
const KEPT = 8;

export interface LatticesState {
  readonly entries: Readonly<Record<string, LatticeEntry>>;
}

export type Lattices = ReturnType<typeof createLattices>;

export function createLattices(client: WorkerClient) {
  const store = createStore<LatticesState>(() => ({ entries: {} }));
  const keep = (key: string, entry: LatticeEntry) =>
    store.setState(({ entries: { [key]: _, ...others } }) => ({
      entries: Object.fromEntries([...Object.entries(others).slice(1 - KEPT), [key, entry]]),
    }));

  return {
    store,
    /** Fetches the lattice of an instance unless it is there or on its way; `axes` null: the two CPUs that move most. */
    want: async (instance: Instance, axes: LatticeAxes = null): Promise<void> => {
      const key = latticeKey(instance, axes);
      const known = store.getState().entries[key];
      if (known && known.status !== 'failed') return;
      keep(key, { status: 'running' });
      try {
        const { lattice, map, states } = await client.request({
          do: 'lattice',
          instance,
          limits: LIMITS,
          nodes: LATTICE_NODES,
          mapped: MAPPED_STATES,
          axes,
        }).promise;
        keep(key, map ? { status: 'ready', lattice, map, states } : { status: 'large', states });
      } catch (error) {
        keep(key, { status: 'failed', message: messageOf(error) });
      }
    },
  };
}

/** The CPUs whose progress a map counts. */
export type LatticeAxes = readonly [across: number, down: number] | null;

/** What tells two instances apart, the text included, and two maps of one. */
export function latticeKey({ id, text, settings, model }: Instance, axes: LatticeAxes = null): string {
  const set = Object.entries(settings).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([id, text, model, set, axes]);
}
