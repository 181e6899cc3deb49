/**
 * Messages between page and worker. Every request has an id; every reply names it. `progress` may come any number of
 * times before the one `done` or `failed`.
 */
import type { ExploreLimits, ExploreResult, Progress, Run } from '../explore/index.ts';
import type { Model, Program } from '../machine/index.ts';
import type { Compiled, Settings } from '../scenario/index.ts';

/** A scenario instance: text, settings, model. The worker caches compiled texts and machines. */
export interface Instance {
  readonly id: string;
  readonly text: string;
  readonly settings: Settings;
  readonly model: Model;
}

export type Request =
  | { readonly do: 'compile'; readonly id: string; readonly text: string }
  /** The program of an instance: code, cells, scopes, for the code columns. */
  | { readonly do: 'program'; readonly instance: Instance }
  | { readonly do: 'explore'; readonly instance: Instance; readonly limits: ExploreLimits }
  /** Plays choice keys from the start. */
  | { readonly do: 'replay'; readonly instance: Instance; readonly keys: readonly string[] }
  /** Plays a named interleaving of the scenario. */
  | { readonly do: 'interleaving'; readonly instance: Instance; readonly name: string };

export interface Replies {
  readonly compile: Compiled;
  readonly program: Program;
  readonly explore: ExploreResult;
  readonly replay: Run;
  readonly interleaving: Run;
}

export type ReplyOf<R extends Request> = Replies[R['do']];

export type ToWorker =
  | { readonly type: 'request'; readonly request: number; readonly body: Request }
  | { readonly type: 'cancel'; readonly request: number };

export type FromWorker =
  | { readonly type: 'progress'; readonly request: number; readonly progress: Progress }
  | { readonly type: 'done'; readonly request: number; readonly reply: Replies[keyof Replies] }
  | { readonly type: 'failed'; readonly request: number; readonly message: string };

export type { ExploreLimits, ExploreResult, Progress, Run } from '../explore/index.ts';
