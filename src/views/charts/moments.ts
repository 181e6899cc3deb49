/** What the charts show at a position: where each region is, and the move that the last step made. */
import { snapshotAt, type RunNode, type Snapshot } from '../../state/index.ts';
import type { Cause } from './causes.ts';
import { eventBetween, wayBetween, type Configuration, type Region } from './chart.ts';
import type { DrawnChart, DrawnRegion } from './drawn.ts';

export interface ShownRegion {
  readonly id: string;
  readonly title: string;
  readonly region: DrawnRegion;
  readonly active: string;
  readonly taken: { readonly from: string; readonly event: string } | null;
}

/** One chart of the machine: how to find its configuration in a state (null where there is none), and its name. */
export interface Instrument {
  readonly id: string;
  readonly chart: DrawnChart;
  readonly read: (snapshot: Snapshot) => Configuration | null;
  readonly titleOf: (region: Region) => string;
  /** Which of several events that explain a move it was; null where the states alone tell. */
  readonly cause: Cause | null;
}

export function regionsAt(instrument: Instrument, node: RunNode, position: number): readonly ShownRegion[] {
  const { id, chart, read, titleOf } = instrument;
  const snapshot = snapshotAt(node, position);
  const now = snapshot && read(snapshot);
  if (!now) return [];
  const last = position > 0 ? snapshotAt(node, position - 1) : null;
  const before = last && read(last);
  const event = before && eventAt(instrument, node, position, before, now);
  return chart.regions.map((region) => {
    const active = now[region.name] ?? region.initial;
    const from = before?.[region.name] ?? active;
    const way = () => wayBetween(region, from, active).map((move) => move.event);
    return {
      id: regionId(id, region),
      title: titleOf(region),
      region,
      active,
      taken: from === active ? null : { from, event: event ?? way().join(', ') },
    };
  });
}

/** The event that the step to a position was to the chart, null where it was several or none. */
export function eventAt(
  { chart, cause }: Instrument,
  { run }: RunNode,
  position: number,
  before: Configuration,
  now: Configuration,
): string | null {
  const step = run.steps[position - 1];
  if (cause && step) {
    const event = cause(run.steps[position - 2]?.after ?? run.initial, step.after, step);
    if (chart.regions.every(({ name, targets }) => targets[before[name] ?? '']?.[event] === now[name]))
      return event;
  }
  return eventBetween(chart, before, now);
}

/** Regions that are somewhere in a run where they do not begin. Looks at the whole run: ask once. */
export function movingRegions(instruments: readonly Instrument[], { run }: RunNode): ReadonlySet<string> {
  const moving = new Set<string>();
  for (const snapshot of [run.initial, ...run.steps.map((step) => step.after)]) {
    for (const { id, chart, read } of instruments) {
      const now = read(snapshot);
      for (const region of chart.regions)
        if (now && (now[region.name] ?? region.initial) !== region.initial) moving.add(regionId(id, region));
    }
  }
  return moving;
}

function regionId(id: string, { name }: Region): string {
  return `${id} ${name}`;
}
