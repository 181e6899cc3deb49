/** Pieces of work that do not depend on each other; the same in this thread and in another one. */
import { assertNever } from '../base/index.ts';
import { exploreVerdict, type MatrixAnswer } from '../explore/index.ts';
import type { Model } from '../machine/index.ts';
import type { Settings } from '../scenario/index.ts';
import { checkInterleaving, checkVariant, type CheckedInterleaving, type CheckedVariant } from './checked.ts';
import { loadScenario, makeMachine, type ScenarioFile } from './scenario-files.ts';
import { UserError } from './user-error.ts';

export type Task =
  | { readonly do: 'variant'; readonly path: string; readonly id: string; readonly limit: number }
  | { readonly do: 'interleaving'; readonly path: string; readonly id: string }
  | {
      readonly do: 'cell';
      readonly path: string;
      readonly settings: Settings;
      readonly model: Model;
      readonly limit: number;
    };

interface Results {
  readonly variant: CheckedVariant;
  readonly interleaving: CheckedInterleaving;
  readonly cell: MatrixAnswer;
}

export type ResultOf<T extends Task> = Results[T['do']];

const loaded = new Map<string, ScenarioFile>();

function load(path: string): ScenarioFile {
  const file = loaded.get(path) ?? loadScenario(path);
  loaded.set(path, file);
  return file;
}

export async function perform(task: Task): Promise<Results[keyof Results]> {
  const file = load(task.path);
  switch (task.do) {
    case 'variant': {
      const variant = file.scenario.variants.find(({ id }) => id === task.id);
      if (!variant) throw new UserError(`${task.path} has no variant ${task.id}.`);
      return checkVariant(file, variant, task.limit);
    }
    case 'interleaving': {
      const interleaving = file.scenario.interleavings.find(({ id }) => id === task.id);
      if (!interleaving) throw new UserError(`${task.path} has no interleaving ${task.id}.`);
      return checkInterleaving(file, interleaving);
    }
    case 'cell': {
      const { settings, model, limit } = task;
      const result = exploreVerdict(makeMachine(file, settings, model), { states: limit });
      const { verdict, properties, states, ms, witness } = result;
      return { settings, model, verdict, properties, states, ms, witness };
    }
    default:
      return assertNever(task);
  }
}
