/**
 * One CPU's translation of one page: what its TLB may hold, as a chart.
 *
 *   empty     nothing cached                    current   exactly the entry that the page table holds
 *   stale     an entry the page table has since replaced or cleared
 *   several   entries that may be cached side by side: an access uses one of them
 *   conflict  two valid entries for different frames (arm64): the break-before-make rule was broken
 *
 * The events are what happens to the page table entry (`pte.*`, when the store becomes visible) and to this CPU's
 * copy (`tlbi.*`, when an invalidation reaches it). The walker may fill at any time, so a valid entry counts as
 * cached from the moment it is visible (memory-model.md V1).
 */
import type { ChartDefinition } from './tabulate.ts';

export type TlbEventType =
  /** A valid entry became visible: the one already cached, one that may stand beside those cached, or another. */
  | 'pte.same'
  | 'pte.beside'
  | 'pte.other'
  /** The entry was made invalid. */
  | 'pte.invalid'
  /** An invalidation arrived while the page table holds a valid / an invalid entry. */
  | 'tlbi.valid'
  | 'tlbi.invalid';

export const TLB_EVENTS: readonly TlbEventType[] = [
  'pte.same',
  'pte.beside',
  'pte.other',
  'pte.invalid',
  'tlbi.valid',
  'tlbi.invalid',
];

export const tlbDefinition = {
  id: 'tlb',
  initial: 'empty',
  on: { 'tlbi.valid': '.current', 'tlbi.invalid': '.empty' },
  states: {
    empty: { on: { 'pte.other': 'current', 'pte.same': 'current', 'pte.invalid': 'empty' } },
    current: {
      on: { 'pte.same': 'current', 'pte.beside': 'several', 'pte.other': 'conflict', 'pte.invalid': 'stale' },
    },
    stale: {
      on: { 'pte.same': 'current', 'pte.beside': 'several', 'pte.other': 'conflict', 'pte.invalid': 'stale' },
    },
    several: { on: { 'pte.beside': 'several', 'pte.other': 'conflict', 'pte.invalid': 'several' } },
    conflict: {
      on: {
        'pte.same': 'conflict',
        'pte.beside': 'conflict',
        'pte.other': 'conflict',
        'pte.invalid': 'conflict',
      },
    },
  },
} as const satisfies ChartDefinition<TlbEventType>;
