/** What a session knows. `createSession` and `createInquiry` are the only writers. */
import type { Diagnostic, ExploreResult, Model, Progress, Scenario, Settings } from './answers.ts';
import type { Notice } from './notice.ts';
import type { Hidden } from './hiding.ts';
import type { LinkView, ScenarioFile } from './ports.ts';
import { emptyTree, type RunTree } from './run-tree.ts';
import type { Stop } from './stops.ts';

export type Exploration =
  | { readonly status: 'idle' }
  /** The reader is to find it out. */
  | { readonly status: 'hidden' }
  | {
      readonly status: 'running';
      readonly progress: Progress | null;
      /** What holds of the text as it was before it was edited, until the answer is there. */
      readonly before?: ExploreResult;
    }
  | { readonly status: 'done'; readonly result: ExploreResult }
  | { readonly status: 'failed'; readonly message: string };

export interface SessionState {
  readonly phase: 'empty' | 'loading' | 'ready' | 'failed';
  readonly file: ScenarioFile | null;
  readonly scenario: Scenario | null;
  readonly diagnostics: readonly Diagnostic[];
  readonly tree: RunTree;
  readonly position: number;
  /** What the reader has chosen and the page does not show yet; the old run stays on the page meanwhile. */
  readonly wanted: { readonly settings: Settings; readonly model: Model } | null;
  readonly exploration: Exploration;
  /** Who waits for what in the shortest deadlock that was found; empty where there is none, or not known yet. */
  readonly stuck: readonly string[];
  /** The text in the editor: the one that is shown, one that is being compiled, or one with mistakes. */
  readonly text: 'same' | 'changing' | 'mistaken';
  readonly notice: Notice | null;
  /** Where playing stops by itself. */
  readonly stops: readonly Stop[];
  /** Memory cell whose readers and writers are pointed out. */
  readonly cell: number | null;
  /** What the reader is to find out before it is told. */
  readonly hidden: Hidden;
}

/** What to show of a scenario; the first interleaving where nothing is said. */
export interface Target {
  readonly interleaving?: string;
  readonly variant?: string;
  readonly view?: LinkView;
}

export const initialSession: SessionState = {
  phase: 'empty',
  file: null,
  scenario: null,
  diagnostics: [],
  tree: emptyTree,
  position: 0,
  wanted: null,
  exploration: { status: 'idle' },
  stuck: [],
  text: 'same',
  notice: null,
  stops: [],
  cell: null,
  hidden: 'nothing',
};
