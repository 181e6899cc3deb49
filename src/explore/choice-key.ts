/** The parts of a choice key as the machine writes it: `cpu:kind:statement`, then `#n` and `~alternative`. */
import type { StepKind } from '../machine/index.ts';

export interface ChoiceKeyParts {
  readonly cpu: number;
  readonly kind: StepKind;
  /** Key of the statement, empty where the step belongs to none. */
  readonly statement: string;
  readonly alternative: string | null;
}

const KINDS: ReadonlySet<string> = new Set<StepKind>([
  'issue',
  'value',
  'visible',
  'predict',
  'irq',
  'fetch',
  'translate',
  'fault',
  'dc',
  'ic',
  'tlbi',
  'arrive',
]);

/** Null where the text is no choice key. */
export function parseChoiceKey(key: string): ChoiceKeyParts | null {
  const match = /^(\d+):(\w+):([^#~]*)(?:#\d+)?(?:~(.*))?$/.exec(key);
  const [, cpu = '', kind = '', statement = '', alternative = null] = match ?? [];
  return match && isKind(kind) ? { cpu: Number(cpu), kind, statement, alternative } : null;
}

function isKind(text: string): text is StepKind {
  return KINDS.has(text);
}
