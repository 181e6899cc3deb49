/**
 * Parts of lowering that few texts need, told from their words (prelude-parts.ts): of those that come with smpscope each loads
 * them with what it needs of the prelude, a reader's own text has them with the checks (late.ts).
 */
import type { Program } from '../../machine/index.ts';
import type { Layout, Place } from './layout.ts';
import type { withLifetimes } from './lifetime.ts';
import type { Primitive } from './primitive.ts';
import type { readMacro } from '../syntax/macros.ts';

export interface RareParts {
  readonly primitives: ReadonlyMap<string, Primitive>;
  /** Macros of the kernel that declare (syntax/macros.ts). */
  readMacro: typeof readMacro;
  /** When objects are there, in a program that frees some (lifetime.ts). */
  withLifetimes(...given: Parameters<typeof withLifetimes>): Program;
  /** Where somebody waits for RCU's callbacks (rcu-words.ts). */
  callbackCounts(layout: Layout): Place;
}
