/** What the axioms of a machine's model say of a litmus test: the judge's other subject, with the graphs that the machine has not. */
import {
  type ExecutionQuestion,
  type Executions,
  hardwareExecutionsWork,
  hardwareOutcomesWork,
  type Outcomes,
  type Pausing,
  uncovered,
} from '../axiomatic/index.ts';
import type { Model } from '../machine/index.ts';
import { compileLitmus, type LitmusTest, litmusVerdict, position } from '../scenario/index.ts';

/** A test that was judged, and how to ask for its executions. */
export interface Judged {
  readonly test: LitmusTest;
  readonly outcomes: Outcomes;
  readonly executions: (question: ExecutionQuestion) => Pausing<Executions>;
}

const LONGEST = 4000;

/** A sentence where there are no graphs. */
export function* machineJudged(text: string, model: Model): Pausing<Judged | string> {
  const compiled = compileLitmus(text, model);
  if (compiled.kind !== 'test') return sentence(compiled.diagnostic.message);
  const { test } = compiled;
  const { program } = test;
  const placeOf = ({ text: words, from }: { readonly text: string; readonly from: number }): string =>
    `line ${position(text, from).line}, ${words.trim()}`;
  const beyond = uncovered(program);
  if (beyond !== null) {
    const place = beyond.instr && `: ${placeOf(beyond.instr.at)}`;
    return `Executions are drawn of loads, stores, atomics and barriers; this test is about ${beyond.what}${place ?? ''}. The score and the states have its runs.`;
  }
  const outcomes = yield* hardwareOutcomesWork(program, model, { ms: LONGEST });
  if (outcomes.wild !== null)
    return `An address is no location’s, so that there is no final state: ${placeOf(outcomes.wild.at)}.`;
  // What a loop does beyond the bound herd7 leaves out too.
  if (outcomes.bounded !== null && outcomes.bounded !== 'loop')
    return 'The test has more executions than can be looked at here.';
  const isNever = litmusVerdict(test, outcomes.finals).verdict === 'Never';
  return {
    test,
    outcomes,
    executions: (question) => hardwareExecutionsWork(program, model, { ...question, loose: isNever }),
  };
}

/** A message as a sentence. */
export function sentence(message: string): string {
  const begun = message.replace(/^./, (first) => first.toUpperCase());
  return /[.?!]$/.test(begun) ? begun : `${begun}.`;
}
