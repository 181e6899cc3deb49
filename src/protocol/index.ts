/**
 * Messages between page and threads. What the page asks (`Request`) is about texts; one thread compiles them, the others
 * run programs and never see a text. Every request has an id; every reply names it. `progress` may come any number of
 * times before the one `done` or `failed`. A `ping` is answered with a `pong` as soon as the thread listens again.
 */
import type { Execution } from '../axiomatic/index.ts';
import type {
  Coverage,
  Explanation,
  ExploreLimits,
  ExploreResult,
  Goal,
  Lattice,
  MatrixAnswer,
  MatrixCell,
  MatrixModel,
  OutcomeComparison,
  Progress,
  ProgressMap,
  Reached,
  Run,
  RunComparison,
  Schedule,
  Switch,
  Translation,
  Writer,
} from '../explore/index.ts';
import type { Model, Program } from '../machine/index.ts';
import type {
  Compiled,
  CopiedMail,
  Edits,
  FoundTable,
  FoundText,
  Happens,
  KnownScenario,
  Menu,
  Ordering,
  Reading,
  Recognised,
  Rewritten,
  Settings,
} from '../scenario/index.ts';

import type { AdviceRequest, KernelRequest, KernelVersion } from './advice.ts';

export type * from './advice.ts';

/** A scenario instance as the page knows it: text, settings, model. */
export interface Instance {
  readonly id: string;
  readonly text: string;
  readonly settings: Settings;
  readonly model: Model;
}

/** An instance as a thread knows it that runs programs: one that it was sent, by its number. Equal numbers are equal
 *  programs, so the thread caches machines and graphs by number and model. */
export interface Loadable {
  readonly program: number;
  readonly settings: Settings;
  readonly model: Model;
}

/** What is asked of a mail. */
export type MailRequest =
  /** The tables in a text of any kind and size. */
  | { readonly do: 'find-tables'; readonly mail: string }
  /** What the rows of a table are; `edits` change what was inferred, `others` are the tables of the same text. */
  | {
      readonly do: 'read-table';
      readonly table: FoundTable;
      readonly edits: Edits;
      readonly others: readonly FoundTable[];
    }
  /** The scenario of a table, with what the machine says of it. */
  | { readonly do: 'complete-table'; readonly reading: Reading; readonly happens: Happens }
  /** The interleaving that a table draws, of the scenarios that are known. */
  | { readonly do: 'recognise-table'; readonly table: FoundTable; readonly known: readonly KnownScenario[] }
  /** A mail that was copied out of here, as rows of the scenario that it is of. */
  | { readonly do: 'read-copied'; readonly mail: string; readonly known: readonly KnownScenario[] };

/** What is asked of a text. */
export type TextRequest =
  | MailRequest
  | AdviceRequest
  | KernelRequest
  /** `bundled`: a text of the library, which is known to be right. Any other is a reader's own, who is told every mistake
   *  and what compiles and means nothing. */
  | { readonly do: 'compile'; readonly id: string; readonly text: string; readonly bundled?: boolean }
  /** The program of an instance: code, cells, scopes, for the code columns. */
  | { readonly do: 'program'; readonly instance: Instance }
  /** The rows of a named interleaving. */
  | { readonly do: 'schedule'; readonly id: string; readonly text: string; readonly name: string }
  /** Every combination of the values of `options` under every model, nearest to the instance first. */
  | {
      readonly do: 'cells';
      readonly instance: Instance;
      readonly options: readonly string[];
      readonly models: readonly Model[];
    };

