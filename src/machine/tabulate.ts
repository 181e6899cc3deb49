/**
 * XState charts as tables. `transition()` runs some ten thousand times a second; a search needs
 * millions. So each pair (state, event) is run through `transition()` once, its result interned as a number, and
 * from then on it is an array read. Nothing here is written by hand: the chart stays the only definition.
 */
import { initialTransition, transition, type AnyStateMachine, type SnapshotFrom } from 'xstate';
import { invariant } from '../base/index.ts';

export type RegionValues = Readonly<Record<string, string>>;

export interface ChartTable<E extends string> {
  /** Number of the initial state. */
  readonly initial: number;
  /** The state after `event`, or -1 when no region takes it. */
  next(state: number, event: E): number;
  /** As `next`; an ignored event is a mistake of ours and throws. */
  send(state: number, event: E): number;
  /** Active state of each region. */
  values(state: number): RegionValues;
  /** Whether `region` is in `value`. */
  is(state: number, region: string, value: string): boolean;
}

/** Tabulates a chart whose regions are flat (a parallel machine, or a single region called `state`). */
export function tabulate<E extends string>(machine: AnyStateMachine, events: readonly E[]): ChartTable<E> {
  type Snap = SnapshotFrom<AnyStateMachine>;
  const snapshots: Snap[] = [];
  const values: RegionValues[] = [];
  const ids = new Map<string, number>();
  const table: number[][] = [];
  const eventIndex = new Map<E, number>(events.map((e, i) => [e, i]));

  const regionsOf = (snapshot: Snap): RegionValues => {
    const value = (snapshot as { value: unknown }).value;
    return typeof value === 'string' ? { state: value } : (value as RegionValues);
  };
  const intern = (snapshot: Snap): number => {
    const regions = regionsOf(snapshot);
    const key = JSON.stringify(Object.entries(regions).sort(([a], [b]) => (a < b ? -1 : 1)));
    const known = ids.get(key);
    if (known !== undefined) return known;
    const id = snapshots.length;
    ids.set(key, id);
    snapshots.push(snapshot);
    values.push(regions);
    table.push([]);
    return id;
  };

  const [first] = initialTransition(machine);
  const initial = intern(first);

  const next = (state: number, event: E): number => {
    const row = table[state];
    const column = eventIndex.get(event);
    invariant(row !== undefined && column !== undefined, `chart state ${state}, event ${event}`);
    const known = row[column];
    if (known !== undefined) return known;
    const snapshot = snapshots[state];
    invariant(snapshot !== undefined, 'chart snapshot');
    const result = snapshot.can({ type: event })
      ? intern(transition(machine, snapshot, { type: event })[0])
      : -1;
    row[column] = result;
    return result;
  };

  return {
    initial,
    next,
    send(state, event) {
      const result = next(state, event);
      invariant(result >= 0, `the chart ignores ${event} in ${JSON.stringify(values[state])}`);
      return result;
    },
    values: (state) => values[state] ?? {},
    is: (state, region, value) => values[state]?.[region] === value,
  };
}
