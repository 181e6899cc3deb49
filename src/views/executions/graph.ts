/**
 * An execution as what is drawn and walked through: its events in columns, and its arrows. What forbids it is a cycle of
 * single links; where one of them is an arrow anyway, that one is heavy.
 *
 *     W x=1 ─rf→ R x=1        one CPU below its name each, in program order
 *       │wmb        │rmb      what a fence orders: from the last access before it to the first behind
 *     W y=1 ←fr─ R y=0
 */
import { orderNames, relationWords, type Execution, type ExecutionEdge } from '../../axiomatic/index.ts';

export interface Arrow {
  /** As it is called in the model: `rf`, `co`, `fr`, `addr`, `wmb`, … */
  readonly name: string;
  readonly from: number;
  readonly to: number;
  /** The fence or marked access that makes it. */
  readonly by: number | null;
  /** It is part of the cycle that forbids the execution. */
  readonly heavy: boolean;
  /** Of a heavy one the edge of the cycle that it is part of, null where it is that edge. */
  readonly within: string | null;
}

/** Names of the model for the same links between CPUs, and within one. */
const PLAIN_NAMES: Readonly<Record<string, string>> = {
  rfe: 'rf',
  rfi: 'rf',
  coe: 'co',
  coi: 'co',
  fre: 'fr',
  fri: 'fr',
};

/** Drawn as they are; of what fences and marked accesses order only what nothing shorter says. */
const AS_THEY_ARE = ['rf', 'co', 'fr', 'rmw', 'addr', 'data', 'ctrl', 'pick'];

/** Everything but program order, which the columns tell; the heavy ones last, in the order of the cycle. */
export function arrowsOf(execution: Execution): readonly Arrow[] {
  const { relations, forbidden } = execution;
  const light: Arrow[] = [];
  const add = (name: string, pairs: readonly (readonly [number, number])[]) => {
    for (const [from, to] of pairs) light.push({ name, from, to, by: null, heavy: false, within: null });
  };
  for (const name of AS_THEY_ARE) add(name, relations[name] ?? []);
  for (const name of orderNames) add(name, shortest(relations[name] ?? []));
  const heavy = (forbidden?.cycle ?? []).flatMap((edge) =>
    linksOf([edge]).map(({ name, from, to, by }): Arrow => {
      const within = edge.name === name ? null : edge.name;
      return { name, from, to, by, heavy: true, within };
    }),
  );
  const isHeavy = ({ name, from, to }: Arrow) =>
    heavy.some((one) => {
      const isSame = one.from === from && one.to === to;
      // A cycle may go through the halves of a read-modify-write backwards.
      const isTurned = name === 'rmw' && one.from === to && one.to === from;
      return (isSame || isTurned) && (PLAIN_NAMES[one.name] ?? one.name) === name;
    });
  return [...light.filter((one) => !isHeavy(one)), ...heavy];
}

/** What edges are composed of, link by link. */
function linksOf(edges: readonly ExecutionEdge[]): readonly ExecutionEdge[] {
  return edges.flatMap((edge) => (edge.via.length > 0 ? linksOf(edge.via) : [edge]));
}

/** Ids of one CPU's events are in program order, so that a pair is longer than another that lies within it. */
function shortest(pairs: readonly (readonly [number, number])[]): readonly (readonly [number, number])[] {
  return pairs.filter(
    ([from, to]) => !pairs.some(([a, b]) => (a !== from || b !== to) && a >= from && b <= to && a < b),
  );
}

/** `P0: W[once] x=1`, an initial write without its CPU. */
export function nameOf({ events, threads }: Execution, id: number): string {
  const event = events[id];
  if (!event) return 'nothing';
  return event.thread === null
    ? `initial ${event.label.replace('W[init] ', '')}`
    : `${threads[event.thread] ?? ''} ${event.label}`;
}

/** An event in a sentence: where it stands and what it is. */
export function eventWords(execution: Execution, id: number): string {
  const event = execution.events[id];
  if (!event) return '';
  if (event.thread === null) return `${nameOf(execution, id)}, before everything.`;
  const mates = execution.events.filter(({ thread }) => thread === event.thread);
  const place = `${mates.indexOf(event) + 1} of ${mates.length}`;
  const source = event.at?.text.trim().replace(/\s+/g, ' ') ?? '';
  return `${nameOf(execution, id)}, ${place} in program order${source && `: ${source}`}`;
}

/** An arrow in sentences: from where to where, what its name means, and that of the cycle's edge that it is part of. */
export function arrowWords(execution: Execution, { name, from, to, by, heavy, within }: Arrow): string {
  const made = by === null || by === from || by === to ? '' : `, by ${nameOf(execution, by)}`;
  const where = `${nameOf(execution, from)} → ${nameOf(execution, to)}${made}`;
  const part = within === null ? '' : ` It is part of ${within}. ${relationWords[within] ?? ''}`;
  const what = `${relationWords[name] ?? ''}${part}`;
  return `${name}${heavy ? ', part of the cycle' : ''}: ${where}. ${what}`.trim();
}

/** Of a forbidden execution its cycle on one line; else null. */
export function cycleWords(execution: Execution): string | null {
  const cycle = execution.forbidden?.cycle;
  const first = cycle?.[0];
  if (!cycle || !first) return null;
  return cycle.reduce(
    (words, edge) => `${words} –${edgeName(edge)}→ ${nameOf(execution, edge.to)}`,
    nameOf(execution, first.from),
  );
}

/** With the one link that it is, where it is one: `bob: dmb.sy`. */
function edgeName({ name, via }: ExecutionEdge): string {
  const [only, more] = via;
  return only && !more && only.via.length === 0 && only.name !== name ? `${name}: ${only.name}` : name;
}
