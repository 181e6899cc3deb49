/**
 * What axiomatic models say: the Linux-kernel one of C litmus tests and of scenarios, those of the machines of litmus tests. A
 * chunk of the thread that compiles. Answers come in slices, one after the other, so that a text is compiled in between; when
 * another text is asked about what is under way is left. A reader looks at one test at a time and asks several things of it,
 * so the last ones are remembered with their answers.
 */
import { KernelVersions } from '../advice/index.ts';
import { executionsWork, outcomesWork, type Outcomes, type Pausing } from '../axiomatic/index.ts';
import { assertNever, holdsIn } from '../base/index.ts';
import type {
  KernelExecutions,
  KernelRequest,
  KernelState,
  KernelVerdict,
  Replies,
} from '../protocol/index.ts';
import {
  compileKernelLitmus,
  finalsBroken,
  kernelOfInstance,
  kernelProperties,
  type KernelScenario,
  litmusVerdict,
  type LitmusTest,
  stateText,
} from '../scenario/index.ts';
import type { Port } from './channel.ts';
import { fail } from './failure.ts';
import { type Judged, machineJudged, sentence } from './machine-judge.ts';
import { recall } from './recall.ts';

/** Short enough for whoever types, long enough to be efficient. */
const SLICE_MS = 20;
const LONGEST = { verdict: 4000, executions: 1500, cell: 4000 };
/** More of one state are not looked at. */
const EXECUTIONS = 12;
/** Forbidden ones, of which many end in the same state, or in one that others allow. */
const FORBIDDEN = 600;

type Reply = Replies[KernelRequest['do']];

/** A reader compares what several models say of one test. */
const KEPT = 4;

interface Job {
  readonly request: number;
  readonly text: string;
  readonly isExecutions: boolean;
  readonly work: Pausing<Reply>;
}

/** An instance of a scenario, as the compiler makes it; it throws where there is none. */
export type MakeInstance = () => Parameters<typeof kernelOfInstance>[0];

const LEFT: KernelVerdict = { k: 'refused', message: 'Another text was asked about meanwhile.' };
const NONE: KernelExecutions = { found: [], cut: true };

type VersionRequest = Extract<KernelRequest, { do: 'kernel-version' }>;

export class KernelJudge {
  private readonly port: Port;
  private readonly judged = new Map<string, { known: Judged | string | null }>();
  private jobs: Job[] = [];
  private versions: { readonly key: string; readonly of: KernelVersions } | null = null;
  private isRunning = false;

  constructor(port: Port) {
    this.port = port;
  }

  /** Posts the reply when there is one. A scenario's instance is made when its turn comes. */
  ask(request: number, body: KernelRequest, instance: MakeInstance): void {
    for (const job of this.jobs) if (job.text !== body.text) this.cancel(job.request);
    const { text } = body;
    const isCell = body.do === 'kernel-verdict' && body.of !== undefined;
    const isExecutions = body.do === 'executions';
    const work =
      body.do === 'kernel-version' ? this.version(body) : isCell ? cell(instance) : this.answer(body);
    this.jobs.push({ request, text, isExecutions, work });
    if (!this.isRunning) this.goOn();
  }

  /** Leaves what nobody waits for. */
  cancel(request: number): void {
    const job = this.jobs.find((one) => one.request === request);
    if (!job) return;
    this.jobs = this.jobs.filter((one) => one !== job);
    this.port.post({ type: 'done', request, reply: job.isExecutions ? NONE : LEFT });
  }

  private goOn(): void {
    const [job] = this.jobs;
    this.isRunning = job !== undefined;
    if (!job) return;
    const until = performance.now() + SLICE_MS;
    try {
      for (;;) {
        const step = job.work.next();
        if (step.done === true) {
          this.jobs.shift();
          this.port.post({ type: 'done', request: job.request, reply: step.value });
          break;
        }
        if (performance.now() > until) break;
      }
    } catch (error) {
      this.jobs.shift();
      fail(this.port, job.request, error);
    }
    this.port.later(() => this.goOn());
  }

  /** Many are asked of one text. */
  private *version({ text, settings, edits, loose }: VersionRequest): Pausing<Reply> {
    const key = JSON.stringify([text, settings]);
    if (this.versions?.key !== key) this.versions = { key, of: new KernelVersions(text, settings) };
    return yield* this.versions.of.judge(edits, { ms: LONGEST.cell }, loose);
  }

