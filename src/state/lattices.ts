/** All interleavings of the instances looked at last, each fetched once: what the lattice view draws. */
import { createStore } from 'zustand/vanilla';
import type { Instance, Replies } from '../protocol/index.ts';
import { LIMITS } from './inquiry.ts';
import { messageOf } from './notice.ts';
import type { WorkerClient } from './ports.ts';

export type Lattice = NonNullable<Replies['lattice']['lattice']>;

export type LatticeEntry =
  | { readonly status: 'running' }
  | { readonly status: 'ready'; readonly lattice: Lattice; readonly states: number }
  /** Too many states to draw. */
  | { readonly status: 'large'; readonly states: number }
  | { readonly status: 'failed'; readonly message: string };

/** More would be neither readable nor quick. */
export const LATTICE_NODES = 3000;
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
    /** Fetches the lattice of an instance unless it is there or on its way. */
    want: async (instance: Instance): Promise<void> => {
      const key = latticeKey(instance);
      const known = store.getState().entries[key];
      if (known && known.status !== 'failed') return;
      keep(key, { status: 'running' });
      try {
        const { lattice, states } = await client.request({
          do: 'lattice',
          instance,
          limits: LIMITS,
          nodes: LATTICE_NODES,
        }).promise;
        keep(key, lattice ? { status: 'ready', lattice, states } : { status: 'large', states });
      } catch (error) {
        keep(key, { status: 'failed', message: messageOf(error) });
      }
    },
  };
}

/** What tells two instances apart, the text included. */
export function latticeKey({ id, text, settings, model }: Instance): string {
  return JSON.stringify([id, text, model, Object.entries(settings).sort(([a], [b]) => (a < b ? -1 : 1))]);
}
