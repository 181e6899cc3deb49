/** What can come of a program under a machine's model, and the executions behind it: the same questions as of the kernel's. */
import { holdsIn } from '../../base/index.ts';
import type { Instr, Model, Program } from '../../machine/index.ts';
import { Combinations, TooManyOrders } from '../combinations.ts';
import type { Execution } from '../execution.ts';
import type { ExecutionQuestion, Executions } from '../executions.ts';
import { locationOrders } from '../location-orders.ts';
import type { OutcomeLimits, Outcomes } from '../outcomes.ts';
import { byValue } from '../outcomes.ts';
import type { Pausing } from '../pausing.ts';
import { Known } from '../possible-runs.ts';
import { armv8 } from './armv8.ts';
import { eachCandidate, type HardwareCandidate } from './candidates.ts';
import type { HardwareRuns } from './event.ts';
import { looseOrders } from './loose-orders.ts';
import type { HardwareModel } from './model.ts';
import { cellsShown, hardwareValues } from './observed.ts';
import { sc } from './sc.ts';
import { type HardwareSkeleton, orderedRun, type OrderedHardware, skeletonOf } from './skeleton.ts';
import { toExecution } from './tell.ts';
import { hardwareRuns } from './thread-run.ts';
import { tso } from './tso.ts';

const models: Readonly<Record<Model, HardwareModel>> = { sc, tso, arm: armv8 };

/** `wild`: an access of an allowed execution whose address is no cell's, so that there is no final state to speak of. */
export interface HardwareOutcomes extends Outcomes {
  readonly wild: Instr | null;
}

/** Everything that a program can end in: the observed values, of a program that is covered (`uncovered`). */
export function* hardwareOutcomesWork(
  program: Program,
  model: Model,
  { ms }: OutcomeLimits,
): Pausing<HardwareOutcomes> {
  const end = performance.now() + ms;
  const finals = new Map<string, readonly number[]>();
  const search = new Search(program, models[model], end);
  let candidates = 0;
  let wild: Instr | null = null;
  const isNews = (values: readonly number[], left: Instr | null): boolean =>
    left === null ? !finals.has(values.join()) : wild === null;
  yield* search.each({ wants: isNews, forbidden: false, loose: false }, ({ skeleton }, values) => {
    candidates += 1;
    const left = leftAt(skeleton.threads);
    if (left === null) finals.set(values.join(), values);
    wild ??= left;
    return true;
  });
  return {
    finals: [...finals.values()].sort(byValue),
    flags: [],
    race: null,
    violated: [],
    candidates,
    bounded: search.bounded,
    wild,
  };
}

export interface HardwareQuestion extends ExecutionQuestion {
  /** Where no coherent execution satisfies `where`, incoherent ones are forbidden ones too. */
  readonly loose: boolean;
}

/** The executions behind an outcome. */
export function* hardwareExecutionsWork(
  program: Program,
  model: Model,
  question: HardwareQuestion,
): Pausing<Executions> {
  const end = performance.now() + question.ms;
  const { values: asked, where, which, most } = question;
  const executions: Execution[] = [];
  const forbidden = which === 'forbidden';
  const isAsked = (values: readonly number[], left: Instr | null): boolean =>
    left === null &&
    (asked === null || asked.join() === values.join()) &&
    (where === null || holdsIn(where, values));
  let search = new Search(program, models[model], end);
  const take = (candidate: HardwareCandidate, values: readonly number[]): boolean => {
    if ((candidate.broken !== null) === forbidden) executions.push(toExecution(program, candidate, values));
    return executions.length < most;
  };
  yield* search.each({ wants: isAsked, forbidden, loose: false }, take);
  if (forbidden && question.loose && where !== null && executions.length === 0) {
    search = new Search(program, models[model], end);
    yield* search.each({ wants: isAsked, forbidden, loose: true }, take);
  }
  return { executions, cut: search.isCut || search.bounded === 'runs' };
}

/** Where one of the CPUs left all cells. */
function leftAt(threads: readonly OrderedHardware[]): Instr | null {
  return threads.find(({ run }) => run.wild !== null)?.run.wild ?? null;
}

interface Wish {
  readonly wants: (values: readonly number[], left: Instr | null) => boolean;
  readonly forbidden: boolean;
  readonly loose: boolean;
}

class Search {
  private readonly program: Program;
  private readonly model: HardwareModel;
  private readonly end: number;
  /** Something was left out. */
  bounded: Outcomes['bounded'] = null;
  /** Whoever took the candidates had enough, or the time is over. */
  isCut = false;

  constructor(program: Program, model: HardwareModel, end: number) {
    this.program = program;
    this.model = model;
    this.end = end;
  }

  /** `take` says whether to go on. */
  *each(
    { wants, forbidden, loose }: Wish,
    take: (candidate: HardwareCandidate, values: readonly number[]) => boolean,
  ): Pausing<void> {
    const { program, model } = this;
    const runs = yield* this.runs(loose);
    const ordered = runs.map((some) => some.map((run) => orderedRun(run, model)));
    const cells = cellsShown(program);
    try {
      const combinations = new Combinations<OrderedHardware, HardwareSkeleton>(
        program.cells,
        ordered,
        skeletonOf,
        loose ? looseOrders : locationOrders,
      );
      for (const combination of combinations.each()) {
        yield null;
        if (this.isLate()) return;
        if (combination === null) continue;
        const { threads, orders } = combination;
        const left = leftAt(threads);
        const open = [...cells].filter((cell) => orders.has(cell));
        const found = eachCandidate(combination, cells, model, {
          wants: (so) =>
            !this.isLate() &&
            (open.some((cell) => !so.has(cell)) || wants(hardwareValues(program, threads, so), left)),
          forbidden,
          loose,
        });
        for (const candidate of found) {
          yield null;
          if (candidate === null) continue;
          if (!take(candidate, hardwareValues(program, threads, candidate.orders))) {
            this.isCut = true;
            return;
          }
        }
      }
    } catch (error) {
      if (!(error instanceof TooManyOrders)) throw error;
      this.bounded = 'runs';
    }
  }

  private *runs(loose: boolean): Pausing<readonly HardwareRuns['runs'][]> {
    const { program } = this;
    const known = new Known<HardwareRuns>(
      program.cells,
      program.cpus.map(
        (_, cpu) => (values) =>
          hardwareRuns(program, cpu, loose ? { ...values, isShared: () => true } : values),
      ),
      null,
    );
    const threads = yield* known.settle(false);
    this.bounded ??= threads.find(({ cut }) => cut !== null)?.cut ?? null;
    return threads.map(({ runs }) => runs);
  }

  private isLate(): boolean {
    if (performance.now() <= this.end) return false;
    this.bounded = 'time';
    this.isCut = true;
    return true;
  }
}
