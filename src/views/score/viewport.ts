/** What of a run the score shows, for the overview; and the overview's wish to show something else. Set by `Stage`. */
import { createContext, useContext } from 'react';
import { createStore, type StoreApi } from 'zustand/vanilla';

/** First and last position in sight. */
export interface Sight {
  readonly first: number;
  readonly last: number;
}

export interface Viewport {
  /** Null while no score is shown. */
  readonly sight: StoreApi<Sight | null>;
  /** Asks the score to scroll so that a position is the first in sight. The playhead stays. */
  readonly pan: (first: number) => void;
  /** Called by the score; returns how to stop. */
  readonly onPan: (scroll: (first: number) => void) => () => void;
}

export function createViewport(): Viewport {
  const sight = createStore<Sight | null>(() => null);
  let scroller: ((first: number) => void) | null = null;
  return {
    sight,
    pan: (first) => scroller?.(first),
    onPan: (scroll) => {
      scroller = scroll;
      return () => {
        scroller = null;
      };
    },
  };
}

const ViewportContext = createContext<Viewport | null>(null);
export const ViewportProvider = ViewportContext.Provider;

export function useViewport(): Viewport {
  const viewport = useContext(ViewportContext);
  if (!viewport) throw new Error('a score stands outside of the stage');
  return viewport;
}
