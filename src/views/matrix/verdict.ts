/** Verdicts as signs and words. */
import type { KernelAnswer, MatrixAnswer } from '../../state/index.ts';

/** Of a machine's model, or of the kernel's. */
export type CellAnswer = MatrixAnswer | KernelAnswer;
export type VerdictName = MatrixAnswer['verdict'];

/** A ring, a cross, two bars, a loop, a question that stays open. */
export const VERDICT_SIGNS: Readonly<Record<VerdictName, string>> = {
  holds: 'M2.5 6a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0',
  violated: 'M2 2l8 8M10 2l-8 8',
  deadlock: 'M3.5 1.5v9M8.5 1.5v9',
  livelock: 'M9.5 6a3.5 3.5 0 1 1 -1.2 -2.6M8.6 0.8v2.9h-2.9',
  bounded: 'M3 6h1M5.5 6h1M8 6h1',
};

export const VERDICT_WORDS: Readonly<Record<VerdictName, string>> = {
  holds: 'Holds',
  violated: 'Violated',
  deadlock: 'Deadlock',
  livelock: 'Livelock',
  bounded: 'Not decided',
};

/** An answer in a sentence. */
export function answerText(answer: CellAnswer | undefined): string {
  if (!answer) return 'not explored yet';
  if ('message' in answer) return `not asked: ${answer.message}`;
  const { verdict, properties, states } = answer;
  const witness = 'witness' in answer ? answer.witness : null;
  const what = [VERDICT_WORDS[verdict], properties.join(', ')].filter(Boolean).join(' ');
  const steps = witness ? `, shortest in ${witness.length} steps` : '';
  const counted = 'witness' in answer ? 'states' : 'executions';
  return `${what}${steps}, ${new Intl.NumberFormat('en').format(states)} ${counted}`;
}
