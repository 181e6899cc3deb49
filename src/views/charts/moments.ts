/** What the charts show at a position: where each region is, and the move that the last step made. */
import { snapshotAt, type RunNode, type Snapshot } from '../../state/index.ts';
import { eventBetween, eventsOf, type Chart, type Configuration, type Region } from './chart.ts';

export interface ShownRegion {
  readonly id: string;
  readonly title: string;
  readonly region: Region;
  readonly active: string;
  readonly taken: { readonly from: string; readonly event: string } | null;
  /** Somewhere in this run it is not where it begins, or it moves. */
  readonly moves: boolean;
}

/** How to read one chart's configuration from a state of the machine; null where there is none. */
export type Reading = (snapshot: Snapshot) => Configuration | null;

export function regionsAt(
  id: string,
  chart: Chart,
  read: Reading,
  node: RunNode,
  position: number,
  titleOf: (region: Region) => string = ({ name }) => name,
): readonly ShownRegion[] {
  const now = configurationAt(read, node, position);
  if (!now) return [];
  const before = position > 0 ? configurationAt(read, node, position - 1) : null;
  const event = before && eventBetween(chart, before, now);
  return chart.regions.map((region) => {
    const active = now[region.name] ?? region.initial;
    const from = before?.[region.name] ?? active;
    return {
      id: `${id} ${region.name}`,
      title: titleOf(region),
      region,
      active,
      taken: from === active ? null : { from, event: event ?? eventsOf(region, from, active)[0] ?? '' },
      moves: everMoves(read, node, region),
    };
  });
}

function configurationAt(read: Reading, node: RunNode, position: number): Configuration | null {
  const snapshot = snapshotAt(node, position);
  return snapshot && read(snapshot);
}

function everMoves(read: Reading, { run }: RunNode, { name, initial }: Region): boolean {
  return [run.initial, ...run.steps.map((step) => step.after)].some(
    (snapshot) => (read(snapshot)?.[name] ?? initial) !== initial,
  );
}
