/** What stands where a score would when a file is no scenario: what is wrong, where, and what to do. */
import { litmusHeader } from '../../base/index.ts';
import { useStore } from 'zustand';
import { LateEditor } from '../editor/late-editor.tsx';
import { usePage, useSession } from '../context.ts';
import { KernelsAnswer } from '../executions/kernels-answer.tsx';
import { DiagnosticLine } from './diagnostic-line.tsx';
import { useOpening } from './empty-states.tsx';

export function NotAScenario() {
  const diagnostics = useSession((state) => state.diagnostics);
  const file = useSession((state) => state.file);
  const header = file && litmusHeader(file.text);
  const litmus = header !== null;
  const name = useOpening();
  const { drawer } = usePage();
  const editing = useStore(drawer.store, (state) => state.editing);
  if (editing && file)
    return (
      <div className="blank-editor">
        <LateEditor />
      </div>
    );
  return (
    <div className="blank">
      <h1>{name} cannot be opened</h1>
      <p>
        {diagnostics.length > 0
          ? `${litmus ? 'This litmus test cannot be run' : 'It is not a scenario'} as it stands. Mend ${diagnostics.length > 1 ? 'these places' : 'this place'} here, or open it again.`
          : 'Open another scenario from the library, or reload the page.'}
      </p>
      {file && (
        <p>
          <button type="button" className="main" onClick={() => drawer.edit(true)}>
            Edit
          </button>
        </p>
      )}
      <ul className="diagnostics">
        {diagnostics.slice(0, 12).map((one, index) => (
          <DiagnosticLine key={index} diagnostic={one} text={file?.text ?? ''} />
        ))}
      </ul>
      {file && header?.language === 'C' && <KernelsAnswer text={file.text} />}
    </div>
  );
}
