/** The playback machine, wired to a session's position. */
import { createActor } from 'xstate';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { playbackMachine, type PlaybackEvent } from './playback.machine.ts';
import type { Session } from './session.ts';

export type PlaybackMode = 'paused' | 'playing' | 'scrubbing';

export interface Playback {
  readonly store: Pick<
    StoreApi<{ readonly mode: PlaybackMode }>,
    'getState' | 'subscribe' | 'getInitialState'
  >;
  readonly send: (event: PlaybackEvent) => void;
  readonly stop: () => void;
}

export function createPlayback(session: Session): Playback {
  const store = createStore<{ readonly mode: PlaybackMode }>(() => ({ mode: 'paused' }));
  const atEnd = () => session.store.getState().position >= session.length();
  const actor = createActor(
    playbackMachine.provide({
      actions: {
        advance: () => session.stepBy(1),
        rewindAtEnd: () => {
          if (atEnd()) session.goTo(0);
        },
      },
      guards: { atEnd },
    }),
  );
  actor.subscribe((snapshot) => store.setState({ mode: snapshot.value }));
  actor.start();
  return { store, send: (event) => actor.send(event), stop: () => actor.stop() };
}
