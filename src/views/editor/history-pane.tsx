/** Every version of a draft that ran, newest first, each with what it changes in the text of now; any can be restored. */
import { unifiedMergeView } from '@codemirror/merge';
import { EditorView } from '@codemirror/view';
import { useEffect, useMemo, useState } from 'react';
import type { Version, Workshop } from '../../state/index.ts';
import { useStore } from 'zustand';
import { useSession } from '../context.ts';
import { Beside, ReadOnlyText } from './beside.tsx';

interface HistoryPaneProps {
  readonly workshop: Workshop;
  readonly id: string;
  readonly close: () => void;
}

const WHEN = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

export function HistoryPane({ workshop: { drafts, editing }, id, close }: HistoryPaneProps) {
  const now = useStore(editing.store, (state) => state.text);
  const exploration = useSession((state) => state.exploration);
  const [versions, setVersions] = useState<readonly Version[] | null>(null);
  const [chosen, setChosen] = useState<number | null>(null);
  useEffect(() => {
    let gone = false;
    // What has just been explored is kept a moment later.
    const timer = setTimeout(() => {
      drafts.versions(id).then(
        (all) => {
          if (!gone) setVersions([...all].reverse());
        },
        () => {
          if (!gone) setVersions([]);
        },
      );
    }, 150);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [drafts, id, exploration]);
  const version = versions?.find(({ at }) => at === chosen) ?? versions?.[0];
  return (
    <Beside title="History" about="every version that ran" close={close}>
      {versions?.length === 0 && <p className="quiet">No version of it has run yet.</p>}
      {version && (
        <>
          <ul className="versions" aria-label="Versions">
            {versions?.map((one) => (
              <li key={one.at}>
                <button
                  type="button"
                  aria-current={one === version ? 'true' : undefined}
                  onClick={() => setChosen(one.at)}
                >
                  {WHEN.format(one.at)} <span className="quiet">{`${one.verdict}, ${one.model}`}</span>
                </button>
              </li>
            ))}
          </ul>
          <div className="version-deeds">
            <button
              type="button"
              disabled={version.text === now}
              onClick={() => {
                editing.replace(version.text);
                close();
              }}
            >
              Restore this version
            </button>
            <span className="quiet">
              {version.text === now
                ? 'It is what stands in the editor.'
                : 'Undo brings back what stands there now.'}
            </span>
          </div>
          <Difference from={version.text} to={now} />
        </>
      )}
    </Beside>
  );
}

function Difference({ from, to }: { readonly from: string; readonly to: string }) {
  const extensions = useMemo(
    () => [
      EditorView.editable.of(false),
      unifiedMergeView({
        original: from,
        mergeControls: false,
        gutter: true,
        collapseUnchanged: { margin: 2, minSize: 5 },
      }),
    ],
    [from],
  );
  return <ReadOnlyText text={to} label="What has changed since this version" extensions={extensions} />;
}
