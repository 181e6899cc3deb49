/** What stands where a score would: nothing open yet, or on its way. */
import { useStore } from 'zustand';
import { isCarried } from '../../state/index.ts';
import { usePage, useSession } from '../context.ts';
import { focusSearch, openCourse } from '../deeds.ts';
import { onDemand } from '../on-demand.tsx';

const Legend = onDemand('How to read the score', async () => (await import('./legend.tsx')).Legend);

export function Welcome() {
  const page = usePage();
  return (
    <div className="blank">
      <h1>Step through every interleaving</h1>
      <p>
        Open a thread in the library: its scenarios can be stepped, scrubbed and searched to the last
        interleaving. Everything runs in this page.
      </p>
      <p>
        <button type="button" className="main" onClick={() => focusSearch(page)}>
          Open the library
        </button>{' '}
        <button type="button" onClick={() => openCourse(page)}>
          Learn in twelve steps
        </button>{' '}
        <button type="button" onClick={() => page.preferences.showOverlay('new')}>
          New scenario
        </button>
      </p>
      <Legend />
    </div>
  );
}

export function Loading() {
  const { session } = usePage();
  const name = useOpening();
  return (
    <div className="blank" aria-busy="true">
      <h1>{name}</h1>
      <p className="quiet" role="status">
        On its way …
      </p>
      <p>
        <button type="button" onClick={() => session.cancelOpening()}>
          Cancel
        </button>
      </p>
    </div>
  );
}

/** What the scenario that is being opened is called, as the library has it. */
export function useOpening(): string {
  const { catalogue } = usePage();
  const id = useSession((state) => state.file?.id);
  const entry = useStore(catalogue.store, ({ entries }) => entries.find((one) => one.id === id));
  if (entry) return entry.title;
  if (id === undefined) return 'The scenario';
  return isCarried(id) ? 'The scenario in this link' : `“${id}”`;
}
