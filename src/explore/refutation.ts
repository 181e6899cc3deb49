/**
 * Whether the runs that stay in a component for ever put off for ever what no run does: throughout it the same CPU has a
 * step that it takes some day, and that only leads into void.
 *
 *     CPU 0 polls x                 CPU 1: x = 1 in flight, behind it a wait for CPU 0, behind that a wrong guess
 *     CPU 0 polls x                 its store becomes visible, the wait ends, the guess is squashed
 *
 * CPU 0 may poll as often as it likes: the store comes, and with it the squash. Such a run never was.
 */
import { SQUASHED, VIOLATED } from '../machine/index.ts';
import { MET_HELD, type Graph } from './graph.ts';

/** Where a step leads: into void; perhaps, since a search that left it for later did not look; elsewhere. */
const INTO_VOID = 0;
const UNSEEN = 1;
const ON = 2;

/** Of a component that no choice leaves but into void; `isVoid` of a state outside: by squashes, not since it is held. */
export function isRefuted(graph: Graph, component: Int32Array, isVoid: (state: number) => boolean): boolean {
  const { machine, store, marks } = graph;
  const inside = new Set(component);
  const words = new Int32Array(machine.width + 1);
  const next = new Int32Array(machine.width + 1);

  const wayOf = (from: number, choice: number): number => {
    const status = machine.step(words, 0, choice, next, 0);
    if (status === SQUASHED) return INTO_VOID;
    next[machine.width] = status === VIOLATED ? machine.violated + 1 : 0;
    const to = store.find(next);
    if (to < 0 && status === VIOLATED) return ((marks[from] as number) & MET_HELD) !== 0 ? ON : INTO_VOID;
    if (to < 0) return UNSEEN;
    return !inside.has(to) && isVoid(to) ? INTO_VOID : ON;
  };

  let cpus = -1;
  let seen = 0;
  for (const state of component) {
    store.load(state, words);
    const count = machine.enabled(words, 0);
    const ways = new Map<number, { readonly cpu: number; leads: number }>();
    for (const choice of machine.choices.slice(0, count)) {
      const number = machine.inevitable(words, 0, choice);
      if (number < 0) continue;
      const way = ways.get(number) ?? { cpu: machine.choiceCpu(choice), leads: INTO_VOID };
      ways.set(number, way);
      if (way.leads !== ON) way.leads = Math.max(way.leads, wayOf(state, choice));
    }
    let here = 0;
    for (const { cpu, leads } of ways.values()) {
      if (leads !== ON) here |= 1 << cpu;
      if (leads === INTO_VOID) seen |= 1 << cpu;
    }
    cpus &= here;
    if (cpus === 0) return false;
  }
  return (cpus & seen) !== 0;
}
