/** What a search says of one version of a scenario, as far as versions are compared by it. */
import {
  exploreVerdict,
  replay,
  type ExploreLimits,
  type ExploreResult,
  type Run,
  type VerdictKind,
} from '../explore/index.ts';
import type { Instr, Machine, Model, Program } from '../machine/index.ts';
import type { TextEdit } from '../scenario/index.ts';
import { reorderingsOf, type Reordering } from './reorderings.ts';

export interface Judgement {
  readonly verdict: VerdictKind;
  /** How it can end badly: property slugs, `deadlock`, `livelock`. Sorted. */
  readonly bad: readonly string[];
  /** What can be observed where it ends well. Sorted. */
  readonly outcomes: readonly string[];
  readonly states: number;
  /** The shortest run to a bad end, as choice keys. */
  readonly witness: readonly string[] | null;
  /** What that run does out of program order. */
  readonly reorderings: readonly Reordering[];
}

/** Judges a version under a model, one of the machine's unless said otherwise; `same` where the edits change nothing of what the machine runs, `refused` where the text
 *  does not compile with them. With `first` it is enough to know one way in which it goes wrong, where it does. */
export type Judge<M = Model> = (edits: readonly TextEdit[], model: M, first?: boolean) => Promise<Judged>;

export type Judged =
  | ({ readonly k: 'judged' } & Judgement)
  | { readonly k: 'same' }
  | { readonly k: 'refused'; readonly message: string };

export function judge(machine: Machine, limits: ExploreLimits): Judgement {
  const result = exploreVerdict(machine, limits);
  const { witness } = result;
  return judgementOf(result, machine.program, witness && replay(machine, witness, null));
}

/** The same, of a search and the run to its witness. */
export function judgementOf(
  { verdict, properties, outcomes, states, witness }: Omit<ExploreResult, 'ms'>,
  program: Program,
  run: Run | null,
): Judgement {
  const stuck = outcomes.flatMap(({ kind }) => (kind === 'deadlock' || kind === 'livelock' ? [kind] : []));
  return {
    verdict,
    bad: [...new Set([...properties, ...stuck])].sort(),
    outcomes: outcomes.flatMap(({ kind, label }) => (kind === 'finished' ? [label] : [])).sort(),
    states,
    witness,
    reorderings: run ? reorderingsOf(program, run) : [],
  };
}

/** Whether two programs are the same to the machine: all but where the code stands in its text. */
export function sameCode(a: Program, b: Program): boolean {
  return codeOf(a) === codeOf(b);
}

const codes = new WeakMap<Program, string>();

/** Of a scenario's own it is asked for every version. */
function codeOf(program: Program): string {
  const known = codes.get(program);
  if (known !== undefined) return known;
  const { code, cpus, irqs, cells } = program;
  // A plain access is one as any other to the machine.
  const placeless = ({ plain: _, ...instr }: Instr) => ({ ...instr, at: null });
  const made = JSON.stringify([code.map(placeless), cpus, irqs, cells]);
  codes.set(program, made);
  return made;
}
