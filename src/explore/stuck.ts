/** What a stuck component is: a deadlock, in which nothing changes, or a livelock. */
import type { CpuSnapshot, Machine } from '../machine/index.ts';
import { componentsOf, FRONTIER, GOOD, VOID, type Components, type StuckComponent } from './components.ts';
import { BROKEN, type Graph } from './graph.ts';

const KIND_STATES = 300_000;

/** Deadlock where throughout the component cells, masks, pending interrupts and the place of every CPU stay. */
export function kindOfStuck(graph: Graph, component: StuckComponent): 'deadlock' | 'livelock' {
  const { machine, store } = graph;
  const words = new Int32Array(machine.width + 1);
  if (graph.folded) {
    store.load(component[0] ?? 0, words);
    const kind = kindFrom(graph, words);
    if (kind !== null) return kind;
  }
  let expected: string | null = null;
  for (const state of component) {
    store.load(state, words);
    const still = stillness(machine, words);
    if (expected !== null && still !== expected) return 'livelock';
    expected = still;
  }
  return 'deadlock';
}

/** Where identical CPUs count as one, a state may stand for others that differ in what each CPU does: what lies ahead is
 *  searched with all of them apart. Null where that is too much. */
function kindFrom(graph: Graph, state: Int32Array): 'deadlock' | 'livelock' | null {
  const ahead = graph.ahead(state, KIND_STATES);
  if (ahead.limit !== null) return null;
  const { stuck } = componentsOf(ahead);
  if (stuck.length === 0) return null;
  return stuck.every((component) => kindOfStuck(ahead, component) === 'deadlock') ? 'deadlock' : 'livelock';
}

/**
 * A deadlock that its CPUs are only about to reach: nothing but deadlock lies ahead of the first state of this graph, and
 * from there on memory and pending interrupts stay as they are. What is left is issuing behind waits that never end.
 */
export function isSettled(graph: Graph, { flags, stuck }: Components): boolean {
  const { machine, store, marks, reports } = graph;
  if (((flags[0] as number) & (GOOD | FRONTIER)) !== 0 || reports.length > 0) return false;
  if (stuck.length === 0 || stuck.some((component) => kindOfStuck(graph, component) !== 'deadlock'))
    return false;
  const words = new Int32Array(machine.width + 1);
  let expected: string | null = null;
  for (let state = 0; state < store.size; state++) {
    if (((marks[state] as number) & BROKEN) !== 0) return false;
    if (((flags[state] as number) & VOID) !== 0) continue;
    store.load(state, words);
    const seen = outside(machine, words, machine.decode(words, 0).cpus);
    if (expected !== null && seen !== expected) return false;
    expected = seen;
  }
  return true;
}

/** Equal for states between which a deadlocked machine may move. */
function stillness(machine: Machine, words: Int32Array): string {
  const { cpus } = machine.decode(words, 0);
  const places = cpus.map(({ chart }, cpu) => `${machine.place(words, 0, cpu)}/${chart['mask'] ?? ''}`);
  return `${outside(machine, words, cpus)};${places.join(';')}`;
}

/** What one CPU can do to another: memory and pending interrupts. */
function outside(machine: Machine, words: Int32Array, cpus: readonly CpuSnapshot[]): string {
  const cells = words.subarray(0, machine.cellWords).join();
  return `${cells};${cpus.map(({ pending }) => pending.join('.')).join(';')}`;
}
