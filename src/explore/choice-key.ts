/**
 * The parts of a choice key as the machine writes it: CPU, kind of step, statement and, where one statement can do the
 * same thing several times or in several ways, instance and alternative.
 */
import type { StepKind } from '../machine/index.ts';

export interface ChoiceKeyParts {
  readonly cpu: number;
  readonly kind: StepKind | null;
  /** Key of the statement, empty where the step belongs to none. */
  readonly statement: string;
}

/** Null where the text is no choice key. */
export function parseChoiceKey(key: string): ChoiceKeyParts | null {
  const match = /^(\d+)([a-z]+)(?:@(.*))?$/.exec(key);
  if (!match) return null;
  return { cpu: Number(match[1]), kind: null, statement: match[3] ?? '' };
}
