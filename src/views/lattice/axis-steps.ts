/** What the times along a picture's axes are called: the steps of the run on the page. */
import type { Lattice, Program, RunNode } from '../../state/index.ts';
import type { LatticeLayout } from './layout.ts';
import { moveWords } from './wording.ts';

export interface AxisStep {
  readonly cpu: number;
  /** Column or row that the step leads into. */
  readonly at: number;
  readonly name: string;
  /** Position of the run after it. */
  readonly position: number;
}

/** What the score calls each position's step. */
export function namesOf({ score }: RunNode): readonly string[] {
  return score.rowOfStep.map((row) => {
    const { text = '', result = null } = score.rows[row] ?? {};
    return result === null ? text : `${text} → ${result}`;
  });
}

/** Steps along a way through a lattice; `names` by position, the machine's words where there is none. */
export function stepsThrough(
  { edges, moves }: Lattice,
  { column, row, movers }: LatticeLayout,
  passed: readonly number[],
  names: readonly string[],
  program: Program,
): readonly AxisStep[] {
  return passed.slice(1).flatMap((to, nth) => {
    const edge = edges.find((one) => one.from === passed[nth] && one.to === to);
    const move = edge && moves[edge.move];
    if (!move) return [];
    const name = names[nth + 1] ?? moveWords(program, move);
    return [{ cpu: move.cpu, at: (move.cpu === movers[0] ? column : row)[to] ?? 0, name, position: nth + 1 }];
  });
}

/** Steps of a run by how far each CPU has come; `place` gives the column or row of a count. */
export function stepsOfRun(node: RunNode, axes: readonly [number, number], size: readonly [number, number]) {
  const names = namesOf(node);
  const done = new Map<number, number>();
  return node.run.steps.flatMap(({ trace }, nth): AxisStep[] => {
    const { cpu } = trace.info;
    const count = (done.get(cpu) ?? 0) + 1;
    done.set(cpu, count);
    const axis = axes.indexOf(cpu);
    if (axis < 0) return [];
    return [
      { cpu, at: Math.floor(count / (size[axis] ?? 1)), name: names[nth + 1] ?? '', position: nth + 1 },
    ];
  });
}

/** How far two CPUs have come at each position of a run. */
export function progressOf({ run }: RunNode, [across, down]: readonly [number, number]) {
  let [x, y] = [0, 0];
  return [
    [x, y] as const,
    ...run.steps.map(({ trace }) => {
      const { cpu } = trace.info;
      if (cpu === across) x++;
      else if (cpu === down) y++;
      return [x, y] as const;
    }),
  ];
}
