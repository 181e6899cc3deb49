/**
 * Plays choices on a machine and keeps what the score needs: a trace and a readable snapshot for every step, and what
 * else could have been done there, with its fate where the explored graph is known.
 */
import { SQUASHED, STEPPED, TextPhases, VIOLATED, type Machine } from '../machine/index.ts';
import { isWanted } from './asked.ts';
import { lawfulStep, lawfulTrace } from './lawful-step.ts';
import type { ChoiceView, Fate, Run, RunProblem, RunStep } from './api.ts';
import { componentsOf, VOID } from './components.ts';
import type { FateMap } from './exploration.ts';
import { completionOf, Search } from './search.ts';
import { isSettled, kindOfStuck } from './stuck.ts';

/** Enough for a stuck corner of a scenario; a run that ends open is only shown as open when it is larger. */
const LOCAL_STATES = 5000;

export class Player {
  readonly machine: Machine;
  readonly steps: RunStep[] = [];
  /** Words of the state after the last step. */
  state: Int32Array;
  private readonly fates: FateMap | null;
  private readonly scratch: Int32Array;
  private readonly initial: Run['initial'];
  private readonly phases: TextPhases;
  private reported = false;
  private listed: ChoiceView[] | null = null;

  constructor(machine: Machine, fates: FateMap | null) {
    this.machine = machine;
    this.fates = fates?.machine === machine ? fates : null;
    this.state = new Int32Array(machine.width);
    this.scratch = new Int32Array(machine.width);
    this.phases = new TextPhases(machine.program);
    machine.initial(this.state, 0);
    this.initial = machine.decode(this.state, 0);
  }

  /** What is enabled now. */
  choices(): readonly ChoiceView[] {
    return (this.listed ??= this.list());
  }

  private list(): ChoiceView[] {
    const { machine, state, scratch, fates } = this;
    const count = machine.enabled(state, 0);
    const choices = Array.from(machine.choices.subarray(0, count));
    return choices.map((choice) => {
      const info = machine.choiceInfo(state, 0, choice);
      const status = lawfulStep(machine, state, choice, scratch);
      const reports = machine.reportCount > 0;
      if (status === SQUASHED || (status === STEPPED && fates?.isVoid(scratch)))
        return { ...info, fate: 'unknown', squashed: true };
      return { ...info, fate: this.fateOf(status, reports, scratch) };
    });
  }

  /** Takes a choice that is enabled now. Returns false, and stays, when the run is squashed by it. */
  take(choice: number, note: string | null = null): boolean {
    const { machine } = this;
    const choices = this.choices();
    const next = new Int32Array(machine.width);
    const trace = lawfulTrace(machine, this.state, choice, next);
    if (trace.status === SQUASHED) return false;
    if (trace.reports.length > 0) this.reported = true;
    this.state = next;
    this.listed = null;
    const fate = this.fateOf(trace.status, this.reported, next);
    const after = this.phases.follow(machine.decode(next, 0), trace.writes);
    this.steps.push({ key: trace.info.key, trace, after, choices, fate, note });
    return true;
  }

  /** The run so far. `problem` says why it did not go on as it should have. */
  run(problem: RunProblem | null = null, end: Run['end'] | null = null): Run {
    return {
      initial: this.initial,
      steps: this.steps,
      next: this.choices(),
      end: end ?? this.ending(),
      problem,
    };
  }

  private ending(): Run['end'] {
    const { machine, state, fates } = this;
    if (this.reported || machine.isEnded(state, 0)) return 'violated';
    if (machine.isFinished(state, 0)) return isWanted(machine, state) ? 'violated' : 'finished';
    if (fates && fates.fateOf(state) !== 'doomed') return 'open';
    return fates?.stuckAt(state) ?? stuckAt(machine, state) ?? 'open';
  }

  private fateOf(status: number, reported: boolean, state: Int32Array): Fate {
    if (status === VIOLATED || reported) return 'doomed';
    return this.fates?.fateOf(state) ?? 'unknown';
  }
}

/** Whether a state lies in a stuck component that nothing leaves, or can get nowhere but into a deadlock that leaves
 *  everything as it is; found by a small search from it. */
export function stuckAt(machine: Machine, state: Int32Array): 'deadlock' | 'livelock' | null {
  // Where there is too much ahead, what nobody sees is tried alone.
  let search = new Search(machine, { states: LOCAL_STATES }, state);
  search.advance(Number.POSITIVE_INFINITY);
  if (search.limit === 'states') {
    search = new Search(machine, { states: LOCAL_STATES }, state, null, 0, false, true);
    search.advance(Number.POSITIVE_INFINITY);
  }
  if (search.limit !== null) return null;
  const components = componentsOf(search);
  const component = components.stuck.find(([first]) => first === 0);
  if (component) return kindOfStuck(search, component);
  return isSettled(search, components) ? 'deadlock' : null;
}

/** Whether every run from a state is squashed; where a small search does not tell, whether none can be completed. */
export function isVoid(machine: Machine, state: Int32Array): boolean {
  const search = new Search(machine, { states: LOCAL_STATES }, state);
  search.advance(Number.POSITIVE_INFINITY);
  if (search.limit !== null) {
    const kind = completionOf(machine).judge(state);
    return kind === 'void' || kind === 'held';
  }
  const { flags } = componentsOf(search);
  return ((flags[0] as number) & VOID) !== 0;
}
