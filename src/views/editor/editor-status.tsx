/** Below the editor: what the compiler says of the text, what mends it, and whether it is kept. */
import { useStore } from 'zustand';
import type { Workshop } from '../../state/index.ts';
import { useSession } from '../context.ts';
import type { Desk } from './desk.ts';

const MODIFIER = /Mac|iP/.test(navigator.userAgent) ? '⌘' : 'Ctrl';

interface EditorStatusProps {
  readonly workshop: Workshop;
  readonly desk: Desk;
  readonly save: () => void;
}

export function EditorStatus({ workshop: { editing, drafts }, desk, save }: EditorStatusProps) {
  const { text, checked, diagnostics } = useStore(editing.store);
  const { trouble } = useStore(drafts.store);
  const standing = useSession((state) => state.text);
  const [first] = diagnostics;
  const line = first ? text.slice(0, first.from).split('\n').length : 0;
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
  const isOld = checked !== null && checked !== text;
  const more = diagnostics.length > 1 ? `${diagnostics.length - 1} more below or above it` : '';
  return (
    <div className="editor-status">
      <p role="status" className={errors > 0 ? 'bad' : ''}>
        {isOld && <span className="quiet">Reading … </span>}
        {!first && !isOld && (standing === 'same' ? 'No mistakes.' : 'Reading …')}
        {first && (
          <>
            <button type="button" onClick={() => desk.goTo(first.from)}>
              Line {line}
            </button>{' '}
            {first.message} {more && <span className="quiet">{more}</span>}
          </>
        )}
      </p>
      {first?.fix && !isOld && (
        <button
          type="button"
          className="main"
          onClick={() => {
            const { from, to, insert } = first.fix ?? { from: 0, to: 0, insert: '' };
            desk.view.dispatch({ changes: { from, to, insert }, userEvent: 'fix' });
            desk.view.focus();
          }}
        >
          {first.fix.label}
        </button>
      )}
      {!first && standing === 'same' && (
        <p className="quiet to-score">{MODIFIER} Enter: to the score and its keys</p>
      )}
      {standing === 'mistaken' && (
        <p className="quiet">The score is that of the last text without mistakes, in pencil.</p>
      )}
      {trouble !== null && (
        <p role="alert" className="bad">
          {trouble}{' '}
          <button type="button" onClick={save}>
            Save as file
          </button>
        </p>
      )}
    </div>
  );
}
