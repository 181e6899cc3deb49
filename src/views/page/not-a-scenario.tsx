/** What stands where a score would when a file is no scenario: what is wrong, where, and what to do. */
import { safeLine } from '../../base/index.ts';
import type { Diagnostic } from '../../state/index.ts';
import { useSession } from '../context.ts';
import { useOpening } from './empty-states.tsx';

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
