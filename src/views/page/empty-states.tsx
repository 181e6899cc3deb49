/** What stands where a score would: nothing open yet, or on its way. */
import { useStore } from 'zustand';
import { isCarried } from '../../state/index.ts';
import { usePage, useSession } from '../context.ts';
import { onDemand } from '../on-demand.tsx';

export const Welcome = onDemand(
  'The first page',
  async () => (await import('../first/first-page.tsx')).FirstPage,
  {
    meanwhile: 'Opening …',
  },
);

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
