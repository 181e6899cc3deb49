/** What stands where a score would: nothing open yet, on its way, or a file that is no scenario. */
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
  const file = useSession((state) => state.file);
  return (
    <div className="blank" aria-busy="true">
      <p className="quiet">Reading {file?.id ?? 'the scenario'} …</p>
    </div>
  );
}

export function NotAScenario() {
  const diagnostics = useSession((state) => state.diagnostics);
  const file = useSession((state) => state.file);
  return (
    <div className="blank">
      <h1>{file?.id ?? 'This file'} cannot be opened</h1>
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
      <code>{line.trim()}</code>
    </li>
  );
}
