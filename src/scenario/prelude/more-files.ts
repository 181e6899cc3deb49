/**
 * Files of the prelude that no bundled scenario needs: they come with the checks, for a text of the reader's own, and stand
 * behind the others. In these a line `//: what it does | arm64 | x86` before a function says what words/more.ts tells of it.
 */
import errors from './more/errors.smp?raw';
import numbers from './more/numbers.smp?raw';
import contexts from './more/contexts.smp?raw';
import moreLists from './more/more-lists.smp?raw';
import llist from './more/llist.smp?raw';
import hlistBl from './more/hlist-bl.smp?raw';
import counts from './more/counts.smp?raw';
import lockref from './more/lockref.smp?raw';
import percpuRef from './more/percpu-ref.smp?raw';
import locksThatSleep from './more/locks-that-sleep.smp?raw';
import moreWaits from './more/more-waits.smp?raw';
import counters from './more/counters.smp?raw';
import staticKeys from './more/static-keys.smp?raw';
import xarray from './more/xarray.smp?raw';
import irqs from './more/irqs.smp?raw';
import napi from './more/napi.smp?raw';
import skbs from './more/skbs.smp?raw';
import masks from './more/masks.smp?raw';
import times from './more/times.smp?raw';
import moreLocks from './more/more-locks.smp?raw';
import moreLater from './more/more-later.smp?raw';
import pageFlags from './more/page-flags.smp?raw';
import reads from './more/reads.smp?raw';
import types from './more/types.smp?raw';
import families from './more/families.smp?raw';
import { writtenOut } from './templates.ts';

/** In the order in which they stand behind the others. */
export const MORE_FILES: readonly string[] = [
  errors,
  numbers,
  contexts,
  moreLists,
  llist,
  hlistBl,
  counts,
  lockref,
  percpuRef,
  locksThatSleep,
  moreWaits,
  counters,
  staticKeys,
  xarray,
  irqs,
  napi,
  skbs,
  masks,
  times,
  moreLocks,
  moreLater,
  writtenOut(pageFlags),
  reads,
  types,
  families,
];
