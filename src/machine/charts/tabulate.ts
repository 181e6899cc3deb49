/**
 * Charts as tables. A search needs millions of transitions a second, so each pair (state, event) is looked up in the
 * chart's definition once, its result interned as a number, and from then on it is an array read. Nothing here is
 * written by hand: the definition stays the only one, and XState, whose notation it is, says the same (charts.ts).
 */
import { invariant } from '../../base/index.ts';

type Moves<E extends string> = { readonly [event in E]?: string };

/** A flat region: `on` of a state goes before `on` of the region, whose targets begin with a dot. */
export interface RegionDefinition<E extends string> {
  readonly initial: string;
  readonly on?: Moves<E>;
  readonly states: Readonly<Record<string, { readonly on?: Moves<E> }>>;
}

/** In XState's notation, a parallel machine of flat regions or a single one; neither context nor guards. */
export type ChartDefinition<E extends string> = { readonly id: string } & (
  | RegionDefinition<E>
  | { readonly type: 'parallel'; readonly states: Readonly<Record<string, RegionDefinition<E>>> }
);

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

/** Tabulates a chart; one that is a single region calls it `state`. */
export function tabulate<E extends string>(
  definition: ChartDefinition<E>,
  events: readonly E[],
): ChartTable<E> {
  const regions = Object.entries<RegionDefinition<E>>(
    'type' in definition ? definition.states : { state: definition },
  );
  const values: RegionValues[] = [];
  const ids = new Map<string, number>();
  const table: number[][] = [];
  const eventIndex = new Map<E, number>(events.map((e, i) => [e, i]));

  const intern = (of: RegionValues): number => {
    const key = regions.map(([name]) => of[name]).join();
    const known = ids.get(key);
    if (known !== undefined) return known;
    const id = values.length;
    ids.set(key, id);
    values.push(of);
    table.push([]);
    return id;
  };

  const after = (state: RegionValues, event: E): RegionValues | null => {
    let taken = false;
    const then: Record<string, string> = { ...state };
    for (const [name, region] of regions) {
      const target = region.states[state[name] ?? '']?.on?.[event] ?? region.on?.[event];
      if (target === undefined) continue;
      taken = true;
      then[name] = target.replace(/^\./, '');
    }
    return taken ? then : null;
  };

  const initial = intern(Object.fromEntries(regions.map(([name, region]) => [name, region.initial])));

  const next = (state: number, event: E): number => {
    const row = table[state];
    const column = eventIndex.get(event);
    const from = values[state];
    invariant(
      row !== undefined && column !== undefined && from !== undefined,
      `chart state ${state}, event ${event}`,
    );
    const known = row[column];
    if (known !== undefined) return known;
    const then = after(from, event);
    const result = then ? intern(then) : -1;
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
