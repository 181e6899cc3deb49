/** herd's verdict from the final states of a test. */
import { holdsIn } from '../../base/index.ts';
import type { LitmusTest } from './test-program.ts';

export interface LitmusVerdict {
  /** herd's Observation: whether the proposition holds in no, some or all final states, whatever quantifies it. */
  readonly verdict: 'Never' | 'Sometimes' | 'Always';
  /** herd's States: final states that differ in what the condition and `locations` name. */
  readonly finals: number;
}

/** `finals` holds the observed values of every final state, in the order of the program's `observed`; repetitions do
 *  not matter. States that the filter rejects do not exist. */
export function litmusVerdict(test: LitmusTest, finals: Iterable<readonly number[]>): LitmusVerdict {
  const states = new Set<string>();
  let holds = 0;
  for (const values of finals) {
    if (test.filter !== null && !holdsIn(test.filter, values)) continue;
    const key = values.slice(0, test.keyLength).join();
    if (states.has(key)) continue;
    states.add(key);
    if (holdsIn(test.condition, values)) holds += 1;
  }
  const verdict = holds === 0 ? 'Never' : holds === states.size ? 'Always' : 'Sometimes';
  return { verdict, finals: states.size };
}
