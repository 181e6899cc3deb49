/** What the page's state needs of the world. `app` hands in the real ones, tests hand in fakes. */
import type { Reading } from '../permalink/index.ts';
import type { ProgressOf, ReplyOf, Request } from '../protocol/index.ts';
import type { Model, Program, Scenario, Settings } from './answers.ts';

/** An answer under way. `cancel` makes the promise reject, or resolve with what was found so far. */
export interface Pending<T> {
  readonly promise: Promise<T>;
  readonly cancel: () => void;
}

export interface WorkerClient {
  readonly request: <R extends Request>(
    body: R,
    onProgress?: (progress: ProgressOf<R>) => void,
  ) => Pending<ReplyOf<R>>;
}

/** A scenario's text under its id. */
export interface ScenarioFile {
  readonly id: string;
  readonly text: string;
  /** False for what the reader opened or pasted: it travels in the link. */
  readonly bundled: boolean;
  /** It is only tried: nothing of it is kept. */
  readonly passing?: boolean;
}

/** One view of one interleaving, as a link tells it. */
export interface LinkView {
  readonly settings: Settings;
  readonly model: Model;
  readonly keys: readonly string[];
  readonly step: number;
  /** Of a link whose scenario has changed since. */
  readonly older?: OlderSteps;
  /** What the run is called; without it it came from a link. */
  readonly title?: string;
}

/** The steps of a link to an older text, whose statements may have other names today. */
export interface OlderSteps {
  /** Whether the statements of today can be those that its steps name; else `keys` is empty. */
  readonly readable: boolean;
  /** What the steps may mean, had one statement changed since; takes a moment. */
  readonly others: () => readonly Reading[];
}

/** What a link turned out to be. `problems` say what is wrong; what can be opened is in `file` and `view`. */
export interface OpenedLink {
  readonly file: ScenarioFile | null;
  readonly view: LinkView | null;
  readonly problems: readonly string[];
}

export interface Links {
  /** The fragment after `#`; null where the text is too long to travel. */
  readonly encode: (
    view: LinkView & { readonly file: ScenarioFile; readonly scenario: Scenario; readonly program: Program },
  ) => Promise<string | null>;
  /** Id of the scenario that a fragment names, before anything is fetched; null where it names none. One that the link
   *  carries, and that was not seen yet, is named by what the link has of it. */
  readonly named: (fragment: string) => string | null;
  /** `arrived` is told of the text before it is compiled. */
  readonly decode: (fragment: string, arrived?: (file: ScenarioFile) => void) => Promise<OpenedLink>;
}

export interface AddressBar {
  readonly read: () => string;
  /** Id of the reader's own file that this entry of the history shows, whatever its text was then. */
  readonly mine: () => string | null;
  readonly replace: (fragment: string, mine: string | null) => void;
  readonly push: (fragment: string, mine: string | null) => void;
  /** Calls back when the reader changed the fragment or went back; returns how to stop. */
  readonly listen: (changed: (fragment: string) => void) => () => void;
}

/** What is kept under one scenario's id. */
export interface KeptThing {
  readonly id: string;
  /** It is a file of the reader's, and its text is kept. */
  readonly file: boolean;
  readonly work: boolean;
  /** It is no scenario: what was answered in courses, or the texts of one of the reader's own. */
  readonly course?: 'progress' | 'texts';
}

/** Where work is kept beyond the page: a database of the browser's. Each may reject: forbidden, full, gone. */
export interface Shelf {
  /** Files of earlier visits, oldest first. */
  readonly files: () => Promise<readonly Omit<ScenarioFile, 'bundled'>[]>;
  readonly keepFile: (file: ScenarioFile) => Promise<void>;
  /** What was kept for a scenario in this tab, else what was kept last. */
  readonly work: (id: string) => Promise<unknown>;
  /** In place of what this tab kept before; null where there is nothing any more. */
  readonly keepWork: (id: string, work: unknown) => Promise<void>;
  /** What there is, files first. */
  readonly kept: () => Promise<readonly KeptThing[]>;
  /** Removes what is kept under an id, of every tab; everything where it is null. What is returned puts it back. */
  readonly forget: (id: string | null) => Promise<() => Promise<void>>;
}

export interface Storage {
  readonly read: (key: string) => string | null;
  readonly write: (key: string, value: string) => void;
}
