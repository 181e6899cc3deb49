/** The executions behind an outcome, allowed and forbidden ones, for whoever wants to see them. */
import { holdsIn, type Proposition } from '../base/index.ts';
import { eachCandidate } from './candidates.ts';
import { kernelCombinations, TooManyOrders } from './combinations.ts';
import { type Execution, toExecution } from './execution.ts';
import { observe, type Shown, undeterminedEvents } from './observed.ts';
import { finish, type Pausing } from './pausing.ts';
import { possibleRuns } from './possible-runs.ts';
import type { KernelProgram } from './program.ts';

export interface ExecutionQuestion {
  /** Only executions with these shown values; null for all. */
  readonly values: readonly number[] | null;
  /** Only those in which this holds of the shown values; null for all. */
  readonly where: Proposition | null;
  /** What the model allows, or what it forbids and why. */
  readonly which: 'allowed' | 'forbidden' | 'racy';
  readonly most: number;
  readonly ms: number;
}

export interface Executions {
  readonly executions: readonly Execution[];
  /** There may be more. */
  readonly cut: boolean;
}

/** In the order in which they are found. Asking for one outcome at a time is cheap; forbidden ones are candidates that are
 *  coherent and atomic, so that an axiom with a cycle to show forbids them. */
export function executionsOf(...asked: Parameters<typeof executionsWork>): Executions {
  return finish(executionsWork(...asked));
}

/** The same, with pauses. */
export function* executionsWork(
  program: KernelProgram,
  shown: readonly Shown[],
  question: ExecutionQuestion,
): Pausing<Executions> {
  const end = performance.now() + question.ms;
  const executions: Execution[] = [];
  let cut = false;
  const isAsked = (values: readonly number[]): boolean =>
    (question.values === null || question.values.join() === values.join()) &&
    (question.where === null || holdsIn(question.where, values));
  try {
    for (const combination of kernelCombinations(program, yield* possibleRuns(program)).each()) {
      yield null;
      if (combination === null) continue;
      const found = eachCandidate(combination, new Set(cellsOf(shown)), {
        forbidden: question.which === 'forbidden',
        wants: (orders) => {
          if (cellsOf(shown).some((cell) => combination.orders.has(cell) && !orders.has(cell))) return true;
          // What goes round in a circle has its value only in the end.
          return (
            combination.threads.some(({ shape }) => shape.hasPlain) ||
            isAsked(observe(program, shown, combination.threads, orders, null))
          );
        },
      });
      for (const candidate of found) {
        cut ||= performance.now() > end;
        if (cut) break;
        yield null;
        if (candidate === null) continue;
        const { skeleton, orders, model, broken } = candidate;
        const undetermined = undeterminedEvents(skeleton, model);
        const values = observe(program, shown, skeleton.threads, orders, undetermined);
        if (!isAsked(values) || (broken !== null) !== (question.which === 'forbidden')) continue;
        const execution = toExecution(program, candidate, values);
        if (question.which !== 'racy' || execution.races.length > 0) executions.push(execution);
        cut = executions.length >= question.most;
      }
      if (cut) break;
    }
  } catch (error) {
    if (!(error instanceof TooManyOrders)) throw error;
    cut = true;
  }
  return { executions, cut };
}

function cellsOf(shown: readonly Shown[]): number[] {
  return shown.flatMap((what) => (what.k === 'cell' ? [what.cell] : []));
}
