/**
 * A scenario, or a C litmus test, under the Linux-kernel memory model in the terms of `explore`: verdict, properties, outcomes.
 * A data race is a property that everything must keep. There are no runs, so there are no witnesses; what there is instead
 * are executions.
 */
import { type Execution, executionsOf, missingWords, type Outcomes, outcomesOf } from '../axiomatic/index.ts';
import { holdsIn, valueName } from '../base/index.ts';
import type { Outcome, VerdictKind } from '../explore/index.ts';
import {
  compileKernelScenario,
  finalsBroken,
  type KernelScenario,
  type KernelTest,
  type Scenario,
  type Settings,
  stateText,
} from '../scenario/index.ts';
import { eventText, executionLines } from './litmus-kernel.ts';
import { UserError } from './user-error.ts';

const DATA_RACE = 'data-race';

export interface KernelVerdict {
  readonly verdict: VerdictKind;
  readonly properties: readonly string[];
  readonly outcomes: readonly Outcome[];
  /** Candidate executions that were looked at. */
  readonly states: number;
  readonly ms: number;
  readonly limit: 'time' | 'loop' | null;
  /** For each violated property an execution that violates it, and the sentences to it. */
  readonly reasons: readonly { readonly property: string; readonly lines: readonly string[] }[];
}

export interface KernelLimits {
  readonly ms: number;
}

export const KERNEL_LIMITS: KernelLimits = { ms: 60_000 };

/** What the scenario says where the model speaks of all that it has; else a UserError with what, where, and what to do. */
export function kernelScenario(
  scenario: Scenario,
  settings: Settings,
  told: (message: string, from: number, to: number) => string,
): KernelScenario {
  const compiled = compileKernelScenario(scenario, settings);
  if (compiled.kind === 'kernel') return compiled;
  const { message, from, to } = compiled.diagnostic;
  throw new UserError(told(message, from, to));
}

export function judgeKernelScenario(made: KernelScenario, limits: KernelLimits): KernelVerdict {
  const began = performance.now();
  const { program, kernel, shown, observed } = made;
  const found = outcomesOf(kernel, shown, limits);
  const slug = (property: number): string => program.properties[property]?.slug ?? '';
  const outcomes = new Map<string, Outcome>();
  const reasons = new Map<string, readonly string[]>();
  for (const { property, execution } of found.violated) {
    add(outcomes, { kind: 'violated', label: slug(property), property: slug(property), bad: true });
    reasons.set(slug(property), executionLines(execution));
  }
  for (const values of found.finals) {
    const broken = finalsBroken(made, values).map(slug);
    for (const property of broken) {
      add(outcomes, { kind: 'violated', label: property, property, bad: true });
      if (!reasons.has(property)) reasons.set(property, firstExecution(made, values));
    }
    const told = program.observed.slice(0, observed).map(({ name, ...place }, nth) => {
      const cell = place.k === 'cell' ? place.cell : undefined;
      return [name, valueName(program.cells, values[nth] ?? 0, cell)] as const;
    });
    const label = told.map(([name, value]) => `${name}=${value}`).join(' ') || 'finished';
    add(outcomes, {
      kind: 'finished',
      label,
      property: null,
      bad: broken.length > 0,
      values: Object.fromEntries(told),
    });
  }
  return verdictOf(found, outcomes, reasons, began);
}

/** What a test's `exists` asks for is the violation of it. */
export function judgeKernelTest({ test, kernel, shown }: KernelTest, limits: KernelLimits): KernelVerdict {
  const began = performance.now();
  const found = outcomesOf(kernel, shown, limits);
  const outcomes = new Map<string, Outcome>();
  const reasons = new Map<string, readonly string[]>();
  const negated = test.quantifier === 'forall';
  for (const values of found.finals) {
    if (test.filter !== null && !holdsIn(test.filter, values)) continue;
    const bad = test.quantifier !== null && holdsIn(test.condition, values) !== negated;
    add(outcomes, { kind: 'finished', label: stateText(test.program, values), property: null, bad });
    if (!bad || reasons.has('condition')) continue;
    const question = { values, where: null, which: 'allowed', most: 1, ms: limits.ms } as const;
    const [execution] = executionsOf(kernel, shown, question).executions;
    reasons.set('condition', execution === undefined ? [] : executionLines(execution));
    add(outcomes, { kind: 'violated', label: 'condition', property: 'condition', bad: true });
  }
  return verdictOf(found, outcomes, reasons, began);
}

function firstExecution({ kernel, shown }: KernelScenario, values: readonly number[]): readonly string[] {
  const question = { values, where: null, which: 'allowed', most: 1, ms: KERNEL_LIMITS.ms } as const;
  const [execution] = executionsOf(kernel, shown, question).executions;
  return execution === undefined ? [] : executionLines(execution);
}

function add(
  outcomes: Map<string, Outcome>,
  given: Pick<Outcome, 'kind' | 'label' | 'property' | 'bad'> & Partial<Outcome>,
): void {
  const known = outcomes.get(`${given.kind} ${given.label}`);
  const finals = (known?.finals ?? 0) + 1;
  const outcome = { values: {}, interleavings: null, witness: [], ...given, finals };
  outcomes.set(`${given.kind} ${given.label}`, { ...outcome, bad: given.bad || known?.bad === true });
}

function verdictOf(
  found: Outcomes,
  outcomes: Map<string, Outcome>,
  reasons: Map<string, readonly string[]>,
  began: number,
): KernelVerdict {
  const race = found.race === null ? null : raceLine(found.race);
  if (race !== null) {
    add(outcomes, { kind: 'violated', label: DATA_RACE, property: DATA_RACE, bad: true });
    reasons.set(DATA_RACE, [race]);
  }
  const properties = [...reasons.keys()].sort();
  const limit = found.bounded === null ? null : found.bounded === 'loop' ? 'loop' : 'time';
  return {
    verdict: properties.length > 0 ? 'violated' : limit === null ? 'holds' : 'bounded',
    properties,
    outcomes: [...outcomes.values()],
    states: found.candidates,
    ms: performance.now() - began,
    limit,
    reasons: properties.map((property) => ({ property, lines: reasons.get(property) ?? [] })),
  };
}

/** The two accesses and the order that is missing. */
function raceLine(execution: Execution): string {
  const [race] = execution.races;
  if (race === undefined) return '';
  const where = (id: number): string => {
    const at = execution.events[id]?.at;
    return `${eventText(execution, id)}${at ? ` (${at.text})` : ''}`;
  };
  return `${where(race.first)} and ${where(race.second)}. ${missingWords[race.missing]}`;
}
