/**
 * A statechart as it can be drawn, read off its XState definition: regions side by side, each with its states and the
 * moves between them. Events that lead a state to itself change nothing and are not drawn.
 */

export interface Chart {
  readonly regions: readonly Region[];
}

export interface Region {
  readonly name: string;
  readonly states: readonly string[];
  readonly initial: string;
  readonly moves: readonly Move[];
  /** States that an event leads to from anywhere in the region. */
  readonly entries: readonly Entry[];
  /** Where an event leads from a state; missing where it changes nothing. */
  readonly targets: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export interface Move {
  readonly from: string;
  readonly to: string;
  readonly events: readonly string[];
}

export interface Entry {
  readonly to: string;
  readonly events: readonly string[];
}

/** As much of an XState node as drawing takes. */
export interface DefinitionNode {
  readonly key: string;
  readonly type: string;
  readonly states: Readonly<Record<string, DefinitionNode>>;
  readonly initial: { readonly target: readonly { readonly key: string }[] };
  readonly transitions: ReadonlyMap<
    string,
    readonly { readonly target: readonly { readonly key: string }[] | undefined }[]
  >;
}

export function chartOf(root: DefinitionNode): Chart {
  return { regions: root.type === 'parallel' ? Object.values(root.states).map(regionOf) : [regionOf(root)] };
}

function regionOf(node: DefinitionNode): Region {
  const states = Object.keys(node.states);
  const common = leadsOf(node);
  const targets = Object.fromEntries(
    Object.values(node.states).map((state) => [state.key, { ...common, ...leadsOf(state) }]),
  );
  const everywhere = sameFromAll(states, targets);
  const moves = states.flatMap((from) =>
    grouped(targets[from] ?? {})
      .map(({ to, events }) => ({
        from,
        to,
        events: events.filter((event) => everywhere[event] === undefined),
      }))
      .filter(({ to, events }) => to !== from && events.length > 0),
  );
  return {
    name: node.key,
    states,
    initial: node.initial.target[0]?.key ?? states[0] ?? '',
    moves,
    entries: grouped(everywhere),
    targets,
  };
}

/**
 * Target by event, of the events that lead to it whatever the state: `progress` goes to `spinning` by `spin` from
 * everywhere, and one line says so. Between two states a line is as short.
 */
function sameFromAll(states: readonly string[], targets: Region['targets']): Record<string, string> {
  if (states.length < 3) return {};
  const [first = '', ...others] = states;
  return Object.fromEntries(
    Object.entries(targets[first] ?? {}).filter(([event, to]) =>
      others.every((state) => targets[state]?.[event] === to),
    ),
  );
}

/** Target by event. */
function leadsOf(node: DefinitionNode | undefined): Record<string, string> {
  const leads: Record<string, string> = {};
  for (const [event, [transition]] of node?.transitions ?? []) {
    const target = transition?.target?.[0]?.key;
    if (target !== undefined) leads[event] = target;
  }
  return leads;
}

function grouped(leads: Readonly<Record<string, string>>): readonly Entry[] {
  const targets = [...new Set(Object.values(leads))];
  return targets.map((to) => ({ to, events: Object.keys(leads).filter((event) => leads[event] === to) }));
}

/** Active state of each region. */
export type Configuration = Readonly<Record<string, string>>;

/**
 * The event that explains how a chart went from one configuration to another: one that takes every region where it is
 * now. Null where nothing changed, or where it took several.
 */
export function eventBetween({ regions }: Chart, before: Configuration, after: Configuration): string | null {
  if (regions.every(({ name }) => before[name] === after[name])) return null;
  const events = new Set(regions.flatMap(({ targets }) => Object.values(targets).flatMap(Object.keys)));
  const explains = (event: string) =>
    regions.every(({ name, targets }) => {
      const from = before[name] ?? '';
      return (targets[from]?.[event] ?? from) === after[name];
    });
  return [...events].find(explains) ?? null;
}

/** A shortest way of moves from one state to another, as events and the states that they lead to. */
export function wayBetween(
  { targets }: Pick<Region, 'targets'>,
  from: string,
  to: string,
): readonly { readonly event: string; readonly to: string }[] {
  const ways = new Map<string, { readonly event: string; readonly to: string }[]>([[from, []]]);
  for (const [state, way] of ways) {
    if (state === to) return way;
    for (const [event, next] of Object.entries(targets[state] ?? {}))
      if (!ways.has(next)) ways.set(next, [...way, { event, to: next }]);
  }
  return [];
}