/** What is asked of a program, whose instances are named in the page's way or in the threads'. */
export type ProgramRequest<I> =
  /** Every interleaving from the start, or from the state after the choice keys `from`; witnesses begin there. */
  | {
      readonly do: 'explore';
      readonly instance: I;
      readonly limits: ExploreLimits;
      readonly from?: readonly string[];
    }
  /** Plays choice keys from the start. With `fates` it is worth waiting for the thread that explored the instance. */
  | {
      readonly do: 'replay';
      readonly instance: I;
      readonly keys: readonly string[];
      readonly fates?: true;
    }
  /** Plays on `instance` what `keys` do on `of`: the same effects in the same order, as far as they go; with `whole`
   *  also what is only nearly the same, to the end. Where `of` is null the keys' own words are all that is known. */
  | {
      readonly do: 'translate';
      readonly instance: I;
      readonly of: I | null;
      readonly keys: readonly string[];
      readonly whole?: true;
    }
  /** What no interleaving does. */
  | { readonly do: 'coverage'; readonly instance: I; readonly limits: ExploreLimits }
  /** One cell of a matrix. */
  | { readonly do: 'cell'; readonly instance: I; readonly limits: ExploreLimits }
  /** The shortest way from the state after `from` to an event. */
  | {
      readonly do: 'reach';
      readonly instance: I;
      readonly from: readonly string[];
      readonly goal: Goal;
      readonly limits: ExploreLimits;
    }
  /** Why `key` is not enabled after `keys`. */
  | {
      readonly do: 'why-not';
      readonly instance: I;
      readonly keys: readonly string[];
      readonly key: string;
    }
  /** Who wrote the value that a cell has after `keys`. */
  | {
      readonly do: 'who';
      readonly instance: I;
      readonly keys: readonly string[];
      readonly cell: number;
    }
  /** Why and who at one step of a run: all that pointing at things asks for. `keys` is the whole run, so that the answer
   *  can tell what later steps do to what is in flight. */
  | {
      readonly do: 'account';
      readonly instance: I;
      readonly keys: readonly string[];
      readonly step: number;
    }
  /** Why a property holds, or nothing gets stuck. `starts`: where each line of the text begins; `table`: lines of a table
   *  that stand for lines of the text, to speak of instead. */
  | {
      readonly do: 'why-holds';
      readonly instance: I;
      readonly unwanted:
        { readonly k: 'property'; readonly slug: string } | { readonly k: 'deadlock' | 'livelock' };
      readonly limits: ExploreLimits;
      readonly starts: readonly number[];
      readonly table:
        readonly { readonly cpu: number; readonly sourceLine: number; readonly line: number }[] | null;
    }
  /** Which dependencies an instance needs under `arm`; `limits` are those of each search. */
  | {
      readonly do: 'dependencies';
      readonly instance: I;
      readonly text: string;
      readonly limits: ExploreLimits;
    }
  /** What two instances can end in, compared. */
  | {
      readonly do: 'compare';
      readonly a: I;
      readonly b: I;
      readonly limits: ExploreLimits;
    }
  /** Every state and step of an instance, if it has at most `nodes` states; its states counted by the progress of two
   *  CPUs (those that take most steps unless `axes` names them), if it has at most `mapped`. */
  | {
      readonly do: 'lattice';
      readonly instance: I;
      readonly limits: ExploreLimits;
      readonly nodes: number;
      readonly mapped: number;
      readonly axes: readonly [number, number] | null;
    }
  /** Two runs, as choice keys, laid side by side. */
  | { readonly do: 'align'; readonly a: readonly string[]; readonly b: readonly string[] }
  /** The smallest changes of options that turn a verdict, as far as the answers of a matrix tell. */
  | {
      readonly do: 'switches';
      readonly base: Settings;
      readonly cells: readonly MatrixAnswer<MatrixModel>[];
    };

/** Everything that the page asks. */
export type Request =
  | TextRequest
  | ProgramRequest<Instance>
  /** Plays a named interleaving of the scenario. */
  | { readonly do: 'interleaving'; readonly instance: Instance; readonly name: string };

/** What a thread that runs programs is asked. */
export type RunRequest =
  | ProgramRequest<Loadable>
  /** Plays the rows of an interleaving. */
  | { readonly do: 'interleaving'; readonly instance: Loadable; readonly schedule: Schedule };

export interface LatticeReply {
  readonly states: number;
  /** Null where there are more states than were asked for, or not all are known. */
  readonly lattice: Lattice | null;
  readonly map: ProgressMap | null;
}

/** What comes of it under `arm` where an access does not rest on another any more. */
export interface NeededDependency {
  readonly ordering: Ordering;
  readonly leads: 'loads' | 'stores';
  readonly need: 'needed' | 'seen' | 'no effect' | 'unknown';
  readonly because: readonly string[];
  readonly reason: string | null;
}

/** With others, of which each can go and not all. */
export interface DependencyNeeds {
  readonly needs: readonly NeededDependency[];
  readonly together: readonly {
    readonly orderings: readonly Ordering[];
    readonly need: 'needed' | 'seen';
    readonly because: readonly string[];
  }[];
}

/** Why something never happens. */
export interface WhyHolds {
  /** `ordered`: orderings forbid it. `whatever`: nothing that orders does. */
  readonly k: 'happens' | 'ordered' | 'whatever' | 'unknown';
  /** One clause: "smp_mb() in line 3 and smp_mb() in line 7 forbid it". */
  readonly short: string;
  /** The circle that it would need, a sentence for each part, and what happens without each ordering. */
  readonly chain: readonly string[];
  /** The run that is forbidden, of the program without some orderings: places and cells are those of the program. */
  readonly run: Run | null;
  /** The circle on that run, as the chain's first sentences tell it: each of the two as its instruction and the step of its effect, from 1; 0 before the first. */
  readonly circle: readonly {
    readonly from: WhyPoint;
    readonly to: WhyPoint;
    /** Program order that something keeps, else what one CPU finds of another; `word`: what. */
    readonly kept: boolean;
    readonly word: string;
  }[];
}