  private *answer(body: Exclude<KernelRequest, VersionRequest>): Pausing<Reply> {
    const { text, under } = body;
    const entry = recall(this.judged, `${under ?? 'lkmm'} ${text}`, KEPT, () => ({
      known: null as Judged | string | null,
    }));
    const judged = (entry.known ??= yield* under === undefined ? judge(text) : machineJudged(text, under));
    switch (body.do) {
      case 'kernel-verdict':
        return typeof judged === 'string' ? { k: 'refused', message: judged } : verdictOf(judged);
      case 'executions':
        if (typeof judged === 'string') return { found: [], cut: false };
        return yield* body.values ? allowedIn(judged, body.values) : forbiddenOf(judged);
      default:
        return assertNever(body);
    }
  }
}

/** Under the Linux-kernel memory model; a sentence where it is not asked. */
function* judge(text: string): Pausing<Judged | string> {
  const compiled = compileKernelLitmus(text);
  if (compiled.kind !== 'test') return sentence(compiled.diagnostic.message);
  const outcomes = yield* outcomesWork(compiled.kernel, compiled.shown, { ms: LONGEST.verdict });
  // What a loop does beyond the bound herd7 leaves out too.
  if (outcomes.bounded !== null && outcomes.bounded !== 'loop')
    return 'The test has more executions than can be looked at here.';
  const { test, kernel, shown } = compiled;
  return { test, outcomes, executions: (question) => executionsWork(kernel, shown, question) };
}

/** A scenario under some settings. */
function* cell(instance: MakeInstance): Pausing<KernelVerdict> {
  const began = performance.now();
  const made = kernelOfInstance(instance());
  if (made.kind === 'beyond') return { k: 'refused', message: made.diagnostic.message };
  const outcomes = yield* outcomesWork(made.kernel, made.shown, { ms: LONGEST.cell });
  const properties = kernelProperties(made, outcomes);
  return {
    k: 'scenario',
    verdict: properties.length > 0 ? 'violated' : outcomes.bounded === null ? 'holds' : 'bounded',
    properties,
    states: outcomes.candidates,
    ms: performance.now() - began,
    execution: outcomes.violated[0]?.execution ?? outcomes.race ?? (yield* violating(made, outcomes)),
  };
}

/** An execution that ends in what a `final` forbids. */
function* violating(
  made: KernelScenario,
  { finals }: Outcomes,
): Pausing<KernelExecutions['found'][number]['execution'] | null> {
  const values = finals.find((found) => finalsBroken(made, found).length > 0);
  if (values === undefined) return null;
  const question = { values, where: null, which: 'allowed', most: 1, ms: LONGEST.executions } as const;
  return (yield* executionsWork(made.kernel, made.shown, question)).executions[0] ?? null;
}

function verdictOf({ test, outcomes: { finals, flags, race } }: Judged): KernelVerdict {
  const states = new Map<string, KernelState>();
  for (const values of finals) {
    const state = stateOf(test, values);
    if (state && !states.has(state.text)) states.set(state.text, state);
  }
  const { verdict } = litmusVerdict(test, finals);
  const asks = test.quantifier !== null;
  return { k: 'judged', verdict, asks, states: [...states.values()], flags, race };
}

function* allowedIn(
  { test, executions: find }: Judged,
  values: readonly number[],
): Pausing<KernelExecutions> {
  const { executions, cut } = yield* find({
    values,
    where: null,
    which: 'allowed',
    most: EXECUTIONS,
    ms: LONGEST.executions,
  });
  return { found: executions.flatMap((execution) => told(test, execution)), cut };
}

/** One of each state that nothing allows, those first in which the condition holds. */
function* forbiddenOf({ test, outcomes, executions: find }: Judged): Pausing<KernelExecutions> {
  const seen = new Set(outcomes.finals.flatMap((values) => stateOf(test, values)?.text ?? []));
  const found: KernelExecutions['found'][number][] = [];
  let isCut = false;
  for (const where of [test.condition, null]) {
    const { executions, cut } = yield* find({
      values: null,
      where,
      which: 'forbidden',
      most: FORBIDDEN,
      ms: LONGEST.executions,
    });
    isCut = cut;
    for (const one of executions.flatMap((execution) => told(test, execution))) {
      if (seen.has(one.state.text)) continue;
      seen.add(one.state.text);
      found.push(one);
    }
  }
  return { found, cut: isCut };
}

function told(test: LitmusTest, execution: KernelExecutions['found'][number]['execution']) {
  const state = stateOf(test, execution.values);
  return state ? [{ state, execution }] : [];
}

/** Null where the test's filter rejects it. */
function stateOf(test: LitmusTest, values: readonly number[]): KernelState | null {
  const { filter, keyLength, quantifier, condition, program } = test;
  if (filter !== null && !holdsIn(filter, values)) return null;
  return {
    text: stateText(program, values.slice(0, keyLength)),
    marked: quantifier !== null && holdsIn(condition, values),
    values,
  };
}
