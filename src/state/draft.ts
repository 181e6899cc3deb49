/** What a reader writes here, as it is kept: its text as typed, the last text that ran, and every version that ran. */
import type { Model } from './answers.ts';

export interface Draft {
  /** Its file's id; never changes. */
  readonly id: string;
  readonly name: string;
  /** Empty for none. */
  readonly folder: string;
  /** As it was typed last, mistakes included. */
  readonly text: string;
  /** The last text that ran: what the score shows while `text` has mistakes. Null where none ever did. */
  readonly ran: string | null;
  /** When it was changed last, in milliseconds. */
  readonly at: number;
  /** Counts what was kept of it, so that two tabs notice each other. */
  readonly revision: number;
  /** Where the cursor stood. */
  readonly caret: number;
}

/** A text that ran, and what came of it under the options and the model that were shown. */
export interface Version {
  readonly id: string;
  readonly at: number;
  readonly text: string;
  /** `violated lost-wakeup`. */
  readonly verdict: string;
  readonly model: Model;
}

/** How much this browser keeps for the site, and may, in bytes. */
export interface Room {
  readonly used: number;
  readonly whole: number;
}

/** The browser's database as drafts need it. Each may reject: forbidden, full, gone. */
export interface DraftShelf {
  /** Oldest change first; also files that were only opened. */
  readonly drafts: () => Promise<readonly Draft[]>;
  readonly draft: (id: string) => Promise<Draft | null>;
  /** Keeps it as the next revision, unless another one than it rests on is kept: that is the answer, and stays. */
  readonly keepDraft: (draft: Draft) => Promise<Draft | null>;
  /** Oldest first. */
  readonly versions: (id: string) => Promise<readonly Version[]>;
  readonly keepVersion: (version: Version) => Promise<void>;
  /** Null where the browser does not say. */
  readonly room: () => Promise<Room | null>;
}

/** Other tabs of this browser on the same site. */
export interface Tabs {
  /** Tells them that a draft was kept. */
  readonly tell: (id: string) => void;
  readonly listen: (heard: (id: string) => void) => void;
}
