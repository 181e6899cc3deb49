/**
 * Changing a live translation is a protocol, and this chart is its law (Arm ARM D8 "break-before-make", R_DDMVT):
 *
 *   live → broken (entry invalid) → invalidated (no TLB holds it any more) → live (remade)
 *
 * It follows what the changing CPU does; skipping a step leads to `unpredictable`, from which only a full
 * invalidation under an invalid entry leads back.
 */
import type { ChartDefinition } from './tabulate.ts';

export type TranslationPatcherEvent =
  /** The entry became invalid while some TLB may still hold it / while none does. */
  | 'break'
  | 'break.unused'
  /** The last TLB dropped the broken entry. */
  | 'invalidated'
  /** A valid entry was written: the same as before, or a different one. */
  | 'make.same'
  | 'make.other';

export const TRANSLATION_PATCHER_EVENTS: readonly TranslationPatcherEvent[] = [
  'break',
  'break.unused',
  'invalidated',
  'make.same',
  'make.other',
];

export const translationPatcherDefinition = {
  id: 'translation-patcher',
  initial: 'live',
  states: {
    live: {
      on: {
        break: 'broken',
        'break.unused': 'invalidated',
        'make.same': 'live',
        'make.other': 'unpredictable',
      },
    },
    broken: {
      on: { break: 'broken', invalidated: 'invalidated', 'make.same': 'live', 'make.other': 'unpredictable' },
    },
    invalidated: { on: { 'break.unused': 'invalidated', 'make.same': 'live', 'make.other': 'live' } },
    unpredictable: {
      on: {
        invalidated: 'invalidated',
        break: 'unpredictable',
        'break.unused': 'invalidated',
        'make.same': 'unpredictable',
        'make.other': 'unpredictable',
      },
    },
  },
} as const satisfies ChartDefinition<TranslationPatcherEvent>;
