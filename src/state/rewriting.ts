/** The text of the shown scenario changes under the run: the run goes on as far as it is still there (drafts/retext.ts). */
import type { StoreApi } from 'zustand/vanilla';
import type { ScenarioFile } from './ports.ts';
import type { SessionState } from './session-state.ts';

/** What another text makes of what is shown. */
export type Rewritten = Pick<
  SessionState,
  'file' | 'scenario' | 'diagnostics' | 'tree' | 'position' | 'stops' | 'cell' | 'notice'
>;

interface RewritingDesk {
  readonly store: StoreApi<SessionState>;
  /** Drops what was asked for before. */
  readonly supersede: () => void;
  readonly stop: () => void;
  readonly explore: () => void;
}

export function createRewriting({ store, supersede, stop, explore }: RewritingDesk) {
  return {
    /** How the text in the editor stands to what is shown. */
    markText: (text: SessionState['text']) => {
      if (store.getState().text !== text) store.setState({ text });
    },
    /** The same text under another name: it is the reader's own from now on. */
    renameFile: (file: ScenarioFile) => store.setState({ file }),
    /** Shows another text; the verdict of the old one stays, as such, until the new one is there. */
    rewrite: (next: Rewritten) => {
      supersede();
      stop();
      const { exploration } = store.getState();
      const before =
        exploration.status === 'done'
          ? exploration.result
          : exploration.status === 'running'
            ? exploration.before
            : undefined;
      store.setState({
        ...next,
        phase: 'ready',
        text: 'same',
        wanted: null,
        stuck: [],
        exploration: { status: 'running', progress: null, ...(before && { before }) },
      });
      explore();
    },
  };
}
