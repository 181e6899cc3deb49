/** What views ask of a session, derived and cheap. */
import type { Score } from '../score/index.ts';
import type { ChoiceView, Model, Scenario, Settings, Snapshot } from './answers.ts';
import { hidesVerdict, veil } from './hiding.ts';
import { instanceKey } from './retelling.ts';
import { currentNode, type RunNode } from './run-tree.ts';
import type { SessionState } from './session-state.ts';

/** What the machine holds at the position; null before anything is shown. */
export function snapshotAt(node: RunNode | null, position: number): Snapshot | null {
  if (!node) return null;
  return position === 0 ? node.run.initial : (node.run.steps[position - 1]?.after ?? node.run.initial);
}

/** What may happen next at the position, the step that the run takes included. */
export function choicesAt(node: RunNode | null, position: number): readonly ChoiceView[] {
  if (!node) return [];
  return node.run.steps[position]?.choices ?? node.run.next;
}

/** Every option with its value: what is set, else its initial value. */
export function settingsOf(scenario: Scenario, settings: Settings): Settings {
  return Object.fromEntries(
    scenario.options.map((option) => [option.name, settings[option.name] ?? option.initial]),
  );
}

/** The variant that the settings and the model spell out, if any does. */
export function variantOf(scenario: Scenario | null, settings: Settings, model: Model): string | null {
  if (!scenario) return null;
  const key = instanceKey(settingsOf(scenario, settings), model);
  return (
    scenario.variants.find((one) => instanceKey(settingsOf(scenario, one.settings), one.model) === key)?.id ??
    null
  );
}

/** The run as it is shown: where the reader is to find out, without what tells. */
export function shownNode(state: SessionState): RunNode | null {
  const node = currentNode(state.tree);
  return node && hidesVerdict(state) ? veil(node) : node;
}

/** Next or previous position worth stopping at; the ends where there is none. */
export function neighbourPoint({ points, steps }: Score, position: number, direction: 1 | -1): number {
  const ahead =
    direction > 0 ? points.find((point) => point > position) : points.findLast((point) => point < position);
  return ahead ?? (direction > 0 ? steps : 0);
}
