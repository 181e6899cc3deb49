/** The final states of a litmus test with what leads to them: how many interleavings, and a shortest one. */
import { explore, type Outcome } from '../explore/index.ts';
import { createMachine, type Model, type Program } from '../machine/index.ts';
import {
  litmusStates,
  type LitmusEnd,
  type LitmusState,
  type LitmusTest,
  valuesOfOutcome,
} from '../scenario/index.ts';

/** Explores all of the test, which the verdict's search need not, for at most `ms`. Where that is not enough the states
 *  are those of `values`, without numbers and runs. */
export function statesOf(
  test: LitmusTest,
  model: Model,
  values: readonly (readonly number[])[],
  limits: { readonly states: number; readonly ms: number },
): LitmusState[] {
  const { outcomes, limit } = explore(createMachine(test.program, model), limits);
  const ends =
    limit === null
      ? outcomes.filter(({ kind }) => kind === 'finished').map((outcome) => endOf(test.program, outcome))
      : values.map((end): LitmusEnd => ({ values: end, interleavings: null, witness: [] }));
  return litmusStates(test, ends);
}

function endOf(program: Program, { values, interleavings, witness }: Outcome): LitmusEnd {
  return {
    values: valuesOfOutcome(program, values),
    interleavings: interleavings === null ? null : BigInt(interleavings),
    witness,
  };
}
