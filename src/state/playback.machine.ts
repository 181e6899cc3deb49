/**
 * How time moves: it stands, it runs by itself, or a hand holds it.
 *
 *     paused ──play──► playing ──end, step, pause──► paused
 *        └──grab──► scrubbing ──release──► where it was before
 */
import { assign, setup } from 'xstate';

export type PlaybackEvent =
  | { readonly type: 'play' }
  | { readonly type: 'pause' }
  | { readonly type: 'toggle' }
  /** The reader stepped by key or button. */
  | { readonly type: 'step' }
  | { readonly type: 'grab' }
  | { readonly type: 'release' };

/** Beats a run plays at, in ms a step. */
const BEAT = 700;

export const playbackMachine = setup({
  types: { context: {} as { readonly resume: boolean }, events: {} as PlaybackEvent },
  actions: {
    advance: () => undefined,
    rewindAtEnd: () => undefined,
    rememberPlaying: assign({ resume: true }),
    rememberPaused: assign({ resume: false }),
  },
  guards: {
    atEnd: () => true,
    wasPlaying: ({ context }) => context.resume,
  },
  delays: { beat: BEAT },
}).createMachine({
  id: 'playback',
  context: { resume: false },
  initial: 'paused',
  states: {
    paused: {
      on: {
        play: { target: 'playing', actions: 'rewindAtEnd' },
        toggle: { target: 'playing', actions: 'rewindAtEnd' },
        grab: { target: 'scrubbing', actions: 'rememberPaused' },
      },
    },
    playing: {
      always: { guard: 'atEnd', target: 'paused' },
      after: { beat: { target: 'playing', reenter: true, actions: 'advance' } },
      on: {
        pause: 'paused',
        toggle: 'paused',
        step: 'paused',
        grab: { target: 'scrubbing', actions: 'rememberPlaying' },
      },
    },
    scrubbing: {
      on: { release: [{ guard: 'wasPlaying', target: 'playing' }, { target: 'paused' }] },
    },
  },
});
