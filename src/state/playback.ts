/** The playback machine, wired to a session's position; it is loaded when time first moves by itself or is held. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { PlaybackActor } from './playback-actor.ts';
import type { PlaybackEvent } from './playback.machine.ts';
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

/** `advance` takes one step of what is shown. */
export function createPlayback(session: Session, advance: () => void): Playback {
  const store = createStore<{ readonly mode: PlaybackMode }>(() => ({ mode: 'paused' }));
  let actor: PlaybackActor | null = null;
  const waiting: PlaybackEvent[] = [];
  const load = async () => {
    try {
      const { startPlayback } = await import('./playback-actor.ts');
      actor = startPlayback(session, advance, (mode) => store.setState({ mode }));
      for (const event of waiting.splice(0)) actor.send(event);
    } catch {
      const playing = waiting.splice(0).some(({ type }) => type === 'play' || type === 'toggle');
      if (playing)
        session.announce({
          tone: 'problem',
          what: 'Playing could not be loaded: you are offline, or the site was updated.',
          todo: 'Step by hand, or try again when you are online.',
        });
    }
  };
  const send = (event: PlaybackEvent) => {
    if (actor) actor.send(event);
    // Time stands as it is.
    else if (waiting.length > 0 || (event.type !== 'step' && event.type !== 'pause')) {
      waiting.push(event);
      if (waiting.length === 1) void load();
    }
  };
  return { store, send, stop: () => actor?.stop() };
}
