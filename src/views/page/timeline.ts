/** Positions of a run along the slider, in CSS pixels from its left edge. */
export const SLIDER_HEIGHT = 44;

const PAD = 10;

export interface Timeline {
  readonly steps: number;
  readonly left: number;
  readonly right: number;
  readonly x: (step: number) => number;
  /** The nearest position; at the ends the last one. */
  readonly stepAt: (x: number) => number;
}

export function timeline(steps: number, width: number): Timeline {
  const span = Math.max(1, width - 2 * PAD);
  const most = Math.max(1, steps);
  return {
    steps,
    left: PAD,
    right: PAD + span,
    x: (step) => PAD + (span * Math.min(most, Math.max(0, step))) / most,
    stepAt: (x) => Math.round(Math.min(steps, Math.max(0, ((x - PAD) / span) * most))),
  };
}
