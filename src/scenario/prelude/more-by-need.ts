/**
 * The prelude's further files as the page and its threads have them, in place of more-whole.ts: each is a download of its own,
 * made when a text first says one of its names.
 */
import { MORE_PARTS, type MorePart } from './files.ts';
import { MORE_INDEX } from './more-index.generated.ts';
import { moreNeededBy } from './more-needed.ts';
import type * as Whole from './more-whole.ts';
import { writtenOut } from './templates.ts';

const LATE: Readonly<Record<MorePart, () => Promise<{ readonly default: string }>>> = {
  errors: () => import('./more/errors.smp?raw'),
  numbers: () => import('./more/numbers.smp?raw'),
  contexts: () => import('./more/contexts.smp?raw'),
  'more-lists': () => import('./more/more-lists.smp?raw'),
  llist: () => import('./more/llist.smp?raw'),
  'hlist-bl': () => import('./more/hlist-bl.smp?raw'),
  counts: () => import('./more/counts.smp?raw'),
  lockref: () => import('./more/lockref.smp?raw'),
  'percpu-ref': () => import('./more/percpu-ref.smp?raw'),
  'locks-that-sleep': () => import('./more/locks-that-sleep.smp?raw'),
  'more-waits': () => import('./more/more-waits.smp?raw'),
  counters: () => import('./more/counters.smp?raw'),
  'static-keys': () => import('./more/static-keys.smp?raw'),
  xarray: () => import('./more/xarray.smp?raw'),
  irqs: () => import('./more/irqs.smp?raw'),
  napi: () => import('./more/napi.smp?raw'),
  skbs: () => import('./more/skbs.smp?raw'),
  masks: () => import('./more/masks.smp?raw'),
  times: () => import('./more/times.smp?raw'),
  'more-locks': () => import('./more/more-locks.smp?raw'),
  'more-later': () => import('./more/more-later.smp?raw'),
  'page-flags': () => import('./more/page-flags.smp?raw'),
  reads: () => import('./more/reads.smp?raw'),
  types: () => import('./more/types.smp?raw'),
  families: () => import('./more/families.smp?raw'),
  buffers: () => import('./more/buffers.smp?raw'),
  inodes: () => import('./more/inodes.smp?raw'),
  kvm: () => import('./more/kvm.smp?raw'),
  references: () => import('./more/references.smp?raw'),
  devices: () => import('./more/devices.smp?raw'),
  blocks: () => import('./more/blocks.smp?raw'),
  cgroups: () => import('./more/cgroups.smp?raw'),
  sockets: () => import('./more/sockets.smp?raw'),
  folios: () => import('./more/folios.smp?raw'),
};

const there = new Map<MorePart, string>();

async function load(parts: readonly MorePart[]): Promise<void> {
  await Promise.all(
    parts.map(async (part) => {
      if (!there.has(part)) there.set(part, writtenOut((await LATE[part]()).default));
    }),
  );
}

export const moreTexts: typeof Whole.moreTexts = () =>
  MORE_PARTS.map((part) => there.get(part) ?? ' '.repeat(MORE_INDEX[part].length));

export const partsThere: typeof Whole.partsThere = () => there.size;

export const hasMoreFor: typeof Whole.hasMoreFor = (text) =>
  there.size === MORE_PARTS.length || moreNeededBy(text).every((part) => there.has(part));

export const loadMoreFor: typeof Whole.loadMoreFor = (text) => load(moreNeededBy(text));

export const loadAllMore: typeof Whole.loadAllMore = () => load(MORE_PARTS);

export const moreWordNames: typeof Whole.moreWordNames = () =>
  MORE_PARTS.flatMap((part) => MORE_INDEX[part].words.split(' ')).filter((name) => name !== '');
