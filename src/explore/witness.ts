/** Shortest runs: the search is breadth first, so following the parents back from a state gives one. */
import type { Graph } from './graph.ts';

/** Choice keys of a shortest run to state `number`, with one more choice behind it if there is one. */
export function witnessTo(graph: Graph, number: number, last: number | null = null): string[] {
  const { machine, store, parent, choice } = graph;
  const states: number[] = [];
  const choices: number[] = [];
  if (last !== null) {
    states.push(number);
    choices.push(last);
  }
  for (let state = number; (parent[state] as number) >= 0; state = parent[state] as number) {
    states.push(parent[state] as number);
    choices.push(choice[state] as number);
  }
  const words = new Int32Array(machine.width + 1);
  return states
    .map((state, nth) => {
      store.load(state, words);
      return machine.choiceInfo(words, 0, choices[nth] as number).key;
    })
    .reverse();
}

/** The choices of a shortest run to state `number`, in order. */
export function choicesTo({ parent, choice }: Graph, number: number): number[] {
  const choices: number[] = [];
  for (let state = number; (parent[state] as number) >= 0; state = parent[state] as number)
    choices.push(choice[state] as number);
  return choices.reverse();
}

/** Number of steps of a shortest run to a state. */
export function depthOf(graph: Graph, number: number): number {
  let depth = 0;
  for (let state = number; (graph.parent[state] as number) >= 0; state = graph.parent[state] as number)
    depth++;
  return depth;
}
