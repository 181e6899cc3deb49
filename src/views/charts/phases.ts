/** A chart of one region along a run: which state holds from which position to which. */
import type { RunNode } from '../../state/index.ts';
import { wayBetween, type Configuration } from './chart.ts';
import { eventAt, type Instrument } from './moments.ts';

export interface Phase {
  readonly state: string;
  /** Positions of the run, both included; 0 is the start. */
  readonly from: number;
  readonly to: number;
  /** What led here, null at the start. */
  readonly event: string | null;
}

export function phasesOf(instrument: Instrument, node: RunNode): readonly Phase[] {
  const { chart, read } = instrument;
  const { run } = node;
  const [region] = chart.regions;
  if (!region) return [];
  const phases: Phase[] = [];
  let before: Configuration | null = null;
  for (const [position, snapshot] of [run.initial, ...run.steps.map((step) => step.after)].entries()) {
    const now = read(snapshot);
    if (!now) continue;
    const state = now[region.name] ?? region.initial;
    const last = phases.at(-1);
    if (last?.state === state) phases[phases.length - 1] = { ...last, to: position };
    else {
      const way = () => wayBetween(region, last?.state ?? '', state).map((move) => move.event);
      const event = before && (eventAt(instrument, node, position, before, now) ?? way().join(', '));
      phases.push({ state, from: position, to: position, event });
    }
    before = now;
  }
  return phases;
}
