/**
 * A machine whose states and choices are written down as a graph: what the search's own tests run on, so that they
 * depend on no rule of the real machine. One cell, one CPU, no code.
 */
import {
  SQUASHED,
  STEPPED,
  VIOLATED,
  type ChoiceInfo,
  type Machine,
  type Program,
  type Snapshot,
} from '../machine/index.ts';

export interface Node {
  readonly end: 'finished' | null;
  readonly cell: number;
  readonly place: number;
  readonly guessing: boolean;
  /** A squash may still undo something. */
  readonly tentative: boolean;
  /** CPUs that hold a reservation, and those whose reservation is in the way of a choice, as bits. */
  readonly holding: number;
  readonly inTheWay: number;
  readonly edges: readonly Edge[];
}

/** `way`: the number of what no run puts off for ever, its CPU in the bits from 24, -1 none. `held` is for the naive search alone: the step violates something on a run that is held. `squash`: the step does not exist; `violate`: it ends in `to`, violating property 0 or 1. */
export interface Edge {
  readonly to: number;
  readonly kind: 'step' | 'squash' | 'violate' | 'report' | 'held';
  readonly property: number;
  readonly way: number;
}

/** The machine of a graph; node 0 is the start. */
export function graphMachine(nodes: readonly Node[]): Machine {
  const program: Program = {
    name: 'graph',
    arch: 'arm64',
    cells: [{ name: 'x', init: 0, kind: 'data' }],
    sites: [],
    pages: [],
    irqs: [],
    code: [],
    scopes: [],
    cpus: [],
    properties: [
      { slug: 'first', text: '' },
      { slug: 'second', text: '' },
    ],
    invariants: [],
    finals: [],
    hardware: { eos: true, eis: true, ets2: false, idc: false, dic: false },
    builtin: {},
    faultEnds: false,
    observed: [{ k: 'cell', cell: 0, name: 'x' }],
    guessesAreSteps: false,
    issueIsStep: [],
  };
  const nodeAt = (src: Int32Array, at: number): Node => nodes[(src[at + 1] as number) / 1001] as Node;
  const write = (dst: Int32Array, at: number, to: number, ended: number): void => {
    dst[at] = nodes[to]?.cell ?? 0;
    dst[at + 1] = to * 1001;
    dst[at + 2] = ended;
    dst[at + 3] = -7;
  };
  const choices = new Int32Array(64);
  const reports = new Int32Array(1);
  const infoOf = (choice: number): ChoiceInfo => ({
    choice,
    key: `0:issue:~${choice & 0xff}`,
    cpu: 0,
    kind: 'issue',
    pc: null,
    entry: -1,
    alternative: choice & 0xff,
    words: `takes edge ${choice & 0xff}`,
    hardware: false,
  });
  const decode = (src: Int32Array, at: number): Snapshot => ({
    cells: [src[at] as number],
    cpus: [
      { chart: { mask: 'open' }, frames: [], queue: [], pending: [], finished: machine.isFinished(src, at) },
    ],
    pages: [],
    sites: [],
    ended: machine.isEnded(src, at),
    finished: machine.isFinished(src, at),
  });
  const machine: Machine & { violated: number; reportCount: number } = {
    passing: false,
    program,
    model: 'sc',
    width: 4,
    cellWords: 1,
    choices,
    reports,
    violated: 0,
    overran: false,
    reportCount: 0,
    readCells: 0,
    wroteCells: 0,
    initial: (dst, at) => {
      write(dst, at, 0, 0);
      return STEPPED;
    },
    enabled: (src, at) => {
      if (machine.isEnded(src, at)) return 0;
      const { edges } = nodeAt(src, at);
      edges.forEach(({ way }, nth) => (choices[nth] = (Math.max(way, 0) & ~0xff) | nth));
      return edges.length;
    },
    isNeedless: () => false,
    mayBeNeedless: false,
    inevitable: (src, at, choice) => nodeAt(src, at).edges[choice & 0xff]?.way ?? -1,
    step: (src, at, choice, dst, dstAt) => {
      const edge = nodeAt(src, at).edges[choice & 0xff] as Edge;
      if (machine.passing) {
        write(dst, dstAt, edge.to, 0);
        return edge.kind === 'squash' ? SQUASHED : STEPPED;
      }
      machine.reportCount = 0;
      write(dst, dstAt, edge.to, edge.kind === 'violate' ? 1 : 0);
      if (edge.kind === 'squash') return SQUASHED;
      if (edge.kind === 'violate') {
        machine.violated = edge.property;
        return VIOLATED;
      }
      if (edge.kind === 'report') {
        machine.reportCount = 1;
        reports[0] = edge.property;
      }
      return STEPPED;
    },
    isFinished: (src, at) => !machine.isEnded(src, at) && nodeAt(src, at).end === 'finished',
    isEnded: (src, at) => src[at + 2] === 1,
    hasOpenGuess: (src, at) => nodeAt(src, at).guessing,
    mayBeUndone: (src, at) => nodeAt(src, at).tentative,
    reopen: (state, at) => {
      state[at + 2] = 0;
    },
    holding: (src, at) => nodeAt(src, at).holding,
    inTheWay: (src, at) => nodeAt(src, at).inTheWay,
    heldBack: 0,
    place: (src, at) => nodeAt(src, at).place,
    observe: (src, at) => [src[at] as number],
    choiceCpu: (choice) => choice >> 24,
    choiceInfo: (_src, _at, choice) => infoOf(choice),
    trace: (src, at, choice, dst, dstAt) => {
      const status = machine.step(src, at, choice, dst, dstAt);
      return {
        status,
        violated: status === VIOLATED ? machine.violated : null,
        reports: Array.from(reports.subarray(0, machine.reportCount)),
        info: infoOf(choice),
        issued: [],
        writes: [],
        reads: [],
        raised: [],
        taken: null,
        queueMap: [],
      };
    },
    decode,
  };
  return machine;
}
