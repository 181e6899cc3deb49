/**
 * What the Linux-kernel memory model says of C litmus tests: a chunk of the thread that compiles. A reader looks at one test
 * at a time and asks several things of it, so the last one is remembered with its answers.
 */
import { executionsOf, outcomesOf, type Outcomes } from '../axiomatic/index.ts';
import { assertNever, holdsIn } from '../base/index.ts';
import type {
  KernelExecutions,
  KernelRequest,
  KernelState,
  KernelVerdict,
  Replies,
} from '../protocol/index.ts';
import { compileKernelLitmus, litmusVerdict, stateText, type KernelTest } from '../scenario/index.ts';
import { recall } from './recall.ts';

/** Most tests take milliseconds; the thread hears nothing else meanwhile. */
const LONGEST = { verdict: 4000, executions: 1500 };
/** More of one state are not looked at. */
const EXECUTIONS = 12;
/** Forbidden ones, of which many end in the same state, or in one that others allow. */
const FORBIDDEN = 600;

interface Judged {
  readonly test: KernelTest;
  readonly outcomes: Outcomes;
}

export class KernelJudge {
  private readonly judged = new Map<string, Judged | string>();

  answer(body: KernelRequest): Replies[KernelRequest['do']] {
    const judged = recall(this.judged, body.text, 1, () => judge(body.text));
    switch (body.do) {
      case 'kernel-verdict':
        return typeof judged === 'string' ? { k: 'refused', message: judged } : verdictOf(judged);
      case 'executions':
        if (typeof judged === 'string') return { found: [], cut: false };
        return body.values ? allowedIn(judged, body.values) : forbiddenOf(judged);
      default:
        return assertNever(body);
    }
  }
}

function judge(text: string): Judged | string {
  const compiled = compileKernelLitmus(text);
  if (compiled.kind !== 'test') return sentence(compiled.diagnostic.message);
  const outcomes = outcomesOf(compiled.kernel, compiled.shown, { ms: LONGEST.verdict });
  // What a loop does beyond the bound herd7 leaves out too.
  if (outcomes.bounded !== null && outcomes.bounded !== 'loop')
    return 'The test has more executions than can be looked at here.';
  return { test: compiled, outcomes };
}

function verdictOf({ test, outcomes: { finals, flags, race } }: Judged): KernelVerdict {
  const states = new Map<string, KernelState>();
  for (const values of finals) {
    const state = stateOf(test, values);
    if (state && !states.has(state.text)) states.set(state.text, state);
  }
  const { verdict } = litmusVerdict(test.test, finals);
  const asks = test.test.quantifier !== null;
  return { k: 'judged', verdict, asks, states: [...states.values()], flags, race };
}

function allowedIn({ test }: Judged, values: readonly number[]): KernelExecutions {
  const { executions, cut } = executionsOf(test.kernel, test.shown, {
    values,
    where: null,
    which: 'allowed',
    most: EXECUTIONS,
    ms: LONGEST.executions,
  });
  return { found: executions.flatMap((execution) => told(test, execution)), cut };
}

/** One of each state that nothing allows, those first in which the condition holds. */
function forbiddenOf({ test, outcomes }: Judged): KernelExecutions {
  const seen = new Set(outcomes.finals.flatMap((values) => stateOf(test, values)?.text ?? []));
  const found: KernelExecutions['found'][number][] = [];
  let isCut = false;
  for (const where of [test.test.condition, null]) {
    const { executions, cut } = executionsOf(test.kernel, test.shown, {
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

function told(test: KernelTest, execution: KernelExecutions['found'][number]['execution']) {
  const state = stateOf(test, execution.values);
  return state ? [{ state, execution }] : [];
}

/** Null where the test's filter rejects it. */
function stateOf({ test }: KernelTest, values: readonly number[]): KernelState | null {
  const { filter, keyLength, quantifier, condition, program } = test;
  if (filter !== null && !holdsIn(filter, values)) return null;
  return {
    text: stateText(program, values.slice(0, keyLength)),
    marked: quantifier !== null && holdsIn(condition, values),
    values,
  };
}

function sentence(message: string): string {
  const begun = message.replace(/^./, (first) => first.toUpperCase());
  return /[.?!]$/.test(begun) ? begun : `${begun}.`;
}
