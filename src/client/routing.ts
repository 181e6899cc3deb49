/**
 * Which thread a request belongs to. One compiles; of those that run programs the first is reserved for what a reader
 * waits for while stepping; searches go to the others, and what needs an explored graph goes to the thread that has it.
 */
import type { Instance, TextRequest } from '../protocol/index.ts';
import type { RunnableRequest } from './preparing.ts';
import { programKey } from './programs.ts';

export type Route =
  /** About a text: the thread that compiles. */
  | { readonly to: 'compiler' }
  /** Short: the reserved thread. */
  | { readonly to: 'reserved' }
  /** Short, and better where `key` was explored, if that thread is idle; with `wait`, even if it is busy. */
  | { readonly to: 'explorer'; readonly key: string; readonly wait: boolean }
  /** Long: any thread but the reserved one, best the one that knows one of `keys`. */
  | { readonly to: 'search'; readonly keys: readonly string[]; readonly explores: boolean }
  /** Long and one of many: whichever thread has nothing else to do. */
  | { readonly to: 'spread' };

/** What is asked of a text, but for its program, which the client keeps. */
export type TextQuestion = Exclude<TextRequest, { readonly do: 'program' }>;

export function isOfText(body: RunnableRequest | TextQuestion): body is TextQuestion {
  return routeOf(body).to === 'compiler';
}

export function routeOf(body: RunnableRequest | TextQuestion): Route {
  switch (body.do) {
    case 'why-not':
    case 'who':
    case 'account':
    case 'align':
    case 'switches':
      return { to: 'reserved' };
    case 'replay':
      return { to: 'explorer', key: keyOf(body.instance), wait: body.fates ?? false };
    case 'interleaving':
    case 'translate':
      return { to: 'explorer', key: keyOf(body.instance), wait: false };
    case 'explore':
      return { to: 'search', keys: [keyOf(body.instance)], explores: !body.from?.length };
    case 'coverage':
    case 'lattice':
      return { to: 'search', keys: [keyOf(body.instance)], explores: true };
    case 'compare':
      return { to: 'search', keys: [keyOf(body.a), keyOf(body.b)], explores: true };
    case 'reach':
      return { to: 'search', keys: [keyOf(body.instance)], explores: false };
    case 'cell':
    case 'why-holds':
    case 'dependencies':
      return { to: 'spread' };
    default:
      return ofText(body);
  }
}

/** Whatever does not run: a new kind that does must be named above. */
function ofText(_: TextQuestion): Route {
  return { to: 'compiler' };
}

/** What tells two instances apart. */
function keyOf(instance: Instance): string {
  return `${instance.model} ${programKey(instance)}`;
}
