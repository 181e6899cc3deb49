/**
 * Changing live text is a protocol, and this chart is its law. For an instruction of several bytes (x86 text_poke_bp):
 *
 *   live → trapped (INT3 over the first byte) → trappedSynced → tail (the rest) → tailSynced → remade (first byte) → live
 *
 * "Synced" is what the hardware needs, however it is achieved: every CPU has synchronized since the last write, so
 * none can still execute what stood there before. A site of one unit that may be changed while others run it
 * (CMODX: B, BL, NOP, BRK … on arm64) goes live → remade → live. A step that is skipped leads to `unpredictable`,
 * which lasts until every CPU has synchronized. Sources: Intel SDM vol. 3 "Handling Self- and Cross-Modifying Code",
 * Arm ARM B2.2.5, arch/x86/kernel/alternative.c.
 */
import type { ChartDefinition } from './tabulate.ts';

export type TextPatcherEvent =
  | 'write.trap'
  | 'write.tail'
  /** The first byte of a site of several, or the whole of a single one, gets an instruction. */
  | 'write.first'
  | 'write.single'
  /** No CPU can execute anything but the current bytes any more. */
  | 'synced';

export const TEXT_PATCHER_EVENTS: readonly TextPatcherEvent[] = [
  'write.trap',
  'write.tail',
  'write.first',
  'write.single',
  'synced',
];

export const textPatcherDefinition = {
  id: 'text-patcher',
  initial: 'live',
  states: {
    live: {
      on: {
        'write.trap': 'trapped',
        'write.tail': 'unpredictable',
        'write.first': 'unpredictable',
        'write.single': 'remade',
      },
    },
    trapped: {
      on: {
        synced: 'trappedSynced',
        'write.trap': 'trapped',
        'write.first': 'remade',
        'write.tail': 'unpredictable',
        'write.single': 'remade',
      },
    },
    trappedSynced: {
      on: {
        'write.tail': 'tail',
        'write.first': 'remade',
        'write.trap': 'trappedSynced',
        'write.single': 'remade',
      },
    },
    tail: {
      on: {
        synced: 'tailSynced',
        'write.tail': 'tail',
        'write.trap': 'tail',
        'write.first': 'unpredictable',
      },
    },
    tailSynced: { on: { 'write.first': 'remade', 'write.tail': 'tail', 'write.trap': 'tailSynced' } },
    remade: {
      on: {
        synced: 'live',
        'write.trap': 'trapped',
        'write.single': 'remade',
        'write.first': 'remade',
        'write.tail': 'unpredictable',
      },
    },
    unpredictable: {
      on: {
        synced: 'live',
        'write.trap': 'unpredictable',
        'write.tail': 'unpredictable',
        'write.first': 'unpredictable',
        'write.single': 'unpredictable',
      },
    },
  },
} as const satisfies ChartDefinition<TextPatcherEvent>;
