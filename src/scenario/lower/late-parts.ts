/** The parts of lowering that only a text of the reader's own may need, as one value for `setLateParts`. */
import { ASSERTIONS } from './assertions.ts';
import { RARE_PARTS } from './rare-parts.ts';
import { REFCOUNTS } from './refcounts.ts';
import { completedStructs } from '../check/shared-structs.ts';
import { Start } from './at-start.ts';
import { CACHES } from './caches.ts';
import { freedomOf } from './compiler.ts';
import { DEFERRED_WORDS } from './deferred-words.ts';
import { DMA, withOwners } from './dma.ts';
import { allocated, withLeaks } from './leaks.ts';
import { warnOfUnsafeLocks } from './irq-safety.ts';
import { SIZES, checkAsserts, inWords, sizeIn } from './sizes.ts';
import { lowerSwitch } from './switch.ts';
import { compoundValue, lowerPlace, lowerStatic } from './local-places.ts';
import { closest } from '../closest.ts';
import { readStart } from '../syntax/read-start.ts';
import { statementsType, statementsValue } from './statement-expressions.ts';
import { checkSet, watchUnset } from './unset-locals.ts';
import { warnOfOtherArch } from './other-arch.ts';
import { warnOfUnwritten } from './unwritten.ts';
import type { LateParts } from './late.ts';
import { asPasted } from '../syntax/pasted.ts';
import { isEnabled, withoutConditionals } from '../syntax/conditionals.ts';
import { withoutMade } from '../syntax/made-by-macros.ts';
import { withMacros } from '../syntax/macro-lines.ts';
import { MORE_LOCKS } from './more-locks.ts';
import { MORE_WORDS } from './more-words.ts';
import { QUIET_WORDS, familyOf } from './quiet-words.ts';
import { lowerGuard } from './guard-classes.ts';
import { lowerListLoop } from './list-loop.ts';
import { CLEANUP, freeAtEnd } from './cleanup.ts';
import { branchInRange } from './case-ranges.ts';
import { eachOf, orElse } from '../syntax/gnu.ts';
import { nestsTooDeep } from '../syntax/nesting.ts';
import { checkNumbers, checkText } from '../syntax/text-checks.ts';
import { soleIn } from '../types/sole.ts';
import { placeCopy } from './struct-values.ts';
import { cutCircles, routinesOf } from './later.ts';

export const LATE_PARTS: LateParts = {
  ...RARE_PARTS,
  freedomOf,
  primitives: new Map(
    Object.entries({
      ...CACHES,
      ...DEFERRED_WORDS,
      ...DMA,
      ...CLEANUP,
      ...MORE_WORDS,
      ...QUIET_WORDS,
      ...SIZES,
      ...ASSERTIONS,
      ...REFCOUNTS,
      ...MORE_LOCKS,
      ...Object.fromEntries(RARE_PARTS.primitives),
    }),
  ),
  allocated,
  familyOf,
  isEnabled,
  routinesOf,
  cutCircles,
  lowerGuard,
  lowerListLoop,
  placeCopy,
  orElse,
  checkText,
  checkNumbers,
  nestsTooDeep,
  eachOf,
  branchInRange,
  soleIn,
  freeAtEnd,
  completedStructs,
  withMacros,
  prepared: (text, diagnostics) => withoutMade(withoutConditionals(asPasted(text, diagnostics), diagnostics)),
  startOf: (instance, file) => new Start(instance, file),
  lowerSwitch,
  lowerPlace,
  lowerStatic,
  compoundValue,
  readStart,
  closest,
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
