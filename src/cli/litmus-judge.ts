/** One litmus test from text to verdict: compile, find all final states, compare with the condition. */
import { createMachine, type Model } from '../machine/index.ts';
import {
  compileLitmus,
  type Diagnostic,
  hexadecimal,
  isInstructionWord,
  type LitmusTest,
  type LitmusVerdict,
  litmusVerdict,
} from '../scenario/index.ts';
import { finalStates, type Violation } from './litmus-finals.ts';

export type Judgement =
  | ({
      readonly kind: 'verdict';
      readonly states: number;
      readonly ms: number;
      readonly test: LitmusTest;
      /** Observed values of every final state. */
      readonly values: readonly (readonly number[])[];
    } & LitmusVerdict)
  /** More states than the limit, or no run that ends: nothing can be said. */
  | { readonly kind: 'bounded'; readonly states: number; readonly ms: number }
  /** A litmus test outside of the supported subset. */
  | { readonly kind: 'unsupported'; readonly diagnostic: Diagnostic }
  /** No litmus test. */
  | { readonly kind: 'unreadable'; readonly diagnostic: Diagnostic };

/** Litmus tests have a few hundred states and take milliseconds. */
export const MOST_STATES = 4_000_000;
const LONGEST = 30_000;

export function judgeLitmus(text: string, model: Model, states = MOST_STATES): Judgement {
  return judge(text, model, states, []);
}

/** `words` are instruction words that runs have computed, and that the test's text does not show. */
function judge(text: string, model: Model, states: number, words: readonly number[]): Judgement {
  const began = performance.now();
  const compiled = compileLitmus(text, model, words);
  if (compiled.kind !== 'test') return compiled;
  const { test } = compiled;
  const machine = createMachine(test.program, model);
  const { values, bounded, violated, ...found } = finalStates(machine, { states, ms: LONGEST });
  if (violated !== null) {
    const more = violated.strangeWords.filter((word) => !words.includes(word) && isInstructionWord(word));
    if (more.length > 0) return judge(text, model, states, [...words, ...more]);
    return { kind: 'unsupported', diagnostic: diagnosticOf(test, violated) };
  }
  const ms = performance.now() - began;
  if (bounded || values.length === 0) return { kind: 'bounded', states: found.states, ms };
  return { kind: 'verdict', ...litmusVerdict(test, values), states: found.states, ms, test, values };
}

function diagnosticOf(test: LitmusTest, { property, pc, strangeWords }: Violation): Diagnostic {
  const broken = test.program.properties[property];
  const at = pc === null ? undefined : test.program.code[pc]?.at;
  const code = broken?.slug ?? 'violation';
  const words = strangeWords.map(hexadecimal).join(', ');
  const message =
    words === ''
      ? `a run breaks the rule: ${broken?.text ?? code}`
      : `a run can execute ${words}, which is no instruction known here`;
  return { severity: 'error', code, message, from: at?.from ?? 0, to: at?.to ?? 0 };
}
