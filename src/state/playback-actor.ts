/** The playback machine at work; a chunk of its own, since a page whose time only stands needs none of XState. */
import { createActor } from 'xstate';
import { playbackMachine, type PlaybackEvent } from './playback.machine.ts';
import type { PlaybackMode } from './playback.ts';
import { currentNode } from './run-tree.ts';
import type { Session } from './session.ts';
import { stopWords } from './stops.ts';

export interface PlaybackActor {
  readonly send: (event: PlaybackEvent) => void;
  readonly stop: () => void;
}

/** `advance` takes one step of what is shown. */
export function startPlayback(
  session: Session,
  advance: () => void,
  show: (mode: PlaybackMode) => void,
): PlaybackActor {
  const atEnd = () => session.store.getState().position >= session.length();
  /** By a breakpoint or a watch; until it is played on. */
  let stopped = false;
  const actor = createActor(
    playbackMachine.provide({
      actions: {
        advance: () => {
          const before = session.store.getState().position;
          advance();
          const { tree, position, stops } = session.store.getState();
          const node = currentNode(tree);
          if (!node) return;
          // A row may stand for several steps: the first of them that is to be stopped at counts.
          for (let at = before + 1; at <= position; at++) {
            const why = stopWords(node, at, stops);
            if (!why) continue;
            stopped = true;
            session.goTo(at);
            session.announce({ tone: 'calm', what: `Stopped at step ${at}, ${why}.`, todo: '' });
            return;
          }
          stopped = false;
        },
        rewindAtEnd: () => {
          stopped = false;
          if (atEnd()) session.goTo(0);
        },
      },
      guards: { atEnd: () => stopped || atEnd() },
    }),
  );
  actor.subscribe((snapshot) => show(snapshot.value));
  actor.start();
  return { send: (event) => actor.send(event), stop: () => actor.stop() };
}
