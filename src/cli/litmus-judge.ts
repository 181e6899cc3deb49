/** One litmus test from text to verdict: compile, find all final states, compare with the condition. */
import { createMachine, type Model } from '../machine/index.ts';
import { compileLitmus, type Diagnostic, type LitmusVerdict, litmusVerdict } from '../scenario/index.ts';
import { finalStates } from './litmus-finals.ts';

export type Judgement =
  | ({ readonly kind: 'verdict'; readonly states: number; readonly ms: number } & LitmusVerdict)
  /** More states than the limit, or no run that ends: nothing can be said. */
  | { readonly kind: 'bounded'; readonly states: number; readonly ms: number }
  /** A litmus test outside of the supported subset. */
  | { readonly kind: 'unsupported'; readonly diagnostic: Diagnostic }
  /** No litmus test. */
  | { readonly kind: 'unreadable'; readonly diagnostic: Diagnostic };

/** Litmus tests have a few hundred states and take milliseconds. */
const DEFAULT_LIMIT = 4_000_000;
const LONGEST = 30_000;

export function judgeLitmus(text: string, model: Model, states = DEFAULT_LIMIT): Judgement {
  const began = performance.now();
  const compiled = compileLitmus(text, model);
  if (compiled.kind !== 'test') return compiled;
  const { test } = compiled;
  const machine = createMachine(test.program, model);
  const { values, bounded, violated, ...found } = finalStates(machine, { states, ms: LONGEST });
  if (violated !== null) {
    const property = test.program.properties[violated.property];
    const at = violated.pc === null ? undefined : test.program.code[violated.pc]?.at;
    const code = property?.slug ?? 'violation';
    const message = `a run breaks the rule: ${property?.text ?? code}`;
    const diagnostic: Diagnostic = { severity: 'error', code, message, from: at?.from ?? 0, to: at?.to ?? 0 };
    return { kind: 'unsupported', diagnostic };
  }
  const ms = performance.now() - began;
  if (bounded || values.length === 0) return { kind: 'bounded', states: found.states, ms };
  return { kind: 'verdict', ...litmusVerdict(test, values), states: found.states, ms };
}
