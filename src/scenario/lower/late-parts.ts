/** The parts of lowering that only a text of the reader's own may need, as one value for `setLateParts`. */
import { completedStructs } from '../check/shared-structs.ts';
import { Start } from './at-start.ts';
import { CACHES } from './caches.ts';
import { freedomOf } from './compiler.ts';
import { DEFERRED_WORDS } from './deferred-words.ts';
import { DMA, withOwners } from './dma.ts';
import { allocated, withLeaks } from './leaks.ts';
import { warnOfUnsafeLocks } from './irq-safety.ts';
import { SIZES, checkAsserts, inWords, sizeIn } from './sizes.ts';
import { statementsType, statementsValue } from './statement-expressions.ts';
import { checkSet, watchUnset } from './unset-locals.ts';
import { warnOfOtherArch } from './other-arch.ts';
import { warnOfUnwritten } from './unwritten.ts';
import type { LateParts } from './late.ts';
import { withoutConditionals } from '../syntax/conditionals.ts';
import { withoutMade } from '../syntax/made-by-macros.ts';
import { withMacros } from '../syntax/macro-lines.ts';
import { MORE_WORDS } from './more-words.ts';
import { QUIET_WORDS } from './quiet-words.ts';
import { lowerGuard } from './guard-classes.ts';
import { lowerListLoop } from './list-loop.ts';
import { cutCircles, routinesOf } from './later.ts';

export const LATE_PARTS: LateParts = {
  freedomOf,
  primitives: new Map(
    Object.entries({ ...CACHES, ...DEFERRED_WORDS, ...DMA, ...MORE_WORDS, ...QUIET_WORDS, ...SIZES }),
  ),
  allocated,
  routinesOf,
  cutCircles,
  lowerGuard,
  lowerListLoop,
  completedStructs,
  withMacros,
  prepared: (text, diagnostics) => withoutMade(withoutConditionals(text, diagnostics)),
  startOf: (instance, file) => new Start(instance, file),
  warnOfUnsafeLocks,
  warnOfOtherArch,
  watchUnset,
  checkAsserts,
  inWords,
  sizeIn,
  statementsType,
  statementsValue,
  checkSet,
  warnOfUnwritten,
  withLeaks,
  withOwners,
};
