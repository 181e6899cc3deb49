/**
 * The prelude's further files, all of them: what the command line, tests and an element in somebody's page have. The page and
 * its threads get more-by-need.ts in this one's place (vite.config.ts).
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
import buffers from './more/buffers.smp?raw';
import inodes from './more/inodes.smp?raw';
import kvm from './more/kvm.smp?raw';
import references from './more/references.smp?raw';
import devices from './more/devices.smp?raw';
import blocks from './more/blocks.smp?raw';
import cgroups from './more/cgroups.smp?raw';
import sockets from './more/sockets.smp?raw';
import folios from './more/folios.smp?raw';
import { MORE_PARTS, type MorePart } from './files.ts';
import { writtenOut } from './templates.ts';

const TEXTS: Readonly<Record<MorePart, string>> = {
  errors,
  numbers,
  contexts,
  'more-lists': moreLists,
  llist,
  'hlist-bl': hlistBl,
  counts,
  lockref,
  'percpu-ref': percpuRef,
  'locks-that-sleep': locksThatSleep,
  'more-waits': moreWaits,
  counters,
  'static-keys': staticKeys,
  xarray,
  irqs,
  napi,
  skbs,
  masks,
  times,
  'more-locks': moreLocks,
  'more-later': moreLater,
  'page-flags': pageFlags,
  reads,
  types,
  families,
  buffers,
  inodes,
  kvm,
  references,
  devices,
  blocks,
  cgroups,
  sockets,
  folios,
};

const TEXT_OF: readonly string[] = MORE_PARTS.map((part) => writtenOut(TEXTS[part]));

/** Their texts in the order in which they stand behind the others; what is not there is blank, so that places count as in the whole. */
export function moreTexts(): readonly string[] {
  return TEXT_OF;
}

/** How many are there; what is known of all of them stays true while this does. */
export function partsThere(): number {
  return MORE_PARTS.length;
}

/** Is all there that the text needs? */
export function hasMoreFor(_text: string): boolean {
  return true;
}

/** Loads what a text needs; rejects where it does not come, and may be asked again. */
export function loadMoreFor(_text: string): Promise<void> {
  return Promise.resolve();
}

/** Loads everything: for what looks at the prelude itself. */
export function loadAllMore(): Promise<void> {
  return Promise.resolve();
}

/** Names of functions that the words' table tells of, there or not. */
export function moreWordNames(): readonly string[] {
  return TEXT_OF.flatMap((text) => [...text.matchAll(TOLD)].map(([, name = '']) => name));
}

const TOLD = /^\/\/: .*\n.*?(\w+)\(/gm;