export interface WhyPoint {
  readonly cpu: number;
  readonly pc: number;
  readonly side: 'read' | 'write';
  readonly step: number;
}

/** A final state under the Linux-kernel memory model. */
export interface KernelState {
  /** As herd7 writes it. */
  readonly text: string;
  /** Whether the condition holds in it. */
  readonly marked: boolean;
  /** What is shown of it; ask with it for its executions. */
  readonly values: readonly number[];
}

export type KernelVerdict =
  | {
      readonly k: 'judged';
      readonly verdict: 'Never' | 'Sometimes' | 'Always';
      /** Whether it has a condition. */
      readonly asks: boolean;
      readonly states: readonly KernelState[];
      /** In herd7's words: `data-race`, … */
      readonly flags: readonly string[];
      /** An allowed execution with a data race. */
      readonly race: Execution | null;
    }
  /** Of a scenario: as a machine's verdict, with the executions that were looked at. */
  | {
      readonly k: 'scenario';
      readonly verdict: 'holds' | 'violated' | 'bounded';
      readonly properties: readonly string[];
      readonly states: number;
      readonly ms: number;
      /** One that violates it, where an assertion or a data race does. */
      readonly execution: Execution | null;
    }
  /** The model has nothing to say of it, or there is too much to look at; a sentence. */
  | { readonly k: 'refused'; readonly message: string };

export interface KernelExecutions {
  readonly found: readonly { readonly state: KernelState; readonly execution: Execution }[];
  /** There may be more. */
  readonly cut: boolean;
}

export interface Replies {
  readonly compile: Compiled;
  readonly program: Program;
  readonly schedule: Schedule;
  readonly explore: ExploreResult;
  readonly replay: Run;
  readonly translate: Translation;
  readonly interleaving: Run;
  readonly coverage: Coverage;
  readonly cells: readonly MatrixCell[];
  /** Null: cancelled before there was an answer. */
  readonly cell: MatrixAnswer | null;
  readonly reach: Reached;
  readonly 'why-holds': WhyHolds;
  readonly dependencies: DependencyNeeds;
  /** Null: cancelled before there was an answer. */
  readonly 'find-tables': FoundText | null;
  readonly 'read-table': Reading;
  /** Null: nothing in it can be executed. */
  readonly 'complete-table': string | null;
  /** Null: it is none of them. */
  readonly 'recognise-table': Recognised | null;
  /** Null: it was not copied out of here, or its scenario is not known. */
  readonly 'read-copied': CopiedMail | null;
  readonly orderings: readonly Ordering[];
  readonly strengthenings: Menu;
  readonly rewrite: Rewritten;
  readonly 'kernel-verdict': KernelVerdict;
  readonly 'kernel-version': KernelVersion;
  readonly executions: KernelExecutions;
  readonly 'why-not': string | null;
  readonly who: Writer | null;
  readonly account: Explanation;
  readonly compare: OutcomeComparison;
  readonly lattice: LatticeReply;
  readonly align: RunComparison;
  readonly switches: readonly Switch[];
}

export type ReplyOf<R extends Request> = Replies[R['do']];

/** How much of a text has been read, from 0 to 1. */
export interface Share {
  readonly share: number;
}

export type ProgressOf<R extends Request> = R extends MailRequest ? Share : Progress;

/** A program is sent before the first request about it; what is not asked about any more is forgotten. */
export type ToThread<R extends TextRequest | RunRequest = TextRequest | RunRequest> =
  | { readonly type: 'request'; readonly request: number; readonly body: R }
  | { readonly type: 'program'; readonly number: number; readonly program: Program }
  | { readonly type: 'forget'; readonly number: number }
  | { readonly type: 'cancel'; readonly request: number }
  | { readonly type: 'ping' };

export type FromThread =
  | { readonly type: 'progress'; readonly request: number; readonly progress: Progress | Share }
  | { readonly type: 'done'; readonly request: number; readonly reply: Replies[keyof Replies] }
  | { readonly type: 'failed'; readonly request: number; readonly message: string }
  | { readonly type: 'pong' };

export type {
  Coverage,
  Explanation,
  ExploreLimits,
  ExploreResult,
  Goal,
  Lattice,
  MatrixAnswer,
  MatrixCell,
  OutcomeComparison,
  Progress,
  ProgressMap,
  Reached,
  Run,
  RunComparison,
  Schedule,
  Switch,
  Translation,
  Writer,
} from '../explore/index.ts';
export type { Program } from '../machine/index.ts';
