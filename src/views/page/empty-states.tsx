/** What stands where a score would: nothing open yet, on its way, or a file that is no scenario. */
import { safeLine } from '../../base/index.ts';
import { useStore } from 'zustand';
import type { Diagnostic, PreferencesStore } from '../../state/index.ts';
import { usePage, useSession } from '../context.ts';
import { Legend } from './legend.tsx';

export function Welcome() {
  const { preferences } = usePage();
  return (
    <div className="blank">
      <h1>Step through every interleaving</h1>
      <p>
        Open a thread in the library: its scenarios can be stepped, scrubbed and searched to the last
        interleaving. Everything runs in this page.
      </p>
      <p>
        <button type="button" className="main" onClick={() => openLibrary(preferences)}>
          Open the library
        </button>
      </p>
      <Legend />
    </div>
  );
}

function openLibrary(preferences: PreferencesStore): void {
  preferences.toggleLibrary(true);
  preferences.showSheet('library');
  requestAnimationFrame(() => document.querySelector<HTMLElement>('#library-search')?.focus());
}

export function Loading() {
  const name = useOpening();
  return (
    <div className="blank" aria-busy="true">
      <h1>{name}</h1>
      <p className="quiet" role="status">
        On its way …
      </p>
    </div>
  );
}

/** What the scenario that is being opened is called, as the library has it. */
function useOpening(): string {
  const { catalogue } = usePage();
  const id = useSession((state) => state.file?.id);
  const entry = useStore(catalogue.store, ({ entries }) => entries.find((one) => one.id === id));
  return entry?.title ?? (id === 'from-a-link' ? 'The scenario in this link' : (id ?? 'The scenario'));
}

export function NotAScenario() {
  const diagnostics = useSession((state) => state.diagnostics);
  const file = useSession((state) => state.file);
  const name = useOpening();
  return (
    <div className="blank">
      <h1>{name} cannot be opened</h1>
      <p>
        {diagnostics.length > 0
          ? 'It is not a scenario as it stands. Mend these places and open it again.'
          : 'Open another scenario from the library, or reload the page.'}
      </p>
      <ul className="diagnostics">
        {diagnostics.slice(0, 12).map((one, index) => (
          <DiagnosticLine key={index} diagnostic={one} text={file?.text ?? ''} />
        ))}
      </ul>
    </div>
  );
}

function DiagnosticLine({ diagnostic, text }: { readonly diagnostic: Diagnostic; readonly text: string }) {
  const before = text.slice(0, diagnostic.from).split('\n');
  const line = text.split('\n')[before.length - 1] ?? '';
  return (
    <li>
      <p>
        <b>
          Line {before.length}, column {(before.at(-1)?.length ?? 0) + 1}
        </b>{' '}
        {diagnostic.message}
      </p>
      <code>{safeLine(line.trim())}</code>
    </li>
  );
}
